"""How fast one person may act: a token bucket each, one warning, then silence until it has filled again."""

from __future__ import annotations

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
    last: int = 0
    verdict: Verdict = Verdict.FINE


class Pace:
    """Judges every action of every person; forgets people who have been calm."""

    def __init__(self, actions: float = ACTIONS, seconds: float = SECONDS) -> None:
        self._actions, self._rate = actions, actions / seconds
        self._buckets: dict[int, _Bucket] = {}

    def judge(self, user_id: int, update_id: int, at: float) -> Verdict:
        """Counts one action at the time it was done (unix seconds), not the time it is handled.

        What was sent during an outage is no flood; an update that is handled again is the same action.
        """
        if len(self._buckets) > _KEPT:
            self._forget_the_calm(at)
        bucket = self._buckets.setdefault(user_id, _Bucket(self._actions, at))
        if bucket.last != update_id:
            bucket.last, bucket.verdict = update_id, self._count(bucket, at)
        return bucket.verdict

    def _count(self, bucket: _Bucket, at: float) -> Verdict:
        bucket.left = min(self._actions, bucket.left + max(at - bucket.at, 0.0) * self._rate)
        bucket.at = max(at, bucket.at)
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
