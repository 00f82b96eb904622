"""The shop writes to its customer, and hears when nothing arrives any more (M19, M20)."""

from tests.desk import Desk
from tests.people import Message, Person

BLOCKED = "고객님이 봇을 차단하셨어요. 연락처로 전화해 주세요."


async def writes(person: Person, card: Message, text: str) -> None:
    await person.taps("메시지 전송", message_id=card.message_id)
    await person.sees("답장을 이 채팅에 바로 적어 주세요.")
    await person.says(text)


async def test_a_message_reaches_the_customer_and_stands_in_the_history(desk: Desk) -> None:
    number = await desk.places()
    card = await desk.card(desk.staff, number)
    await writes(desk.staff, card, "지금 <출발>했어요 & 곧 도착해요")
    await desk.staff.sees(f"홍길동 고객님께 보냈어요 · {number}")
    arrived = await desk.customer.sees("지금 <출발>했어요 & 곧 도착해요")
    assert arrived.text.startswith("💬 샵앤샵\n")
    assert not arrived.silent
    assert arrived.reply_to == (await desk.card(desk.customer, number)).message_id
    await desk.customer.says("네 알겠습니다.")
    relayed = await desk.staff.sees("네 알겠습니다.")
    assert relayed.text == f"💬 홍길동 고객님 · {number}\n네 알겠습니다."
    assert relayed.reply_to == card.message_id
    await desk.staff.taps("주문상세", message_id=card.message_id)
    detail = await desk.staff.sees("메시지 내역 (최근 3건)")
    history = detail.text.partition("메시지 내역")[2].splitlines()[1:]
    assert history == [
        "고객 › 주문이 접수되었습니다.",
        "가게 › 지금 <출발>했어요 & 곧 도착해요",
        "고객 › 네 알겠습니다.",
    ]


async def test_a_relayed_message_is_answered_by_its_button(desk: Desk) -> None:
    number = await desk.places()
    await desk.card(desk.staff, number)
    await desk.customer.says("언제쯤 도착할까요?")
    for member in (desk.owner, desk.staff):
        assert not (await member.sees("언제쯤 도착할까요?")).silent
    relayed = await desk.owner.sees("언제쯤 도착할까요?")
    await desk.owner.taps("답장", message_id=relayed.message_id)
    await desk.owner.sees("답장을 이 채팅에 바로 적어 주세요.")
    await desk.owner.says("30분 뒤요")
    await desk.customer.sees("30분 뒤요")


async def test_messages_are_written_whatever_the_status(desk: Desk) -> None:
    number = await desk.places()
    card = await desk.card(desk.staff, number)
    for label in ("주문취소", "재고 부족", "취소완료"):
        await desk.staff.taps(label, message_id=card.message_id)
    card = await desk.card(desk.staff, number, "❌ 취소완료")
    await writes(desk.staff, card, "죄송합니다")
    await desk.customer.sees("죄송합니다")


async def test_the_menu_of_commands_is_that_of_the_person(desk: Desk) -> None:
    staff = ["home", "new", "confirmed", "cancels", "inquiries", "search", "help", "cancel"]
    for member in (desk.owner, desk.staff):
        assert await member.commands() == staff
    assert await desk.customer.commands() == ["orders", "ask", "shop", "help", "cancel"]
    await desk.customer.says("/new")
    await desk.customer.sees("이해하지 못했어요.")
    await desk.customer.sees_no("검색결과")


async def test_cancel_ends_an_open_prompt(desk: Desk) -> None:
    card = await desk.card(desk.staff, await desk.places())
    await desk.staff.taps("메시지 전송", message_id=card.message_id)
    await desk.staff.says("/cancel")
    await desk.staff.sees("입력을 취소했어요")
    await desk.staff.says("이것은 보내지 않아요")
    await desk.staff.sees("이해하지 못했어요.")
    await desk.settled()
    await desk.customer.sees_no("이것은 보내지 않아요")


async def test_the_shop_hears_once_that_its_customer_blocked_the_bot(desk: Desk) -> None:
    number = await desk.places()
    await desk.card(desk.customer, number)
    await desk.customer.blocks()
    await desk.settled()
    card = await desk.confirms(number)
    await desk.settled()
    for member in (desk.owner, desk.staff):
        told = [m for m in await member.bot_messages() if m.text == f"{BLOCKED} · {number}"]
        assert len(told) == 1
        assert not told[0].silent
        assert f"🚫 {BLOCKED}" in (await desk.card(member, number, "📦 주문확인")).text
    await desk.staff.taps("주문완료", message_id=card.message_id)
    await desk.staff.taps("자체배송", message_id=card.message_id)
    await desk.staff.taps("주문완료", message_id=card.message_id)
    await desk.settled()
    told = [m for m in await desk.staff.bot_messages() if m.text == f"{BLOCKED} · {number}"]
    assert len(told) == 1


async def test_a_customer_who_comes_back_is_reached_again(desk: Desk) -> None:
    number = await desk.places()
    await desk.card(desk.customer, number)
    await desk.customer.blocks()
    await desk.settled()
    await desk.confirms(number)
    await desk.settled()
    assert "🚫" in (await desk.card(desk.staff, number, "📦 주문확인")).text
    await desk.customer.unblocks()
    await desk.settled()
    card = await desk.card(desk.staff, number, "📦 주문확인")
    assert "🚫" not in card.text
    await writes(desk.staff, card, "다시 만나 반가워요")
    await desk.customer.sees("다시 만나 반가워요")


async def test_of_two_copies_of_a_card_the_tapped_one_stays(desk: Desk) -> None:
    """The answer to the first send was lost, so the card was sent again."""
    await desk.settled()
    await desk.phones.faults("lost", method="sendMessage", chat_id=desk.staff.id)
    number = await desk.places()
    first, second = sorted([m.message_id for m in await copies(desk, number, 2)])
    await desk.settled()
    await desk.staff.taps("주문확인", message_id=first)
    await desk.settled()
    assert (await desk.staff.message(second)).rows == []
    await desk.staff.taps("주문확인", message_id=first)
    await desk.customer.sees("주문이 확인되었습니다.")
    await desk.settled()
    assert "📦 주문확인" in (await desk.staff.message(first)).text


async def test_a_copy_that_nobody_knows_of_is_found_out_by_its_tap(desk: Desk) -> None:
    await desk.settled()
    await desk.phones.faults("lost", method="sendMessage", chat_id=desk.staff.id)
    number = await desk.places()
    first, second = sorted([m.message_id for m in await copies(desk, number, 2)])
    await desk.settled()
    for _ in range(2):
        await desk.staff.taps("주문확인", message_id=second)
    await desk.settled()
    assert "📦 주문확인" in (await desk.staff.message(second)).text
    answer = await desk.staff.taps("주문확인", message_id=first)
    assert (answer.text, answer.show_alert) == ("이미 변경된 주문이에요. 화면을 새로 고쳤어요.", True)
    await desk.settled()
    assert "📦 주문확인" in (await desk.staff.message(first)).text
    assert (await desk.staff.message(second)).rows == []


async def copies(desk: Desk, number: int, wanted: int) -> list[Message]:
    """The staff's messages with this order's card, once there are that many."""

    async def look() -> list[Message]:
        found = [m for m in await desk.staff.bot_messages() if f"📥 주문접수 · 주문번호 : {number}" in m.text]
        return found if len(found) >= wanted else []

    found: list[Message] = await desk.phones.until(look)
    assert len(found) == wanted
    return found
