"""무통장 입금 from 주문확인 to 결제완료: where to pay, who says so, and what the shop answers (D5, D13)."""

from domain.payment import PaymentMethod
from tests.bot.stories.sheet_steps import adds, shows
from tests.desk import Desk
from tests.people import Message


async def awaited(desk: Desk) -> int:
    """The number of a confirmed order whose transfer is awaited."""
    number = await desk.places(method=PaymentMethod.BANK_TRANSFER)
    await desk.confirms(number)
    await desk.customer.sees("💳 결제 요청 · 6,000원")
    await desk.settled()
    return number


async def test_customer_reads_where_to_pay_reports_it_and_the_manager_confirms(desk: Desk) -> None:
    number = await awaited(desk)
    card = await desk.card(desk.customer, number, "📦 주문확인")
    assert f"입금자명 : 홍길동{number % 10000:04d}" in card.text
    assert {"📋 계좌번호 복사", "📋 금액 복사", "입금했어요"} <= set(card.labels)
    await desk.customer.taps("입금했어요", message_id=card.message_id)
    await desk.customer.sees("입금자명을 보내 주세요.")
    await desk.customer.says("홍길순")
    await desk.owner.sees("홍길순 님이 6,000원을 입금했다고 알려 주셨어요.")
    await desk.settled()
    shop_card = await desk.card(desk.owner, number, "📦 주문확인")
    assert "🙋 입금 알림 : 홍길순" in shop_card.text
    await desk.owner.taps("아직 미입금", message_id=shop_card.message_id)
    await desk.customer.sees("아직 입금이 확인되지 않았습니다. 입금자명 : 홍길순")
    await desk.settled()
    shop_card = await desk.card(desk.owner, number, "📦 주문확인")
    await desk.owner.taps("입금확인", message_id=shop_card.message_id)
    await desk.owner.taps("입금확인", message_id=shop_card.message_id)
    await desk.customer.sees("입금이 확인되었습니다. 입금 금액 : 6,000원")
    await desk.settled()
    for person in (desk.owner, desk.staff, desk.customer):
        assert "결제완료" in (await desk.card(person, number, "📦 주문확인")).text
    assert "입금했어요" not in (await desk.card(desk.customer, number, "📦 주문확인")).labels


async def test_withdrawn_request_leaves_no_button_to_pay_and_can_be_sent_again(desk: Desk) -> None:
    number = await awaited(desk)
    card = await desk.card(desk.staff, number, "📦 주문확인")
    await desk.staff.taps("요청취소", message_id=card.message_id)
    await desk.settled()
    own = await desk.card(desk.customer, number, "📦 주문확인")
    assert "결제 요청이 취소되었습니다." in own.text
    assert "입금했어요" not in own.labels
    card = await desk.card(desk.staff, number, "📦 주문확인")
    assert "결제문자 요청 : 요청취소" in card.text
    await desk.staff.taps("💳 결제문자전송", message_id=card.message_id)
    await desk.staff.sees("확정된 결제금액을 고객에게 요청합니다.")
    await desk.staff.taps("💳 결제문자전송".removeprefix("💳 "), message_id=card.message_id)
    await desk.settled()
    assert "입금했어요" in (await desk.card(desk.customer, number, "📦 주문확인")).labels


async def test_door_order_changes_its_method_and_the_transfer_is_asked_for(desk: Desk) -> None:
    number = await desk.places(method=PaymentMethod.DOOR_CARD)
    card = await desk.confirms(number)
    assert not {"요청취소", "💳 결제문자전송"} & set(card.labels)
    await desk.staff.taps("주문상세", message_id=card.message_id)
    await desk.staff.taps("결제방법 변경", message_id=card.message_id)
    await desk.staff.taps("무통장 입금", message_id=card.message_id)
    await desk.customer.sees("💳 결제 요청 · 6,000원")
    await desk.settled()
    assert "요청취소" in (await desk.card(desk.staff, number, "📦 주문확인")).labels


