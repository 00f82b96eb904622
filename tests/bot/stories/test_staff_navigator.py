"""주문관리: the pinned message with home, tabs and pages follows what happens (M4)."""

from bot.callbacks import OrderList, Tab
from bot.links import CUSTOMERS
from tests.desk import USERNAME, Desk
from tests.people import Message, Person


async def home_of(person: Person) -> Message:
    [pinned] = await person.pinned()
    return await person.message(pinned)


async def lists(desk: Desk, person: Person, label: str) -> Message:
    """Taps a button of the navigator and looks at what it shows then."""
    [pinned] = await person.pinned()
    await person.taps(label, message_id=pinned)
    await desk.settled()
    return await person.message(pinned)


async def shows(person: Person, text: str) -> Message:
    """The navigator, once it shows this text."""
    [pinned] = await person.pinned()

    async def look() -> Message | None:
        message = await person.message(pinned)
        return message if text in message.text else None

    found: Message | None = await person.telegram.until(look)
    assert found, f"the navigator does not show {text!r}\n\n{await person.as_text()}"
    return found


async def place_many(desk: Desk, how_many: int) -> list[int]:
    """Orders of several customers, for one alone may not place so many at once; newest first."""
    second = await desk.phones.person(USERNAME, "김철수", id=2002)
    await second.starts(CUSTOMERS + desk.shop.customer_token)
    await second.taps("동의하고 시작")
    people = (desk.customer, second)
    return [await desk.places(customer=people[n % 2]) for n in range(how_many)][::-1]


def numbers_of(page: Message) -> list[int]:
    """The order numbers on a list page, top down."""
    words = [line.split() for line in page.text.splitlines() if line[:1].isdigit()]
    return [int(line[1]) for line in words]


async def test_the_home_screen_counts_what_waits(desk: Desk) -> None:
    home = await home_of(desk.staff)
    assert "🏪 샵앤샵 · 주문관리" in home.text
    assert "📥 주문접수  0건" in home.text
    number = await desk.places(pickup=True)
    await shows(desk.staff, "📥 주문접수  1건")
    card = await desk.confirms(number)
    home = await shows(desk.staff, "📦 주문확인  1건")
    assert "📥 주문접수  0건" in home.text
    await shows(desk.owner, "📦 주문확인  1건")
    await desk.staff.taps("주문완료", message_id=card.message_id)
    await desk.staff.sees("주문완료로 변경 할까요?")
    await desk.staff.taps("주문완료", message_id=card.message_id)
    home = await shows(desk.staff, "오늘 주문완료 1건 · 3,000원")
    assert "📦 주문확인  0건" in home.text


async def test_every_tab_shows_its_orders_and_how_many(desk: Desk) -> None:
    waiting, confirmed, asked = [await desk.places() for _ in range(3)]
    for number in (confirmed, asked):
        await desk.confirms(number)
    customers = await desk.card(desk.customer, asked, "📦 주문확인")
    await desk.customer.taps("취소 신청", message_id=customers.message_id)
    await desk.customer.taps("단순 변심", message_id=customers.message_id)
    await desk.card(desk.staff, asked, "⚠️ 취소요청")
    page = await lists(desk, desk.staff, "📋 전체")
    assert "📋 전체 · 검색결과 3건 (1/1)" in page.text
    assert numbers_of(page) == [asked, confirmed, waiting]
    assert page.rows[1:] == [["• 전체", "📥 주문접수"], ["📦 주문확인", "⚠️ 취소대기"], ["🏠 홈"]]
    assert "[상품 1 개] 6,000원 · 배송 · 만나서 / 카드" in page.text
    assert "경기 부천시 조마루로 …" in page.text
    for label, number in (("📥 주문접수", waiting), ("📦 주문확인", confirmed), ("⚠️ 취소대기", asked)):
        page = await lists(desk, desk.staff, label)
        assert f"{label} · 검색결과 1건 (1/1)" in page.text
        assert numbers_of(page) == [number]
        assert f"• {label.split()[1]}" in page.labels
    await lists(desk, desk.staff, "🏠 홈")
    await shows(desk.staff, "주문관리")


