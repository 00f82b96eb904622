"""Which state of an order or shop is due which nudge, when, how often, and who is told (D17, D22). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.change import ChangeStatus
from domain.concerns import unpaid
from domain.fulfillment import FulfillmentKind
from domain.hours import WAKING, BusinessHours, IsHoliday, customers_time
from domain.lifecycle import OrderStatus
from domain.order import Order
from domain.payment_request import UNMET, RequestState, last_asked
from domain.thread import Thread


class Reminder(StrEnum):
    """What is reminded of; stored for ever, so values are never renamed or reused."""

    UNSEEN = "unseen"
    """Nobody at the shop has looked at the order yet: the ladder of D22."""
    UNCONFIRMED = "unconfirmed"
    CANCEL_REQUEST = "cancel"
    INQUIRY = "inquiry"
    """A customer wrote, and nobody has answered."""
    CHANGE = "change"
    """The customer has not answered a round of edits."""
    CHANGE_LATE = "change_shop"
    """The same, to the shop."""
    PAYMENT = "pay"
    """The customer has not paid what they were asked for."""
    PAYMENT_LATE = "pay_shop"
    """The same, to the shop."""
    EXPIRING = "expiring"
    """The request for payment ends soon."""
    DEPOSIT = "deposit"
    """The customer says that they paid, and nobody at the shop has looked."""
    PICKUP = "pickup"
    REFUND = "refund"
    SUMMARY = "summary"
    """The day in numbers, when the shop closes."""
    DOOR = "door"
    """Nothing is told: home screens are drawn again when the shop opens or closes."""


class Audience(StrEnum):
    """Who is told; of the staff only who is on duty."""

    STAFF = "staff"
    MANAGERS = "managers"
    OWNER = "owner"
    CUSTOMER = "customer"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Cadence:
    """When it is told: minutes until the first time, minutes between two, and how often at most."""

    first: int
    repeat: int
    most: int
    is_on: bool = True


@dataclass(frozen=True, slots=True)
class Rule:
    """How a kind of reminder works; `audiences` are those of the first time, the second …, after them the first's."""

    audiences: tuple[Audience, ...]
    cadence: Cadence
    waits_for_hours: bool = False
    """Whether the delays count open time only. A customer is never told outside business hours anyway."""

    def audience(self, told: int) -> Audience:
        return self.audiences[told] if told < len(self.audiences) else self.audiences[0]


_HOUR, _DAY = 60, 24 * 60
LADDERS: Final[Mapping[int, tuple[int, ...]]] = {3: (3, 7, 15), 5: (5, 10, 20), 10: (10, 20, 40)}
"""Minutes after which an unseen order is told to the staff, the owner and the customer, by the first of them."""

RULES: Final[Mapping[Reminder, Rule]] = {
    Reminder.UNSEEN: Rule((Audience.STAFF, Audience.OWNER, Audience.CUSTOMER), Cadence(3, 0, 3), True),
    Reminder.UNCONFIRMED: Rule((Audience.STAFF,), Cadence(30, _HOUR, 3)),
    Reminder.CANCEL_REQUEST: Rule((Audience.STAFF,), Cadence(10, 30, 5)),
    Reminder.INQUIRY: Rule((Audience.STAFF,), Cadence(10, 30, 5)),
    Reminder.CHANGE: Rule((Audience.CUSTOMER,), Cadence(30, 3 * _HOUR, 2)),
    Reminder.CHANGE_LATE: Rule((Audience.STAFF,), Cadence(2 * _HOUR, _DAY, 2)),
    Reminder.PAYMENT: Rule((Audience.CUSTOMER,), Cadence(_HOUR, _DAY, 2)),
    Reminder.PAYMENT_LATE: Rule((Audience.STAFF,), Cadence(_DAY, _DAY, 3)),
    Reminder.EXPIRING: Rule((Audience.CUSTOMER,), Cadence(3 * _HOUR, _DAY, 1)),
    Reminder.DEPOSIT: Rule((Audience.MANAGERS,), Cadence(30, _HOUR, 5)),
    Reminder.PICKUP: Rule((Audience.STAFF,), Cadence(3 * _HOUR, _DAY, 3)),
    Reminder.REFUND: Rule((Audience.MANAGERS,), Cadence(_HOUR, _DAY, 7)),
    Reminder.SUMMARY: Rule((Audience.MANAGERS,), Cadence(22 * _HOUR, _DAY, 1)),
    Reminder.DOOR: Rule((Audience.NOBODY,), Cadence(0, 0, 0)),
}
OF_SHOPS: Final = frozenset({Reminder.SUMMARY, Reminder.DOOR})
"""About the shop itself; of the closing summary `first` is the time of day."""
OF_THREADS: Final = frozenset({Reminder.INQUIRY})
"""About a conversation, which need not be about an order; the others are about an order."""
STALE: Final = timedelta(days=7)
"""A reminder that is later than this helps nobody: the desk was away, or the order came from elsewhere."""


