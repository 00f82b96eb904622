"""Forgets what is done, and raises an alarm when something is stuck."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from aiogram import Bot
from aiogram.exceptions import AiogramError

from bot.outbox.outcome import judged
from domain.ports import Store, UnitOfWork

log = logging.getLogger(__name__)

UPDATES_KEPT: Final = timedelta(days=3)
"""Telegram sends an update again for a day at most; longer than that protects from restarts of its numbering."""
DEAD_UPDATES_KEPT: Final = timedelta(days=30)
INTENTS_KEPT: Final = timedelta(days=30)
PAYMENTS_KEPT: Final = timedelta(days=30)
"""A payment company sends a webhook again for four days; after that the nightly comparison knows better. What a bank
wrote holds a name; what was booked by it stands in the ledger."""
DIALOGS_KEPT: Final = timedelta(days=30)
"""An abandoned basket holds a name, a phone and an address."""
DEAD_ALARMED: Final = timedelta(days=3)
LONGEST_WAIT: Final = timedelta(seconds=60)
_ALARM_PAUSE: Final = timedelta(hours=1)


class Housekeeping:
    """Jobs for the scheduler. `operator_chat_id` hears alarms besides the log."""

    def __init__(self, store: Store, bot: Bot, operator_chat_id: int | None, clock: Callable[[], datetime]) -> None:
        self._store, self._bot, self._operator, self._clock = store, bot, operator_chat_id, clock
        self._last_alarm: datetime | None = None

    async def prune(self) -> None:
        """Hourly."""
        await self._store.run(_prune, self._clock())

    async def watch(self) -> None:
        """Every minute: intents that wait too long or were refused, updates that nobody could handle."""
        now = self._clock()
        late, refused, dead = await self._store.read(_stuck, now)
        if late or refused or dead:
            await self._alarm(f"outbox: {late} late, {refused} dead; inbox: {dead} dead", now)

    async def _alarm(self, text: str, now: datetime) -> None:
        log.critical("%s", text)
        if self._operator is None or (self._last_alarm and now - self._last_alarm < _ALARM_PAUSE):
            return
        self._last_alarm = now
        try:
            await self._bot.send_message(self._operator, f"⚠️ minishop: {text}")
        except AiogramError as error:
            log.warning("the operator could not be told: %s", judged(error).reason)


def _prune(uow: UnitOfWork, now: datetime) -> None:
    uow.inbox.prune(now - UPDATES_KEPT, now - DEAD_UPDATES_KEPT)
    uow.outbox.prune(now - INTENTS_KEPT)
    uow.payments.prune(now - PAYMENTS_KEPT)
    uow.chats.forget_dialogs(now - DIALOGS_KEPT)


def _stuck(uow: UnitOfWork, now: datetime) -> tuple[int, int, int]:
    since = now - DEAD_ALARMED
    return uow.outbox.late(now - LONGEST_WAIT), uow.outbox.dead(since), uow.inbox.dead(since)
