"""What waits, in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from domain.reminders import DueReminder, Reminder, Wait, begun
from domain.shop import Shop
from tests.fakes.memory import Memory


class FakeReminders:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def due(self, now: datetime, most: int) -> list[DueReminder]:
        due = [(r.due_at, r) for r in self._memory.reminders.values() if r.due_at is not None and r.due_at <= now]
        return [reminder for _, reminder in sorted(due, key=lambda one: one[0])][:most]

    def get(self, kind: Reminder, subject: int) -> DueReminder | None:
        return self._memory.reminders.get((kind, subject))

    def save(self, reminder: DueReminder) -> None:
        known = self.get(reminder.kind, reminder.subject)
        if known and known.wait.since == reminder.wait.since:
            self._memory.reminders[reminder.kind, reminder.subject] = reminder

    def drop(self, reminder: DueReminder) -> None:
        self._memory.reminders.pop((reminder.kind, reminder.subject), None)

    def wake(self, shop_id: int, kinds: Iterable[Reminder], now: datetime) -> None:
        for key, reminder in self._memory.reminders.items():
            if reminder.shop_id == shop_id and reminder.kind in kinds and not reminder.is_stopped:
                self._memory.reminders[key] = replace(reminder, due_at=now)

    def follow(self, shop: Shop, subject: int, before: Iterable[Wait], after: Iterable[Wait]) -> None:
        for wait in set(before) - set(after):
            self._memory.reminders.pop((wait.kind, subject), None)
        for wait in set(after) - set(before):
            self._memory.reminders[wait.kind, subject] = begun(shop.id, subject, wait, shop.reminders)
