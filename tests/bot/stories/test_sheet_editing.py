"""The shop edits an order sheet on the phone, step by step on one message, and nothing typed is lost (M8, D1, D24)."""

from tests.bot.stories.sheet_steps import adds, confirmed_order, edits, sends, shows
from tests.desk import Desk
from tests.people import Message, Person


async def test_one_line_is_added_and_sent_in_three_taps(desk: Desk) -> None:
    _, card = await confirmed_order(desk)
    await edits(desk.staff, card)
    await desk.staff.says("콜라 1L 3500")
    await shows(desk.staff, card, "저장하면 결제 총 금액: 9,500원")
    await desk.staff.taps("저장하고 확인요청", message_id=card.message_id)
    await shows(desk.staff, card, "결제 총 금액 6,000원 → 9,500원 (+3,500원)")
    await desk.staff.taps("확인요청 보내기", message_id=card.message_id)
    asked = await desk.customer.sees("✏️ 주문서변경")
    assert "＋ 콜라 1L × 1  3,500원" in asked.text


async def test_several_lines_are_read_at_once_and_bad_ones_are_quoted(desk: Desk) -> None:
    _, card = await confirmed_order(desk)
    await edits(desk.staff, card)
    await desk.staff.says("콜라 1.5L 3,500원 2개\n사이다\n<b>과자</b> 1만원")
    preview = await shows(desk.staff, card, "저장하면 결제 총 금액: 23,000원")
    assert "“사이다” : 가격이 없어요" in preview.text
    assert "2. <b>과자</b>  10,000 × 1 = 10,000원" in preview.text
    await desk.staff.says("사이다 500")
    await shows(desk.staff, card, "저장하면 결제 총 금액: 23,500원")
    await desk.staff.taps("저장", message_id=card.message_id)
    await shows(desk.staff, card, "결제 총 금액: 23,500원\n이전 6,000원")


async def test_a_line_without_a_price_is_asked_for_again(desk: Desk) -> None:
    _, card = await confirmed_order(desk)
    await edits(desk.staff, card)
    await desk.staff.says("콜라 1L")
    await desk.staff.sees("“콜라 1L” : 가격이 없어요")
    await adds(desk.staff, card, "콜라 1L 3500", "9,500원")


async def test_the_quantity_is_stepped_before_saving_and_typing_again_starts_anew(desk: Desk) -> None:
    _, card = await confirmed_order(desk)
    await edits(desk.staff, card)
    await desk.staff.says("콜라 1L 3500")
    await shows(desk.staff, card, "저장하면")
    await desk.staff.taps("＋", message_id=card.message_id)
    await shows(desk.staff, card, "1. 콜라 1L  3,500 × 2 = 7,000원")
    await desk.staff.taps("다시 입력", message_id=card.message_id)
    await shows(desk.staff, card, "상품명, 가격, 수량을 한 줄로")
    await desk.staff.says("사이다 1000")
    await shows(desk.staff, card, "저장하면 결제 총 금액: 7,000원")


async def test_products_and_what_was_added_lately_are_buttons(desk: Desk) -> None:
    _, card = await confirmed_order(desk)
    await edits(desk.staff, card)
    await adds(desk.staff, card, "수박 20000", "26,000원")
    await desk.staff.taps("＋ 상품 추가", message_id=card.message_id)
    asked = await shows(desk.staff, card, "상품명, 가격, 수량을 한 줄로")
    assert asked.labels[:3] == ["최근: 수박 20,000원", "사이다 100g 3,000원", "콜라 1L 3,500원"]
    await desk.staff.taps("콜라 1L 3,500원", message_id=card.message_id)
    await shows(desk.staff, card, "저장하면 결제 총 금액: 29,500원")


