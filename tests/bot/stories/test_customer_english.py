"""A customer whose Telegram speaks English, at a shop that works in Korean."""

from tests.bot.stories.customer_steps import comes, orders_a_cider, reads_english
from tests.desk import Desk


async def test_an_order_in_english_is_handled_in_korean_up_to_the_parcel(desk: Desk) -> None:
    ann = await comes(desk, "Ann", last_name="Lee", language_code="en")
    number = await orders_a_cider(ann)
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
    await reads_english(ann, "샵앤샵", "사이다 100g", "콜라 1L", "과자 세트")
    assert (await desk.card(desk.staff, number)).text.startswith("✅ 주문완료 · 주문번호")


async def test_a_wish_to_cancel_is_asked_in_english_and_answered_in_korean(desk: Desk) -> None:
    ann = await comes(desk, "Ann", last_name="Lee", language_code="en")
    number = await orders_a_cider(ann)
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
    await reads_english(ann, "샵앤샵", "사이다 100g", "콜라 1L", "과자 세트")


async def test_the_menu_of_commands_is_english_too(desk: Desk) -> None:
    ann = await comes(desk, "Ann", language_code="en-GB")
    await ann.sees_button("Agree & start")
    assert await ann.commands() == ["orders", "ask", "shop", "help", "cancel"]
    [menu] = [call for call in await desk.phones.calls("setMyCommands") if call["params"]["scope"]["chat_id"] == ann.id]
    assert menu["params"]["commands"][0] == {"command": "orders", "description": "My orders"}
