"""Who answers first holds the conversation, so that two do not answer twice; what waits is counted and listed."""

from datetime import timedelta

from domain.people import Role
from domain.thread import CLAIM_LASTS
from tests.bot.stories.customer_steps import sql
from tests.bot.stories.talk_steps import WRITE_HERE, another_customer, answers, home_of, with_text
from tests.desk import Desk, hire
from tests.people import Message


async def asks(desk: Desk, text: str = "언제 와요?") -> tuple[Message, Message]:
    """The customer asks; what 김민수 and 박영희 are shown."""
    await desk.places()
    await desk.customer.says(text)
    return await desk.staff.sees(f"\n{text}"), await desk.owner.sees(f"\n{text}")


async def test_whoever_is_answering_is_named_to_the_others_who_may_take_over(desk: Desk) -> None:
    to_staff, to_owner = await asks(desk)
    await desk.staff.taps("💬 답장", message_id=to_staff.message_id)
    await desk.staff.sees(WRITE_HERE)
    await desk.owner.taps("💬 답장", message_id=to_owner.message_id)
    shown = await desk.owner.sees("✍️ 김민수 님이 답하는 중이에요.")
    assert WRITE_HERE not in shown.text
    await desk.owner.taps("이어서 답하기", message_id=shown.message_id)
    await desk.owner.sees(WRITE_HERE)
    await desk.owner.says("제가 답할게요")
    await desk.customer.sees("제가 답할게요")


async def test_words_typed_after_somebody_else_took_over_wait_for_a_decision(desk: Desk) -> None:
    to_staff, to_owner = await asks(desk)
    await desk.staff.taps("💬 답장", message_id=to_staff.message_id)
    await desk.staff.sees(WRITE_HERE)
    await desk.owner.replies_to(to_owner, "먼저 답했어요")
    held = await desk.owner.sees("김민수 님이 답하는 중이에요.")
    assert held.labels == ["이어서 답하기", "닫기"]
    await desk.settled()
    await desk.customer.sees_no("먼저 답했어요")
    await desk.owner.taps("이어서 답하기", message_id=held.message_id)
    await desk.customer.sees("먼저 답했어요")
    await desk.staff.says("늦었네요")
    held = await desk.staff.sees("박영희 님이 답하는 중이에요.\n그래도 보낼까요?")
    await desk.staff.taps("닫기", message_id=held.message_id)
    await desk.settled()
    await desk.customer.sees_no("늦었네요")


async def test_everything_that_waits_for_a_decision_has_one_of_its_own(desk: Desk) -> None:
    to_staff, to_owner = await asks(desk)
    lee = await another_customer(desk)
    await lee.says("둘째예요")
    lee_to_owner = await desk.owner.sees("\n둘째예요")
    for question in (to_staff, await desk.staff.sees("\n둘째예요")):
        await desk.staff.taps("💬 답장", message_id=question.message_id)
        await desk.staff.sees(WRITE_HERE)
    held = []
    for question, words in ((to_owner, "첫 답장"), (lee_to_owner, "둘째 답장"), (to_owner, "첫 답장에 더해")):
        await desk.owner.replies_to(question, words)
        await desk.settled()
        held.append(await desk.owner.sees("그래도 보낼까요?"))
    for question in held:
        await desk.owner.taps("이어서 답하기", message_id=question.message_id)
    await desk.customer.sees("첫 답장")
    await desk.customer.sees("첫 답장에 더해")
    await lee.sees("둘째 답장")


async def test_a_quick_reply_does_not_answer_for_the_second_time(desk: Desk) -> None:
    to_staff, to_owner = await asks(desk)
    await desk.owner.taps("💬 답장", message_id=to_owner.message_id)
    await desk.owner.sees(WRITE_HERE)
    await desk.staff.replies_to(to_staff, "제가요")
    await desk.staff.taps("이어서 답하기")
    await desk.customer.sees("제가요")
    answer = await desk.owner.taps("지금 출발했어요")
    assert answer.show_alert
    assert "김민수 님이 답하는 중이에요." in (answer.text or "")
    await desk.owner.sees("✍️ 김민수 님이 답하는 중이에요.")
    await desk.settled()
    await desk.customer.sees_no("지금 출발했어요")


async def test_a_claim_ends_by_itself_and_by_leaving(desk: Desk) -> None:
    to_staff, to_owner = await asks(desk)
    await desk.staff.taps("💬 답장", message_id=to_staff.message_id)
    shown = await desk.staff.sees(WRITE_HERE)
    await desk.staff.taps("닫기", message_id=shown.message_id)
    await desk.owner.taps("💬 답장", message_id=to_owner.message_id)
    await desk.owner.sees(WRITE_HERE)
    desk.clock.ahead += CLAIM_LASTS + timedelta(seconds=1)
    await desk.staff.replies_to(to_staff, "이제 제가 답해요")
    await desk.customer.sees("이제 제가 답해요")


async def test_what_waits_is_counted_and_listed_oldest_first_until_it_is_answered(desk: Desk) -> None:
    lee = await another_customer(desk)
    to_staff, _ = await asks(desk, "첫째예요")
    await lee.says("둘째예요")
    await lee.says("또 저예요")
    home = await desk.owner.sees("💬 새 문의  2건")
    assert "💬 문의내역 2" in home.labels
    await desk.owner.taps("💬 문의내역 2", message_id=home.message_id)
    listed = await desk.owner.sees("💬 문의내역 · 2건")
    assert listed.text.index("첫째예요") < listed.text.index("또 저예요")
    assert "이순신 · 주문 없는 문의" in listed.text
    assert "메시지 2개" in listed.text
    await desk.staff.replies_to(to_staff, "네")
    shorter = await desk.owner.sees("💬 문의내역 · 1건")
    assert shorter.message_id == home.message_id
    await desk.owner.taps("1", message_id=home.message_id)
    shown = await desk.owner.sees("이순신 · 주문 없는 문의")
    assert shown.text.count("· 새 메시지") == 2
    await desk.owner.taps("답장 없이 닫기", message_id=shown.message_id)
    await desk.owner.sees("답장을 기다리는 문의가 없어요.")
    await desk.owner.says("/inquiries")
    await desk.settled()
    assert "답장을 기다리는 문의가 없어요." in (await home_of(desk.owner)).text


