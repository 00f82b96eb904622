"""A customer whose Telegram speaks English, at a shop that works in Korean."""

from tests.bot.stories.customer_steps import comes
from tests.desk import Desk
from tests.people import Person


async def _reads_english(person: Person, *shops_own_words: str) -> None:
    """All that the bot says and labels is English, but for what the shop calls its things."""
    for message in await person.bot_messages():
        said = "\n".join([message.text, *message.labels])
        for words in shops_own_words:
            said = said.replace(words, "")
        assert not any("가" <= sign <= "힣" for sign in said), said


async def _orders_a_cider(desk: Desk, person: Person) -> int:
    assert (await person.taps("Agree & start")).text == "Thank you for agreeing"
    await person.taps("사이다 100g")
    await person.taps("Order · ₩3,000")
    await person.taps("Delivery")
    await person.taps("Ann Lee")
    await person.sees("Type a phone number.")
    await person.says("call me")
    await person.sees("“call me”")
    await person.says("010-1234-1234")
    await person.sees("Type the address.")
    await person.says("Seoul, Sejong-daero 1")
    await person.taps("Pay on delivery / card")
    await person.taps("Something similar")
    await person.sees("Please check your order.")
    assert (await person.taps("Order for ₩6,000")).text == "Ordered"
    card = await person.sees("📥 Received · Order no. ")
    return int(card.text.partition("Order no. ")[2].split()[0])


async def test_an_order_in_english_is_handled_in_korean_up_to_the_parcel(desk: Desk) -> None:
    ann = await comes(desk, "Ann", last_name="Lee", language_code="en")
    number = await _orders_a_cider(desk, ann)
    assert "Ann Lee" in (await desk.card(desk.staff, number, "주문접수")).text
    card = await desk.confirms(number)
    await ann.sees("Your order was confirmed. The shop is preparing it.")
    await ann.sees(f"📦 Confirmed · Order no. {number}")
    await desk.staff.taps("주문완료", message_id=card.message_id)
    await desk.staff.taps("택배배송", message_id=card.message_id)
    await desk.staff.sees("송장번호를 입력해 주세요.")
    await desk.staff.says("123456789012")
    await desk.staff.sees("송장번호 : 1234-5678-9012")
    await desk.staff.taps("주문완료", message_id=card.message_id)
    await ann.sees(f"✅ Completed · Order no. {number}")
    await desk.settled()
    done = await ann.sees("Tracking number: 1234-5678-9012")
    assert "CJ Logistics" in done.text
    await _reads_english(ann, "샵앤샵", "사이다 100g", "콜라 1L", "과자 세트")
    assert (await desk.card(desk.staff, number)).text.startswith("✅ 주문완료 · 주문번호")


async def test_a_wish_to_cancel_is_asked_in_english_and_answered_in_korean(desk: Desk) -> None:
    ann = await comes(desk, "Ann", last_name="Lee", language_code="en")
    number = await _orders_a_cider(desk, ann)
    await desk.confirms(number)
    await ann.sees(f"📦 Confirmed · Order no. {number}")
    await ann.taps("Ask to cancel")
    await ann.taps("Not needed")
    await ann.sees_button("Undo request")
    request = await desk.staff.sees(f"⚠️ 취소요청 · 주문번호 : {number}")
    await desk.staff.taps("취소완료", message_id=request.message_id)
    await desk.staff.taps("취소완료", message_id=request.message_id)
    await ann.sees_button("Ask shop")
    await desk.settled()
    await _reads_english(ann, "샵앤샵", "사이다 100g", "콜라 1L", "과자 세트")


async def test_the_menu_of_commands_is_english_too(desk: Desk) -> None:
    ann = await comes(desk, "Ann", language_code="en-GB")
    await ann.sees_button("Agree & start")
    assert await ann.commands() == ["orders", "ask", "shop", "help", "cancel"]
    [menu] = [call for call in await desk.phones.calls("setMyCommands") if call["params"]["scope"]["chat_id"] == ann.id]
    assert menu["params"]["commands"][0] == {"command": "orders", "description": "My orders"}
