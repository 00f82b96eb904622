"""A customer cancels freely, or asks to: the cards of both sides at every step (M2, M5, M17, D10, D19)."""

from tests.desk import Desk
from tests.people import Message


async def _confirmed(desk: Desk) -> tuple[int, Message]:
    number = await desk.places()
    await desk.confirms(number)
    await desk.customer.sees("주문이 확인되었습니다. 상품을 준비하겠습니다.")
    return number, await desk.customer.sees(f"📦 주문확인 · 주문번호 : {number}")


async def test_the_card_of_a_new_order_can_be_cancelled_at_once(desk: Desk) -> None:
    number = await desk.places()
    card = await desk.customer.sees(f"📥 주문접수 · 주문번호 : {number}")
    assert "사이다 100g × 1  3,000원\n배송비 3,000원\n결제 총 금액: 6,000원" in card.text
    assert "지금은 바로 취소할 수 있어요." in card.text
    assert card.rows == [["💬 문의하기", "주문취소"], ["📄 주문내역"]]


async def test_before_the_shop_looked_a_customer_cancels_in_two_taps(desk: Desk) -> None:
    number = await desk.places()
    card = await desk.customer.sees(f"주문접수 · 주문번호 : {number}")
    await desk.customer.taps("주문취소")
    await desk.customer.sees("주문을 취소할까요? 되돌릴 수 없어요.")
    await desk.customer.taps("닫기")
    await desk.customer.sees("지금은 바로 취소할 수 있어요.")
    await desk.customer.taps("주문취소")
    await desk.customer.sees("주문을 취소할까요? 되돌릴 수 없어요.")
    assert (await desk.customer.taps("주문취소")).text == "주문을 취소했어요"
    await desk.settled()
    card = await desk.customer.message(card.message_id)
    assert card.text.startswith(f"❌ 취소완료 · 주문번호 : {number}")
    assert card.labels == ["💬 문의하기", "📄 주문내역"]
    for member in (desk.staff, desk.owner):
        assert not (await member.sees(f"고객님이 주문을 취소하셨어요 · {number}")).silent
        await member.sees(f"❌ 취소완료 · 주문번호 : {number}")


async def test_a_cancel_that_the_shop_was_faster_than_changes_nothing(desk: Desk) -> None:
    number = await desk.places()
    card = await desk.customer.sees(f"주문접수 · 주문번호 : {number}")
    await desk.customer.taps("주문취소")
    dialog = await desk.customer.sees("주문을 취소할까요?")
    outdated = next(button["value"] for button in dialog.buttons if button["text"] == "주문취소")
    await desk.confirms(number)
    await desk.customer.sees(f"📦 주문확인 · 주문번호 : {number}")
    answer = await desk.customer.taps_data(outdated, card.message_id)
    assert (answer.text, answer.show_alert) == ("이미 변경된 주문이에요. 화면을 새로 고쳤어요.", True)
    await desk.settled()
    assert (await desk.customer.message(card.message_id)).text.startswith("📦 주문확인")


async def test_a_confirmed_order_can_only_be_asked_to_be_cancelled(desk: Desk) -> None:
    _, card = await _confirmed(desk)
    assert "취소하려면 가게의 승인이 필요해요." in card.text
    assert card.rows == [["💬 문의하기", "취소 신청"], ["📄 주문내역"]]


async def test_a_request_with_a_preset_reason_waits_and_is_taken_back(desk: Desk) -> None:
    number, card = await _confirmed(desk)
    await desk.customer.taps("취소 신청")
    dialog = await desk.customer.sees("이미 준비 중인 주문이에요.")
    assert dialog.rows == [["단순 변심", "잘못 주문했어요"], ["배송이 늦어요", "✍️ 직접 입력"], ["닫기"]]
    assert (await desk.customer.taps("배송이 늦어요")).text == "취소 신청을 가게에 전했어요"
    waiting = await desk.customer.sees("취소 요청을 가게에서 확인하고 있습니다.")
    assert waiting.message_id == card.message_id
    assert "요청사유 : 배송이 늦어요" in waiting.text
    assert waiting.rows == [["취소 신청 철회", "💬 문의하기"], ["📄 주문내역"]]
    assert not (await desk.staff.sees(f"⚠️ 취소요청 · {number}\n요청사유 : 배송이 늦어요")).silent
    await desk.staff.sees(f"⚠️ 취소요청 · 주문번호 : {number}")
    assert (await desk.customer.taps("취소 신청 철회")).text == "취소 신청을 철회했어요"
    await desk.customer.sees_button("취소 신청")
    await desk.staff.sees(f"고객님이 취소 요청을 철회하셨어요 · {number}")
    await desk.staff.sees(f"📦 주문확인 · 주문번호 : {number}")


