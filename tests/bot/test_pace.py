"""How fast one person may act, by a clock that the test moves."""

from __future__ import annotations

from itertools import count

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


class Judge:
    """A pace, and updates that are done now, each with an id of its own."""

    def __init__(self, clock: Clock) -> None:
        self.pace, self._clock, self._ids = Pace(), clock, count(1)

    def judge(self, user_id: int, at: float | None = None) -> Verdict:
        return self.pace.judge(user_id, next(self._ids), self._clock() if at is None else at)


@pytest.fixture
def judge(clock: Clock) -> Judge:
    return Judge(clock)


def verdicts(judge: Judge, n: int, user_id: int = ANN) -> list[Verdict]:
    return [judge.judge(user_id) for _ in range(n)]


def test_twenty_actions_at_once_are_fine_then_comes_one_warning_and_then_silence(judge: Judge) -> None:
    assert (ACTIONS, SECONDS) == (20, 10.0)
    assert verdicts(judge, 24) == [Verdict.FINE] * 20 + [Verdict.WARN] + [Verdict.SILENT] * 3


def test_after_ten_calm_seconds_all_twenty_are_there_again_and_so_is_the_warning(judge: Judge, clock: Clock) -> None:
    verdicts(judge, 30)
    clock.now += 10
    assert verdicts(judge, 22) == [Verdict.FINE] * 20 + [Verdict.WARN, Verdict.SILENT]


def test_actions_come_back_one_by_one_two_a_second(judge: Judge, clock: Clock) -> None:
    verdicts(judge, 21)
    clock.now += 0.25
    assert verdicts(judge, 1) == [Verdict.SILENT]
    clock.now += 0.25
    assert verdicts(judge, 2) == [Verdict.FINE, Verdict.SILENT]
    clock.now += 2
    assert verdicts(judge, 5) == [Verdict.FINE] * 4 + [Verdict.SILENT]


def test_who_never_stops_is_warned_once_and_not_with_every_refill(judge: Judge, clock: Clock) -> None:
    seen = []
    for _ in range(600):
        seen += verdicts(judge, 1)
        clock.now += 0.1
    assert seen.count(Verdict.WARN) == 1
    assert seen.count(Verdict.FINE) <= 20 + 2 * 60


def test_two_actions_a_second_may_go_on_for_ever(judge: Judge, clock: Clock) -> None:
    for _ in range(1000):
        assert verdicts(judge, 1) == [Verdict.FINE]
        clock.now += 0.5


def test_calm_saves_up_no_more_than_twenty_actions(judge: Judge, clock: Clock) -> None:
    verdicts(judge, 1)
    clock.now += 3600
    assert verdicts(judge, 21) == [Verdict.FINE] * 20 + [Verdict.WARN]


def test_one_persons_haste_is_not_held_against_another(judge: Judge) -> None:
    verdicts(judge, 30, ANN)
    assert verdicts(judge, 20, BEN) == [Verdict.FINE] * 20


def test_calm_people_are_forgotten_and_hasty_ones_are_not(
    judge: Judge, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "_KEPT", 10)
    for user_id in range(1000, 1020):
        judge.judge(user_id)
    clock.now += 9
    verdicts(judge, 25, ANN)
    clock.now += 1
    judge.judge(BEN)
    assert judge.pace._buckets.keys() == {ANN, BEN}
    assert verdicts(judge, 3) == [Verdict.FINE, Verdict.FINE, Verdict.SILENT]


def test_what_was_written_in_peace_during_an_outage_is_no_flood(judge: Judge, clock: Clock) -> None:
    written = [clock.now + 2.0 * n for n in range(60)]
    clock.now += 600
    assert {judge.judge(ANN, at) for at in written} == {Verdict.FINE}


def test_an_update_that_is_handled_again_is_the_same_action(clock: Clock) -> None:
    pace = Pace()
    assert [pace.judge(ANN, 7, clock()) for _ in range(100)] == [Verdict.FINE] * 100
    assert [pace.judge(ANN, 8 + n, clock()) for n in range(20)][-1] is Verdict.WARN
