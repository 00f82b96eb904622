"""Roles, removal, hand-over and duty take effect with the next tap (D21)."""

from bot.callbacks import Home, OpenOrder, OrderList, Search, ShopOrder, ShopStep, Tab
from domain.payment import PaymentMethod
from tests.bot.stories.team_steps import (
    CUSTOMER_COMMANDS,
    NO_ORDER,
    NO_SHOP,
    STAFF_COMMANDS,
    goes,
    invites,
    joins,
    navigator,
    newcomer,
    opens_home,
    opens_staff,
)
from tests.desk import Desk
from tests.people import Message, Person

NO_LONGER = "직원에서 제외되어 더 이상 볼 수 없어요."
NOT_ALLOWED = "이 작업을 할 수 있는 권한이 없어요. 매니저나 사장님에게 부탁해 주세요."


async def reopens(desk: Desk, person: Person, card: Message) -> Message:
    """주문상세 and back: the card as this person may see it now."""
    await person.taps("📄 주문상세", message_id=card.message_id)
    await person.taps("닫기", message_id=card.message_id)
    await desk.settled()
    return await person.message(card.message_id)


async def becomes(person: Person, message_id: int, text: str) -> Message:
    """The message, once it has this text: the redraw of a navigator is gathered with others."""

    async def has_text() -> bool:
        return text in (await person.message(message_id)).text

    await person.telegram.until(has_text)
    return await person.message(message_id)


async def removes(desk: Desk, name: str = "김민수") -> None:
    await opens_staff(desk.owner)
    shown = await goes(desk.owner, name, "직원에서 제외")
    assert f"{name} 님을 직원에서 제외할까요?" in shown.text
    listed = await goes(desk.owner, "제외")
    assert name not in listed.labels


async def test_a_new_manager_may_confirm_a_deposit_with_the_next_tap(desk: Desk) -> None:
    number = await desk.places(method=PaymentMethod.BANK_TRANSFER)
    card = await desk.confirms(number)
    assert "입금확인" not in card.labels
    await opens_staff(desk.owner)
    shown = await goes(desk.owner, "김민수")
    assert "역할 : 직원" in shown.text
    shown = await goes(desk.owner, "매니저로 변경")
    assert "역할 : 매니저" in shown.text
    await desk.staff.sees("역할이 바뀌었어요. 새 역할 : 매니저")
    card = await reopens(desk, desk.staff, card)
    await desk.staff.taps("입금확인", message_id=card.message_id)
    await desk.staff.taps("입금확인", message_id=card.message_id)
    await desk.customer.sees("입금이 확인되었습니다. 입금 금액 : 6,000원")


async def test_a_former_manager_may_not_confirm_a_deposit_with_the_next_tap(desk: Desk) -> None:
    manager = await joins(desk, "최민준", "매니저")
    number = await desk.places(method=PaymentMethod.BANK_TRANSFER)
    await desk.confirms(number, by=manager)
    card = await manager.sees_button("입금확인")
    await manager.taps("입금확인", message_id=card.message_id)
    await opens_staff(desk.owner)
    await goes(desk.owner, "최민준", "직원으로 변경")
    await manager.sees("역할이 바뀌었어요. 새 역할 : 직원")
    answer = await manager.taps("입금확인", message_id=card.message_id)
    assert (answer.text, answer.show_alert) == (NOT_ALLOWED, True)
    await desk.settled()
    await desk.customer.sees_no("입금이 확인되었습니다.")


async def test_who_is_removed_has_no_shop_with_the_next_tap(desk: Desk) -> None:
    number = await desk.places()
    card = await desk.card(desk.staff, number)
    home = await navigator(desk.staff)
    opened = ShopOrder.unpack(card.buttons[0]["value"])
    await removes(desk)
    await desk.staff.sees("직원에서 제외되었어요. 이제 주문을 볼 수 없어요.")
    await desk.settled()
    assert await desk.staff.commands() == CUSTOMER_COMMANDS
    for step in ShopStep:
        button = ShopOrder(step=step, order=opened.order, version=opened.version, arg="0")
        old = await desk.staff.taps_data(button.pack(), card.message_id)
        unknown = await desk.staff.taps_data(button.model_copy(update={"order": 99_999}).pack(), card.message_id)
        assert (old.text, old.show_alert) == (unknown.text, unknown.show_alert) == (NO_ORDER, True), step
    old = await desk.staff.taps_data(OpenOrder(order=opened.order).pack(), home.message_id)
    assert old.text == NO_ORDER
    shop = desk.shop.id
    for view in (Home(shop=shop), OrderList(shop=shop, tab=Tab.ALL), Search(shop=shop)):
        assert (await desk.staff.taps_data(view.pack(), home.message_id)).text == NO_SHOP, view
    await desk.staff.says(str(number))
    await desk.staff.sees("이해하지 못했어요.")
    assert "📥 주문접수" in (await desk.card(desk.owner, number)).text


async def test_who_is_removed_gets_no_new_card_and_sees_no_change_of_an_old_one(desk: Desk) -> None:
    number = await desk.places()
    card = await desk.card(desk.staff, number)
    await removes(desk)
    await desk.staff.sees("직원에서 제외되었어요.")
    await desk.confirms(number, by=desk.owner)
    later = await desk.orders()
    await desk.card(desk.owner, later, "주문접수")
    await desk.settled()
    await desk.staff.sees_no(str(later))
    left = await desk.staff.message(card.message_id)
    assert (left.text, left.labels) == (NO_LONGER, [])


