"""R13: reminders of three workers that die again and again, on a clock that goes through quiet hours and midnight."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from bot.holidays import is_holiday
from bot.jobs.reminders import Reminders
from bot.outbox.dispatcher import LEASE, Dispatcher
from domain.hours import ALL_DAY, every_day, is_quiet, seoul_day, seoul_time
from domain.people import Actor, Role
from domain.ports import UnitOfWork
from storage.engine import Store
from storage.unit_of_work import SqlUnitOfWork
from tests.databases import rows
from tests.reliability.driver import STAFF
from tests.reliability.outbox_bench import Bench, open_bench
from tests.reliability.sizes import size

CUSTOMERS = size(12, 220)
"""Each order of theirs is due nine times: 2,000 in all."""
KILLS = size(4, 40)
WORKERS = 3
STEP = timedelta(minutes=5)
_REMINDERS = "SELECT chat_id, order_id, dedupe_key, status FROM outbox_intent WHERE kind = 'reminder'"
_LATE = "늦어지고 있습니다"

pytestmark = pytest.mark.soak


@dataclass(slots=True)
class Worker:
    """One process of the desk: it sweeps and delivers until it is killed."""

    bench: Bench
    dispatcher: Dispatcher = field(init=False)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def starts(self) -> None:
        self.dispatcher = self.bench.dispatcher()
        self.dispatcher._led.add(self.bench.bot.id)  # leads beside the others, as it may for a moment
        self.tasks = [asyncio.create_task(self.dispatcher.run())]

    async def sweeps(self) -> None:
        await Reminders(self.bench.store, self.bench.clock, is_holiday).sweep()

    async def is_killed(self) -> None:
        """In the middle of whatever it does; what it had claimed or sent, nobody writes down."""
        dying = [*self.tasks, *self.dispatcher._in_flight]
        self.dispatcher._stopping = True
        self.dispatcher._marks.clear()
        for task in dying:
            task.cancel()
        await asyncio.gather(*dying, return_exceptions=True)
        self.dispatcher._marks.clear()


@dataclass(slots=True)
class Night:
    """What the clock went through, and what the customers had heard before and after each step of it."""

    bench: Bench
    workers: list[Worker]
    chance: Random
    kills: int = KILLS
    in_quiet_hours: list[datetime] = field(default_factory=list)

    async def passes_to(self, end: datetime) -> None:
        while self.bench.clock.now < end:
            self.bench.clock.now += STEP
            before = self.heard()
            sweeps = [asyncio.create_task(worker.sweeps()) for worker in self.workers]
            await asyncio.sleep(self.chance.random() * 0.02)
            if self.kills and self.chance.random() < 0.5:
                self.kills -= 1
                await self.kill(self.chance.randrange(WORKERS))
            await asyncio.gather(*sweeps)
            await self.calms_down()
            if is_quiet(self.bench.clock.now) and self.heard() != before:
                self.in_quiet_hours.append(self.bench.clock.now)

    async def kill(self, n: int) -> None:
        await self.workers[n].is_killed()
        self.workers[n] = Worker(self.bench)
        await self.workers[n].starts()

    async def calms_down(self) -> None:
        """Everything due is sent; what the dead had claimed is found when its lease ends."""
        for _ in range(2):
            async with asyncio.timeout(60):
                while not all(worker.dispatcher.is_idle for worker in self.workers):
                    await asyncio.sleep(0.002)
            if not self.open_claims():
                return
            self.bench.clock.now += LEASE + timedelta(seconds=1)
            for worker in self.workers:
                worker.dispatcher.wake()
            await asyncio.sleep(0.01)

    def open_claims(self) -> bool:
        path = self.bench.database
        return bool(rows(path, "SELECT id FROM outbox_intent WHERE status = 'sending'"))

    def heard(self) -> Counter[str]:
        """What customers were reminded of so far."""
        return Counter(
            f"{customer}: {text}"
            for customer in self.bench.orders
            for text in self.bench.texts(customer)
            if _LATE in text
        )


def open_around_the_clock(uow: UnitOfWork, order_id: int) -> None:
    """So that nothing but the quiet hours protects a customer's sleep."""
    shop = uow.shops.get(uow.orders.get(order_id).shop_id)
    uow.shops.change(replace(shop, hours=every_day(*ALL_DAY)))


def confirm(uow: UnitOfWork, order_id: int, now: datetime) -> None:
    uow.orders.get(order_id).confirm(Actor(next(iter(STAFF)), Role.OWNER, "김사장"), now)


async def test_reminders_are_queued_once_and_sent_at_most_once_whoever_dies(
    store: Store[SqlUnitOfWork], tmp_path: Path, chance: Random
) -> None:
    customers = tuple(range(5001, 5001 + CUSTOMERS))
    async with AsyncExitStack() as stack:
        bench = await stack.enter_async_context(open_bench(store, customers, seed=chance.randrange(2**31)))
        bench.database = tmp_path / "shop.db"
        await store.run(open_around_the_clock, bench.orders[customers[0]])
        night = Night(bench, [Worker(bench) for _ in range(WORKERS)], chance)
        for worker in night.workers:
            await worker.starts()
            stack.push_async_callback(worker.is_killed)
        await night.calms_down()
        evening = seoul_time(seoul_day(bench.clock.now), 20 * 60 + 50)
        bench.clock.now = max(evening, bench.clock.now)
        await night.passes_to(bench.clock.now + timedelta(minutes=40))
        taken = dict(list(bench.orders.items())[: CUSTOMERS // 3])
        for order_id in taken.values():
            await store.run(confirm, order_id, bench.clock.now)
        told_before = {key for *_, key, _ in rows(bench.database, _REMINDERS)}
        await night.passes_to(bench.clock.now + timedelta(hours=14))
        for worker in night.workers:
            await worker.is_killed()
        assert night.kills == 0
        _judge(night, taken, told_before)


def _judge(night: Night, taken: dict[int, int], told_before: set[str]) -> None:
    bench = night.bench
    reminders = rows(bench.database, _REMINDERS)
    by_order: dict[int, Counter[str]] = {}
    for _, order_id, key, _ in reminders:
        kind, n = key.split(":")[1], key.split(":")[-3]
        by_order.setdefault(order_id, Counter())[f"{kind} {n}"] += 1
    everything = {
        **{f"unconfirmed {n}": len(STAFF) for n in (1, 2, 3)},
        "unseen 1": len(STAFF),
        "unseen 2": sum(role is Role.OWNER for role in STAFF.values()),
        "unseen 3": 1,
    }
    left = {order_id for order_id in bench.orders.values() if order_id not in taken.values()}
    assert {order_id: dict(by_order[order_id]) for order_id in left} == dict.fromkeys(left, everything)
    late = [key for _, order_id, key, _ in reminders if order_id in taken.values() and key not in told_before]
    assert late == [], "told of a state that had passed"
    assert {status for *_, status in reminders} <= {"sent", "unknown"}
    assert night.in_quiet_hours == []
    heard = night.heard()
    assert not heard or max(heard.values()) == 1, "a customer was told twice"
    _judge_staff(bench)


def _judge_staff(bench: Bench) -> None:
    """No reminder stands in a chat of the staff more often than it was queued for it."""
    queued = Counter((chat, order) for chat, order, *_ in rows(bench.database, _REMINDERS))
    numbers = {order_id: 4_000_000 + customer for customer, order_id in bench.orders.items()}
    for user_id in STAFF:
        texts = [text for text in bench.texts(user_id) if "⏰" in text or "🚨" in text]
        for order_id, number in numbers.items():
            assert sum(str(number) in text for text in texts) <= queued[user_id, order_id]
