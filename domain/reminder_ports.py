"""What the domain asks of storage about reminders."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from domain.reminders import DueReminder, Reminder, Wait
from domain.shop import Shop


class Reminders(Protocol):
    """One row for each wait; whatever falls due is found by its time, however much waits."""

    def due(self, now: datetime, most: int) -> list[DueReminder]:
        """Oldest first; what another process is working on is passed over."""

    def get(self, kind: Reminder, subject: int) -> DueReminder | None: ...

    def save(self, reminder: DueReminder) -> None:
        """Keeps what has become of it; does nothing if its wait is over."""

    def drop(self, reminder: DueReminder) -> None: ...

    def wake(self, shop_id: int, kinds: Iterable[Reminder], now: datetime) -> None:
        """The sweep looks at these again, but not at those that were stopped: the shop's settings have changed."""

    def follow(self, shop: Shop, subject: int, before: Iterable[Wait], after: Iterable[Wait]) -> None:
        """What no longer waits is forgotten, what waits now begins; what waited before goes on."""