async def test_a_request_in_own_words_reaches_the_shop(desk: Desk) -> None:
    number, _ = await _confirmed(desk)
    await desk.customer.taps("취소 신청")
    await desk.customer.taps("직접 입력")
    await desk.customer.sees("취소 사유를 300자 이내로 적어 주세요.")
    await desk.customer.says("가" * 301)
    await desk.customer.sees("300자 이내로 다시 적어 주세요.")
    await desk.customer.says("주소를 <잘못> 적었어요")
    await desk.customer.sees("취소 신청을 가게에 전했어요")
    await desk.customer.sees("요청사유 : 주소를 <잘못> 적었어요")
    await desk.staff.sees(f"⚠️ 취소요청 · {number}\n요청사유 : 주소를 <잘못> 적었어요")


async def test_after_a_refusal_only_own_words_count(desk: Desk) -> None:
    number, card = await _confirmed(desk)
    await desk.customer.taps("취소 신청")
    dialog = await desk.customer.sees("이미 준비 중인 주문이에요.")
    preset = next(button["value"] for button in dialog.buttons if button["text"] == "단순 변심")
    await desk.customer.taps("단순 변심")
    request = await desk.staff.sees(f"⚠️ 취소요청 · 주문번호 : {number}")
    await desk.staff.taps("주문확인", message_id=request.message_id)
    await desk.staff.sees("변경사유를 작성해주세요.")
    await desk.staff.says("벌써 포장했어요")
    refusal = await desk.customer.sees("취소 요청이 승인되지 않았습니다. 변경사유 : 벌써 포장했어요")
    assert refusal.reply_to == card.message_id
    await desk.settled()
    await desk.customer.taps("취소 신청")
    again = await desk.customer.sees("사유를 직접 적어 주세요")
    assert again.labels == ["✍️ 직접 입력", "닫기"]
    fresh = next(button["value"] for button in again.buttons if button["text"] == "✍️ 직접 입력")
    version = fresh.split(":")[3]
    prefix, step, order, _, arg = preset.split(":")
    answer = await desk.customer.taps_data(":".join((prefix, step, order, version, arg)), card.message_id)
    assert (answer.text, answer.show_alert) == ("사유가 필요해요. 사유를 직접 적어 주세요.", True)
    await desk.customer.taps("직접 입력")
    await desk.customer.sees("취소 사유를 300자 이내로 적어 주세요.")
    await desk.customer.says("정말로 필요 없어졌어요")
    await desk.customer.sees("요청사유 : 정말로 필요 없어졌어요")


async def test_an_approved_request_ends_the_order_with_the_customers_reason(desk: Desk) -> None:
    number, card = await _confirmed(desk)
    await desk.customer.taps("취소 신청")
    await desk.customer.taps("잘못 주문했어요")
    request = await desk.staff.sees(f"⚠️ 취소요청 · 주문번호 : {number}")
    await desk.staff.taps("취소완료", message_id=request.message_id)
    await desk.staff.sees("취소완료상태로 변경되며")
    assert (await desk.staff.taps("취소완료", message_id=request.message_id)).text == "취소 요청을 승인했어요"
    await desk.customer.sees("주문이 취소되었습니다. 취소사유 : 잘못 주문했어요")
    await desk.settled()
    shown = await desk.customer.message(card.message_id)
    assert shown.text.startswith(f"❌ 취소완료 · 주문번호 : {number}")
    assert "취소사유 : 잘못 주문했어요" in shown.text
    assert shown.labels == ["💬 문의하기", "📄 주문내역"]
