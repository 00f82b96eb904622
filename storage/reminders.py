"""What waits and when it is told: found by its time on an index, so that a sweep costs what is due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, select, update

from domain.reminders import DueReminder, Reminder, Wait, begun
from domain.shop import Shop
from storage.column_types import BIG, UTC
from storage.tables import due_reminder
from storage.transaction import Transaction

_r = due_reminder.c
_IT = and_(_r.kind == bindparam("of_kind"), _r.subject == bindparam("of_subject"))
_ITS_WAIT = _IT & (_r.since == bindparam("of_since", type_=UTC()))
DUE = (
    select(due_reminder)
    .where(_r.due_at <= bindparam("now", type_=UTC()))
    .order_by(_r.due_at)
    .limit(bindparam("most", type_=BIG))
    .with_for_update(skip_locked=True)
)
_GET = select(due_reminder).where(_IT)
_SAVE = (
    update(due_reminder)
    .where(_ITS_WAIT)
    .values({name: bindparam(name) for name in ("counts_from", "due_at", "told", "snoozed_until", "is_stopped")})
)
_FORGET = delete(due_reminder).where(_IT)
_BEGIN = insert(due_reminder)
_WAKE = (
    update(due_reminder)
    .where(_r.shop_id == bindparam("of_shop"), _r.kind == bindparam("of_kind"), ~_r.is_stopped)
    .values(due_at=bindparam("now", type_=UTC()))
)


class SqlReminders:
    """A `domain.reminder_ports.Reminders` on an open transaction."""

    def __init__(self, transaction: Transaction) -> None:
        self._execute = transaction.execute

    def due(self, now: datetime, most: int) -> list[DueReminder]:
        return [_to_reminder(row) for row in self._execute(DUE, {"now": now, "most": most})]

    def get(self, kind: Reminder, subject: int) -> DueReminder | None:
        row = self._execute(_GET, {"of_kind": kind.value, "of_subject": subject}).one_or_none()
        return _to_reminder(row) if row else None

    def save(self, reminder: DueReminder) -> None:
        self._execute(_SAVE, _progress(reminder) | _key(reminder) | {"of_since": reminder.wait.since})

    def drop(self, reminder: DueReminder) -> None:
        self._execute(_FORGET, _key(reminder))

    def wake(self, shop_id: int, kinds: Iterable[Reminder], now: datetime) -> None:
        self._execute(_WAKE, [{"of_shop": shop_id, "of_kind": kind.value, "now": now} for kind in kinds])

    def follow(self, shop: Shop, subject: int, before: Iterable[Wait], after: Iterable[Wait]) -> None:
        before, after = frozenset(before), frozenset(after)
        if gone := before - after:
            self._execute(_FORGET, [{"of_kind": wait.kind.value, "of_subject": subject} for wait in gone])
        if new := after - before:
            self._execute(_BEGIN, [_to_row(begun(shop.id, subject, wait, shop.reminders)) for wait in new])


def _to_reminder(row: Any) -> DueReminder:
    return DueReminder(
        row.shop_id,
        row.subject,
        Wait(Reminder(row.kind), row.since, row.deadline),
        row.counts_from,
        row.due_at,
        row.told,
        row.snoozed_until,
        row.is_stopped,
    )


def _to_row(reminder: DueReminder) -> dict[str, Any]:
    wait = reminder.wait
    place = {"kind": wait.kind.value, "subject": reminder.subject, "shop_id": reminder.shop_id}
    return place | {"since": wait.since, "deadline": wait.deadline} | _progress(reminder)


def _progress(reminder: DueReminder) -> dict[str, Any]:
    return {
        "counts_from": reminder.counts_from,
        "due_at": reminder.due_at,
        "told": reminder.told,
        "snoozed_until": reminder.snoozed_until,
        "is_stopped": reminder.is_stopped,
    }


def _key(reminder: DueReminder) -> dict[str, Any]:
    return {"of_kind": reminder.kind.value, "of_subject": reminder.subject}
