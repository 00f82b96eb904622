"""What is typed is answered where the person is, also when the screen that asked has scrolled away."""

from __future__ import annotations

from tests.bot.stories.sheet_steps import confirmed_order, shows
from tests.desk import Desk
from tests.people import Message


async def is_busy(desk: Desk) -> None:
    """Enough comes in to push everything before it off the screen."""
    for number in range(4):
        await desk.customer.says(f"질문이 있어요 {number}")
    await desk.settled()


async def opened_in_the_navigator(desk: Desk) -> Message:
    """주문상세 out of the pinned list, then the editor, then a busy minute below it."""
    await confirmed_order(desk)
    await desk.staff.says("/confirmed")
    navigator = await desk.staff.sees("📦 주문확인 · 검색결과 1건")
    await desk.staff.taps("1", message_id=navigator.message_id)
    await shows(desk.staff, navigator, "📦 주문확인 · 주문번호")
    await desk.staff.taps("상품 추가 및 수정", message_id=navigator.message_id)
    editor = await shows(desk.staff, navigator, "한 줄로 적어 보내면 바로 추가돼요.")
    await is_busy(desk)
    return editor


async def test_a_typed_line_brings_the_editor_down_and_the_navigator_goes_home(desk: Desk) -> None:
    navigator = await opened_in_the_navigator(desk)
    await desk.staff.says("콜라 1L 3500 1")
    preview = await desk.staff.sees("저장하면 결제 총 금액: 9,500원")
    assert preview.message_id > navigator.message_id
    assert "🏠 홈" not in preview.labels, "a card, not the navigator"
    await shows(desk.staff, navigator, "🏪 샵앤샵 · 주문관리")
    await desk.staff.taps("저장", message_id=preview.message_id)
    await shows(desk.staff, preview, "결제 총 금액: 9,500원")
    await desk.staff.says("과자 1000")
    await shows(desk.staff, preview, "저장하면 결제 총 금액: 10,500원")
    live = [m.message_id for m in await desk.staff.bot_messages() if "상품 추가" in m.text]
    assert live == [preview.message_id], "one message shows the editor"


async def test_a_typed_surcharge_is_saved_on_an_editor_at_the_end_of_the_chat(desk: Desk) -> None:
    navigator = await opened_in_the_navigator(desk)
    await desk.staff.taps("± 추가금액", message_id=navigator.message_id)
    await desk.staff.says("포장비 500")
    editor = await desk.staff.sees("결제 총 금액: 6,500원")
    assert editor.message_id > navigator.message_id
    await shows(desk.staff, navigator, "🏪 샵앤샵 · 주문관리")
    await desk.staff.taps("되돌리기", message_id=editor.message_id)
    await shows(desk.staff, editor, "결제 총 금액: 6,000원")


async def test_search_results_come_to_the_end_of_the_chat_and_the_pin_with_them(desk: Desk) -> None:
    number = await desk.places()
    await desk.staff.says("/search")
    asked = await desk.staff.sees("🔎 주문 검색")
    await is_busy(desk)
    await desk.staff.says(str(number)[-4:])
    found = await desk.staff.sees("검색결과")
    await desk.settled()
    assert found.message_id > asked.message_id
    assert await desk.staff.pinned() == [found.message_id]
