"""The dispatcher: claim, render, send, mark. At least once: a second copy is harmless, a missing one is not."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from aiogram import Bot
from aiogram.exceptions import AiogramError

from bot.claim_loop import ClaimLoop
from bot.i18n import Languages
from bot.outbox.calls import carry_out, messages_in
from bot.outbox.limits import Limits
from bot.outbox.marks import mark_failed, mark_sent
from bot.outbox.outcome import Failure, Verdict, broken, judged
from bot.outbox.plans import Edit, Hold, Nothing, Plan, Send, plan
from bot.painter import Draw, undrawn
from domain.delivery import GRACE, ClaimedIntent
from domain.ports import Store, UnitOfWork

log = logging.getLogger(__name__)

Mark = Callable[[UnitOfWork], object]
"""Writes down what came of an attempt."""

LEASE: Final = timedelta(seconds=30)
"""More than twice the client's timeout, so that a claim does not run out while its call is under way."""
CLIENT_TIMEOUT: Final = 12
_AT_ONCE: Final = 30
_LONGEST_SLEEP: Final = 5.0


class Dispatcher(ClaimLoop):
    """Delivers what is due for the bots it leads, until it is told to stop; any number may share one database.

    One of them leads a bot at a time, or else the bot's limits would be nobody's.
    """

    def __init__(
        self,
        store: Store,
        bots: Mapping[int, Bot],
        languages: Languages,
        limits: Limits,
        clock: Callable[[], datetime],
        grace: timedelta = timedelta(0),
        draw: Draw = undrawn,
    ) -> None:
        """`grace` is for whoever led a bot before: so long it may still be sending and mark what it sent."""
        super().__init__()
        self._store, self._bots, self._languages = store, bots, languages
        self._limits, self._clock, self._grace, self._draw = limits, clock, grace, draw
        self._due = asyncio.Event()
        self._led: set[int] = set()
        self._in_flight: dict[asyncio.Task[None], int] = {}
        self._marks: list[Mark] = []
        self._is_waiting = False

    async def lead(self, bot_id: int) -> None:
        """Delivers for this bot from now on. What a killed process had claimed need not wait for its lease."""
        await self._store.run(_release, bot_id, self._clock() + self._grace)
        self._led.add(bot_id)
        self.wake()

    async def leave(self, bot_id: int) -> None:
        """Begins nothing more for this bot. What is on its way may arrive and be marked: its lease was ours."""
        self._led.discard(bot_id)
        tasks = [task for task, of_bot in self._in_flight.items() if of_bot == bot_id]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=GRACE.total_seconds())
            for task in late:
                task.cancel()
        await self._write_down(self._take_marks())

    def wake(self) -> None:
        """Something may be due now."""
        self._is_waiting = False
        self._due.set()

    @property
    def is_idle(self) -> bool:
        """Whether nothing was due at the last look and nothing is under way."""
        return self._is_waiting and not self._in_flight and not self._marks

    async def drain(self, seconds: float) -> None:
        """Claims nothing more and waits for what is under way."""
        await self._finish(seconds, lambda: self._in_flight)
        for task in self._in_flight:
            task.cancel()
        await self._write_down(self._take_marks())

    async def _turn(self) -> None:
        self._due.clear()
        try:
            await self._sleep(await self._claim())
        except Exception:
            log.exception("the outbox could not be read")
            await asyncio.sleep(1)

    async def _claim(self) -> datetime | None:
        """Writes down what came of earlier attempts and claims more, in one transaction; tells when more falls due."""
        free = _AT_ONCE - len(self._in_flight)
        if free <= 0:
            await asyncio.wait(self._in_flight, return_when=asyncio.FIRST_COMPLETED)
            return self._clock()
        now, marks, bots = self._clock(), self._take_marks(), sorted(self._led)
        if not bots:
            await self._write_down(marks)
            return None
        try:
            claimed, due = await self._store.run(
                _mark_and_claim, marks, bots, free, now, now + LEASE, secrets.token_hex(8)
            )
        except Exception:
            await self._write_down(marks)
            raise
        plans = await self._store.read(_plans, claimed, self._languages, now) if claimed else []
        idle = [one for one, what in zip(claimed, plans, strict=True) if isinstance(what, Nothing)]
        if idle:
            self._marks.append(partial(_mark_idle, claimed=idle, now=now))
            self.wake()
        for one, what in zip(claimed, plans, strict=True):
            if not isinstance(what, Nothing):
                self._begin(one, what)
        return due

    def _begin(self, claimed: ClaimedIntent, what: Plan | Exception) -> None:
        task = asyncio.create_task(self._deliver(claimed, what))
        self._in_flight[task] = claimed.intent.chat.bot_id
        task.add_done_callback(self._finished)

    def _take_marks(self) -> list[Mark]:
        marks, self._marks = self._marks, []
        return marks

    async def _write_down(self, marks: Sequence[Mark]) -> None:
        """One by one: a mark that cannot be stored takes no other with it. Its lease runs out and it is sent again."""
        for mark in marks:
            try:
                await self._store.run(mark)
            except Exception:
                log.exception("what came of an attempt could not be written down")

    def _finished(self, task: asyncio.Task[None]) -> None:
        del self._in_flight[task]
        self.wake()

    async def _sleep(self, due: datetime | None) -> None:
        """Until something is added or ends, or the next intent falls due."""
        now = self._clock()
        if self._due.is_set():
            return
        seconds = _LONGEST_SLEEP if due is None else min(max((due - now).total_seconds(), 0.01), _LONGEST_SLEEP)
        self._is_waiting = due is None or due > now
        try:
            async with asyncio.timeout(seconds):
                await self._due.wait()
        except TimeoutError:
            return
        finally:
            self._is_waiting = False

    async def _deliver(self, claimed: ClaimedIntent, what: Plan | Exception) -> None:
        try:
            await self._attempt(claimed, what)
        except Exception as error:
            log.exception("intent %s was not delivered", claimed.id)
            self._failed(claimed, Nothing(), broken(error, claimed.faults + 1))

    async def _attempt(self, claimed: ClaimedIntent, what: Plan | Exception) -> None:
        now, bot_id = self._clock(), claimed.intent.chat.bot_id
        if bot_id not in self._led:  # lost while it was claimed
            self._marks.append(partial(_put_back, claimed=claimed, due_at=now))
        elif (pause := self._limits.pause_left(bot_id)) > 0:
            self._marks.append(partial(_put_back, claimed=claimed, due_at=now + timedelta(seconds=pause)))
        elif isinstance(what, Exception):
            raise what
        elif isinstance(what, Hold):
            self._marks.append(partial(_hold, claimed=claimed, until=what.until))
        else:
            await self._show(claimed, what)

    async def _show(self, claimed: ClaimedIntent, what: Plan) -> None:
        message_id = failure = None
        try:
            message_id = await self._carry_out(what, claimed)
        except AiogramError as error:
            failure = judged(error)
        # Not inside the handler: an exception from here on must not drag Telegram's answer into the log.
        if failure is None:
            now = self._clock()
            self._marks.append(partial(mark_sent, claimed=claimed, what=what, message_id=message_id, now=now))
        elif failure.verdict is Verdict.GONE and isinstance(what, Edit) and (card := what.missed_card):
            # A card that the person deleted is sent anew, silently.
            await self._show(claimed, Send(what.screen, is_silent=True, card=card))
        else:
            self._failed(claimed, what, failure)

    def _failed(self, claimed: ClaimedIntent, what: Plan, failure: Failure) -> None:
        if failure.retry_after is not None:
            self._limits.flooded(claimed.intent.chat, failure.retry_after)
        self._marks.append(partial(mark_failed, claimed=claimed, what=what, failure=failure, now=self._clock()))
        if failure.verdict is Verdict.REFUSED:
            log.error("intent %s (%s) is dead: %s", claimed.id, claimed.intent.kind, failure.verdict)

    async def _carry_out(self, what: Plan, claimed: ClaimedIntent) -> int | tuple[int, ...] | None:
        """The new or edited message; those of an album."""
        bot, chat = self._bots[claimed.intent.chat.bot_id], claimed.intent.chat
        for _ in range(messages_in(what)):
            await self._limits.acquire(chat)
        return await carry_out(bot, chat.chat_id, what, CLIENT_TIMEOUT, self._draw)


