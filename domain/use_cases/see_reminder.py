"""A queued reminder at the moment of sending: does it still hold, and may it be told now? (D17)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.delivery import Intent, Side
from domain.hours import WAKING, IsHoliday
from domain.people import Caller
from domain.ports import UnitOfWork
from domain.reminders import Audience, DueReminder, Reminder, Wait, allowed_time, waits_of
from domain.use_cases.see_order import OrderView, see_order


@dataclass(frozen=True, slots=True)
class ReminderView:
    """What waits, as the person who is reminded sees it; `n` counts the times, `allowed_at` None means never."""

    view: OrderView
    wait: Wait
    n: int
    allowed_at: datetime | None
    is_loud: bool

    @property
    def kind(self) -> Reminder:
        return self.wait.kind


def see_reminder(
    uow: UnitOfWork, intent: Intent, by: Caller, is_holiday: IsHoliday, now: datetime
) -> ReminderView | None:
    """None when there is nothing to remind of any more. Raises OrderNotFound."""
    kind, subject, n = Reminder(intent.payload["kind"]), int(intent.payload["subject"]), int(intent.payload["n"])
    view, row = see_order(uow, subject, intent.side, by), uow.reminders.get(kind, subject)
    if row is None or not _holds(row, intent, view):
        return None
    audience = Audience.CUSTOMER if intent.side is Side.CUSTOMER else Audience.STAFF
    allowed_at = allowed_time(kind, audience, now, view.shop.hours, is_holiday)
    is_loud = audience is Audience.CUSTOMER or (view.shop.hours or WAKING).is_open(now, is_holiday)
    return ReminderView(view, row.wait, n, allowed_at, is_loud)


def _holds(row: DueReminder, intent: Intent, view: OrderView) -> bool:
    is_same = row.wait.since == datetime.fromisoformat(intent.payload["since"]) and row.wait in waits_of(view.order)
    is_wanted = view.shop.reminders.of(row.kind).is_on and not row.is_stopped and row.snoozed_until is None
    return is_same and is_wanted
