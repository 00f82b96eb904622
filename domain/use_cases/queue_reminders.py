"""The sweep: what is due is queued once, and moved on to its next time (D17, D22)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from domain.delivery import Chat, Intent, IntentKind, Policy, Side
from domain.errors import OrderNotFound, ThreadNotFound
from domain.hours import IsHoliday
from domain.notices import navigator_intents
from domain.people import MANAGERS, SHOP, Member, Role
from domain.ports import UnitOfWork
from domain.reminders import (
    OF_SHOPS,
    OF_THREADS,
    Audience,
    DueReminder,
    Reminder,
    Wait,
    next_time,
    waits_of,
    waits_of_thread,
)
from domain.shop import Shop
from domain.shop_clock import SMALL_HOURS, next_door_change, next_summary, summed_up

ROLES_OF = {Audience.STAFF: SHOP, Audience.MANAGERS: MANAGERS, Audience.OWNER: frozenset({Role.OWNER})}


def queue_reminders(uow: UnitOfWork, now: datetime, is_holiday: IsHoliday, most: int) -> int:
    """So many of those that are due, oldest first; returns how many were. Each occurrence is queued once."""
    due = uow.reminders.due(now, most)
    for reminder in due:
        if reminder.kind in OF_SHOPS:
            _look_at_shop(uow, reminder, now, is_holiday)
        else:
            _look_at_subject(uow, reminder, now, is_holiday)
    return len(due)


def postpone_reminder(uow: UnitOfWork, now: datetime, by: timedelta) -> None:
    """The oldest one that is due is looked at later: it must not keep the others waiting."""
    for reminder in uow.reminders.due(now, 1):
        uow.reminders.save(replace(reminder, due_at=now + by))


@dataclass(frozen=True, slots=True)
class _Subject:
    """An order or a conversation: what of it waits now, and whose it is."""

    waits: frozenset[Wait]
    customer_id: int
    order_id: int | None


def _subject(uow: UnitOfWork, reminder: DueReminder) -> _Subject | None:
    try:
        if reminder.kind in OF_THREADS:
            thread = uow.threads.get(reminder.subject)
            return _Subject(waits_of_thread(thread), thread.customer_id, thread.order_id)
        order = uow.orders.get(reminder.subject)
        return _Subject(waits_of(order), order.customer_id, order.id)
    except (OrderNotFound, ThreadNotFound):
        return None


def _look_at_subject(uow: UnitOfWork, reminder: DueReminder, now: datetime, is_holiday: IsHoliday) -> None:
    subject = _subject(uow, reminder)
    if subject is None or reminder.wait not in subject.waits:
        uow.reminders.drop(reminder)
        return
    shop = uow.shops.get(reminder.shop_id)
    at = next_time(reminder, shop.reminders, shop.hours, is_holiday, now)
    if at is not None and at <= now:
        people = _told(uow, reminder, shop, subject.customer_id)
        uow.outbox.add(_intents(reminder, subject, shop, people, now))
        reminder = reminder.after_telling(now)
        at = next_time(reminder, shop.reminders, shop.hours, is_holiday, now)
    uow.reminders.save(replace(reminder, due_at=at))


def _told(uow: UnitOfWork, reminder: DueReminder, shop: Shop, customer_id: int) -> list[tuple[Side, int]]:
    if reminder.audience is Audience.CUSTOMER:
        return [(Side.CUSTOMER, customer_id)]
    return _staff_told(uow.people.staff_of(shop.id), reminder.audience)


def _staff_told(staff: Sequence[Member], audience: Audience) -> list[tuple[Side, int]]:
    roles = ROLES_OF[audience]
    return [(Side.SHOP, member.user_id) for member in staff if member.on_duty and member.role in roles]


def _intents(
    reminder: DueReminder, subject: _Subject, shop: Shop, people: list[tuple[Side, int]], now: datetime
) -> list[Intent]:
    payload = {
        "kind": reminder.kind.value,
        "subject": reminder.subject,
        "since": reminder.wait.since.isoformat(),
        "n": reminder.told + 1,
    }
    return [
        Intent(
            Chat(shop.bot_id, user_id),
            IntentKind.REMINDER,
            side,
            f"{reminder.key}:{side}:{user_id}",
            now,
            subject.order_id,
            loud=True,
            policy=Policy.ONCE,
            payload=payload,
        )
        for side, user_id in people
    ]


def _look_at_shop(uow: UnitOfWork, reminder: DueReminder, now: datetime, is_holiday: IsHoliday) -> None:
    shop, staff = uow.shops.get(reminder.shop_id), uow.people.staff_of(reminder.shop_id)
    if reminder.kind is Reminder.DOOR:
        uow.outbox.add(navigator_intents(shop, staff, "door", now))
        at: datetime | None = next_door_change(shop.hours, shop.pause, now, is_holiday)
    else:
        uow.outbox.add(_summaries(reminder, shop, _staff_told(staff, Audience.MANAGERS), now))
        at = next_summary(shop.reminders, now)
    uow.reminders.save(replace(reminder, counts_from=now, due_at=at))


def _summaries(reminder: DueReminder, shop: Shop, people: list[tuple[Side, int]], now: datetime) -> list[Intent]:
    """One a day for each; none for an evening that was missed, or before its hour when the settings have changed."""
    due = next_summary(shop.reminders, reminder.counts_from)
    if due is None or due > now or now - due > SMALL_HOURS:
        return []
    payload = {"kind": Reminder.SUMMARY.value, "subject": shop.id, "day": summed_up(due).isoformat()}
    key = f"reminder:{Reminder.SUMMARY}:{shop.id}:{payload['day']}"
    return [
        Intent(
            Chat(shop.bot_id, user_id),
            IntentKind.REMINDER,
            side,
            f"{key}:{user_id}",
            now,
            policy=Policy.ONCE,
            payload=payload,
        )
        for side, user_id in people
    ]
