"""The customer answers a changed order sheet, or the shop takes the question back (M10, D1, D19, D23)."""

from bot.callbacks import OwnOrder, OwnStep
from tests.bot.stories.sheet_steps import adds, confirmed_order, edits, sends, shows
from tests.desk import Desk
from tests.people import Message


async def asked(desk: Desk) -> tuple[int, Message, Message]:
    """An order whose customer is asked about a line and a fee: its number, the staff's card and the customer's."""
    number, card = await confirmed_order(desk)
    await edits(desk.staff, card)
    await adds(desk.staff, card, "콜라 1L 3500 1", "9,500원")
    await desk.staff.taps("🚚 배송비", message_id=card.message_id)
    await shows(desk.staff, card, "새 배송비를 보내 주세요.")
    await desk.staff.says("3500")
    await shows(desk.staff, card, "결제 총 금액: 10,000원")
    await sends(desk.staff, card)
    return number, card, await desk.customer.sees("✏️ 주문서변경")


async def test_the_question_stands_at_the_end_of_the_chat_and_the_card_before_points_to_it(desk: Desk) -> None:
    number, _, question = await asked(desk)
    await desk.settled()
    shown = await desk.customer.bot_messages()
    assert [m.message_id for m in shown if m.buttons and str(number) in m.text] == [question.message_id]
    assert [m.text for m in shown if "이어서" in m.text] == [
        f"주문번호 : {number}\n이 주문은 다른 메시지에서 이어서 보여 드려요."
    ]
    assert not [m for m in shown if "지금은 바로 취소할 수 있어요" in m.text], "no old card says what is no longer so"


async def test_declining_says_why_and_opens_the_next_round(desk: Desk) -> None:
    number, card, question = await asked(desk)
    await desk.customer.taps("변경 거절", message_id=question.message_id)
    await shows(desk.customer, question, "그대로 유지돼요.")
    await desk.customer.taps("직접 입력", message_id=question.message_id)
    await shows(desk.customer, question, "자 이내로 적어 주세요.")
    await desk.customer.says("콜라는 <필요> 없어요")
    notice = await desk.staff.sees(f"↩️ 고객님이 주문서변경을 거절하셨어요 · {number}")
    assert "사유 : 콜라는 <필요> 없어요" in notice.text
    card = await shows(desk.staff, card, "변경 거절 · 사유 : 콜라는 <필요> 없어요")
    assert "수정중 ✏️ (고객 확인 전 : 10,000원)" in card.text
    assert "결제 총 금액: 6,000원" in (await shows(desk.customer, question, "상품을 준비하고 있습니다")).text
    await desk.customer.sees_no_button("으로 확인")


async def test_the_history_tells_every_round_and_the_staff_also_who(desk: Desk) -> None:
    _, card, question = await asked(desk)
    await desk.customer.taps("변경 거절", message_id=question.message_id)
    await desk.customer.taps("금액이 생각과 달라요", message_id=question.message_id)
    await shows(desk.staff, card, "변경 거절 · 사유")
    await sends(desk.staff, card)
    newer = await desk.customer.sees_button("10,000원으로 확인")
    await desk.customer.taps("10,000원으로 확인", message_id=newer.message_id)
    await shows(desk.staff, card, "확인 완료 ☑️")
    rounds = [
        ("가게 › 1차 주문서 변경 확인을 요청했습니다. 6,000원 → 10,000원 · ", "김민수"),
        ("고객 › 1차 주문서 변경을 거절하셨습니다. 6,000원 → 10,000원 사유 : 금액이 생각과 달라요 · ", "홍길동"),
        ("가게 › 2차 주문서 변경 확인을 요청했습니다. 6,000원 → 10,000원 · ", "김민수"),
        ("고객 › 2차 주문서 변경을 확인하셨습니다. 6,000원 → 10,000원 · ", "홍길동"),
    ]
    await desk.staff.taps("📄 주문상세", message_id=card.message_id)
    detail = await shows(desk.staff, card, "메시지 내역")
    for line, (told, name) in zip(detail.text.splitlines()[-4:], rounds, strict=True):
        assert line.startswith(told)
        assert line.endswith(name)
    await desk.customer.taps("📄 주문내역", message_id=newer.message_id)
    own = await shows(desk.customer, newer, "메시지 내역")
    for line, (told, name) in zip(own.text.splitlines()[-4:], rounds, strict=True):
        assert line.startswith(told)
        assert name not in line


async def test_declining_needs_no_reason(desk: Desk) -> None:
    _, card, question = await asked(desk)
    await desk.customer.taps("변경 거절", message_id=question.message_id)
    answer = await desk.customer.taps("이유 없이 거절", message_id=question.message_id)
    assert answer.text == "변경을 거절했어요"
    await shows(desk.staff, card, "고객님이 변경을 거절하셨어요.")


async def test_the_shop_takes_its_question_back_and_asks_again(desk: Desk) -> None:
    _, card, question = await asked(desk)
    stale = next(b["value"] for b in question.buttons if "yes" in b["value"])
    await desk.staff.taps("⏪ 확인요청 취소", message_id=card.message_id)
    await shows(desk.staff, card, "고객 확인 전 : 10,000원")
    await desk.customer.sees("주문서변경 확인요청이 취소되었습니다.")
    await desk.customer.sees_no_button("으로 확인")
    answer = await desk.customer.taps_data(stale, question.message_id)
    assert answer.show_alert
    await edits(desk.staff, card)
    await adds(desk.staff, card, "과자 1000", "11,000원")
    await sends(desk.staff, card)
    newer = await desk.customer.sees("→ 11,000원")
    answer = await desk.customer.taps_data(stale, newer.message_id)
    assert (answer.text, answer.show_alert) == ("주문서가 다시 변경되었습니다. 새 주문서를 확인해 주세요.", True)
    await desk.customer.taps("11,000원으로 확인", message_id=newer.message_id)
    await shows(desk.staff, card, "확인 완료 ☑️")