def _mark_and_claim(
    uow: UnitOfWork,
    marks: Sequence[Mark],
    bot_ids: list[int],
    most: int,
    now: datetime,
    lease_until: datetime,
    token: str,
) -> tuple[list[ClaimedIntent], datetime | None]:
    """What was claimed, and when more falls due; as many as were asked for may mean that more is due now."""
    for mark in marks:
        mark(uow)
    claimed = uow.outbox.claim(bot_ids, most, now, lease_until, token)
    return claimed, now if len(claimed) == most else uow.outbox.next_due(bot_ids, now)


def _release(uow: UnitOfWork, bot_id: int, at: datetime) -> int:
    return uow.outbox.release(bot_id, at)


def _plans(
    uow: UnitOfWork, claimed: Sequence[ClaimedIntent], languages: Languages, now: datetime
) -> list[Plan | Exception]:
    """All on one snapshot. What cannot be drawn is an exception in its place and concerns no other."""
    return [_plan(uow, one, languages, now) for one in claimed]


def _plan(uow: UnitOfWork, claimed: ClaimedIntent, languages: Languages, now: datetime) -> Plan | Exception:
    try:
        return plan(uow, claimed.intent, languages, now)
    except Exception as error:
        return error


def _mark_idle(uow: UnitOfWork, claimed: Sequence[ClaimedIntent], now: datetime) -> int:
    return uow.outbox.mark_idle(claimed, now)


def _hold(uow: UnitOfWork, claimed: ClaimedIntent, until: datetime) -> bool:
    return uow.outbox.hold(claimed, until)


def _put_back(uow: UnitOfWork, claimed: ClaimedIntent, due_at: datetime) -> bool:
    return uow.outbox.put_back(claimed, due_at)
