"""The shop cancels, approves or keeps, and gives money back (M16, M17, D7, D8, D9, D10, D21)."""

import pytest

from bot.callbacks import ShopOrder, ShopStep
from domain.payment import PaymentMethod
from tests.desk import Desk
from tests.people import Message, Person


def drawn(card: Message) -> ShopOrder:
    """One of the card's own buttons, which knows the order and its version."""
    return next(ShopOrder.unpack(b["value"]) for b in card.buttons if b["value"].startswith("s:"))


async def cancels(person: Person, card: Message, reason: str) -> None:
    """주문취소 from the card, with a preset reason, to the end."""
    await person.taps("주문취소", message_id=card.message_id)
    await person.taps(reason, message_id=card.message_id)
    answer = await person.taps("취소완료", message_id=card.message_id)
    assert answer.text == "주문을 취소했어요"


async def completed(desk: Desk, method: PaymentMethod = PaymentMethod.DOOR_CARD) -> int:
    """The number of a pick-up that was fetched and paid."""
    number = await desk.places(pickup=True, method=method)
    card = await desk.confirms(number)
    await desk.staff.taps("주문완료", message_id=card.message_id)
    await desk.staff.sees("주문완료로 변경 할까요?")
    await desk.staff.taps("주문완료", message_id=card.message_id)
    await desk.customer.sees("주문이 완료되었습니다.")
    return number


async def asked_to_cancel(desk: Desk, reason: str = "배송이 늦어요") -> tuple[int, Message]:
    """An order whose customer asks to cancel it: its number and the card of the staff."""
    number = await desk.places()
    await desk.confirms(number)
    customers = await desk.card(desk.customer, number, "📦 주문확인")
    await desk.customer.taps("취소 신청", message_id=customers.message_id)
    await desk.customer.taps(reason, message_id=customers.message_id)
    return number, await desk.card(desk.staff, number, "⚠️ 취소요청")


@pytest.mark.parametrize("status", ["주문접수", "주문확인"])
async def test_the_shop_cancels_an_open_order_with_a_preset_reason(desk: Desk, status: str) -> None:
    number = await desk.places()
    card = await desk.confirms(number) if status == "주문확인" else await desk.card(desk.staff, number)
    await cancels(desk.staff, card, "재고 부족")
    notice = await desk.customer.sees("주문이 취소되었습니다. 취소사유 : 재고 부족")
    assert not notice.silent
    card = await desk.card(desk.owner, number, "❌ 취소완료")
    assert "취소사유 : 재고 부족" in card.text
    assert card.labels == ["📄 주문상세", "💬 메시지 전송"]
    assert "취소사유 : 재고 부족" in (await desk.card(desk.customer, number, "❌ 취소완료")).text


async def test_a_typed_reason_may_be_changed_at_the_last_step(desk: Desk) -> None:
    number = await desk.places()
    card = await desk.card(desk.staff, number)
    await desk.staff.taps("주문취소", message_id=card.message_id)
    await desk.staff.taps("직접 입력", message_id=card.message_id)
    await desk.staff.sees("예) 재료가 떨어져")
    await desk.staff.says("재료가 <떨어졌어요> & 죄송해요")
    last = await desk.staff.sees("취소사유 : 재료가 <떨어졌어요> & 죄송해요")
    assert last.message_id == card.message_id
    assert last.rows == [["취소완료"], ["사유 바꾸기", "닫기"]]
    await desk.staff.taps("사유 바꾸기", message_id=card.message_id)
    await desk.staff.sees("취소사유를 작성해주세요. (필수)")
    await desk.staff.taps("직접 입력", message_id=card.message_id)
    await desk.staff.says("오븐이 고장났어요")
    await desk.staff.sees("취소사유 : 오븐이 고장났어요")
    await desk.staff.taps("취소완료", message_id=card.message_id)
    await desk.customer.sees("주문이 취소되었습니다. 취소사유 : 오븐이 고장났어요")


