"""How fast one person may act, by a clock that the test moves."""

from __future__ import annotations

import pytest

from bot import pace
from bot.pace import ACTIONS, SECONDS, Pace, Verdict

ANN, BEN = 101, 102


class Clock:
    """Stands still unless moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def judge(clock: Clock) -> Pace:
    return Pace(clock=clock)


def verdicts(judge: Pace, n: int, user_id: int = ANN) -> list[Verdict]:
    return [judge.judge(user_id) for _ in range(n)]


def test_twenty_actions_at_once_are_fine_then_comes_one_warning_and_then_silence(judge: Pace) -> None:
    assert (ACTIONS, SECONDS) == (20, 10.0)
    assert verdicts(judge, 24) == [Verdict.FINE] * 20 + [Verdict.WARN] + [Verdict.SILENT] * 3


def test_after_ten_calm_seconds_all_twenty_are_there_again_and_so_is_the_warning(judge: Pace, clock: Clock) -> None:
    verdicts(judge, 30)
    clock.now += 10
    assert verdicts(judge, 22) == [Verdict.FINE] * 20 + [Verdict.WARN, Verdict.SILENT]


def test_actions_come_back_one_by_one_two_a_second(judge: Pace, clock: Clock) -> None:
    verdicts(judge, 21)
    clock.now += 0.25
    assert verdicts(judge, 1) == [Verdict.SILENT]
    clock.now += 0.25
    assert verdicts(judge, 2) == [Verdict.FINE, Verdict.SILENT]
    clock.now += 2
    assert verdicts(judge, 5) == [Verdict.FINE] * 4 + [Verdict.SILENT]


def test_who_never_stops_is_warned_once_and_not_with_every_refill(judge: Pace, clock: Clock) -> None:
    seen = []
    for _ in range(600):
        seen += verdicts(judge, 1)
        clock.now += 0.1
    assert seen.count(Verdict.WARN) == 1
    assert seen.count(Verdict.FINE) <= 20 + 2 * 60


def test_two_actions_a_second_may_go_on_for_ever(judge: Pace, clock: Clock) -> None:
    for _ in range(1000):
        assert verdicts(judge, 1) == [Verdict.FINE]
        clock.now += 0.5


def test_calm_saves_up_no_more_than_twenty_actions(judge: Pace, clock: Clock) -> None:
    verdicts(judge, 1)
    clock.now += 3600
    assert verdicts(judge, 21) == [Verdict.FINE] * 20 + [Verdict.WARN]


def test_one_persons_haste_is_not_held_against_another(judge: Pace) -> None:
    verdicts(judge, 30, ANN)
    assert verdicts(judge, 20, BEN) == [Verdict.FINE] * 20


def test_calm_people_are_forgotten_and_hasty_ones_are_not(
    judge: Pace, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "_KEPT", 10)
    for user_id in range(1000, 1020):
        judge.judge(user_id)
    clock.now += 9
    verdicts(judge, 25, ANN)
    clock.now += 1
    judge.judge(BEN)
    assert judge._buckets.keys() == {ANN, BEN}
    assert verdicts(judge, 3) == [Verdict.FINE, Verdict.FINE, Verdict.SILENT]
