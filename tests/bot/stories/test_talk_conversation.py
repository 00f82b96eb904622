"""Two of the staff and two customers talk at once: replies, pictures, an edit and a block (M19, M20, D16)."""

from domain.people import Role
from tests.bot.stories.talk_steps import another_customer, answers, home_of, with_text
from tests.desk import USERNAME, Desk, hire
from tests.people import Message


async def test_two_of_the_staff_and_two_customers_talk_at_once(desk: Desk) -> None:
    hong, lee = desk.customer, await another_customer(desk)
    of_hong, of_lee = await desk.places(), await desk.places("이순신", "01055556666", customer=lee)
    asked = await hong.says("언제쯤 도착할까요?")
    shown = await lee.sends_photo(caption="상자가 <찌그러졌어요>")
    from_hong = await desk.staff.sees(f"💬 홍길동 고객님 · {of_hong}\n언제쯤 도착할까요?")
    from_lee = await desk.owner.sees(f"💬 이순신 고객님 · {of_lee}\n상자가 <찌그러졌어요>")
    assert (from_lee.photo is not None, from_lee.labels, from_lee.silent) == (True, ["💬 답장"], False)
    assert from_hong.reply_to == (await desk.card(desk.staff, of_hong, "📥 주문접수")).message_id

    await desk.staff.replies_to(from_hong, "지금 출발했어요.")
    await answers(desk.owner, from_lee, "바로 바꿔 드릴게요.")
    to_hong = await hong.sees("💬 샵앤샵\n지금 출발했어요.")
    to_lee = await lee.sees("💬 샵앤샵\n바로 바꿔 드릴게요.")
    assert (to_hong.reply_to, to_lee.reply_to) == (asked, shown)
    await desk.staff.sees(f"홍길동 고객님께 보냈어요 · {of_hong}")
    await desk.owner.sees(f"이순신 고객님께 보냈어요 · {of_lee}")

    await hong.edits(asked, "언제쯤 도착할까요? 6시까지는 와야 해요.")
    await hong.sees("고친 내용을 가게에 전했어요.")
    edited = await desk.staff.sees("6시까지는 와야 해요.")
    assert edited.message_id == from_hong.message_id
    assert "✏️ 고객님이 고친 메시지예요." in edited.text
    assert edited.labels == ["💬 답장"]

    await lee.replies_to(to_lee, "감사합니다")
    await desk.owner.sees(f"💬 이순신 고객님 · {of_lee}\n감사합니다")
    await lee.blocks()
    await desk.owner.replies_to(await desk.owner.sees("\n감사합니다"), "내일 다시 갈게요")
    told = await desk.owner.sees("🚫 차단됨")
    assert told.text.endswith(f"연락처로 전화해 주세요. · {of_lee}\n📞 연락처 : 010-5555-6666")
    await desk.settled()
    await lee.sees_no("내일 다시 갈게요")

    await desk.owner.taps("메시지 전송", message_id=(await desk.card(desk.owner, of_lee, "📥 주문접수")).message_id)
    history = (await desk.owner.sees("💬 메시지 내역")).text
    assert "박영희 · 보냄\n바로 바꿔 드릴게요." in history
    assert "박영희 · 차단됨\n내일 다시 갈게요" in history
    assert "📷 사진 1장 상자가 <찌그러졌어요>" in history
    for member in (desk.staff, desk.owner):
        for words in ("언제쯤 도착할까요?", "찌그러졌어요", "\n감사합니다"):
            relayed = [m for m in await with_text(member, words) if m.text.startswith("💬") and "내역" not in m.text]
            assert len(relayed) == 1, f"{member.name} is shown {words!r} once"


async def test_both_versions_of_an_edited_message_stand_in_the_history(desk: Desk) -> None:
    await desk.places()
    asked = await desk.customer.says("두 개 주세요")
    await desk.staff.sees("두 개 주세요")
    await desk.customer.edits(asked, "세 개 주세요")
    await desk.staff.sees("세 개 주세요")
    await desk.staff.taps("📄 주문상세")
    detail = await desk.staff.sees("메시지 내역 (최근")
    assert "고객 › 두 개 주세요\n고객 › ✏️ 고친 메시지 : 세 개 주세요" in detail.text


