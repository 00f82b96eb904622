"""The worked example: 6,000원 become 8,000원, with the very lines of the manual (M8, M9, M10)."""

from domain.people import Role
from tests.bot.stories.customer_steps import comes, orders_a_cider, reads_english
from tests.bot.stories.sheet_steps import adds, confirmed_order, edits, sends, shows
from tests.desk import USERNAME, Desk, hire
from tests.people import Message, Person


async def test_the_worked_example_plays_to_8000_won(desk: Desk) -> None:
    staff, customer = desk.staff, desk.customer
    number, card = await confirmed_order(desk)
    editor = await edits(staff, card)
    assert "품절이면 : 비슷한 것으로" in editor.text
    await adds(staff, card, "콜라 1L 3500 1", "9,500원")
    await staff.taps("− 금액 취소", message_id=card.message_id)
    await staff.taps("콜라 1L −3,500원", message_id=card.message_id)
    await shows(staff, card, "결제 총 금액: 6,000원")
    await staff.taps("± 추가금액", message_id=card.message_id)
    await shows(staff, card, "금액과 이유를 한 줄로")
    await staff.says("사이다 1L로 변경 추가금 1500")
    await shows(staff, card, "결제 총 금액: 7,500원")
    await staff.taps("🚚 배송비", message_id=card.message_id)
    await shows(staff, card, "새 배송비를 보내 주세요.")
    await staff.says("3,500원")
    editor = await shows(staff, card, "결제 총 금액: 8,000원")
    lines = editor.text.splitlines()
    for line in (
        "1. 사이다 100g  3,000 × 1 = 3,000원",
        "1. 콜라 1L  3,500 × 1 = 3,500원",
        "2. 콜라 1L 취소  −3,500 × 1 = −3,500원",
        "3. 사이다 1L로 변경 추가금  1,500 × 1 = 1,500원",
        "배송비 3,000원 → 3,500원",
        "이전 6,000원 → 8,000원 (+2,000원)",
    ):
        assert line in lines
    await sends(staff, card)
    asked = await customer.sees("✏️ 주문서변경 · 주문번호")
    assert not asked.silent
    assert "결제 총 금액\n6,000원 → 8,000원 (+2,000원)" in asked.text
    for line in (
        "＋ 콜라 1L × 1  3,500원",
        "－ 콜라 1L 취소  −3,500원",
        "＋ 사이다 1L로 변경 추가금  1,500원",
        "배송비 3,000원 → 3,500원",
    ):
        assert line in asked.text.splitlines()
    assert asked.rows == [
        ["8,000원으로 확인"],
        ["변경 거절", "하나씩 고르기"],
        ["💬 문의하기", "📄 전체 주문서"],
        ["취소 신청"],
    ]
    answer = await customer.taps("8,000원으로 확인", message_id=asked.message_id)
    assert answer.text == "주문서를 확인했어요"
    notice = await staff.sees(f"☑️ 고객님이 주문서를 확인하셨어요 · {number} · 8,000원")
    assert not notice.silent
    card = await shows(staff, card, "주문서상태 : 확인 완료 ☑️")
    assert "[상품 1 개] 8,000원 (배송비 3,500원)" in card.text
    assert "결제 총 금액: 8,000원" in (await shows(customer, asked, "상품을 준비하고 있습니다")).text
    await customer.sees_no_button("으로 확인")


async def test_the_worked_example_plays_in_english_too(desk: Desk) -> None:
    kim = await desk.phones.person(USERNAME, "Kim", id=1003, language_code="en")
    await desk.app.store.run(hire, desk.shop.id, 1003, Role.STAFF, "Kim")
    await kim.starts()
    ann = await comes(desk, "Ann", last_name="Lee", language_code="en")
    number = await orders_a_cider(ann)
    card = await kim.sees(f"📥 Received · Order no. {number}")
    await kim.taps("Confirm order", message_id=card.message_id)
    await kim.taps("Confirm order", message_id=card.message_id)
    await shows(kim, card, "📦 Confirmed")
    await _edits_in_english(kim, card)
    await kim.taps("Ask customer to approve", message_id=card.message_id)
    await shows(kim, card, "The sheet cannot be edited after this.")
    assert (await kim.taps("Send request", message_id=card.message_id)).text == "Asked the customer to approve"
    assert "[Items: 1] ₩6,000 (waiting for approval: ₩8,000)" in (await shows(kim, card, "⏳ (sent")).text
    asked = await ann.sees(f"✏️ Order changed · Order no. {number}")
    for line in (
        "＋ Cola 1L × 1  ₩3,500",
        "－ Cola 1L cancelled  −₩3,500",
        "＋ Change to cider 1L  ₩1,500",
        "Delivery fee ₩3,000 → ₩3,500",
        "₩6,000 → ₩8,000 (+₩2,000)",
    ):
        assert line in asked.text.splitlines()
    assert asked.rows[:2] == [["Approve ₩8,000"], ["Decline", "Choose"]]
    assert (await ann.taps("Approve ₩8,000", message_id=asked.message_id)).text == "Approved"
    await kim.sees(f"☑️ The customer approved the order sheet · {number} · ₩8,000")
    card = await shows(kim, card, "Order sheet: approved ☑️")
    assert "[Items: 1] ₩8,000 (delivery fee ₩3,500)" in card.text
    assert "Grand total: ₩8,000" in (await shows(ann, asked, "📦 Confirmed")).text
    await desk.settled()
    for person in (kim, ann):
        await reads_english(person, "샵앤샵", "사이다 100g", "콜라 1L", "과자 세트", "홍길동")


async def _edits_in_english(kim: Person, card: Message) -> None:
    """6,000원 become 8,000원 on the draft."""
    await kim.taps("Edit items", message_id=card.message_id)
    await shows(kim, card, "If sold out: Something similar")
    await kim.says("Cola 1L 3500 1")
    await shows(kim, card, "Grand total if saved: ₩9,500")
    await kim.taps("Save", message_id=card.message_id)
    await shows(kim, card, "Grand total: ₩9,500")
    await kim.taps("− Void line", message_id=card.message_id)
    await kim.taps("Cola 1L −₩3,500", message_id=card.message_id)
    await shows(kim, card, "Grand total: ₩6,000")
    await kim.taps("± Surcharge", message_id=card.message_id)
    await shows(kim, card, "Send amount and reason in one line.")
    await kim.says("Change to cider 1L 1500")
    await shows(kim, card, "Grand total: ₩7,500")
    await kim.taps("🚚 Fee", message_id=card.message_id)
    await shows(kim, card, "Send the new delivery fee.")
    await kim.says("₩3,500")
    await shows(kim, card, "Before ₩6,000 → ₩8,000 (+₩2,000)")
