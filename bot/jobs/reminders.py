"""Asks the database again and again what is due, and queues it. It carries nothing: a restart loses nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from domain.hours import IsHoliday
from domain.ports import Store
from domain.use_cases.queue_reminders import postpone_reminder, queue_reminders

log = logging.getLogger(__name__)

EVERY: Final = timedelta(seconds=20)
AT_ONCE: Final = 50
"""So many share a transaction: those that wait for it wait no longer."""
_POSTPONED: Final = timedelta(hours=1)


class Reminders:
    """A job for the scheduler; any number of processes may run it on one database."""

    def __init__(self, store: Store, clock: Callable[[], datetime], is_holiday: IsHoliday) -> None:
        self._store, self._clock, self._is_holiday = store, clock, is_holiday

    async def sweep(self) -> None:
        """Queues all that is due."""
        most = AT_ONCE
        while True:
            now = self._clock()
            try:
                found = await self._store.run(queue_reminders, now, self._is_holiday, most)
            except Exception:
                if most == 1:
                    log.exception("a reminder could not be worked out; it is looked at again in an hour")
                    await self._store.run(postpone_reminder, now, _POSTPONED)
                most = 1  # a fault of our own must not keep the others waiting: one by one
                continue
            if found < most:
                return