@dataclass(frozen=True, slots=True)
class ReminderSettings:
    """What a shop has changed of the defaults."""

    changed: Mapping[Reminder, Cadence] = field(default_factory=dict)

    def of(self, kind: Reminder) -> Cadence:
        return self.changed.get(kind) or RULES[kind].cadence

    def with_cadence(self, kind: Reminder, cadence: Cadence) -> ReminderSettings:
        return replace(self, changed={**self.changed, kind: cadence})


DEFAULTS: Final = ReminderSettings()


@dataclass(frozen=True, slots=True)
class Wait:
    """Something that waits since a time. Another `since` is another wait: it is reminded of from the beginning."""

    kind: Reminder
    since: datetime
    deadline: datetime | None = None
    """Reminded of before this time, not after the wait began."""


def waits_of(order: Order) -> frozenset[Wait]:
    """Everything about the order that waits for somebody, as it stands now."""
    waits = []
    if order.status is OrderStatus.PLACED:
        waits += [Wait(Reminder.UNSEEN, order.placed_at), Wait(Reminder.UNCONFIRMED, order.placed_at)]
    if order.cancel_request is not None:  # what else waits is paused until it is answered (D19)
        return frozenset([Wait(Reminder.CANCEL_REQUEST, order.cancel_request.at)])
    changed_at = order.changed_at or order.placed_at
    if order.status is OrderStatus.CONFIRMED and order.fulfillment is FulfillmentKind.PICKUP:
        waits.append(Wait(Reminder.PICKUP, changed_at))
    if order.refund_due:
        waits.append(Wait(Reminder.REFUND, changed_at))
    return frozenset([*waits, *_waits_for_customer(order)])


def waits_of_thread(thread: Thread) -> frozenset[Wait]:
    """Whether the conversation waits for the shop's answer."""
    since = thread.waiting_since
    return frozenset() if since is None else frozenset([Wait(Reminder.INQUIRY, since)])


def _waits_for_customer(order: Order) -> list[Wait]:
    waits, change, request = [], order.open_change, order.asked_request
    if change is not None and change.status is ChangeStatus.REQUESTED and change.requested_at is not None:
        waits += [Wait(kind, change.requested_at) for kind in (Reminder.CHANGE, Reminder.CHANGE_LATE)]
    if request is not None and request.reported_at is not None:
        waits.append(Wait(Reminder.DEPOSIT, request.reported_at))
    elif request is not None and request.state is not RequestState.PROCESSING:
        waits += [Wait(kind, request.requested_at) for kind in (Reminder.PAYMENT, Reminder.PAYMENT_LATE)]
        if request.expires_at is not None:
            waits.append(Wait(Reminder.EXPIRING, request.requested_at, request.expires_at))
    elif request is None and unpaid(order) and (ended := last_asked(order.requests)) and ended.state in UNMET:
        waits.append(Wait(Reminder.PAYMENT_LATE, ended.requested_at))  # goes on: the customer still has not paid
    return waits