async def test_what_a_removed_member_had_open_no_longer_shows_whose_order_it_was(desk: Desk) -> None:
    first, second = await desk.places(), await desk.places()
    opened = await desk.card(desk.staff, first)
    await desk.staff.taps("📄 주문상세", message_id=opened.message_id)
    await desk.staff.sees("010-1234-1234")
    other = await desk.card(desk.staff, second)
    await opens_home(desk.staff)
    await goes(desk.staff, "📥 주문접수")
    pinned = await goes(desk.staff, "1")
    await goes(desk.staff, "📄 주문상세")
    await removes(desk)
    await desk.settled()
    for message_id in (opened.message_id, other.message_id, pinned.message_id):
        left = await becomes(desk.staff, message_id, NO_LONGER)
        assert (left.text, left.labels) == (NO_LONGER, [])
    for gone in ("010-1234-1234", "조마루로"):
        await desk.staff.sees_no(gone)
    await desk.owner.sees(f"주문접수 · 주문번호 : {first}")


async def test_a_card_that_a_removed_member_had_deleted_is_not_sent_again(desk: Desk) -> None:
    card = await desk.card(desk.staff, await desk.places())
    await desk.app.bot.delete_message(desk.staff.id, card.message_id)
    await removes(desk)
    await desk.settled()
    newer = [m.text for m in await desk.staff.bot_messages() if m.message_id > card.message_id]
    assert NO_LONGER not in newer


async def test_who_was_removed_may_be_invited_again(desk: Desk) -> None:
    await removes(desk)
    await desk.staff.sees("직원에서 제외되었어요.")
    await desk.settled()
    assert await desk.staff.commands() == CUSTOMER_COMMANDS
    await opens_staff(desk.owner)
    shown = await goes(desk.owner, "＋ 직원 초대", "매니저")
    await desk.staff.starts(shown.text.partition("?start=")[2].split()[0])
    asked = await desk.owner.sees("김민수 님을 매니저로 추가할까요?")
    await desk.owner.taps("추가", message_id=asked.message_id)
    await desk.staff.sees("가게에 추가되었어요. 역할 : 매니저")
    await desk.settled()
    assert await desk.staff.commands() == STAFF_COMMANDS
    await desk.places()


async def test_a_message_being_written_ends_with_the_membership(desk: Desk) -> None:
    number = await desk.places()
    card = await desk.card(desk.staff, number)
    await desk.staff.taps("💬 메시지 전송", message_id=card.message_id)
    await removes(desk)
    await desk.staff.says("곧 출발해요")
    await desk.staff.sees("대화를 찾을 수 없어요.")
    await desk.settled()
    await desk.customer.sees_no("곧 출발해요")


async def test_after_a_hand_over_the_former_owner_is_a_manager(desk: Desk) -> None:
    listed = await opens_staff(desk.owner)
    old = next(button["value"] for button in listed.buttons if button["text"] == "김민수")
    shown = await goes(desk.owner, "김민수", "사장님 권한 넘기기")
    assert "김민수 님에게 가게를 넘길까요?" in shown.text
    shown = await goes(desk.owner, "넘기기")
    assert "👥 직원" not in shown.labels, "a manager does not manage the staff"
    await desk.staff.sees("이제 이 가게의 사장님이에요.")
    answer = await desk.owner.taps_data(old, shown.message_id)
    assert (answer.text, answer.show_alert) == (NOT_ALLOWED, True)
    listed = await opens_staff(desk.staff)
    assert "박영희 · 매니저" in listed.text
    assert "김민수 · 사장님" in listed.text
    number = await desk.places(method=PaymentMethod.BANK_TRANSFER)
    await desk.confirms(number, by=desk.owner)
    assert "입금확인" in (await desk.owner.sees_button("입금확인")).labels


async def test_who_waits_to_join_is_let_in_by_the_new_owner(desk: Desk) -> None:
    person = await newcomer(desk)
    await person.starts(await invites(desk.owner))
    await person.sees("사장님께 알렸어요")
    await opens_staff(desk.owner)
    await goes(desk.owner, "김민수", "사장님 권한 넘기기", "넘기기")
    asked = await desk.staff.sees("최민준 님을 직원으로 추가할까요?")
    await desk.staff.taps("추가", message_id=asked.message_id)
    await person.sees("가게에 추가되었어요. 역할 : 직원")


async def test_off_duty_there_are_no_new_cards_and_the_old_ones_stay_up_to_date(desk: Desk) -> None:
    number = await desk.places()
    card = await desk.card(desk.staff, number)
    await opens_home(desk.staff)
    shown = await goes(desk.staff, "⚙️ 환경설정", "🔕 알림 끄기")
    assert "🔕 내 알림 : 꺼짐" in shown.text
    await desk.confirms(number, by=desk.owner)
    later = await desk.orders()
    await desk.customer.says("언제 와요?")
    await desk.card(desk.owner, later, "주문접수")
    await desk.settled()
    assert "📦 주문확인" in (await desk.staff.message(card.message_id)).text
    await desk.staff.sees_no(f"주문번호 : {later}")
    await desk.staff.sees_no("언제 와요?")
    await goes(desk.staff, "🔔 알림 켜기")
    await desk.places()