async def test_twelve_orders_are_three_pages_with_an_end_at_either_side(desk: Desk) -> None:
    placed = await place_many(desk, 12)
    page = await lists(desk, desk.staff, "📥 주문접수")
    assert "검색결과 12건 (1/3)" in page.text
    assert page.rows[:2] == [["1", "2", "3", "4", "5"], ["◀", "1 / 3", "▶"]]
    assert numbers_of(page) == placed[:5]
    answer = await desk.staff.taps("◀", message_id=page.message_id)
    assert (answer.text, answer.show_alert) == ("첫 페이지예요", False)
    assert numbers_of(await lists(desk, desk.staff, "▶")) == placed[5:10]
    page = await lists(desk, desk.staff, "▶")
    assert "(3/3)" in page.text
    assert numbers_of(page) == placed[10:]
    assert page.rows[0] == ["1", "2"]
    answer = await desk.staff.taps("▶", message_id=page.message_id)
    assert (answer.text, answer.show_alert) == ("마지막 페이지예요", False)
    assert numbers_of(await lists(desk, desk.staff, "◀")) == placed[5:10]
    assert numbers_of(await lists(desk, desk.staff, "◀")) == placed[:5]


async def test_a_page_that_is_no_longer_there_becomes_the_last_one(desk: Desk) -> None:
    placed = await place_many(desk, 11)
    page = await lists(desk, desk.staff, "📥 주문접수")
    page = await lists(desk, desk.staff, "▶")
    older = next(button["value"] for button in page.buttons if button["text"] == "▶")
    await desk.confirms(placed[10], by=desk.owner)
    await desk.settled()
    await desk.staff.taps_data(older, page.message_id)
    page = await shows(desk.staff, "검색결과 10건 (2/2)")
    assert numbers_of(page) == placed[5:10]


async def test_an_open_list_follows_the_orders(desk: Desk) -> None:
    number = await desk.places()
    await lists(desk, desk.staff, "📥 주문접수")
    await desk.confirms(number, by=desk.owner)
    empty = await shows(desk.staff, "검색결과 0건")
    assert "지금은 여기에 주문이 없어요." in empty.text
    later = await desk.places()
    assert numbers_of(await shows(desk.staff, "검색결과 1건")) == [later]


async def test_an_order_opened_from_a_list_leads_back_and_home(desk: Desk) -> None:
    first, second = [await desk.places() for _ in range(2)]
    await lists(desk, desk.staff, "📥 주문접수")
    page = await lists(desk, desk.staff, "2")
    assert f"📥 주문접수 · 주문번호 : {first}" in page.text
    assert page.rows[-1] == ["◀ 목록", "🏠 홈"]
    assert numbers_of(await lists(desk, desk.staff, "◀ 목록")) == [second, first]
    await lists(desk, desk.staff, "1")
    await shows(desk.staff, f"주문번호 : {second}")
    assert "📥 주문접수  2건" in (await lists(desk, desk.staff, "🏠 홈")).text


async def test_an_order_is_handled_inside_the_navigator(desk: Desk) -> None:
    number = await desk.places()
    await lists(desk, desk.staff, "📥 주문접수")
    await lists(desk, desk.staff, "1")
    dialog = await lists(desk, desk.staff, "주문확인")
    assert "해당 주문건을 주문확인으로 변경 할까요?" in dialog.text
    assert dialog.rows[-1] == ["◀ 목록", "🏠 홈"]
    shown = await lists(desk, desk.staff, "주문확인")
    assert f"📦 주문확인 · 주문번호 : {number}" in shown.text, "who tapped sees the outcome without waiting"
    assert shown.rows[-1] == ["◀ 목록", "🏠 홈"]
    await desk.settled()
    assert "📦 주문확인" in (await desk.card(desk.staff, number)).text, "the card in the same chat follows"
    await desk.customer.sees("주문이 확인되었습니다.")


