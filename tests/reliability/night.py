"""One shop from half past eight in the evening to nine in the morning, while its desks are killed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Final

from bot.clock import utc_now
from bot.screens.formats import NBSP
from domain.hours import ALL_DAY, every_day, is_quiet, seoul_day, seoul_time
from domain.payment import PaymentMethod
from domain.people import Caller
from domain.ports import Store, UnitOfWork
from domain.thread import Message
from domain.use_cases.answer_customer import answer_customer
from domain.use_cases.ask_shop import ask_about_order
from domain.use_cases.confirm_deposit import confirm_deposit
from domain.use_cases.confirm_order import confirm_order
from storage.database import open_store
from tests.factories import an_order, store_order
from tests.reliability.desk_process import FileClock
from tests.reliability.driver import CUSTOMERS, STAFF, DeskProcess, Ground
from tests.reliability.sizes import size

GROUP: Final = size(3, 80)
"""So many orders are placed before the quiet hours, shortly before them, and in the night."""
OWED: Final = size(3, 24)
ASKED: Final = ("early", "night")
"""About these the customers ask as well."""
BATCHES: Final = size(1, 5)
OFTEN: Final = size(50, 20) / 100
"""How probably a desk is killed when something is due."""
LATE: Final = "늦어지고 있습니다"
UNPAID: Final = "결제를 기다리고 있습니다."
_PATIENCE: Final = size(60, 300)
_LOOKS_EVERY: Final = 0.05
_WHAT_IS_LEFT: Final = (
    "SELECT (SELECT min(due_at) FROM due_reminder),"
    " (SELECT min(due_at) FROM outbox_intent WHERE status = 'pending'),"
    " (SELECT count(*) FROM outbox_intent WHERE status = 'sending')"
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order, and the conversation about it if there is one."""

    order_id: int
    number: int
    group: str
    thread_id: int | None = None