async def test_a_part_is_chosen_and_the_shop_accepts_it(desk: Desk) -> None:
    _, card, question = await asked(desk)
    await desk.customer.taps("하나씩 고르기", message_id=question.message_id)
    await shows(desk.customer, question, "결제 총 금액: 10,000원")
    await desk.customer.taps("✅ 1. 콜라 1L +3,500원", message_id=question.message_id)
    await shows(desk.customer, question, "결제 총 금액: 6,500원")
    answer = await desk.customer.taps("선택대로 보내기 · 6,500원", message_id=question.message_id)
    assert answer.text == "선택한 내용을 가게에 보냈어요"
    await shows(desk.customer, question, "선택하신 금액 : 6,500원")
    card = await shows(desk.staff, card, "고객님이 일부만 선택하셨어요.")
    assert "✅ 선택\n배송비 3,000원 → 3,500원\n❌ 거절\n＋ 콜라 1L × 1  3,500원" in card.text
    await desk.staff.taps("고객 선택대로 확정", message_id=card.message_id)
    await desk.customer.sees("선택하신 대로 주문서가 변경되었습니다. 결제 총 금액 : 6,500원")
    await shows(desk.staff, card, "[상품 1 개] 6,500원")


async def test_a_counter_proposal_may_be_edited_again(desk: Desk) -> None:
    _, card, question = await asked(desk)
    await desk.customer.taps("하나씩 고르기", message_id=question.message_id)
    await desk.customer.taps("✅ 2. 배송비 +500원", message_id=question.message_id)
    await desk.customer.taps("선택대로 보내기 · 9,500원", message_id=question.message_id)
    card = await shows(desk.staff, card, "고객님이 일부만 선택하셨어요.")
    await desk.staff.taps("다시 수정", message_id=card.message_id)
    await shows(desk.staff, card, "한 줄로 적어 보내면")
    await adds(desk.staff, card, "과자 1000", "10,500원")
    await sends(desk.staff, card)
    await desk.customer.sees("→ 10,500원")


async def test_choosing_everything_is_an_approval(desk: Desk) -> None:
    _, card, question = await asked(desk)
    await desk.customer.taps("하나씩 고르기", message_id=question.message_id)
    await desk.customer.taps("✅ 2. 배송비 +500원", message_id=question.message_id)
    await desk.customer.taps("❌ 2. 배송비 +500원", message_id=question.message_id)
    await desk.customer.taps("10,000원으로 확인", message_id=question.message_id)
    await shows(desk.staff, card, "확인 완료 ☑️")


async def test_a_shop_may_take_answers_to_the_whole_only(desk: Desk) -> None:
    await desk.owner.says("/home")
    home = await desk.owner.sees("주문관리")
    await desk.owner.taps("⚙️ 환경설정", message_id=home.message_id)
    await shows(desk.owner, home, "하나씩 고르기 : 켜짐")
    await desk.owner.taps("하나씩 고르기 끄기", message_id=home.message_id)
    await shows(desk.owner, home, "하나씩 고르기 : 꺼짐")
    number, _, question = await asked(desk)
    assert "하나씩 고르기" not in question.labels
    drawn = next(OwnOrder.unpack(b["value"]) for b in question.buttons if b["value"].startswith("c:"))
    forged = drawn.model_copy(update={"step": OwnStep.CHOOSE, "arg": "1.10000"}).pack()
    assert "한 번에 확인하거나 거절해" in ((await desk.customer.taps_data(forged, question.message_id)).text or ""), (
        number
    )


async def test_a_cancel_request_pauses_the_question_and_keeping_the_order_resumes_it(desk: Desk) -> None:
    number, _, question = await asked(desk)
    stale = next(b["value"] for b in question.buttons if "yes" in b["value"])
    await desk.customer.taps("취소 신청", message_id=question.message_id)
    await desk.customer.taps("단순 변심", message_id=question.message_id)
    await shows(desk.customer, question, "취소 요청을 가게에서 확인하고 있습니다.")
    answer = await desk.customer.taps_data(stale, question.message_id)
    assert "취소 요청을 확인하고 있습니다." in (answer.text or "")
    waiting = await desk.card(desk.staff, number, "⚠️ 취소요청")
    await desk.staff.taps("주문확인", message_id=waiting.message_id)
    await desk.staff.taps("이미 배송이 시작됐어요", message_id=waiting.message_id)
    await shows(desk.customer, question, "6,000원 → 10,000원")
    await desk.customer.taps("10,000원으로 확인", message_id=question.message_id)
    await shows(desk.staff, waiting, "확인 완료 ☑️")


async def test_cancelling_the_order_closes_the_question(desk: Desk) -> None:
    number, card, question = await asked(desk)
    await desk.staff.taps("주문취소", message_id=card.message_id)
    await desk.staff.taps("재고 부족", message_id=card.message_id)
    await desk.staff.taps("취소완료", message_id=card.message_id)
    await shows(desk.customer, question, "주문이 취소되었습니다.")
    await desk.customer.sees_no_button("으로 확인")
    assert number
