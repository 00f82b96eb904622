"""Stores updates, then works them off for the bots it leads: in order within a chat, side by side between chats."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, Final

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramNetworkError, TelegramRetryAfter, TelegramServerError

from bot.inbox.handling import Handle, Handling
from bot.inbox.raw import UnreadableUpdate, is_storable, to_stored
from domain.delivery import GRACE, AfterFailure, StoredUpdate, UpdateDoneMeanwhile
from domain.ports import Store, UnitOfWork

log = logging.getLogger(__name__)

MOST_ATTEMPTS: Final = 5
_AT_ONCE: Final = 64
_BACKLOG: Final = 1_000_000
_RETRY_SECONDS: Final = (0.05, 0.5, 1, 2, 4, 8, 15, 30, 60)
_NO_END: Final = 2**31
_PASSING: Final = (TelegramNetworkError, TelegramServerError, TelegramRetryAfter)
_LOOK_SECONDS: Final = 5.0
"""Between looks at everything that waits, whatever was or was not told."""
_GAPS: Final = 1000
"""Places before the newest one in which a slower transaction may still turn up at a quick look."""

Key = tuple[int, int]


class Inbox:
    """The way of an update: `take` stores it and returns, a lane's task handles it, a transaction marks it done.

    Several processes may take updates in; one works them off. Then it handles only what it found by looking:
    what it took in itself may have to wait for something older of the same chat that came in elsewhere.
    """

    def __init__(
        self,
        store: Store,
        handle: Handle,
        clock: Callable[[], datetime],
        bots: Mapping[int, Bot],
        *,
        is_shared: bool = False,
        tell: Callable[[], object] = lambda: None,
    ) -> None:
        self._store, self._clock = store, clock
        self._handling = Handling(store, handle, clock, bots)
        self._is_shared, self._tell = is_shared, tell
        self._led: set[int] = set()
        self._lanes: dict[Key, deque[StoredUpdate]] = {}
        self._tasks: dict[asyncio.Task[None], int] = {}
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._stopping = False
        self._looking = asyncio.Lock()
        self._due = asyncio.Event()
        self._known: set[Key] = set()
        self._ended_meanwhile: set[Key] = set()
        self._newest = 0

    async def lead(self, bot_id: int) -> None:
        """Works off what is stored for this bot from now on."""
        self._led.add(bot_id)
        await self._look(0)

    async def leave(self, bot_id: int) -> None:
        """Begins none of this bot's updates any more; returns when those in hand are finished or given up."""
        self._led.discard(bot_id)
        await self._end([task for task, of_bot in self._tasks.items() if of_bot == bot_id], GRACE.total_seconds())

    async def take(self, bot_id: int, updates: list[dict[str, Any]]) -> None:
        """Returns once the updates are durably stored; those that were known already are not handled again."""
        stored = [to_stored(bot_id, raw) for raw in updates if is_storable(raw.get("update_id"))]
        if len(stored) < len(updates):
            log.error("%s updates of bot %s had no id and were dropped", len(updates) - len(stored), bot_id)
        new = await self._store.run(_take, stored, self._clock())
        if not self._is_shared:
            self._queue_all(new)
        elif bot_id in self._led:
            self.hear()
        else:
            self._tell()

    def hear(self) -> None:
        """Something may have been stored."""
        self._due.set()

    async def run(self) -> None:
        """Looks for what is stored, when there is reason to and now and then without, until cancelled."""
        looked = 0.0
        now = asyncio.get_running_loop().time
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_SECONDS):
                    await self._due.wait()
            self._due.clear()
            is_quick = now() - looked < _LOOK_SECONDS
            try:
                await self._look(self._newest - _GAPS if is_quick else 0)
            except Exception:
                log.exception("the inbox could not be read")
                await asyncio.sleep(1)
            if not is_quick:
                looked = now()

    async def drain(self, seconds: float) -> None:
        """Stops starting updates and waits for those being handled; what is left stays stored."""
        self._stopping = True
        await self._end(list(self._tasks), seconds)

    @property
    def is_idle(self) -> bool:
        return not self._tasks and not self._due.is_set() and not self._looking.locked()

    async def _end(self, tasks: list[asyncio.Task[None]], seconds: float) -> None:
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=seconds)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)

    async def _look(self, after: int) -> None:
        if not self._led:
            return
        async with self._looking:
            self._ended_meanwhile.clear()
            found = await self._store.read(_pending, sorted(self._led), after)
            self._newest = max([self._newest, *(update.received for update in found)])
            self._queue_all(found)

    def _queue_all(self, updates: list[StoredUpdate]) -> None:
        for update in updates:
            key = update.bot_id, update.update_id
            # What ended while the database was asked may stand in its answer.
            if update.bot_id in self._led and not (key in self._known or key in self._ended_meanwhile):
                self._known.add(key)
                self._queue(update)

    def _queue(self, update: StoredUpdate) -> None:
        key = update.bot_id, update.lane
        lane = self._lanes.get(key)
        if lane is not None:
            lane.append(update)
            return
        self._lanes[key] = deque([update])
        task = asyncio.create_task(self._work_off(key))
        self._tasks[task] = update.bot_id
        task.add_done_callback(self._tasks.pop)

    def _goes_on(self, bot_id: int) -> bool:
        return not self._stopping and bot_id in self._led

    async def _work_off(self, key: Key) -> None:
        queue = self._lanes[key]
        try:
            while queue and self._goes_on(key[0]):
                await self._until_finished(queue[0])
                self._forget(queue.popleft())
        finally:
            for update in queue:
                self._forget(update)
            del self._lanes[key]

    def _forget(self, update: StoredUpdate) -> None:
        key = update.bot_id, update.update_id
        self._known.discard(key)
        if self._looking.locked():
            self._ended_meanwhile.add(key)

    async def _until_finished(self, update: StoredUpdate) -> None:
        """One update, until it is done or dead; a dead one never stops the next."""
        attempt = 0
        while self._goes_on(update.bot_id):
            try:
                async with self._slots:
                    await self._handling.once(update)
                return
            except UpdateDoneMeanwhile:
                log.info("update %s was handled by another process", update.update_id)
                return
            except Exception as error:
                _log_failure(update, error, attempt + 1)
                if await self._is_over(update, error):
                    return
                pause = _pause(error, attempt)
            await asyncio.sleep(pause)
            attempt += 1

    async def _is_over(self, update: StoredUpdate, error: Exception) -> bool:
        """Counts the failure. Only the error's kind is stored: what it quotes may be personal."""
        try:
            most = _most_attempts(error)
            after = await self._store.run(_fail, update, type(error).__name__, most, self._clock())
        except Exception:  # the database is away: the update stays stored and is tried again
            log.exception("could not count the failure of update %s", update.update_id)
            return False
        if after is AfterFailure.DEAD:
            log.critical("update %s is dead: %s", update.update_id, type(error).__name__)
        return after is not AfterFailure.AGAIN


