"""Who is too fast is warned once and then left without an answer; nobody else notices (R9)."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.callbacks import Noop
from bot.pace import Pace
from tests.bot.stories.conftest import OpenDesk
from tests.bot.stories.customer_steps import reaches_summary
from tests.desk import Desk

HOUR = timedelta(hours=1)
TOO_FAST = "너무 빨라요. 10초쯤 뒤에 다시 해 주세요."


@pytest.fixture
async def paced(opens: OpenDesk) -> AsyncIterator[Desk]:
    """20 actions an hour, so that none comes back while the test runs; the hour passes when the story says so."""
    async with opens(pace=Pace(seconds=HOUR.total_seconds())) as desk:
        desk.clock.ahead += HOUR
        yield desk


async def test_of_25_quick_taps_one_is_warned_and_then_there_is_silence(paced: Desk) -> None:
    button = Noop(says="first").pack()
    shelf = await paced.customer.sees_button("사이다 100g")
    answers = [await paced.customer.taps_data(button, shelf.message_id) for _ in range(25)]
    assert [answer.text for answer in answers] == ["첫 페이지예요"] * 20 + [TOO_FAST] + [None] * 4
    assert answers[20].show_alert
    await paced.customer.says("/help")
    await paced.settled()
    await paced.customer.sees_no("도움말")
    other = await paced.staff.taps_data(button, (await paced.staff.last()).message_id)
    assert other.text == "첫 페이지예요"
    paced.clock.ahead += HOUR
    await paced.customer.says("/help")
    await paced.customer.sees("도움말")


async def test_of_25_quick_messages_one_is_warned_and_then_there_is_silence(paced: Desk) -> None:
    for _ in range(25):
        await paced.customer.says("/help")
    await paced.settled()
    said = [message.text for message in await paced.customer.bot_messages()]
    assert said.count(TOO_FAST) == 1
    assert sum(text.startswith("도움말") for text in said) == 20
    assert said[0] == TOO_FAST


async def test_the_eleventh_order_within_an_hour_is_refused(desk: Desk) -> None:
    for _ in range(10):
        await desk.places()
    summary = await reaches_summary(desk, desk.customer)
    answer = await desk.customer.taps("원 주문하기", message_id=summary.message_id)
    assert answer.text == "한 시간에 10건까지 주문할 수 있어요. 잠시 후 다시 주문해 주세요."
    assert answer.show_alert
    desk.clock.ahead = timedelta(minutes=61)
    answer = await desk.customer.taps("원 주문하기", message_id=summary.message_id)
    assert answer.text == "주문했어요"