@dataclass(slots=True)
class Night:
    """The clock stands still while the desks work, and goes on to whatever is due next."""

    ground: Ground
    clock: FileClock
    chance: Random
    kills: int
    waiting: list[Waiting] = field(default_factory=list)
    disturbed: list[datetime] = field(default_factory=list)
    """When a customer was told something in quiet hours."""
    day: datetime = field(init=False)
    _starting: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self.day = seoul_time(seoul_day(utc_now()) + timedelta(days=1), 0)
        self.clock.set(self.at(20, 30))

    def at(self, hour: int, minute: int = 0) -> datetime:
        """Hours beyond 24 are those of the morning after."""
        return self.day + timedelta(hours=hour, minutes=minute)

    def of(self, group: str) -> list[Waiting]:
        return [one for one in self.waiting if one.group == group]

    @property
    def owner(self) -> Caller:
        return Caller(self.ground.bot.id, next(iter(STAFF)), "김사장")

    async def begins(self) -> None:
        """Before the desks open there are orders already."""
        async with self.books() as store:
            await store.run(_open_around_the_clock)
            for group, orders in (("owed", OWED), ("early", GROUP)):
                await self._place(store, group, orders)

    async def arrive(self, group: str, hour: int, minute: int) -> None:
        """Orders of a group, in some batches a minute apart, and questions about them."""
        for batch in range(BATCHES):
            await self.passes_to(self.at(hour, minute + batch))
            async with self.books() as store:
                await self._place(store, group, len(range(batch, GROUP, BATCHES)))

    async def passes_to(self, end: datetime) -> None:
        """From one thing that is due to the next; at some of them a desk is killed."""
        while (at := self.next_due()) is not None and at <= end:
            before = self.heard()
            self.clock.set(max(at, self.clock()))
            if self.kills and self.chance.random() < OFTEN:
                await self.kill()
            await self.calms_down()
            if is_quiet(self.clock()) and self.heard() != before:
                self.disturbed.append(self.clock())
        self.clock.set(max(end, self.clock()))

    async def kill(self) -> None:
        """kill -9, in the middle of what the desk has begun; then it starts again, while other desks go on."""
        await self.all_are_up()
        await asyncio.sleep(self.chance.random() * 0.2)
        victim = self.chance.choice(self.ground.desks)
        await self._kill(victim)
        self._starting = asyncio.create_task(victim.start())
        if len(self.ground.desks) == 1:
            await self.all_are_up()

    async def all_are_up(self) -> None:
        """No desk lies dead."""
        if self._starting is not None:
            await self._starting

    async def calms_down(self) -> None:
        """Until nothing is due and nothing is claimed; what the dead had claimed waits for its lease."""
        deadline = asyncio.get_running_loop().time() + _PATIENCE
        while not self.is_calm():
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError("\n".join(desk.said() for desk in self.ground.desks))
            await asyncio.sleep(_LOOKS_EVERY)
            self.clock.set(self.clock() + timedelta(seconds=2 * _LOOKS_EVERY))

    def is_calm(self) -> bool:
        times, claimed = self._left()
        return not claimed and all(at > self.clock() for at in times)

    def next_due(self) -> datetime | None:
        times, _ = self._left()
        return min(times, default=None)

    def heard(self) -> Counter[str]:
        """What customers were reminded of so far."""
        return Counter(
            f"{customer}: {text}"
            for customer in CUSTOMERS
            for text in self.texts(customer)
            if LATE in text or UNPAID in text
        )

    def texts(self, user_id: int) -> list[str]:
        return [message.text.replace(NBSP, " ") for message in self.ground.messages(user_id)]

    async def is_taken_care_of(self, some: Sequence[Waiting]) -> None:
        """Orders are confirmed, conversations answered, payments found."""
        async with self.books() as store:
            for one in some:
                await store.run(_take_care, one, self.owner, self.clock())

    @asynccontextmanager
    async def books(self) -> AsyncIterator[Store]:
        """The database, beside the desks; for the one desk of an SQLite file that means while it lies dead."""
        alive = [desk for desk in self.ground.desks if desk.process] if "sqlite" in self.ground.database else []
        for desk in alive:
            await self._kill(desk)
        store = open_store(self.ground.database)
        await store.start()
        try:
            yield store
        finally:
            await store.close()
        for desk in alive:
            await desk.start()

    async def _place(self, store: Store, group: str, orders: int) -> None:
        for _ in range(orders):
            number = 5_000_000 + len(self.waiting)
            self.waiting.append(await store.run(_place, group, number, self.clock(), self.owner))

    async def _kill(self, desk: DeskProcess) -> None:
        self.kills = max(self.kills - 1, 0)
        await desk.kill()

    def _left(self) -> tuple[list[datetime], int]:
        ((reminder, intent, claimed),) = self.ground.rows(_WHAT_IS_LEFT)
        return [_time(at) for at in (reminder, intent) if at is not None], claimed


def _time(value: str | datetime) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(value)


def _open_around_the_clock(uow: UnitOfWork) -> None:
    """So that nothing but the quiet hours protects a customer's sleep."""
    uow.shops.change(replace(uow.shops.get(1), hours=every_day(*ALL_DAY)))


def _place(uow: UnitOfWork, group: str, number: int, at: datetime, owner: Caller) -> Waiting:
    """What is owed is confirmed at once; about what came early and in the night the customer asks as well."""
    customer = CUSTOMERS[number % len(CUSTOMERS)]
    method = PaymentMethod.BANK_TRANSFER if group == "owed" else PaymentMethod.DOOR_CARD
    order = an_order(1, number, customer_id=customer, placed_at=at, payment_method=method)
    order_id = store_order(uow, order)
    if group == "owed":
        confirm_order(uow, order_id, order.version, owner, at)
    if group not in ASKED:
        return Waiting(order_id, number, group)
    asks = Caller(owner.bot_id, customer, "홍길동")
    written = ask_about_order(uow, order_id, Message("언제 와요?"), asks, at)
    return Waiting(order_id, number, group, written.thread.id)


def _take_care(uow: UnitOfWork, one: Waiting, by: Caller, now: datetime) -> None:
    """Whatever the order is reminded of, it is not any more."""
    if one.thread_id is not None:
        answer_customer(uow, one.thread_id, Message("곧 가요"), by, now)
    version = uow.orders.get(one.order_id).version
    use_case = confirm_deposit if one.group == "owed" else confirm_order
    use_case(uow, one.order_id, version, by, now)
