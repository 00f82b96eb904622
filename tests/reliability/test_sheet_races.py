"""R2 on an order sheet: the customer answers while the shop withdraws, cancels or asks anew, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from random import Random
from typing import Final

import pytest

from domain import editing
from domain.change import ChangeStatus
from domain.errors import CancelRequestPending, NewerSheet, OrderChangedMeanwhile
from domain.lifecycle import OrderStatus
from domain.money import Money
from domain.order import Order
from domain.people import Role
from domain.ports import UnitOfWork
from domain.timeline import EntryKind
from domain.use_cases.answer_change import approve_change, choose_groups, decline_change
from domain.use_cases.cancel_order import cancel_order
from domain.use_cases.draft_change import set_delivery_fee
from domain.use_cases.request_cancel import request_cancel
from domain.use_cases.request_change import request_change
from domain.use_cases.withdraw_change import withdraw_change
from storage.database import open_store
from storage.engine import Store
from storage.unit_of_work import SqlUnitOfWork
from tests.databases import FreshDatabase, Kind
from tests.factories import COLA, NOW, actor, an_order, caller, open_shop, store_order
from tests.reliability.sizes import size

Desk = Store[SqlUnitOfWork]
Deed = Callable[[Desk, int, int], Awaitable[object]]

BOSS, HAND, BUYER = caller(Role.OWNER), caller(Role.STAFF), caller(Role.CUSTOMER)
BEFORE, AFTER, PART = Money(6000), Money(9000), Money(9500)
ENDS: Final = {
    EntryKind.CHANGE_APPROVED: ChangeStatus.APPROVED,
    EntryKind.CHANGE_DECLINED: ChangeStatus.DECLINED,
    EntryKind.CHANGE_COUNTERED: ChangeStatus.DECLINED,
    EntryKind.CHANGE_WITHDRAWN: ChangeStatus.WITHDRAWN,
    EntryKind.CANCELED: ChangeStatus.WITHDRAWN,
}
"""What ends round 1, and how it stands then."""


async def ask_anew(desk: Desk, order_id: int, version: int) -> None:
    """The shop takes its request back, raises the fee and asks again: three steps, between which others may come."""
    order = await desk.run(withdraw_change, order_id, version, HAND, NOW)
    await desk.run(set_delivery_fee, order_id, Money(4000), HAND, NOW)
    await desk.run(request_change, order_id, order.version + 1, HAND, NOW)


DEEDS: Final[tuple[Deed, ...]] = (
    lambda desk, order, version: desk.run(approve_change, order, 1, AFTER, BUYER, NOW),
    lambda desk, order, version: desk.run(approve_change, order, 1, AFTER, BUYER, NOW),
    lambda desk, order, version: desk.run(decline_change, order, 1, "비싸요", BUYER, NOW),
    lambda desk, order, version: desk.run(choose_groups, order, 1, {0}, PART, BUYER, NOW),
    lambda desk, order, version: desk.run(request_cancel, order, version, "늦어요", True, BUYER, NOW),
    lambda desk, order, version: desk.run(withdraw_change, order, version, BOSS, NOW),
    lambda desk, order, version: desk.run(cancel_order, order, version, "품절", BOSS, NOW),
    ask_anew,
)


def place_asked(uow: UnitOfWork, number: int) -> int:
    """A confirmed order whose customer is being asked: 콜라 in, and 500원 less for the delivery."""
    order, boss = an_order(number=number, status=OrderStatus.CONFIRMED), actor(Role.OWNER)
    editing.add_goods(order, [COLA], boss, NOW)
    editing.set_delivery_fee(order, Money(2500), boss, NOW)
    editing.request(order, boss, NOW)
    order.events.clear()
    return store_order(uow, order)


def look(uow: UnitOfWork, order_id: int) -> tuple[Order, list[EntryKind]]:
    return uow.orders.get(order_id), [entry.kind for entry in uow.orders.timeline(order_id, 100)]


@pytest.fixture
async def desk(each_database: Kind, fresh_database: FreshDatabase) -> AsyncIterator[Desk]:
    opened = open_store(fresh_database(each_database))
    await opened.start()
    yield opened
    await opened.close()


@pytest.mark.soak
async def test_answer_that_races_the_shop_ends_in_exactly_one_outcome(desk: Desk, chance: Random) -> None:
    await desk.run(open_shop)
    seen: set[EntryKind] = set()
    for number in range(size(200, 2000)):
        order_id = await desk.run(place_asked, 4_000_000 + number)
        actors = [chance.choice(DEEDS) for _ in range(chance.randint(2, 6))]
        outcomes = await asyncio.gather(*(deed(desk, order_id, 1) for deed in actors), return_exceptions=True)
        losers = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        assert all(isinstance(e, OrderChangedMeanwhile | NewerSheet | CancelRequestPending) for e in losers), losers
        order, told = await desk.read(look, order_id)
        consistent(order, told)
        seen |= set(told)
    assert seen >= ENDS.keys() | {EntryKind.CANCEL_REQUESTED, EntryKind.CHANGE_REQUESTED}, "too little happened"


def consistent(order: Order, told: list[EntryKind]) -> None:
    """One end of round 1 at most, told once; and the total is the one the customer agreed to, or as before."""
    first = order.changes[0]
    ends = [kind for kind in told if kind in ENDS]
    assert first.status is (ENDS[ends[0]] if ends else ChangeStatus.REQUESTED), (first, told)
    assert len([kind for kind in ends if kind is not EntryKind.CANCELED]) <= 1, told
    assert order.total == (AFTER if first.status is ChangeStatus.APPROVED else BEFORE)
    assert (order.status is OrderStatus.CANCELED) == (EntryKind.CANCELED in told)
    assert order.open_change is None or order.status is not OrderStatus.CANCELED
    assert (EntryKind.CHANGE_APPROVED in told) == (first.status is ChangeStatus.APPROVED)
