"""What every storage promises about reminders."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

import pytest
from sqlalchemy import insert

from domain.ports import UnitOfWork
from domain.reminders import DueReminder, Reminder, Wait
from storage.tables import due_reminder
from tests.databases import FreshDatabase
from tests.factories import NOW, later, open_shop
from tests.storage.ports.conftest import Desk, opened
from tests.storage.ports.test_sql_unit_of_work import plans_of

REFUND = Wait(Reminder.REFUND, NOW)


def follow(uow: UnitOfWork, subject: int, before: list[Wait], after: list[Wait]) -> None:
    uow.reminders.follow(uow.shops.get(1), subject, before, after)


def due(uow: UnitOfWork, now: datetime, most: int = 50) -> list[int]:
    return [one.subject for one in uow.reminders.due(now, most) if one.kind is Reminder.REFUND]


def get(uow: UnitOfWork, subject: int) -> DueReminder | None:
    return uow.reminders.get(Reminder.REFUND, subject)


def save(uow: UnitOfWork, reminder: DueReminder) -> None:
    uow.reminders.save(reminder)


@pytest.fixture
async def shop(desk: Desk) -> Desk:
    await desk.run(open_shop)
    await desk.run(follow, 7, [], [REFUND])
    return desk


async def test_what_waits_is_due_at_its_time_oldest_first(shop: Desk) -> None:
    await shop.run(follow, 8, [], [Wait(Reminder.REFUND, later(minutes=-5))])
    assert await shop.run(due, later(minutes=54)) == []
    assert await shop.run(due, later(minutes=55)) == [8]
    assert await shop.run(due, later(hours=1)) == [8, 7]


async def test_wait_that_is_over_is_forgotten_and_another_one_begins_anew(shop: Desk) -> None:
    first = await shop.read(get, 7)
    assert first
    await shop.run(save, replace(first, told=2))
    again = Wait(Reminder.REFUND, later(minutes=9))
    await shop.run(follow, 7, [REFUND], [again])
    begun = await shop.read(get, 7)
    assert begun
    assert (begun.wait, begun.told) == (again, 0)
    await shop.run(save, first.stopped())
    assert await shop.read(get, 7) == begun, "who still holds the wait that is over changes nothing"
    await shop.run(follow, 7, [again], [])
    assert await shop.read(get, 7) is None


async def test_wait_that_goes_on_keeps_how_often_it_was_told(shop: Desk) -> None:
    reminder = await shop.read(get, 7)
    assert reminder
    told = replace(reminder.after_telling(later(hours=1)), due_at=None, snoozed_until=later(hours=2))
    await shop.run(save, told)
    await shop.run(follow, 7, [REFUND], [REFUND])
    assert await shop.read(get, 7) == told


async def test_changed_settings_wake_what_sleeps_but_not_what_was_stopped(shop: Desk) -> None:
    await shop.run(follow, 8, [], [REFUND])
    changes: dict[int, Any] = {7: lambda one: one.stopped(), 8: lambda one: replace(one, due_at=None)}
    for subject, change in changes.items():
        reminder = await shop.read(get, subject)
        assert reminder
        await shop.run(save, change(reminder))
    assert await shop.run(due, later(days=9)) == []
    await shop.run(lambda uow: uow.reminders.wake(1, [Reminder.REFUND], later(hours=3)))
    assert await shop.run(due, later(hours=3)) == [8]


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
async def test_sweep_of_10_000_open_orders_and_conversations_reads_only_what_is_due(
    fresh_database: FreshDatabase, database: Literal["sqlite", "postgresql"]
) -> None:
    async with opened(fresh_database(database)) as desk:
        await desk.run(open_shop)
        await desk.run(fill, 10_000)
        assert len(await desk.run(due, NOW)) == 3
        ((_, plan),) = await plans_of(desk, lambda uow: uow.reminders.due(NOW, 50))
        assert "ix_due_reminder_due" in plan, plan
        assert not plan.startswith("SCAN"), plan


def fill(uow: UnitOfWork, orders: int) -> None:
    row = {"shop_id": 1, "since": NOW, "counts_from": NOW, "told": 0, "is_stopped": False}
    kinds = ("refund", "inquiry")
    times = [(n, later(minutes=n - 3)) for n in range(1, orders + 1)]
    rows = [row | {"kind": kind, "subject": n, "due_at": at} for kind in kinds for n, at in times]
    uow.reminders._execute(insert(due_reminder), rows)  # type: ignore[attr-defined]
