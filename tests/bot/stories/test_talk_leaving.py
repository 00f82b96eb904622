"""What a former member of the staff keeps of conversations: nothing, and no way to answer (D14, D18)."""

from domain.people import Caller, Role
from domain.ports import UnitOfWork
from domain.use_cases.manage_staff import remove_member
from tests.bot.stories.customer_steps import sql
from tests.bot.stories.talk_steps import WRITE_HERE, answers, with_text
from tests.bot.stories.team_steps import goes, opens_staff, second_shop
from tests.desk import Desk, hire
from tests.people import Person, small_picture

NO_LONGER = "직원에서 제외되어 더 이상 볼 수 없어요."
PICTURES = [small_picture(red) for red in (10, 240)]


async def removes(desk: Desk) -> None:
    await opens_staff(desk.owner)
    await goes(desk.owner, "김민수", "직원에서 제외", "제외")
    await desk.staff.sees("직원에서 제외되었어요.")
    await desk.settled()


async def pictures_of(person: Person) -> list[str]:
    return [message.photo for message in await person.bot_messages() if message.photo]


async def test_who_leaves_keeps_nothing_of_what_was_said(desk: Desk) -> None:
    await desk.places()
    await desk.customer.says("현관 비밀번호는 1234예요")
    relayed = await desk.staff.sees("현관 비밀번호")
    await desk.customer.sends_photo(caption="이 문이에요")
    await desk.customer.sends_album(PICTURES, "그리고 여기요")
    await answers(desk.staff, relayed, "네, 알겠습니다")
    await desk.staff.sees("홍길동 고객님께 보냈어요")
    await desk.staff.sees("그리고 여기요")
    before = await pictures_of(desk.staff)
    await removes(desk)
    for gone in ("현관 비밀번호", "이 문이에요", "그리고 여기요", "홍길동 고객님", "메시지 내역"):
        assert await with_text(desk.staff, gone) == [], gone
    left = await desk.staff.message(relayed.message_id)
    assert (left.text, left.labels) == (NO_LONGER, [])
    after = await pictures_of(desk.staff)
    assert len(after) == 3
    assert not set(before) & set(after), "another picture stands in their place"
    assert len(await with_text(desk.owner, "현관 비밀번호")) == 1


async def test_a_reply_of_who_left_reaches_nobody(desk: Desk) -> None:
    await desk.places()
    await desk.customer.says("언제 와요?")
    relayed = await desk.staff.sees("언제 와요?")
    await removes(desk)
    await desk.staff.replies_to(relayed, "아직 저예요")
    await desk.staff.sees("대화를 찾을 수 없어요.")
    await desk.settled()
    await desk.customer.sees_no("아직 저예요")
    assert sql(desk, "SELECT unread, claimed_by FROM thread") == [(1, None)]


async def test_who_works_at_another_shop_by_now_answers_no_customer_of_the_former_one(desk: Desk) -> None:
    other = await second_shop(desk)
    await desk.places()
    await desk.customer.says("언제 와요?")
    relayed = await desk.staff.sees("언제 와요?")
    await desk.app.store.run(hire, other.id, desk.staff.id, Role.OWNER, "김민수")
    await removes(desk)
    await desk.staff.replies_to(relayed, "옆 가게인데요")
    await desk.staff.sees("대화를 찾을 수 없어요.")
    await desk.settled()
    await desk.customer.sees_no("옆 가게인데요")
    assert sql(desk, "SELECT unread, claimed_by FROM thread") == [(1, None)]


async def test_who_is_back_before_it_is_taken_away_keeps_it(desk: Desk) -> None:
    await desk.places()
    await desk.customer.says("언제 와요?")
    relayed = await desk.staff.sees("언제 와요?")

    def go_and_come_back(uow: UnitOfWork) -> None:
        remove_member(uow, desk.shop.id, desk.staff.id, Caller(desk.shop.bot_id, desk.owner.id, "박영희"), desk.clock())
        hire(uow, desk.shop.id, desk.staff.id, Role.STAFF, "김민수")

    await desk.app.store.run(go_and_come_back)
    await desk.staff.sees("직원에서 제외되었어요.")
    await desk.settled()
    assert await desk.staff.message(relayed.message_id) == relayed


async def test_who_is_invited_again_reads_what_is_new_and_not_what_was_taken_away(desk: Desk) -> None:
    await desk.places()
    await desk.customer.says("언제 와요?")
    relayed = await desk.staff.sees("언제 와요?")
    await removes(desk)
    await desk.app.store.run(hire, desk.shop.id, desk.staff.id, Role.STAFF, "김민수")
    await desk.customer.says("여보세요?")
    again = await desk.staff.sees("여보세요?")
    assert (await desk.staff.message(relayed.message_id)).text == NO_LONGER
    await desk.staff.replies_to(again, "다시 왔어요")
    await desk.customer.sees("다시 왔어요")


async def test_a_reply_to_the_conversations_screen_or_a_receipt_is_an_answer(desk: Desk) -> None:
    await desk.places()
    await desk.customer.says("언제 와요?")
    await desk.staff.taps("💬 답장", message_id=(await desk.staff.sees("언제 와요?")).message_id)
    screen = await desk.staff.sees(WRITE_HERE)
    await desk.staff.taps("닫기", message_id=screen.message_id)
    await desk.staff.replies_to(screen, "지금 가요")
    await desk.customer.sees("지금 가요")
    receipt = await desk.staff.sees("홍길동 고객님께 보냈어요")
    await desk.settled()
    await desk.staff.replies_to(receipt, "5분 뒤예요")
    await desk.customer.sees("5분 뒤예요")


async def test_a_reply_to_an_answer_that_is_not_remembered_goes_to_the_open_order_or_asks(desk: Desk) -> None:
    number = await desk.places()
    await desk.customer.says("언제 와요?")
    await desk.staff.replies_to(await desk.staff.sees("언제 와요?"), "곧요")
    answer = await desk.customer.sees("곧요")
    await desk.settled()
    sql(desk, "DELETE FROM relayed_message")
    await desk.customer.replies_to(answer, "감사해요")
    await desk.staff.sees(f"💬 홍길동 고객님 · {number}\n감사해요")
    await desk.places()
    await desk.customer.replies_to(answer, "그런데요")
    await desk.customer.taps(str(number), message_id=(await desk.customer.sees("어느 주문에 대한")).message_id)
    await desk.staff.sees(f"💬 홍길동 고객님 · {number}\n그런데요")
