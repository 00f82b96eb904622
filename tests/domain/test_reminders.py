"""When a wait is told, how often, to whom, and when it sleeps (D17, D22)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.hours import BusinessHours, Pause, Span, every_day, seoul_time
from domain.lifecycle import OrderStatus
from domain.paying import Terms, change_method, expire, request_payment, withdraw
from domain.payment import PaymentMethod
from domain.payment_request import RequestKind
from domain.people import Role
from domain.reminders import (
    DEFAULTS,
    RULES,
    STALE,
    Audience,
    Cadence,
    DueReminder,
    Reminder,
    Wait,
    begun,
    next_time,
    waits_of,
    waits_of_thread,
)
from domain.shop_clock import next_door_change, next_summary, summed_up
from domain.thread import Thread
from tests.factories import NOW, a_pickup, actor, an_order, later

BOSS = actor(Role.OWNER)
HOURS = every_day(Span(9 * 60, 21 * 60))
DAY = (NOW + timedelta(hours=9)).date()


def at(hour: int, minute: int = 0, days: int = 0) -> datetime:
    return seoul_time(DAY + timedelta(days=days), hour * 60 + minute)


def never(_: object) -> bool:
    return False


def waiting(kind: Reminder, since: datetime, deadline: datetime | None = None) -> DueReminder:
    return begun(1, 7, Wait(kind, since, deadline), DEFAULTS)


def due(reminder: DueReminder, now: datetime, hours: BusinessHours | None = HOURS) -> datetime | None:
    return next_time(reminder, DEFAULTS, hours, never, now)


def test_new_order_is_unseen_and_unconfirmed_until_somebody_confirms_it() -> None:
    order = an_order()
    assert {wait.kind for wait in waits_of(order)} == {Reminder.UNSEEN, Reminder.UNCONFIRMED}
    order.confirm(actor(Role.STAFF), later(minutes=1))
    assert waits_of(order) == frozenset()


def test_cancel_request_pauses_whatever_else_waits() -> None:
    order = a_pickup(status=OrderStatus.CONFIRMED)
    assert {wait.kind for wait in waits_of(order)} == {Reminder.PICKUP}
    order.request_cancel("단순 변심", actor(Role.CUSTOMER), later(minutes=5), typed=False)
    assert waits_of(order) == {Wait(Reminder.CANCEL_REQUEST, later(minutes=5))}


@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_shop_goes_on_being_told_of_an_unpaid_order_after_its_request_has_ended(is_withdrawn: bool) -> None:
    order = an_order(status=OrderStatus.CONFIRMED)
    request_payment(order, Terms(RequestKind.TRANSFER, later(days=2)), BOSS, NOW)
    assert {wait.kind for wait in waits_of(order)} == {Reminder.PAYMENT, Reminder.PAYMENT_LATE, Reminder.EXPIRING}
    if is_withdrawn:
        withdraw(order, BOSS, later(days=1))
    else:
        expire(order, 1, later(days=9))
    assert waits_of(order) == {Wait(Reminder.PAYMENT_LATE, NOW)}
    order.cancel("재고 없음", BOSS, later(days=10))
    assert waits_of(order) == frozenset()


def test_nobody_is_told_of_a_payment_that_was_not_asked_for_or_that_the_door_will_collect() -> None:
    order = an_order(status=OrderStatus.CONFIRMED)
    assert waits_of(order) == frozenset()
    request_payment(order, Terms(RequestKind.TRANSFER, later(days=2)), BOSS, NOW)
    change_method(order, PaymentMethod.DOOR_CARD, None, BOSS, later(days=1))
    assert waits_of(order) == frozenset()


def test_conversation_waits_from_the_first_message_that_nobody_has_answered() -> None:
    thread = Thread(5, 1, 7, None)
    assert waits_of_thread(thread) == frozenset()
    asked = thread.asked(at(10)).asked(at(11))
    assert waits_of_thread(asked) == {Wait(Reminder.INQUIRY, at(10))}
    assert waits_of_thread(asked.answered(actor(Role.STAFF), at(12))) == frozenset()
    assert waits_of_thread(asked.closed()) == frozenset()


def test_ladder_of_an_unseen_order_climbs_after_3_7_and_15_minutes() -> None:
    reminder, since = waiting(Reminder.UNSEEN, at(10)), at(10)
    told = []
    for minutes in (3, 7, 15):
        assert due(reminder, since) == at(10, minutes)
        told.append(reminder.audience)
        reminder = reminder.after_telling(at(10, minutes))
    assert told == [Audience.STAFF, Audience.OWNER, Audience.CUSTOMER]
    assert due(reminder, at(10, 15)) is None


def test_ladder_counts_open_minutes_only() -> None:
    assert due(waiting(Reminder.UNSEEN, at(20, 58)), at(20, 58)) == at(9, 1, days=1)


def test_customer_is_told_in_the_morning_what_falls_due_at_night() -> None:
    reminder = waiting(Reminder.PAYMENT, at(20, 30))
    assert due(reminder, at(21, 30)) == at(9, days=1)
    assert due(reminder, at(21, 30), hours=None) == at(8, days=1)


def test_staff_are_told_of_a_cancel_request_at_any_hour() -> None:
    assert due(waiting(Reminder.CANCEL_REQUEST, at(23)), at(23)) == at(23, 10)


def test_each_kind_is_told_no_more_than_its_limit() -> None:
    for kind, rule in RULES.items():
        if rule.cadence.most:
            assert due(replace(waiting(kind, at(10)), told=rule.cadence.most), at(12)) is None, kind


def test_one_hour_later_moves_the_next_time_and_stop_ends_it() -> None:
    reminder = waiting(Reminder.CANCEL_REQUEST, at(10))
    assert due(reminder.snoozed(at(11, 30)), at(10, 30)) == at(11, 30)
    assert due(reminder.stopped(), at(10, 30)) is None


def test_who_asks_for_one_more_hour_after_the_last_time_is_told_once_more() -> None:
    for kind, rule in RULES.items():
        if most := rule.cadence.most:
            snoozed = replace(waiting(kind, at(10)), told=most).snoozed(at(12))
            assert due(snoozed, at(11)) == at(12), kind
            assert due(snoozed.after_telling(at(12)), at(12)) is None, kind


def test_ladder_that_the_shop_goes_on_with_begins_with_the_staff_again_and_not_with_the_customer() -> None:
    assert replace(waiting(Reminder.UNSEEN, at(10)), told=3).audience is Audience.STAFF


def test_reminder_that_was_switched_off_sleeps() -> None:
    off = DEFAULTS.with_cadence(Reminder.REFUND, Cadence(60, 60, 3, is_on=False))
    assert next_time(waiting(Reminder.REFUND, at(10)), off, HOURS, never, at(10)) is None


def test_what_is_a_week_late_is_not_told_any_more() -> None:
    assert due(waiting(Reminder.REFUND, at(10)), at(11) + STALE + timedelta(minutes=1)) is None


@pytest.mark.parametrize(("ends", "told"), [(at(18), at(15)), (at(12), at(11)), (at(9, 30), None)])
def test_request_that_ends_is_reminded_of_before_not_after(ends: datetime, told: datetime | None) -> None:
    """Three hours before, or half-way where there are not six."""
    assert due(waiting(Reminder.EXPIRING, at(10), ends), at(10)) == told


def test_each_occurrence_has_its_own_key_and_another_wait_others() -> None:
    first = waiting(Reminder.PAYMENT, at(10))
    keys = {first.key, first.after_telling(at(11)).key, waiting(Reminder.PAYMENT, at(12)).key}
    assert len(keys) == 3


def test_summary_comes_once_a_day_and_after_midnight_is_about_the_day_before() -> None:
    assert next_summary(DEFAULTS, at(10)) == at(22)
    assert next_summary(DEFAULTS, at(22)) == at(22, days=1)
    assert summed_up(at(2, days=1)) == DAY
    off = DEFAULTS.with_cadence(Reminder.SUMMARY, Cadence(22 * 60, 24 * 60, 1, is_on=False))
    assert next_summary(off, at(10)) is None


@pytest.mark.parametrize(
    ("hours", "pause", "now", "changes"),
    [
        (HOURS, None, at(8), at(9)),
        (HOURS, None, at(10), at(21)),
        (HOURS, Pause(at(9), at(11)), at(10), at(11)),
        (HOURS, None, at(22), at(0, days=1)),
        (None, None, at(0), at(0, days=1)),
    ],
)
def test_home_screens_change_at_the_doors_after_a_pause_and_when_a_new_day_begins(
    hours: BusinessHours | None, pause: Pause | None, now: datetime, changes: datetime
) -> None:
    assert next_door_change(hours, pause, now, never) == changes