@dataclass(frozen=True, slots=True)
class DueReminder:
    """A wait on its way to being told: about which order or shop, how often it was told, and when it is looked at next.

    `due_at` None: it sleeps until the wait is over or the shop changes its settings.
    """

    shop_id: int
    subject: int
    wait: Wait
    counts_from: datetime
    due_at: datetime | None
    told: int = 0
    snoozed_until: datetime | None = None
    is_stopped: bool = False

    @property
    def kind(self) -> Reminder:
        return self.wait.kind

    @property
    def audience(self) -> Audience:
        """Who is told next."""
        return RULES[self.kind].audience(self.told)

    @property
    def key(self) -> str:
        """The next occurrence: each is queued once."""
        return f"reminder:{self.kind}:{self.subject}:{self.wait.since.isoformat()}:{self.told + 1}"

    def snoozed(self, until: datetime) -> DueReminder:
        return replace(self, snoozed_until=until, due_at=until)

    def stopped(self) -> DueReminder:
        return replace(self, is_stopped=True, due_at=None)

    def after_telling(self, now: datetime) -> DueReminder:
        return replace(self, told=self.told + 1, counts_from=now, snoozed_until=None)


def begun(shop_id: int, subject: int, wait: Wait, settings: ReminderSettings) -> DueReminder:
    """A wait that has just begun. The sweep moves it on to the shop's hours if it falls due outside of them."""
    reminder = DueReminder(shop_id, subject, wait, wait.since, wait.since)
    return replace(reminder, due_at=_wanted(reminder, settings, None, _no_holiday))


def next_time(
    reminder: DueReminder, settings: ReminderSettings, hours: BusinessHours | None, is_holiday: IsHoliday, now: datetime
) -> datetime | None:
    """When it is told next, `now` if it is due; None while it sleeps."""
    wanted = _wanted(reminder, settings, hours or WAKING, is_holiday)
    if wanted is None or wanted < now - STALE or (reminder.wait.deadline and now >= reminder.wait.deadline):
        return None
    return allowed_time(reminder.kind, reminder.audience, max(wanted, now), hours, is_holiday)


def allowed_time(
    kind: Reminder, audience: Audience, at: datetime, hours: BusinessHours | None, is_holiday: IsHoliday
) -> datetime | None:
    """The first moment from `at` on at which this audience may be told; None for a shop that does not open any more."""
    if audience is Audience.CUSTOMER:
        return customers_time(at, hours or WAKING, is_holiday)
    return (hours or WAKING).next_opening(at, is_holiday) if RULES[kind].waits_for_hours else at


def _wanted(
    reminder: DueReminder, settings: ReminderSettings, hours: BusinessHours | None, is_holiday: IsHoliday
) -> datetime | None:
    """When it should be told as far as delays go."""
    cadence = settings.of(reminder.kind)
    if reminder.is_stopped or not cadence.is_on:
        return None
    if reminder.snoozed_until is not None:  # also after the last time: somebody has asked for it
        return reminder.snoozed_until
    if reminder.told >= cadence.most:
        return None
    gap, wait = timedelta(minutes=gap_minutes(reminder.kind, cadence, reminder.told)), reminder.wait
    if wait.deadline is not None:
        return max(wait.deadline - gap, wait.since + (wait.deadline - wait.since) / 2)
    if RULES[reminder.kind].waits_for_hours and hours is not None:
        return hours.later(reminder.counts_from, gap, is_holiday)
    return reminder.counts_from + gap


def gap_minutes(kind: Reminder, cadence: Cadence, told: int) -> int:
    """How long after the time before: the steps of the ladder count from the order."""
    if kind is Reminder.UNSEEN:
        steps = LADDERS.get(cadence.first, LADDERS[3])
        return steps[told] - (steps[told - 1] if told else 0)
    return cadence.repeat if told else cadence.first


def _no_holiday(_: object) -> bool:
    return False