async def test_a_message_that_is_edited_after_its_answer_waits_again(desk: Desk) -> None:
    await desk.places()
    asked = await desk.customer.says("두 개 주세요")
    await desk.staff.replies_to(await desk.staff.sees("두 개 주세요"), "네")
    await desk.staff.sees("고객님께 보냈어요")
    await desk.customer.edits(asked, "세 개 주세요")
    await desk.owner.sees("💬 새 문의  1건")


async def test_what_was_not_passed_on_is_not_changed_by_an_edit(desk: Desk) -> None:
    said = await desk.customer.says("/help")
    await desk.customer.edits(said, "/orders")
    await desk.customer.sees("고친 내용은 전해지지 않아요.")
    relayed = await _asked(desk)
    answered = await desk.staff.replies_to(relayed, "네")
    await desk.customer.sees("💬 샵앤샵\n네")
    await desk.staff.edits(answered, "아니요")
    await desk.staff.sees("고친 내용은 전해지지 않아요.")
    await desk.settled()
    await desk.customer.sees_no("아니요")


async def test_an_old_message_is_answered_by_reply_after_a_restart(desk: Desk) -> None:
    relayed = await _asked(desk)
    first = await desk.customer.says("둘째 질문")
    await desk.staff.sees("둘째 질문")
    await desk.restarts()
    await desk.staff.replies_to(relayed, "첫 질문에 답해요")
    answer = await desk.customer.sees("첫 질문에 답해요")
    question = next(m for m in await desk.customer.transcript() if m.text == "첫 질문")
    assert answer.reply_to == question.message_id
    assert answer.reply_to != first


async def test_a_customers_reply_needs_no_question_which_order_it_is_about(desk: Desk) -> None:
    first, second = await desk.places(), await desk.places()
    card = await desk.card(desk.customer, first)
    await desk.customer.replies_to(card, "이 주문이요")
    await desk.staff.sees(f"💬 홍길동 고객님 · {first}\n이 주문이요")
    relayed = await desk.staff.sees("이 주문이요")
    await desk.staff.replies_to(relayed, "네, 이 주문이군요")
    await desk.staff.sees("홍길동 고객님께 보냈어요")  # and with the receipt the message is remembered
    await desk.customer.replies_to(await desk.customer.sees("이 주문이군요"), "맞아요")
    await desk.staff.sees(f"💬 홍길동 고객님 · {first}\n맞아요")
    await desk.customer.sees_no("어느 주문에 대한 문의인가요?")
    assert first != second


async def test_a_reply_answers_a_customer_even_while_something_else_is_asked_for(desk: Desk) -> None:
    relayed = await _asked(desk)
    await desk.staff.taps("🔎 주문 검색", message_id=(await home_of(desk.staff)).message_id)
    await desk.staff.sees("주문번호, 이름, 연락처 뒤 4자리를 보내 주세요.")
    await desk.staff.replies_to(relayed, "1234567")
    await desk.customer.sees("💬 샵앤샵\n1234567")
    await desk.staff.says("홍길동")
    await desk.staff.sees("검색결과 1건")


async def test_words_and_receipts_are_in_the_readers_language(desk: Desk) -> None:
    kim = await desk.phones.person(USERNAME, "Kim", id=1003, language_code="en")
    await desk.app.store.run(hire, desk.shop.id, 1003, Role.STAFF, "Kim")
    await kim.starts()
    await kim.sees("New inquiries")
    jane = await another_customer(desk, "Jane", "en")
    number = await desk.places("Jane", customer=jane)
    await jane.says("When will it be here?")
    await jane.sees(f"The shop has your message. The answer comes to this chat. · {number}")
    relayed = await kim.sees("💬 Jane · ")
    await kim.taps("💬 Reply", message_id=relayed.message_id)
    await kim.taps("On its way now")
    answer = await jane.sees("💬 샵앤샵\nOn its way now")
    assert not answer.silent
    await kim.sees("Sent to Jane")
    await kim.taps("💬 Reply", message_id=relayed.message_id)
    history = await kim.sees("💬 Messages · Order no.")
    assert "Jane" in history.text
    assert "김민수" not in history.text
    assert "· Kim · sent\nOn its way now" in history.text


async def _asked(desk: Desk) -> Message:
    await desk.places()
    await desk.customer.says("첫 질문")
    return await desk.staff.sees("첫 질문")
