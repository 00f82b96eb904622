"""Telegram's limits on new messages, for whoever switches them on: 30 a second per bot, 1 a second per chat."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.demo.telegram.refusals import too_many_requests

_BOT_RATE: Final = 30.0
_BOT_BURST: Final = 30.0
_CHAT_RATE: Final = 1.0
_CHAT_BURST: Final = 4.0


@dataclass(slots=True)
class _Bucket:
    rate: float
    size: float
    level: float
    at: float

    def wait(self, now: float) -> float:
        """Seconds until one message fits; 0 if it fits now."""
        self.level = min(self.size, self.level + max(0.0, now - self.at) * self.rate)
        self.at = now
        return max(0.0, (1 - self.level) / self.rate)


class RateLimits:
    """Token buckets per bot and per chat; the chat's lets a short burst pass."""

    def __init__(self, clock: Callable[[], float], enabled: bool) -> None:
        self._clock = clock
        self.enabled = enabled
        self._buckets: dict[tuple[int, int | None], _Bucket] = {}

    def take(self, bot_id: int, chat_id: int, messages: int = 1) -> None:
        """Counts new messages. Raises Refusal 429 if there were too many."""
        if not self.enabled:
            return
        now = self._clock()
        buckets = [
            self._bucket((bot_id, None), _BOT_RATE, _BOT_BURST, now),
            self._bucket((bot_id, chat_id), _CHAT_RATE, _CHAT_BURST, now),
        ]
        if wait := max(bucket.wait(now) for bucket in buckets):
            raise too_many_requests(math.ceil(wait))
        for bucket in buckets:
            bucket.level -= messages

    def _bucket(self, key: tuple[int, int | None], rate: float, burst: float, now: float) -> _Bucket:
        return self._buckets.setdefault(key, _Bucket(rate, burst, burst, now))