async def test_a_reason_that_is_too_long_is_asked_for_again(desk: Desk) -> None:
    card = await desk.card(desk.staff, await desk.places())
    await desk.staff.taps("주문취소", message_id=card.message_id)
    await desk.staff.taps("직접 입력", message_id=card.message_id)
    await desk.staff.says("가" * 301)
    await desk.staff.sees("300자 이내로 다시 적어 주세요.")
    await desk.staff.says("휴무")
    assert (await desk.staff.sees("취소사유 : 휴무")).message_id == card.message_id


async def test_a_reason_typed_for_one_order_does_not_cancel_another(desk: Desk) -> None:
    card, other = [await desk.card(desk.staff, await desk.places()) for _ in range(2)]
    await desk.staff.taps("주문취소", message_id=card.message_id)
    await desk.staff.taps("직접 입력", message_id=card.message_id)
    await desk.staff.says("첫 주문만 취소")
    await desk.staff.sees("취소사유 : 첫 주문만 취소")
    forged = drawn(other).model_copy(update={"step": ShopStep.CANCEL, "arg": "typed"}).pack()
    answer = await desk.staff.taps_data(forged, other.message_id)
    assert (answer.text, answer.show_alert) == ("사유가 필요해요. 사유를 직접 적어 주세요.", True)
    await desk.settled()
    await desk.customer.sees_no("주문이 취소되었습니다.")


async def test_only_a_manager_or_the_owner_cancels_a_completed_order(desk: Desk) -> None:
    number = await completed(desk)
    card = await desk.card(desk.staff, number, "✅ 주문완료")
    assert "주문취소" not in card.labels
    for step, arg in ((ShopStep.CANCEL_ASK, ""), (ShopStep.CANCEL, "0")):
        forged = drawn(card).model_copy(update={"step": step, "arg": arg}).pack()
        answer = await desk.staff.taps_data(forged, card.message_id)
        assert answer.show_alert
        assert "이 작업을 할 수 있는 권한이 없어요." in (answer.text or "")
    await cancels(desk.owner, await desk.card(desk.owner, number, "✅ 주문완료"), "고객 요청")
    await desk.customer.sees("주문이 취소되었습니다. 취소사유 : 고객 요청")
    await desk.card(desk.staff, number, "❌ 취소완료")


async def test_money_taken_stands_as_refund_due_until_it_is_given_back(desk: Desk) -> None:
    number = await completed(desk)
    card = await desk.card(desk.owner, number, "✅ 주문완료")
    await desk.owner.taps("주문취소", message_id=card.message_id)
    await desk.owner.taps("고객 요청", message_id=card.message_id)
    last = await desk.owner.sees("취소사유 : 고객 요청")
    assert "결제 상태 : 💰 결제완료 3,000원" in last.text
    assert "취소하면 환불 필요 3,000원으로 남아요." in last.text
    await desk.owner.taps("취소완료", message_id=card.message_id)
    assert "환불 예정 3,000원" in (await desk.customer.sees("취소사유 : 고객 요청")).text
    staffs = await desk.card(desk.staff, number, "❌ 취소완료")
    assert "환불 필요 3,000원" in staffs.text
    assert "환불완료" not in staffs.labels, "staff may not record a refund"
    forged = drawn(staffs).model_copy(update={"step": ShopStep.REFUND}).pack()
    assert "권한이 없어요" in ((await desk.staff.taps_data(forged, staffs.message_id)).text or "")
    assert "환불 필요 3,000원" in (await desk.staff.message(staffs.message_id)).text
    await desk.owner.taps("환불완료", message_id=card.message_id)
    await desk.owner.sees("홍길동 고객님께 3,000원을 돌려드렸나요?")
    answer = await desk.owner.taps("환불완료", message_id=card.message_id)
    assert answer.text == "환불완료로 기록했어요"
    await desk.customer.sees("환불이 완료되었습니다. 환불 금액 : 3,000원")
    await desk.settled()
    for member in (desk.owner, desk.staff):
        shown = await desk.card(member, number, "❌ 취소완료")
        assert "환불 필요" not in shown.text
        assert "환불완료" in shown.text
        assert "환불완료" not in shown.labels


