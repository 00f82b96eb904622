"""Works off what is to be done at payment companies: claims rows as there is room, each called out for by itself.

One call that hangs holds up its own order and nothing else. After a crash the lease runs out and the same thing is
asked again: confirms and refunds carry keys that make a repetition harmless.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final

from bot.claim_loop import ClaimLoop
from bot.payments.asking import MOST_TIME, Asking
from bot.payments.key_tester import KeyTester
from domain.gateway_work import ClaimedTask
from domain.ports import Store, UnitOfWork

log = logging.getLogger(__name__)

LEASE: Final = MOST_TIME + timedelta(seconds=10)
"""Longer than a task may last, so that a claim does not run out while its calls are under way."""
AT_ONCE: Final = 30
"""So many tasks, each of another order; keys are tried beside them."""
_LONGEST_SLEEP: Final = 5.0


class GatewayWorker(ClaimLoop):
    """One loop; `leads` says whether this process is the one that works."""

    def __init__(
        self,
        store: Store,
        asking: Asking,
        clock: Callable[[], datetime],
        leads: Callable[[], bool],
        tester: KeyTester | None = None,
        at_once: int = AT_ONCE,
    ) -> None:
        super().__init__()
        self._store, self._asking, self._clock, self._leads = store, asking, clock, leads
        self._tester, self._at_once = tester, at_once
        self._woken = asyncio.Event()
        self._was_leading = False
        self._in_flight: set[asyncio.Task[None]] = set()
        self._trials: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Something was queued, or there is room."""
        self._woken.set()

    async def drain(self, seconds: float) -> None:
        """Claims nothing more and waits for what is under way; what takes longer is given up, as after a crash."""
        await self._finish(seconds, lambda: self._in_flight | self._trials)
        if late := self._in_flight | self._trials:
            for task in late:
                task.cancel()
            await asyncio.wait(late)

    async def begin(self) -> list[asyncio.Task[None]]:
        """Begins as much of what is due as there is room for, and every trial of keys; returns what was begun."""
        now, free = self._clock(), self._at_once - len(self._in_flight)
        trials = await self._tester.claim() if self._tester else []
        begun = [self._start(self._tester.settle(one), self._trials) for one in trials if self._tester]
        claimed = await self._store.run(_claim, free, now, secrets.token_hex(8)) if free else []
        return begun + [self._start(self._asking.work(one), self._in_flight) for one in claimed]

    def _start(self, work: Coroutine[Any, Any, None], among: set[asyncio.Task[None]]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        among.add(task)
        task.add_done_callback(among.discard)
        task.add_done_callback(lambda _: self.wake())
        return task

    async def _turn(self) -> None:
        self._woken.clear()
        try:
            is_leading = self._leads()
            if is_leading:
                await self._take_over()
                await self.begin()
            self._was_leading = is_leading
            await self._sleep(is_leading)
        except Exception:
            log.exception("the work for payment companies could not be read")
            await asyncio.sleep(1)

    async def _take_over(self) -> None:
        """Whoever led before is gone, with what was in hand; but what we have in hand ourselves is not begun twice."""
        if not self._was_leading and not self._in_flight:
            await self._store.run(_release, self._clock())

    async def _sleep(self, is_leading: bool) -> None:
        """Until something is queued or ends, or the next task falls due and there is room for it."""
        has_room = is_leading and len(self._in_flight) < self._at_once
        due = await self._store.read(_next_due, self._clock()) if has_room else None
        seconds = (due - self._clock()).total_seconds() if due else _LONGEST_SLEEP
        with suppress(TimeoutError):
            async with asyncio.timeout(max(0.01, min(seconds, _LONGEST_SLEEP))):
                await self._woken.wait()


def _claim(uow: UnitOfWork, most: int, now: datetime, token: str) -> list[ClaimedTask]:
    return uow.payments.claim_tasks(most, now, now + LEASE, token)


def _release(uow: UnitOfWork, now: datetime) -> int:
    return uow.payments.release_tasks(now)


def _next_due(uow: UnitOfWork, now: datetime) -> datetime | None:
    return uow.payments.next_task_due(now)
