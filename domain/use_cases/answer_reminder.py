"""[1시간 뒤] and [그만] under a reminder of the shop (D17)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from domain.access import shop_for_staff
from domain.errors import ReminderOver, ShopNotFound
from domain.people import Caller, Permission
from domain.ports import UnitOfWork
from domain.reminders import OF_SHOPS, RULES, DueReminder, Reminder
from domain.use_cases.queue_reminders import ROLES_OF

SNOOZE: Final = timedelta(hours=1)


def snooze_reminder(uow: UnitOfWork, kind: Reminder, subject: int, by: Caller, now: datetime) -> None:
    """It is told again in an hour, whatever its delays. Raises ReminderOver, also when nobody is to be told again."""
    reminder = _running(uow, kind, subject, by)
    if reminder.is_stopped or not uow.shops.get(reminder.shop_id).reminders.of(kind).is_on:
        raise ReminderOver()
    uow.reminders.save(reminder.snoozed(now + SNOOZE))


def stop_reminder(uow: UnitOfWork, kind: Reminder, subject: int, by: Caller) -> None:
    """It is not told again, to nobody of the shop. Raises ReminderOver."""
    uow.reminders.save(_running(uow, kind, subject, by).stopped())


def _running(uow: UnitOfWork, kind: Reminder, subject: int, by: Caller) -> DueReminder:
    """What is over, was never there, or is none of the caller's business gets the same answer (D14).

    Only what the caller's role is told is theirs to silence; what is about the shop itself is a setting.
    """
    reminder = uow.reminders.get(kind, subject)
    if reminder is None or kind in OF_SHOPS:
        raise ReminderOver()
    try:
        _, actor = shop_for_staff(uow, reminder.shop_id, by, Permission.SEE_ORDERS)
    except ShopNotFound:
        raise ReminderOver() from None
    if not any(actor.role in ROLES_OF.get(audience, ()) for audience in RULES[kind].audiences):
        raise ReminderOver()
    return reminder
