"""The first answer to an idempotency key is the only one, errors included; a second call in flight is told so.

Held by key, secret key, address and method, not by the body (docs.tosspayments.com/guides/using-api/idempotency-key).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from bot.demo.toss.refusals import TossRefusal

KEPT: Final = timedelta(days=15)
MOST_LENGTH: Final = 300

Name = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and a JSON body."""

    status: int
    body: Any


class Idempotency:
    """The answers of the last 15 days."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._answers: dict[Name, tuple[datetime, Answer]] = {}
        self._in_flight: set[Name] = set()

    def begin(self, name: Name) -> Answer | None:
        """The first answer, if there was one. Raises TossRefusal while it is on its way, or for an endless key."""
        if len(name[0]) > MOST_LENGTH:
            raise TossRefusal("INVALID_IDEMPOTENCY_KEY")
        if name in self._in_flight:
            raise TossRefusal("IDEMPOTENT_REQUEST_PROCESSING")
        at, answer = self._answers.get(name, (None, None))
        if at is not None and self._clock() - at < KEPT:
            return answer
        self._in_flight.add(name)
        return None

    def end(self, name: Name, answer: Answer | None) -> None:
        self._in_flight.discard(name)
        if answer is not None:
            self._answers[name] = (self._clock(), answer)