async def test_a_message_that_came_meanwhile_is_not_closed_unseen(desk: Desk) -> None:
    to_staff, _ = await asks(desk)
    await desk.staff.taps("💬 답장", message_id=to_staff.message_id)
    shown = await desk.staff.sees(WRITE_HERE)
    await desk.customer.says("아, 그리고 하나 더요")
    await desk.staff.sees("아, 그리고 하나 더요")
    answer = await desk.staff.taps("답장 없이 닫기", message_id=shown.message_id)
    assert answer.show_alert
    assert sql(desk, "SELECT unread FROM thread") == [(2,)]


async def test_a_question_about_no_order_is_answered_too(desk: Desk) -> None:
    lee = await another_customer(desk)
    asked = await lee.says("몇 시까지 해요?")
    await lee.sees("가게에 전했어요. 답장은 이 채팅으로 와요.")
    relayed = await desk.owner.sees("💬 이순신 고객님 · 주문 없는 문의\n몇 시까지 해요?")
    await answers(desk.owner, relayed, "9시까지예요")
    assert (await lee.sees("9시까지예요")).reply_to == asked
    await desk.owner.sees("이순신 고객님께 보냈어요")
    await lee.blocks()
    await desk.owner.replies_to(relayed, "듣고 계세요?")
    assert "📞" not in (await desk.owner.sees("🚫 차단됨")).text, "no phone is known yet"


async def test_between_several_orders_and_shops_the_customer_chooses_once_for_all_words(desk: Desk) -> None:
    first, _ = await desk.places(), await desk.places()
    for text in ("하나", "둘", "셋"):
        await desk.customer.says(text)
    await desk.settled()
    open_ = [m for m in await with_text(desk.customer, "어느 주문에 대한 문의인가요?") if m.rows]
    assert len(open_) == 1
    await desk.customer.taps(str(first), message_id=open_[0].message_id)
    await desk.staff.sees(f"고객님 · {first}\n셋")
    await desk.settled()
    found = [m.text.rpartition("\n")[2] for m in await with_text(desk.staff, f"고객님 · {first}")]
    assert found == ["하나", "둘", "셋"]
    await desk.customer.says("다른 거 물어볼게요")
    await desk.customer.taps("🏪 샵앤샵")
    await desk.staff.sees("💬 홍길동 고객님 · 주문 없는 문의\n최근 주문")


async def test_the_staff_keep_their_own_quick_replies(desk: Desk) -> None:
    await desk.staff.taps("⚙️ 환경설정", message_id=(await home_of(desk.staff)).message_id)
    await desk.staff.taps("자주 쓰는 답장")
    await desk.staff.sees("💬 자주 쓰는 답장 · 3개")
    await desk.staff.taps("＋ 답장 추가")
    await desk.staff.says("가" * 301)
    await desk.staff.sees("300자 이내로 다시 적어 주세요.")
    await desk.staff.says("문 앞에 두었어요")
    await desk.staff.sees("💬 자주 쓰는 답장 · 4개")
    await desk.staff.taps("오늘 중 도착해요")
    await desk.staff.taps("🗑 지우기")
    await desk.staff.sees("💬 자주 쓰는 답장 · 3개")
    _, to_owner = await asks(desk)
    await desk.owner.taps("💬 답장", message_id=to_owner.message_id)
    shown = await desk.owner.sees(WRITE_HERE)
    assert shown.labels[:3] == ["지금 출발했어요", "잠시만 기다려 주세요", "문 앞에 두었어요"]
    await desk.owner.taps("문 앞에 두었어요", message_id=shown.message_id)
    await desk.customer.sees("💬 샵앤샵\n문 앞에 두었어요")


async def test_the_history_has_pages(desk: Desk) -> None:
    to_staff, _ = await asks(desk, "말 0")
    for n in range(1, 8):
        await desk.customer.says(f"말 {n}")
    await desk.staff.sees("말 7")
    await desk.staff.taps("💬 답장", message_id=to_staff.message_id)
    shown = await desk.staff.sees(WRITE_HERE)
    assert "2 / 2" in shown.labels
    assert (await desk.staff.taps("◀", message_id=shown.message_id)).text is None
    older = await desk.staff.message(shown.message_id)
    assert "말 0" in older.text
    await desk.staff.says("아직 답할 수 있어요")
    await desk.customer.sees("아직 답할 수 있어요")


async def test_who_left_the_staff_answers_nobody(desk: Desk) -> None:
    to_staff, _ = await asks(desk)
    await desk.app.store.run(lambda uow: uow.people.remove_member(desk.shop.id, desk.staff.id))
    await desk.staff.replies_to(to_staff, "아직 저예요")
    await desk.staff.sees("대화를 찾을 수 없어요.")
    await desk.settled()
    await desk.customer.sees_no("아직 저예요")


async def test_a_member_who_comes_later_reads_what_was_said_before(desk: Desk) -> None:
    await asks(desk)
    park = await desk.phones.person("story_bot", "박새롬", id=1003)
    await desk.app.store.run(hire, desk.shop.id, 1003, Role.STAFF, "박새롬")
    await park.starts()
    await park.taps("💬 문의내역 1")
    await park.taps("1")
    assert "언제 와요?" in (await park.sees(WRITE_HERE)).text
