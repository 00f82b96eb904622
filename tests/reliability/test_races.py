"""R2: several people act on one order at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from random import Random
from typing import Final

import pytest
from sqlalchemy import func, select

from domain.errors import NotAllowed, OrderChangedMeanwhile
from domain.order import Order
from domain.payment import PaymentMethod
from domain.people import Role
from domain.ports import UnitOfWork
from domain.timeline import TimelineEntry
from domain.use_cases.answer_cancel_request import approve_cancel, keep_order
from domain.use_cases.cancel_order import cancel_order
from domain.use_cases.cancel_own_order import cancel_own_order
from domain.use_cases.confirm_order import confirm_order
from domain.use_cases.request_cancel import request_cancel
from domain.use_cases.withdraw_cancel_request import withdraw_cancel_request
from storage.database import open_store
from storage.engine import Store
from storage.tables import outbox_intent
from storage.unit_of_work import SqlUnitOfWork
from tests.databases import FreshDatabase, Kind
from tests.factories import NOW, an_order, caller, open_shop, store_order
from tests.reliability.sizes import size

Deed = Callable[[UnitOfWork, int, int], Order]

_o = outbox_intent.c

WAVES: Final = 3
STAFF: Final = (Role.OWNER, Role.MANAGER, Role.STAFF)


@pytest.fixture
async def store(each_database: Kind, fresh_database: FreshDatabase) -> AsyncIterator[Store[SqlUnitOfWork]]:
    opened = open_store(fresh_database(each_database))
    await opened.start()
    yield opened
    await opened.close()


def by_shop(chance: Random) -> Deed:
    by = caller(chance.choice(STAFF))
    deeds: tuple[Deed, ...] = (
        lambda uow, order, version: confirm_order(uow, order, version, by, NOW),
        lambda uow, order, version: cancel_order(uow, order, version, "품절", by, NOW),
        lambda uow, order, version: approve_cancel(uow, order, version, "", by, NOW),
        lambda uow, order, version: keep_order(uow, order, version, "이미 포장했어요", by, NOW),
    )
    return chance.choices(deeds, (4, 1, 1, 2))[0]


def by_customer(chance: Random) -> Deed:
    by = caller(Role.CUSTOMER)
    deeds: tuple[Deed, ...] = (
        lambda uow, order, version: cancel_own_order(uow, order, version, by, NOW),
        lambda uow, order, version: request_cancel(uow, order, version, "단순 변심", True, by, NOW),
        lambda uow, order, version: withdraw_cancel_request(uow, order, version, by, NOW),
    )
    return chance.choices(deeds, (1, 3, 2))[0]


async def race(store: Store[SqlUnitOfWork], order_id: int, version: int, chance: Random) -> int:
    """One wave of people who all saw this version; how many of them won."""
    actors = [chance.choice((by_shop, by_customer))(chance) for _ in range(chance.randint(2, 8))]
    outcomes = await asyncio.gather(*(store.run(deed, order_id, version) for deed in actors), return_exceptions=True)
    losers = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
    assert all(isinstance(loser, OrderChangedMeanwhile | NotAllowed) for loser in losers), losers
    return len(outcomes) - len(losers)


def history(uow: UnitOfWork, order_id: int) -> tuple[int, list[TimelineEntry]]:
    return uow.orders.get(order_id).version, uow.orders.timeline(order_id, 100)


def notices_for(entries: list[TimelineEntry]) -> int:
    """What the customer does, three of the shop hear; what the shop does, the customer hears."""
    return sum(len(STAFF) if entry.is_from_customer else 1 for entry in entries[1:])


def stored_notices(uow: SqlUnitOfWork) -> dict[int, int]:
    """By order, how many wait in the outbox."""
    by_order = select(_o.order_id, func.count().label("n")).where(_o.kind == "notice").group_by(_o.order_id)
    return {row.order_id: row.n for row in uow._transaction.execute(by_order)}


def place(uow: UnitOfWork, shop_id: int, number: int) -> int:
    """Paid by link: a transfer would be asked for at 주문확인, with an entry of its own in the timeline."""
    return store_order(uow, an_order(shop_id, number, payment_method=PaymentMethod.PAY_LINK))


@pytest.mark.soak
async def test_of_those_who_saw_the_same_version_at_most_one_wins(
    store: Store[SqlUnitOfWork], each_database: Kind, chance: Random
) -> None:
    shop, told = await store.run(open_shop), {}
    orders = size(200 if each_database == "sqlite" else 50, 2000)  # one desk on PostgreSQL writes slower
    for number in range(orders):
        order_id = await store.run(place, shop.id, 4_000_000 + number)
        wins = 0
        for _ in range(WAVES):
            version, _ = await store.read(history, order_id)
            won = await race(store, order_id, version, chance)
            assert won <= 1
            wins += won
        version, entries = await store.read(history, order_id)
        assert version == len(entries) == 1 + wins
        told[order_id] = notices_for(entries)
    assert await store.read(stored_notices) == {order_id: n for order_id, n in told.items() if n}
    assert sum(told.values()) > orders, "too few won for this to mean anything"


async def test_of_those_who_may_act_exactly_one_wins(store: Store[SqlUnitOfWork]) -> None:
    shop = await store.run(open_shop)
    order_id = await store.run(place, shop.id, 4_000_000)
    everyone = [caller(role) for role in STAFF * 2]
    outcomes = await asyncio.gather(
        *(store.run(confirm_order, order_id, 1, by, NOW) for by in everyone), return_exceptions=True
    )
    assert sum(isinstance(outcome, Order) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, OrderChangedMeanwhile) for outcome in outcomes) == len(everyone) - 1
