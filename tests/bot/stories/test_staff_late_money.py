"""A transfer that comes after the order was cancelled is booked and given back; the order stays cancelled (D7)."""

from bot.callbacks import ShopOrder, ShopStep
from domain.payment import PaymentMethod
from tests.desk import Desk

NOT_ALLOWED = "이 작업을 할 수 있는 권한이 없어요. 매니저나 사장님에게 부탁해 주세요."


async def canceled(desk: Desk, method: PaymentMethod = PaymentMethod.BANK_TRANSFER) -> int:
    """The number of a confirmed order that the shop cancelled before anybody paid."""
    number = await desk.places(method=method)
    card = await desk.confirms(number)
    await desk.staff.taps("주문취소", message_id=card.message_id)
    await desk.staff.taps("재고 부족", message_id=card.message_id)
    await desk.staff.taps("취소완료", message_id=card.message_id)
    await desk.customer.sees("주문이 취소되었습니다.")
    await desk.settled()
    return number


async def test_a_late_transfer_leaves_a_refund_to_be_made_and_the_order_cancelled(desk: Desk) -> None:
    number = await canceled(desk)
    card = await desk.card(desk.owner, number, "❌ 취소완료")
    await desk.owner.taps("입금확인", message_id=card.message_id)
    await desk.owner.sees("취소된 주문이라 환불 필요 6,000원으로 남아요.")
    await desk.owner.taps("입금확인", message_id=card.message_id)
    await desk.customer.sees("입금이 확인되었습니다. 입금 금액 : 6,000원")
    await desk.settled()
    card = await desk.card(desk.owner, number, "❌ 취소완료")
    assert "환불 필요 6,000원" in card.text
    assert "입금확인" not in card.labels
    await desk.owner.taps("환불완료", message_id=card.message_id)
    await desk.owner.taps("환불완료", message_id=card.message_id)
    await desk.settled()
    card = await desk.card(desk.owner, number, "❌ 취소완료")
    assert not {"입금확인", "환불완료"} & set(card.labels)


async def test_only_managers_are_offered_a_late_transfer_and_never_of_an_order_paid_at_the_door(desk: Desk) -> None:
    number = await canceled(desk)
    card = await desk.card(desk.staff, number, "❌ 취소완료")
    assert "입금확인" not in card.labels
    known = next(ShopOrder.unpack(b["value"]) for b in card.buttons if b["value"].startswith("s:"))
    for step in (ShopStep.DEPOSIT_ASK, ShopStep.DEPOSIT):
        answer = await desk.staff.taps_data(known.model_copy(update={"step": step}).pack(), card.message_id)
        assert answer.text == NOT_ALLOWED
    at_the_door = await canceled(desk, PaymentMethod.DOOR_CARD)
    assert "입금확인" not in (await desk.card(desk.owner, at_the_door, "❌ 취소완료")).labels


async def test_a_cancelled_order_does_not_ask_its_customer_for_money(desk: Desk) -> None:
    card = await desk.card(desk.customer, await canceled(desk), "❌ 취소완료")
    assert "입금 계좌" not in card.text
    assert not any("계좌" in label for label in card.labels)


async def test_who_asks_for_a_refund_of_nothing_reads_that_there_is_nothing(desk: Desk) -> None:
    number = await canceled(desk)
    card = await desk.card(desk.owner, number, "❌ 취소완료")
    known = next(ShopOrder.unpack(b["value"]) for b in card.buttons if b["value"].startswith("s:"))
    forged = known.model_copy(update={"step": ShopStep.REFUND_ASK}).pack()
    answer = await desk.owner.taps_data(forged, card.message_id)
    assert answer.text == "환불할 금액이 없어요. 주문을 다시 열어 결제 상태를 확인해 주세요."


async def test_transfer_on_top_of_a_paid_order_is_booked_and_given_back(desk: Desk) -> None:
    number = await desk.places(method=PaymentMethod.BANK_TRANSFER)
    card = await desk.confirms(number, by=desk.owner)
    await desk.owner.taps("주문상세", message_id=card.message_id)
    await desk.owner.sees_no_button("추가 입금 기록")
    await desk.owner.taps("닫기", message_id=card.message_id)
    for _ in range(2):
        await desk.owner.taps("입금확인", message_id=card.message_id)
    await desk.settled()
    await desk.owner.taps("주문상세", message_id=card.message_id)
    await desk.owner.taps("추가 입금 기록", message_id=card.message_id)
    await desk.owner.says("많이")
    await desk.owner.sees("“많이” : 들어온 금액을 숫자로 보내 주세요.")
    await desk.owner.says("2천원")
    await desk.owner.sees("결제할 금액보다 더 받게 되어 환불 필요 2,000원으로 남아요.")
    await desk.owner.taps("추가 입금 기록", message_id=card.message_id)
    await desk.customer.sees("입금이 확인되었습니다. 입금 금액 : 2,000원")
    await desk.customer.sees_button("🏦 환불 계좌 보내기")
    news = await desk.owner.sees("💸 환불 필요 2,000원")
    assert "사유 : 결제할 금액보다 더 들어왔어요." in news.text
    await desk.settled()
    assert "환불 필요 2,000원" in (await desk.card(desk.staff, number, "📦 주문확인")).text
    card = await desk.card(desk.owner, number, "📦 주문확인")
    for _ in range(2):
        await desk.owner.taps("환불완료", message_id=card.message_id)
    await desk.customer.sees("환불이 완료되었습니다. 환불 금액 : 2,000원")
    await desk.settled()
    assert "결제완료" in (await desk.card(desk.owner, number, "📦 주문확인")).text
