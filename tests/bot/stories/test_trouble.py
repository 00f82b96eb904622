"""What goes wrong around a person's words, and does not make them go astray."""

from datetime import timedelta

import pytest

from tests.bot.stories.customer_steps import enters, opens_shop, reaches_summary, sql
from tests.desk import PRODUCTS, Desk


async def test_an_address_typed_too_late_reaches_nobodys_staff(desk: Desk) -> None:
    number = await desk.places()
    await enters(desk, desk.customer)
    await desk.customer.taps("사이다 100g")
    await desk.customer.taps("주문하기 ·")
    await desk.customer.taps("🛍 픽업")
    await desk.customer.sees("이름을 적어 주세요")
    desk.clock.ahead += timedelta(minutes=11)
    await desk.customer.says("서울 종로구 비밀길 1")
    await desk.customer.sees("입력 시간이 지나 저장하지 않았어요.")
    await desk.settled()
    for member in (desk.owner, desk.staff):
        await member.sees_no("비밀길")
    assert number


async def test_two_quick_texts_about_two_orders_both_reach_the_shop(desk: Desk) -> None:
    first, _ = [await desk.places() for _ in range(2)]
    await desk.customer.says("포크도 넣어 주세요")
    await desk.customer.says("빨대도 주세요")
    await desk.settled()
    await desk.customer.taps(str(first))
    assert str(first) in (await desk.staff.sees("포크도 넣어 주세요")).text
    assert str(first) in (await desk.staff.sees("빨대도 주세요")).text


@pytest.mark.parametrize("fault", ["500", "429"])
async def test_words_survive_that_telegram_is_away_while_they_are_handled(desk: Desk, fault: str) -> None:
    await desk.places()
    await desk.places()
    await desk.phones.faults(fault, method="sendMessage", chat_id=desk.customer.id, times=6, retry_after=1)
    await desk.customer.says("언제 도착하나요?")
    await desk.customer.sees("어느 주문에 대한 문의인가요?", within=60)
    assert sql(desk, "SELECT count(*) FROM inbox_update WHERE status = 'dead'") == [(0,)]


async def test_an_old_summary_does_not_place_what_is_in_the_basket_now(desk: Desk) -> None:
    summary = await reaches_summary(desk, desk.customer)
    await enters(desk, desk.customer)
    await desk.settled()
    assert (await desk.customer.message(summary.message_id)).labels == []
    answer = await desk.customer.taps_data(
        next(b["value"] for b in summary.buttons if "원 주문하기" in b["text"]), summary.message_id
    )
    assert "이미 처리된 화면이에요" in (answer.text or "")
    assert sql(desk, "SELECT count(*) FROM shop_order") == [(0,)]


async def test_what_was_written_while_the_desk_was_down_is_no_flood(desk: Desk) -> None:
    other = await opens_shop(desk, "다른 가게", PRODUCTS)
    assert other.id != desk.shop.id
    number = await desk.places()
    await desk.stops()
    for n in range(30):
        await desk.customer.says(f"문의 {n}")
    await desk.starts_again()
    await desk.settled()
    told = [m.text for m in await desk.staff.bot_messages() if f"{number}" in m.text and "문의 " in m.text]
    assert len(told) == 30


async def test_commands_say_what_is_missing(desk: Desk) -> None:
    stranger = await desk.phones.person(desk.customer.bot, "나그네", id=9009)
    await stranger.starts()
    await stranger.says("/ask")
    await stranger.sees("문의할 가게가 아직 없어요.")
    await stranger.says("/shop")
    await stranger.sees("가게에서 받은 링크를 열면 주문할 수 있어요.")
