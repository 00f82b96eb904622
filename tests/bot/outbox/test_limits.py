"""Telegram's sending limits, kept before Telegram has to remind us."""

import pytest

from bot.outbox.limits import CHAT_BURST, Limits
from domain.delivery import Chat

HERE, THERE = Chat(1, 101), Chat(1, 102)
OTHER_BOT = Chat(2, 101)


class Watch:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def watch() -> Watch:
    return Watch()


def test_a_chat_takes_a_burst_and_then_one_message_a_second(watch: Watch) -> None:
    limits = Limits(clock=watch)
    assert [limits.delay(HERE) for _ in range(int(CHAT_BURST))] == [0.0] * int(CHAT_BURST)
    assert [limits.delay(HERE), limits.delay(HERE)] == [1.0, 2.0]
    assert limits.delay(THERE) == 0.0
    watch.now += 60
    assert limits.delay(HERE) == 0.0


def test_a_bot_takes_thirty_messages_a_second_over_all_its_chats(watch: Watch) -> None:
    limits = Limits(clock=watch)
    delays = [limits.delay(Chat(1, user)) for user in range(60)]
    assert delays[:30] == [0.0] * 30
    assert delays[-1] == pytest.approx(1.0)
    assert limits.delay(OTHER_BOT) == 0.0


def test_two_chats_flooded_within_two_seconds_pause_the_bot_until_a_time(watch: Watch) -> None:
    limits = Limits(clock=watch)
    limits.flooded(HERE, 5)
    limits.flooded(HERE, 5)
    assert limits.pause_left(1) == 0.0, "one chat alone pauses only itself"
    watch.now += 1
    limits.flooded(THERE, 4)
    assert limits.pause_left(1) == 4.0
    assert limits.pause_left(2) == 0.0
    watch.now += 4
    assert limits.pause_left(1) == 0.0


def test_two_chats_that_hit_their_own_limits_at_once_pause_nobody_else(watch: Watch) -> None:
    limits = Limits(clock=watch)
    limits.flooded(HERE, 60)
    limits.flooded(THERE, 10_000)
    assert limits.pause_left(1) == 0.0


def test_two_chats_flooded_far_apart_pause_nobody_else(watch: Watch) -> None:
    limits = Limits(clock=watch)
    limits.flooded(HERE, 5)
    watch.now += 2.5
    limits.flooded(THERE, 5)
    assert limits.pause_left(1) == 0.0
