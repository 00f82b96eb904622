"""Customers write to the shop and get answers; both stand in the order's history (M19, M20, D16)."""

from bot.links import CUSTOMERS
from tests.bot.stories.customer_steps import comes, opens_shop
from tests.desk import USERNAME, Desk


async def test_free_text_reaches_the_shop_about_the_open_order(desk: Desk) -> None:
    number = await desk.places()
    await desk.customer.says("언제쯤 <도착>할까요?")
    await desk.customer.sees(f"가게에 전했어요. 답장은 이 채팅으로 와요. · {number}")
    for member in (desk.staff, desk.owner):
        relayed = await member.sees(f"고객님 · {number}\n언제쯤 <도착>할까요?")
        assert not relayed.silent
        assert relayed.labels == ["💬 답장"]


async def test_the_shops_answer_comes_back_and_both_stand_in_the_history(desk: Desk) -> None:
    number = await desk.places()
    await desk.customer.says("언제쯤 도착할까요?")
    relayed = await desk.staff.sees_button("💬 답장")
    await desk.staff.taps("💬 답장", message_id=relayed.message_id)
    await desk.staff.sees("답장을 이 채팅에 바로 적어 주세요.")
    await desk.staff.says("지금 출발했어요.")
    await desk.staff.sees(f"고객님께 보냈어요 · {number}")
    answer = await desk.customer.sees("💬 샵앤샵\n지금 출발했어요.")
    assert not answer.silent
    await desk.settled()
    await desk.customer.taps("📄 주문내역")
    for person in (desk.customer, desk.staff):
        if person is desk.staff:
            await person.taps("📄 주문상세")
        history = await person.sees("메시지 내역 (최근")
        assert "고객 › 언제쯤 도착할까요?\n가게 › 지금 출발했어요." in history.text


async def test_with_several_open_orders_the_held_words_go_to_the_chosen_one(desk: Desk) -> None:
    first, second = await desk.places(), await desk.places()
    await desk.customer.says("이거 빼 주세요")
    asked = await desk.customer.sees("어느 주문에 대한 문의인가요?")
    assert [label[:7] for label in asked.labels] == [str(second), str(first), "🏪 샵앤샵 ·", "닫기"]
    await desk.customer.taps(str(first), message_id=asked.message_id)
    await desk.customer.sees(f"가게에 전했어요. 답장은 이 채팅으로 와요. · {first}")
    await desk.staff.sees(f"고객님 · {first}\n이거 빼 주세요")
    await desk.settled()
    assert (await desk.customer.message(asked.message_id)).rows == []
    assert len([m for m in await desk.staff.bot_messages() if "이거 빼 주세요" in m.text]) == 1


async def test_held_words_that_one_shop_may_not_have_yet_still_go_to_another_place(desk: Desk) -> None:
    number, _ = await desk.places(), await desk.places()
    other = await opens_shop(desk, "옆집", [])
    await desk.customer.starts(CUSTOMERS + other.customer_token)
    await desk.customer.sees_button("동의하고 시작")
    await desk.customer.says("이거 빼 주세요")
    asked = await desk.customer.sees("어느 주문에 대한 문의인가요?")
    refused = await desk.customer.taps("🏪 옆집", message_id=asked.message_id)
    assert "먼저 개인정보 처리에 동의해 주세요." in (refused.text or "")
    await desk.customer.taps(str(number), message_id=asked.message_id)
    await desk.staff.sees(f"고객님 · {number}\n이거 빼 주세요")


async def test_without_an_open_order_words_go_to_the_shop_which_reads_the_last_order(desk: Desk) -> None:
    number = await desk.places()
    await desk.customer.taps("주문취소")
    await desk.customer.sees("주문을 취소할까요?")
    await desk.customer.taps("주문취소")
    await desk.customer.sees("❌ 취소완료")
    await desk.customer.says("혹시 다시 살릴 수 있나요?")
    told = await desk.customer.sees("가게에 전했어요. 답장은 이 채팅으로 와요.")
    assert str(number) not in told.text
    relayed = await desk.staff.sees("혹시 다시 살릴 수 있나요?")
    assert relayed.text == f"💬 홍길동 고객님 · 주문 없는 문의\n최근 주문 : {number}\n혹시 다시 살릴 수 있나요?"


async def test_without_consent_and_without_a_shop_words_are_answered_with_help(desk: Desk) -> None:
    person = await comes(desk)
    await person.says("여기요")
    await person.sees("먼저 개인정보 처리에 동의해 주세요.")
    stranger = await desk.phones.person(USERNAME, "나그네")
    await stranger.starts()
    await stranger.says("여기요")
    await stranger.sees("이해하지 못했어요. /help 명령으로")
    await stranger.says("/help")
    await stranger.sees("/orders 내 주문")
    await stranger.says("/ask")
    await stranger.sees("문의할 가게가 아직 없어요.")
    await desk.settled()
    await desk.staff.sees_no("여기요")


async def test_the_ask_button_and_the_ask_command_wait_for_words(desk: Desk) -> None:
    number = await desk.places()
    card = await desk.customer.sees(f"주문접수 · 주문번호 : {number}")
    await desk.customer.taps("💬 문의하기", message_id=card.message_id)
    await desk.customer.sees("가게에 보낼 내용을 적어 주세요.")
    await desk.customer.says("첫 문의")
    await desk.staff.sees("\n첫 문의")
    await desk.customer.says("/ask")
    asked = await desk.customer.sees("어느 주문에 대한 문의인가요?")
    await desk.customer.taps(str(number), message_id=asked.message_id)
    await desk.settled()
    assert "가게에 보낼 내용을 적어 주세요." in (await desk.customer.last()).text
    await desk.customer.says("둘째 문의")
    await desk.staff.sees("\n둘째 문의")
