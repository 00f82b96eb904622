"""What the customer wished for if something is sold out, and lines that go or shrink, on the phone (D24, M8)."""

from domain.sheet import OutOfStockWish
from tests.bot.stories.sheet_steps import adds, confirmed_order, edits, sends, shows
from tests.desk import Desk


async def test_leave_it_out_offers_to_cancel_the_sold_out_goods_first(desk: Desk) -> None:
    _, card = await confirmed_order(desk, OutOfStockWish.LEAVE_OUT)
    editor = await edits(desk.staff, card)
    assert "품절이면 : 빼 주세요" in editor.text
    assert editor.rows[0] == ["➖ 품절 상품 빼기"]
    await desk.staff.taps("➖ 품절 상품 빼기", message_id=card.message_id)
    await desk.staff.taps("사이다 100g −3,000원", message_id=card.message_id)
    await shows(desk.staff, card, "이전 6,000원 → 3,000원 (−3,000원)")
    await sends(desk.staff, card)
    question = await desk.customer.sees("－ 사이다 100g 취소  −3,000원")
    await desk.customer.taps("3,000원으로 확인", message_id=question.message_id)
    await shows(desk.staff, card, "확인 완료 ☑️")


async def test_cancel_everything_offers_to_cancel_the_order_first(desk: Desk) -> None:
    _, card = await confirmed_order(desk, OutOfStockWish.CANCEL_ALL)
    editor = await edits(desk.staff, card)
    assert "품절이면 : 전체 취소" in editor.text
    assert editor.rows[0] == ["주문취소"]
    await desk.staff.taps("주문취소", message_id=card.message_id)
    await desk.staff.taps("재고 부족", message_id=card.message_id)
    await desk.staff.taps("취소완료", message_id=card.message_id)
    await shows(desk.staff, card, "❌ 취소완료")
    await desk.customer.sees("주문이 취소되었습니다.")


async def test_please_call_shows_the_whole_number_and_copies_it(desk: Desk) -> None:
    _, card = await confirmed_order(desk, OutOfStockWish.CALL)
    editor = await edits(desk.staff, card)
    assert "품절이면 : 전화 주세요 · 010-1234-1234" in editor.text
    assert editor.rows[0] == ["📋 연락처 복사"]


async def test_a_line_of_the_draft_goes_without_a_trace(desk: Desk) -> None:
    _, card = await confirmed_order(desk)
    await edits(desk.staff, card)
    await adds(desk.staff, card, "콜라 1L 3500", "9,500원")
    await adds(desk.staff, card, "과자 1000", "10,500원")
    await desk.staff.taps("🗑 줄 삭제", message_id=card.message_id)
    await desk.staff.taps("콜라 1L 3,500원", message_id=card.message_id)
    editor = await shows(desk.staff, card, "이전 6,000원 → 7,000원")
    assert "콜라" not in editor.text.partition("한 줄로")[0]
    await sends(desk.staff, card)
    assert "콜라" not in (await desk.customer.sees("✏️ 주문서변경")).text


async def test_a_part_of_the_units_is_cancelled(desk: Desk) -> None:
    _, card = await confirmed_order(desk)
    await edits(desk.staff, card)
    await adds(desk.staff, card, "콜라 1L 3500 3", "16,500원")
    await desk.staff.taps("− 금액 취소", message_id=card.message_id)
    await desk.staff.taps("콜라 1L ×3 −10,500원", message_id=card.message_id)
    await shows(desk.staff, card, "저장하면 결제 총 금액: 6,000원")
    await desk.staff.taps("−", message_id=card.message_id)
    await shows(desk.staff, card, "−3,500 × 2 = −7,000원")
    await desk.staff.taps("저장", message_id=card.message_id)
    editor = await shows(desk.staff, card, "이전 6,000원 → 9,500원")
    assert "2. 콜라 1L 취소  −3,500 × 2 = −7,000원" in editor.text
