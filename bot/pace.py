"""How fast one person may act: a token bucket each, one warning, then silence until it has filled again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

ACTIONS: Final = 20
SECONDS: Final = 10.0
_KEPT: Final = 10_000


class Verdict(Enum):
    """What happens to an action."""

    FINE = auto()
    WARN = auto()
    SILENT = auto()


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float
    is_warned: bool = False


class Pace:
    """Judges every action of every person; forgets people who have been calm."""

    def __init__(
        self, actions: float = ACTIONS, seconds: float = SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._actions, self._rate, self._clock = actions, actions / seconds, clock
        self._buckets: dict[int, _Bucket] = {}

    def judge(self, user_id: int) -> Verdict:
        """Counts one action of this person."""
        now = self._clock()
        if len(self._buckets) > _KEPT:
            self._forget_the_calm(now)
        bucket = self._buckets.setdefault(user_id, _Bucket(self._actions, now))
        bucket.left = min(self._actions, bucket.left + (now - bucket.at) * self._rate)
        bucket.at = now
        if bucket.left == self._actions:
            bucket.is_warned = False
        if bucket.left >= 1:
            bucket.left -= 1
            return Verdict.FINE
        if bucket.is_warned:
            return Verdict.SILENT
        bucket.is_warned = True
        return Verdict.WARN

    def _forget_the_calm(self, now: float) -> None:
        """A bucket that is full again says the same as none."""
        full = self._actions / self._rate
        self._buckets = {user: bucket for user, bucket in self._buckets.items() if now - bucket.at < full}