async def test_undo_goes_back_step_by_step_and_an_empty_draft_disappears(desk: Desk) -> None:
    _, card = await confirmed_order(desk)
    await edits(desk.staff, card)
    await adds(desk.staff, card, "콜라 1L 3500", "9,500원")
    await adds(desk.staff, card, "과자 1000", "10,500원")
    await desk.staff.taps("되돌리기", message_id=card.message_id)
    await shows(desk.staff, card, "결제 총 금액: 9,500원")
    await desk.staff.taps("되돌리기", message_id=card.message_id)
    assert "수정중" not in (await shows(desk.staff, card, "결제 총 금액: 6,000원")).text


async def test_a_fee_from_a_dialog_of_before_changes_nothing(desk: Desk) -> None:
    _, card = await confirmed_order(desk)
    await edits(desk.staff, card)
    await desk.staff.taps("🚚 배송비", message_id=card.message_id)
    asked = await shows(desk.staff, card, "새 배송비를 보내 주세요.")
    free = next(b["value"] for b in asked.buttons if b["text"] == "0원")
    await desk.staff.taps_data(free, card.message_id)
    await shows(desk.staff, card, "결제 총 금액: 3,000원")
    await desk.staff.taps("되돌리기", message_id=card.message_id)
    await shows(desk.staff, card, "결제 총 금액: 6,000원")
    answer = await desk.staff.taps_data(free, card.message_id)
    assert (answer.text, answer.show_alert) == ("이미 변경된 주문이에요. 화면을 새로 고쳤어요.", True)
    await shows(desk.staff, card, "결제 총 금액: 6,000원")


async def test_the_whole_draft_is_dropped_in_two_taps(desk: Desk) -> None:
    _, card = await confirmed_order(desk)
    await edits(desk.staff, card)
    await adds(desk.staff, card, "콜라 1L 3500", "9,500원")
    await desk.staff.taps("🗑 수정 전체 취소", message_id=card.message_id)
    await shows(desk.staff, card, "1줄이 모두 사라져요")
    await desk.staff.taps("🗑 수정 전체 취소", message_id=card.message_id)
    assert "주문서상태" not in (await shows(desk.staff, card, "📦 주문확인 · 주문번호")).text


async def test_a_total_below_zero_is_refused_and_what_was_typed_stays(desk: Desk) -> None:
    _, card = await confirmed_order(desk)
    await edits(desk.staff, card)
    await desk.staff.says("큰 할인 -99999")
    await shows(desk.staff, card, "0원보다 작아져서 저장할 수 없어요")
    answer = await desk.staff.taps("저장", message_id=card.message_id)
    assert (answer.text, answer.show_alert) == ("결제 총 금액이 0원보다 작아져요. 금액을 다시 확인해 주세요.", True)
    assert "큰 할인" in (await desk.staff.message(card.message_id)).text


async def test_a_similar_product_takes_the_place_of_a_sold_out_one(desk: Desk) -> None:
    _, card = await confirmed_order(desk)
    await edits(desk.staff, card)
    await desk.staff.taps("🔁 비슷한 상품으로 변경", message_id=card.message_id)
    await desk.staff.taps("사이다 100g 3,000원", message_id=card.message_id)
    await shows(desk.staff, card, "사이다 100g × 1 대신 보낼 상품")
    await desk.staff.says("콜라 100g 2500")
    await shows(desk.staff, card, "저장하면 결제 총 금액: 5,500원")
    await desk.staff.taps("저장", message_id=card.message_id)
    editor = await shows(desk.staff, card, "이전 6,000원 → 5,500원")
    assert "1. 사이다 100g 취소  −3,000 × 1 = −3,000원\n2. 콜라 100g  2,500 × 1 = 2,500원" in editor.text
    await sends(desk.staff, card)
    asked = await desk.customer.sees("✏️ 주문서변경")
    assert "하나씩 고르기" not in asked.labels, "a product and its replacement are taken or refused together"


async def test_closing_the_editor_is_no_cancelled_input(desk: Desk) -> None:
    _, card = await confirmed_order(desk)
    await edits(desk.staff, card)
    answer = await desk.staff.taps("닫기", message_id=card.message_id)
    assert answer.text is None