def _most_attempts(error: Exception) -> int:
    """Telegram being away is no fault of the update: such failures alone never make it dead."""
    if isinstance(error, UnreadableUpdate):
        return 1
    return _NO_END if isinstance(error, _PASSING) else MOST_ATTEMPTS


def _pause(error: Exception, attempt: int) -> float:
    if isinstance(error, TelegramRetryAfter):
        return float(error.retry_after)
    return _RETRY_SECONDS[min(attempt, len(_RETRY_SECONDS) - 1)]


def _log_failure(update: StoredUpdate, error: Exception, attempt: int) -> None:
    """An answer of Telegram's that stands in an error may hold names and addresses: of such only the kind is logged."""
    if isinstance(error, AiogramError):
        log.warning("update %s failed, attempt %s: %s", update.update_id, attempt, type(error).__name__)
    else:
        log.exception("update %s failed, attempt %s", update.update_id, attempt)


def _take(uow: UnitOfWork, updates: list[StoredUpdate], now: datetime) -> list[StoredUpdate]:
    return [update for update in updates if uow.inbox.add([update], now)]


def _pending(uow: UnitOfWork, bot_ids: list[int], after: int) -> list[StoredUpdate]:
    return uow.inbox.pending(bot_ids, _BACKLOG, after)


def _fail(uow: UnitOfWork, update: StoredUpdate, error: str, most_attempts: int, now: datetime) -> AfterFailure:
    return uow.inbox.fail(update.bot_id, update.update_id, error, most_attempts, now)
