"""What the clock looks at every shop for: its day in numbers, and its doors. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from domain.hours import BusinessHours, IsHoliday, Pause, seoul_day, seoul_time
from domain.reminders import OF_SHOPS, Reminder, ReminderSettings, Wait

EPOCH: Final = datetime(2021, 1, 1, tzinfo=UTC)
SMALL_HOURS: Final = timedelta(hours=6)


def waits_of_shop() -> frozenset[Wait]:
    """What every shop is looked at for, from its first day on."""
    return frozenset(Wait(kind, EPOCH) for kind in OF_SHOPS)


def next_summary(settings: ReminderSettings, at: datetime) -> datetime | None:
    """The first time after `at` at which the shop wants its day in numbers; None if it does not."""
    cadence = settings.of(Reminder.SUMMARY)
    days = (seoul_day(at) + timedelta(days=n) for n in range(2))
    times = (seoul_time(day, cadence.first) for day in days)
    return next((time for time in times if time > at), None) if cadence.is_on else None


def summed_up(at: datetime) -> date:
    """The day that a closing summary of this time is about: in the small hours still the day before."""
    return seoul_day(at - SMALL_HOURS)


def next_door_change(hours: BusinessHours | None, pause: Pause | None, at: datetime, is_holiday: IsHoliday) -> datetime:
    """When home screens say something else: at midnight, when today's 주문완료 begins anew, or at the doors."""
    changes = [seoul_time(seoul_day(at) + timedelta(days=1), 0)]
    if hours is not None and (change := hours.next_change(at, is_holiday)):
        changes.append(change)
    if pause is not None and pause.until is not None and pause.until > at:
        changes.append(pause.until)
    return min(changes)