async def test_an_input_that_was_open_survives_a_restart(desk: Desk) -> None:
    _, card = await confirmed_order(desk)
    await edits(desk.staff, card)
    await desk.staff.says("콜라 1L 3500")
    await shows(desk.staff, card, "저장하면")
    await desk.restarts()
    await desk.staff.says("과자 1000")
    await shows(desk.staff, card, "저장하면 결제 총 금액: 10,500원")
    await desk.staff.taps("저장", message_id=card.message_id)
    await shows(desk.staff, card, "이전 6,000원 → 10,500원")


async def test_the_editor_works_in_the_navigator_too(desk: Desk) -> None:
    number, _ = await confirmed_order(desk)
    await desk.settled()
    await desk.staff.says("/confirmed")
    home = await desk.staff.sees("검색결과 1건")
    await desk.staff.taps("1", message_id=home.message_id)
    await shows(desk.staff, home, f"주문번호 : {number}")
    await edits(desk.staff, home)
    editor = await adds(desk.staff, home, "콜라 1L 3500", "9,500원")
    assert editor.rows[-1] == ["◀ 목록", "🏠 홈"]
    await desk.settled()
    assert "결제 총 금액: 9,500원" in (await desk.staff.message(home.message_id)).text


async def _also_edits(desk: Desk, person: Person, number: int) -> Message:
    card = await desk.card(person, number, "📦 주문확인")
    await person.taps("상품 추가 및 수정", message_id=card.message_id)
    return card


async def test_somebody_else_sees_who_is_editing_and_takes_over_with_nothing_lost(desk: Desk) -> None:
    number, card = await confirmed_order(desk)
    await edits(desk.staff, card)
    await adds(desk.staff, card, "콜라 1L 3500", "9,500원")
    other = await _also_edits(desk, desk.owner, number)
    await shows(desk.owner, other, "김민수 님이 수정 중이에요.")
    await desk.owner.taps("이어서 수정", message_id=other.message_id)
    await shows(desk.owner, other, "결제 총 금액: 9,500원")
    await shows(desk.staff, card, "박영희 님이 수정 중이에요.")
    await adds(desk.owner, other, "과자 1000", "10,500원")


async def test_what_was_typed_while_somebody_else_began_waits_for_the_take_over(desk: Desk) -> None:
    number, card = await confirmed_order(desk)
    other = await desk.card(desk.owner, number, "📦 주문확인")
    await edits(desk.staff, card)
    await edits(desk.owner, other)
    await desk.owner.says("수박 20000")
    await shows(desk.owner, other, "저장하면")
    await adds(desk.staff, card, "콜라 1L 3500", "9,500원")
    await desk.settled()
    await desk.owner.taps("상품 추가 및 수정", message_id=other.message_id)
    await shows(desk.owner, other, "적어 주신 1줄은 그대로 있어요.")
    await desk.owner.taps("이어서 수정", message_id=other.message_id)
    await shows(desk.owner, other, "저장하면 결제 총 금액: 29,500원")
    await desk.owner.taps("저장", message_id=other.message_id)
    await shows(desk.owner, other, "결제 총 금액: 29,500원\n이전 6,000원")


async def test_lines_that_are_not_saved_stay_on_the_screen_when_a_colleague_changes_the_order(desk: Desk) -> None:
    number, card = await confirmed_order(desk)
    other = await desk.card(desk.owner, number, "📦 주문확인")
    await edits(desk.staff, card)
    await desk.staff.says("콜라 1L 3500")
    await shows(desk.staff, card, "저장하면 결제 총 금액: 9,500원")
    await desk.owner.taps("주문상세", message_id=other.message_id)
    await desk.owner.taps("결제방법 변경", message_id=other.message_id)
    await desk.owner.taps("만나서 / 현금", message_id=other.message_id)
    await desk.settled()
    await desk.staff.taps("＋", message_id=card.message_id)
    await shows(desk.staff, card, "저장하면 결제 총 금액: 13,000원")
    await desk.staff.taps("저장", message_id=card.message_id)
    await shows(desk.staff, card, "결제 총 금액: 13,000원\n이전 6,000원")
