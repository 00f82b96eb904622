"""What every storage promises about orders that wait for approval, for payment or for a refund."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from domain import editing
from domain.concerns import Concern
from domain.depositing import confirm_deposit, undo_deposit
from domain.lifecycle import OrderStatus
from domain.money import Money
from domain.order import Order
from domain.order_ports import Counts, Direction, PageRequest
from domain.paying import Terms, request_payment
from domain.payment import PaymentMethod
from domain.payment_request import RequestKind
from domain.people import Role
from domain.ports import UnitOfWork
from domain.refunding import record_refund
from tests.factories import COLA, NOW, actor, an_order, later, open_shop, store_order
from tests.storage.ports.conftest import Desk

BOSS = actor(Role.OWNER)
NOTHING = {Concern.APPROVAL: 0, Concern.PAYMENT: 0, Concern.REFUND: 0}


def place(uow: UnitOfWork, n: int) -> int:
    at = NOW + timedelta(minutes=n)
    order = an_order(status=OrderStatus.CONFIRMED, payment_method=PaymentMethod.BANK_TRANSFER)
    return store_order(uow, replace(order, number=1000 + n, placed_at=at))


def ask(uow: UnitOfWork, order_id: int) -> None:
    request_payment(uow.orders.get(order_id), Terms(RequestKind.TRANSFER), BOSS, later(minutes=30))


def deposit(uow: UnitOfWork, order_id: int) -> None:
    confirm_deposit(uow.orders.get(order_id), BOSS, later(minutes=40))


def cancel(uow: UnitOfWork, order_id: int) -> None:
    uow.orders.get(order_id).cancel("재고 없음", BOSS, later(minutes=50))


def give_back(uow: UnitOfWork, order_id: int) -> None:
    order: Order = uow.orders.get(order_id)
    record_refund(order, BOSS, later(minutes=60))


def counts(uow: UnitOfWork) -> Counts:
    return uow.orders.counts(1, NOW.date())


def listed(uow: UnitOfWork, concern: Concern) -> list[int]:
    return [row.id for row in uow.orders.page(1, concern, PageRequest(5))]


def awaiting(uow: UnitOfWork, amount: Money) -> list[int]:
    return uow.payments.awaiting(1, amount, 9)


@pytest.fixture
async def order_id(desk: Desk) -> int:
    await desk.run(open_shop)
    await desk.run(place, 9)
    return await desk.run(place, 1)


async def test_shop_without_concerns_counts_none(desk: Desk, order_id: int) -> None:
    assert (await desk.read(counts)).by_concern == NOTHING


async def test_order_is_counted_and_listed_with_whatever_it_waits_for(desk: Desk, order_id: int) -> None:
    for step, concern in ((ask, Concern.PAYMENT), (deposit, None), (cancel, Concern.REFUND), (give_back, None)):
        await desk.run(step, order_id)
        assert (await desk.read(counts)).by_concern == NOTHING | ({concern: 1} if concern else {})
        for each in Concern:
            assert await desk.read(listed, each) == ([order_id] if each is concern else [])


async def test_round_that_the_customer_has_not_answered_waits_for_approval(desk: Desk, order_id: int) -> None:
    def edit(uow: UnitOfWork) -> None:
        order = uow.orders.get(order_id)
        editing.add_goods(order, [COLA], BOSS, NOW)
        editing.request(order, BOSS, NOW)

    await desk.run(edit)
    assert (await desk.read(counts)).by_concern == NOTHING | {Concern.APPROVAL: 1}
    await desk.run(cancel, order_id)
    assert (await desk.read(counts)).by_concern == NOTHING
    assert await desk.read(listed, Concern.APPROVAL) == []


async def test_money_confirmed_by_hand_counts_on_its_day_until_it_is_taken_back(desk: Desk, order_id: int) -> None:
    await desk.run(ask, order_id)
    await desk.run(deposit, order_id)
    assert (await desk.read(counts)).by_hand.won == 6000
    await desk.run(lambda uow: undo_deposit(uow.orders.get(order_id), BOSS, later(minutes=45)))
    assert (await desk.read(counts)).by_hand.won == 0
    assert await desk.read(lambda uow: uow.orders.sales(1, NOW.date(), NOW.date())) == []


async def test_list_of_a_concern_is_turned_page_by_page(desk: Desk, order_id: int) -> None:
    ids = [await desk.run(place, n) for n in range(2, 6)]
    for each in ids:
        await desk.run(ask, each)
    first = await desk.read(lambda uow: uow.orders.page(1, Concern.PAYMENT, PageRequest(3)))
    assert [row.id for row in first] == ids[:0:-1]
    last = await desk.read(lambda uow: uow.orders.page(1, Concern.PAYMENT, PageRequest(3, first[-1].id)))
    assert [row.id for row in last] == ids[:1]
    newer = PageRequest(3, last[0].id, Direction.NEWER)
    assert await desk.read(lambda uow: uow.orders.page(1, Concern.PAYMENT, newer)) == first


async def test_who_transferred_is_sought_among_those_who_were_asked_for_it_or_owe_it(desk: Desk) -> None:
    await desk.run(open_shop)
    asked, owes = await desk.run(place, 1), await desk.run(place, 2)
    await desk.run(ask, asked)
    assert await desk.read(awaiting, Money(6000)) == [owes, asked]
    assert await desk.read(awaiting, Money(5999)) == []
    for order_id in (asked, owes):
        await desk.run(deposit, order_id)
    assert await desk.read(awaiting, Money(6000)) == []