async def test_editing_while_the_customer_is_asked_to_pay_first_takes_the_request_back(desk: Desk) -> None:
    number = await awaited(desk)
    card = await desk.card(desk.staff, number, "📦 주문확인")
    await desk.staff.taps("상품 추가 및 수정", message_id=card.message_id)
    await desk.staff.sees("결제 요청중이에요. 요청을 취소하고 수정할까요?")
    await desk.staff.taps("요청취소하고 수정", message_id=card.message_id)
    await desk.staff.sees_button("＋ 상품 추가")
    await desk.settled()
    assert "＋ 상품 추가" in (await desk.staff.message(card.message_id)).labels
    assert "결제 요청이 취소되었습니다." in (await desk.card(desk.customer, number, "📦 주문확인")).text
    await adds(desk.staff, card, "콜라 1L 3500", "9,500원")
    await desk.staff.taps("🗑 수정 전체 취소", message_id=card.message_id)
    await shows(desk.staff, card, "고객님께 결제를 다시 요청해요.")
    await desk.staff.taps("🗑 수정 전체 취소", message_id=card.message_id)
    await shows(desk.staff, card, "⏳ 입금 대기")


async def another_amount_came(desk: Desk) -> tuple[int, Message]:
    """The owner is asked how much really came for an order; its number and card."""
    number = await awaited(desk)
    card = await desk.card(desk.owner, number, "📦 주문확인")
    await desk.owner.taps("입금확인", message_id=card.message_id)
    await desk.owner.taps("다른 금액이 들어왔어요", message_id=card.message_id)
    return number, card


async def test_a_part_that_arrived_is_booked_and_the_rest_is_asked_for(desk: Desk) -> None:
    number, card = await another_amount_came(desk)
    await desk.owner.sees("입금확인을 기다리는 금액은 6,000원이에요.")
    await desk.owner.says("4,000")
    dialog = await desk.owner.sees("홍길동 고객님의 입금 4,000원을 기록할까요?")
    assert "⚠️ 결제할 금액 6,000원의 일부예요. 남은 금액 2,000원" in dialog.text
    await desk.owner.taps("입금 기록", message_id=card.message_id)
    await desk.customer.sees("입금이 확인되었습니다. 입금 금액 : 4,000원")
    asked = await desk.customer.sees("💳 결제 요청 · 2,000원")
    assert "결제된 금액 4,000원 · 남은 금액 2,000원" in asked.text
    await desk.settled()
    assert "2000" in [key["value"] for key in (await desk.customer.message(asked.message_id)).buttons]
    card = await desk.card(desk.owner, number, "📦 주문확인")
    assert "결제된 금액 4,000원 · 남은 금액 2,000원" in card.text
    assert "결제완료" not in card.text
    for _ in range(2):
        await desk.owner.taps("입금확인", message_id=card.message_id)
    await desk.customer.sees("입금이 확인되었습니다. 입금 금액 : 2,000원")
    await desk.settled()
    for person in (desk.owner, desk.staff, desk.customer):
        assert "결제완료" in (await desk.card(person, number, "📦 주문확인")).text


async def test_more_than_was_asked_for_pays_the_order_and_the_surplus_is_given_back(desk: Desk) -> None:
    number, card = await another_amount_came(desk)
    await desk.owner.says("8000원")
    dialog = await desk.owner.sees("⚠️ 결제할 금액 6,000원보다 더 들어왔어요.")
    assert "더 받은 금액은 환불 필요 2,000원으로 남아요." in dialog.text
    await desk.owner.taps("입금 기록", message_id=card.message_id)
    await desk.customer.sees("입금이 확인되었습니다. 입금 금액 : 8,000원")
    await desk.customer.sees_button("🏦 환불 계좌 보내기")
    await desk.owner.sees("💸 환불 필요 2,000원")
    await desk.settled()
    assert "환불 필요 2,000원" in (await desk.card(desk.staff, number, "📦 주문확인")).text