async def test_an_order_open_in_another_navigator_shows_the_new_state(desk: Desk) -> None:
    number = await desk.places()
    await lists(desk, desk.owner, "📥 주문접수")
    await lists(desk, desk.owner, "1")
    await desk.confirms(number)
    shown = await shows(desk.owner, f"📦 주문확인 · 주문번호 : {number}")
    assert shown.rows[-1] == ["◀ 목록", "🏠 홈"]
    assert "처리 : 김민수" in shown.text


async def test_home_is_sent_anew_and_pinned_and_the_old_one_loses_its_buttons(desk: Desk) -> None:
    old = await home_of(desk.staff)
    for command in ("/home", "/new", "/search"):
        await desk.staff.says(command)
        await desk.settled()
        new = await home_of(desk.staff)
        assert new.message_id > old.message_id, f"{command} sends a new navigator and pins nothing else"
        assert new.silent
        assert new.rows
        assert (await desk.staff.message(old.message_id)).rows == []
        old = new


async def test_commands_open_their_tab(desk: Desk) -> None:
    number = await desk.places()
    for command, title in (("/new", "📥 주문접수"), ("/confirmed", "📦 주문확인"), ("/cancels", "⚠️ 취소대기")):
        await desk.staff.says(command)
        await desk.staff.sees(f"{title} · 검색결과")
    await desk.staff.says("/new")
    await desk.settled()
    assert numbers_of(await home_of(desk.staff)) == [number]


async def test_refreshing_what_did_not_change_edits_nothing(desk: Desk) -> None:
    home = await home_of(desk.staff)
    await desk.staff.taps("새로고침", message_id=home.message_id)
    await desk.settled()
    before = await desk.staff.message(home.message_id)
    seen = (await desk.phones.calls())[-1]["id"]
    answer = await desk.staff.taps("새로고침", message_id=home.message_id)
    assert answer.text == "새로 고쳤어요"
    await desk.settled()
    after = await desk.staff.message(home.message_id)
    edits = await desk.phones.calls("editMessageText", since=seen)
    assert len(edits) == (after.text != before.text), "an edit only if the minute changed"
    page = await lists(desk, desk.staff, "📥 주문접수")
    seen = (await desk.phones.calls())[-1]["id"]
    await desk.staff.taps("• 주문접수", message_id=page.message_id)
    await desk.settled()
    assert await desk.phones.calls("editMessageText", since=seen) == []


async def test_a_list_of_a_strange_shop_is_refused(desk: Desk) -> None:
    home = await home_of(desk.staff)
    forged = OrderList(shop=desk.shop.id + 1, tab=Tab.ALL).pack()
    answer = await desk.staff.taps_data(forged, home.message_id)
    assert answer.show_alert
    assert "가게를 찾을 수 없어요." in (answer.text or "")
    answer = await desk.customer.taps_data(OrderList(shop=desk.shop.id, tab=Tab.ALL).pack())
    assert answer.show_alert
    assert "가게를 찾을 수 없어요." in (answer.text or "")


async def test_home_opened_from_another_message_takes_the_pin_along(desk: Desk) -> None:
    old = await home_of(desk.staff)
    await desk.staff.starts(CUSTOMERS + desk.shop.customer_token)
    await desk.staff.taps("동의하고 시작")
    await desk.places(customer=desk.staff)
    await desk.staff.starts()
    start = await desk.staff.sees_button("🏪")
    await desk.staff.taps("🏪", message_id=start.message_id)
    await desk.settled()
    assert await desk.staff.pinned() == [start.message_id]
    assert "📥 주문접수  1건" in (await home_of(desk.staff)).text
    assert (await desk.staff.message(old.message_id)).rows == []