async def test_a_cancel_request_reaches_all_staff_loudly_with_its_reason(desk: Desk) -> None:
    number, card = await asked_to_cancel(desk)
    assert "요청사유 : 배송이 늦어요" in card.text
    assert "홍길동 고객님이 취소를 요청하셨습니다. 승인하시겠습니까?" in card.text
    assert card.rows == [["📄 주문상세", "주문확인"], ["💬 메시지 전송"], ["취소완료"]]
    for member in (desk.owner, desk.staff):
        notice = await member.sees(f"⚠️ 취소요청 · {number}")
        assert not notice.silent
        assert notice.reply_to == (await desk.card(member, number, "⚠️ 취소요청")).message_id


async def test_approving_reuses_the_customers_reason(desk: Desk) -> None:
    number, card = await asked_to_cancel(desk)
    await desk.staff.taps("취소완료", message_id=card.message_id)
    dialog = await desk.staff.sees("취소완료상태로 변경되며 고객님의 취소완료 알림이 발송됩니다.")
    assert dialog.rows == [["취소완료"], ["닫기"]]
    answer = await desk.staff.taps("취소완료", message_id=card.message_id)
    assert answer.text == "취소 요청을 승인했어요"
    await desk.customer.sees("주문이 취소되었습니다. 취소사유 : 배송이 늦어요")
    assert "취소사유 : 배송이 늦어요" in (await desk.card(desk.owner, number, "❌ 취소완료")).text


async def test_keeping_the_order_with_a_preset_reason_tells_the_customer_why(desk: Desk) -> None:
    number, card = await asked_to_cancel(desk)
    await desk.staff.taps("주문확인", message_id=card.message_id)
    await desk.staff.sees("변경사유를 작성해주세요. (필수)")
    answer = await desk.staff.taps("이미 배송이 시작됐어요", message_id=card.message_id)
    assert answer.text == "주문을 계속 진행해요"
    await desk.customer.sees("취소 요청이 승인되지 않았습니다. 변경사유 : 이미 배송이 시작됐어요")
    for person in (desk.staff, desk.owner, desk.customer):
        await desk.card(person, number, "📦 주문확인")


async def test_keeping_the_order_with_a_typed_reason_asks_again_for_one_that_is_too_long(desk: Desk) -> None:
    number, card = await asked_to_cancel(desk)
    await desk.staff.taps("주문확인", message_id=card.message_id)
    await desk.staff.sees("변경사유를 작성해주세요. (필수)")
    await desk.staff.says("가" * 301)
    await desk.staff.sees("300자 이내로 다시 적어 주세요.")
    await desk.staff.says("이미 포장이 끝났어요.")
    await desk.customer.sees("취소 요청이 승인되지 않았습니다. 변경사유 : 이미 포장이 끝났어요.")
    assert (await desk.card(desk.staff, number, "📦 주문확인")).message_id == card.message_id


async def test_a_request_taken_back_meanwhile_is_not_answered_any_more(desk: Desk) -> None:
    number, card = await asked_to_cancel(desk)
    await desk.staff.taps("주문확인", message_id=card.message_id)
    await desk.staff.sees("변경사유를 작성해주세요. (필수)")
    customers = await desk.card(desk.customer, number, "⚠️ 취소요청")
    await desk.customer.taps("취소 신청 철회", message_id=customers.message_id)
    await desk.staff.sees(f"고객님이 취소 요청을 철회하셨어요 · {number}")
    await desk.settled()
    assert "📦 주문확인" in (await desk.staff.message(card.message_id)).text
    await desk.staff.says("이미 포장이 끝났어요.")
    await desk.staff.sees("이미 변경된 주문이에요. 화면을 새로 고쳤어요.")
    await desk.settled()
    await desk.customer.sees_no("취소 요청이 승인되지 않았습니다.")
