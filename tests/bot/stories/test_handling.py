"""Staff handle an order from 주문접수 to 주문완료 (M1, M3, M7, M14)."""

from tests.desk import Desk


async def test_an_order_is_confirmed_and_completed_with_a_tracking_number(desk: Desk) -> None:
    number = await desk.orders()
    card = await desk.staff.sees(f"주문접수 · 주문번호 : {number}")
    assert not card.silent
    await desk.staff.taps("주문확인", message_id=card.message_id)
    await desk.staff.sees("해당 주문건을 주문확인으로 변경 할까요?")
    answer = await desk.staff.taps("주문확인", message_id=card.message_id)
    assert answer.text == "주문확인으로 변경했어요"
    await desk.customer.sees("주문이 확인되었습니다. 상품을 준비하겠습니다.")
    await desk.owner.sees(f"주문확인 · 주문번호 : {number}")
    card = await desk.staff.sees_button("주문완료")
    await desk.staff.taps("주문완료", message_id=card.message_id)
    await desk.staff.taps("택배배송", message_id=card.message_id)
    await desk.staff.sees("송장번호를 입력해 주세요.")
    await desk.staff.says("1234-5678-9012")
    await desk.staff.sees("송장번호 : 1234-5678-9012")
    await desk.staff.taps("주문완료", message_id=card.message_id)
    notice = await desk.customer.sees("송장번호 : 1234-5678-9012")
    assert "CJ 대한통운" in notice.text
    await desk.settled()
    await desk.customer.sees_button("배송조회")
