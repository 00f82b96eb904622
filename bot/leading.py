"""What a process does for the bots it leads, and for the whole installation if it leads that."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Container, Sequence
from functools import wraps
from typing import Final, Protocol

HOUSEKEEPING: Final = 0
"""The seat of whoever looks after the installation; the other seats are the bots' ids."""


class Duty(Protocol):
    """What only one process at a time does for a bot: the one that leads it."""

    async def lead(self, bot_id: int) -> None:
        """It is ours from now on."""

    async def leave(self, bot_id: int) -> None:
        """It may be another's already: nothing new is begun. Returns when what was in hand is finished or given up."""


class Duties:
    """A `storage.leadership.Candidate`: whoever takes a bot's seat takes on every duty for that bot.

    Each duty finds in the database what its predecessor left, so there is nothing to hand over.
    """

    def __init__(self, bots: Container[int], duties: Sequence[Duty], hear: Callable[[], None]) -> None:
        self._bots, self._duties, self._hear = bots, duties, hear

    async def lead(self, seat: int) -> None:
        if seat in self._bots:
            for duty in self._duties:
                await duty.lead(seat)

    async def leave(self, seat: int) -> None:
        if seat in self._bots:
            await asyncio.gather(*(duty.leave(seat) for duty in self._duties))

    def hear(self) -> None:
        self._hear()


def only_if(is_ours: Callable[[], bool], job: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
    """The job, which does nothing in a process that does not hold its seat."""

    @wraps(job)
    async def done_by_one() -> None:
        if is_ours():
            await job()

    return done_by_one
