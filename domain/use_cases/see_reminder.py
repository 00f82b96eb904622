"""A queued reminder at the moment of sending: does it still hold, and may it be told now? (D17)"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from domain.delivery import Intent, Side
from domain.hours import WAKING, IsHoliday
from domain.people import Caller
from domain.ports import UnitOfWork
from domain.reminders import Audience, DueReminder, Reminder, Wait, allowed_time, waits_of, waits_of_thread
from domain.use_cases.see_order import OrderView, see_order
from domain.use_cases.see_thread import ThreadView, see_thread

V = TypeVar("V", OrderView, ThreadView)


@dataclass(frozen=True, slots=True)
class ReminderView(Generic[V]):
    """What waits, as the person who is reminded sees it; `n` counts the times, `allowed_at` None means never."""

    view: V
    wait: Wait
    n: int
    allowed_at: datetime | None
    is_loud: bool

    @property
    def kind(self) -> Reminder:
        return self.wait.kind


def see_reminder(
    uow: UnitOfWork, intent: Intent, by: Caller, is_holiday: IsHoliday, now: datetime
) -> ReminderView[OrderView] | None:
    """About an order. None when there is nothing to remind of any more. Raises OrderNotFound."""
    view = see_order(uow, int(intent.payload["subject"]), intent.side, by)
    return _seen(uow, intent, view, waits_of(view.order), is_holiday, now)


def see_inquiry_reminder(
    uow: UnitOfWork, intent: Intent, by: Caller, is_holiday: IsHoliday, now: datetime
) -> ReminderView[ThreadView] | None:
    """About a conversation. None when it does not wait any more. Raises ThreadNotFound, NotAllowed."""
    view = see_thread(uow, int(intent.payload["subject"]), by, now)
    return _seen(uow, intent, view, waits_of_thread(view.thread), is_holiday, now)


def _seen(
    uow: UnitOfWork, intent: Intent, view: V, waits: frozenset[Wait], is_holiday: IsHoliday, now: datetime
) -> ReminderView[V] | None:
    kind, hours = Reminder(intent.payload["kind"]), view.shop.hours
    row = uow.reminders.get(kind, int(intent.payload["subject"]))
    if row is None or row.wait not in waits or not _is_wanted(row, intent, view):
        return None
    audience = Audience.CUSTOMER if intent.side is Side.CUSTOMER else Audience.STAFF
    allowed_at = allowed_time(kind, audience, now, hours, is_holiday)
    is_loud = audience is Audience.CUSTOMER or (hours or WAKING).is_open(now, is_holiday)
    return ReminderView(view, row.wait, int(intent.payload["n"]), allowed_at, is_loud)


def _is_wanted(row: DueReminder, intent: Intent, view: OrderView | ThreadView) -> bool:
    """Whether it is the wait that was queued, and nobody has silenced it since."""
    is_same = row.wait.since == datetime.fromisoformat(intent.payload["since"])
    return is_same and view.shop.reminders.of(row.kind).is_on and not row.is_stopped and row.snoozed_until is None
