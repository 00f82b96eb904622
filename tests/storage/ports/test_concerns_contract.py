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
from domain.paying import Terms, expire, request_payment, withdraw
from domain.payment import PaymentMethod
from domain.payment_events import RefundStarted
from domain.payment_request import GatewayRefund, RefundState, RequestKind
from domain.people import Role
from domain.ports import UnitOfWork
from domain.refunding import record_refund
from tests.factories import COLA, NOW, actor, an_order, later, open_shop, store_order
from tests.storage.ports.conftest import Desk

BOSS = actor(Role.OWNER)
TERMS = Terms(RequestKind.TRANSFER, later(days=2))
NOTHING = {Concern.APPROVAL: 0, Concern.PAYMENT: 0, Concern.REFUND: 0}


def place(uow: UnitOfWork, n: int, method: PaymentMethod = PaymentMethod.BANK_TRANSFER) -> int:
    at = NOW + timedelta(minutes=n)
    order = an_order(status=OrderStatus.CONFIRMED, payment_method=method)
    return store_order(uow, replace(order, number=1000 + n, placed_at=at))


def ask(uow: UnitOfWork, order_id: int) -> None:
    request_payment(uow.orders.get(order_id), TERMS, BOSS, later(minutes=30))


def withdraw_payment(uow: UnitOfWork, order_id: int) -> None:
    withdraw(uow.orders.get(order_id), BOSS, later(minutes=31))


def let_expire(uow: UnitOfWork, order_id: int) -> None:
    order = uow.orders.get(order_id)
    expire(order, len(order.requests), later(days=9))


def edit(uow: UnitOfWork, order_id: int) -> None:
    editing.add_goods(uow.orders.get(order_id), [COLA], BOSS, later(minutes=32))


def ask_for_approval(uow: UnitOfWork, order_id: int) -> None:
    editing.request(uow.orders.get(order_id), BOSS, later(minutes=33))


def withdraw_edit(uow: UnitOfWork, order_id: int) -> None:
    editing.withdraw(uow.orders.get(order_id), BOSS, later(minutes=34))


def ask_to_cancel(uow: UnitOfWork, order_id: int) -> None:
    uow.orders.get(order_id).request_cancel("단순 변심", actor(Role.CUSTOMER), later(minutes=35), typed=False)


def keep(uow: UnitOfWork, order_id: int) -> None:
    uow.orders.get(order_id).keep("이미 준비했어요", BOSS, later(minutes=36))


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


async def concern_of(desk: Desk, order_id: int) -> Concern | None:
    """The only one there is: what is counted is what is listed."""
    lists = {each: await desk.read(listed, each) for each in Concern}
    assert {each: len(ids) for each, ids in lists.items()} == (await desk.read(counts)).by_concern
    found = [each for each, ids in lists.items() if ids]
    assert not found or [lists[each] for each in found] == [[order_id]]
    return found[0] if found else None


@pytest.fixture
async def order_id(desk: Desk) -> int:
    await desk.run(open_shop)
    await desk.run(place, 9, PaymentMethod.DOOR_CASH)
    return await desk.run(place, 1)


async def test_what_the_door_collects_and_what_nobody_has_confirmed_is_not_unpaid(desk: Desk) -> None:
    await desk.run(open_shop)
    await desk.run(place, 9, PaymentMethod.DOOR_CARD)
    await desk.run(store_order, an_order())
    assert (await desk.read(counts)).by_concern == NOTHING


async def test_order_is_counted_and_listed_with_whatever_it_waits_for(desk: Desk, order_id: int) -> None:
    assert await concern_of(desk, order_id) is Concern.PAYMENT
    for step, concern in ((ask, Concern.PAYMENT), (deposit, None), (cancel, Concern.REFUND), (give_back, None)):
        await desk.run(step, order_id)
        assert await concern_of(desk, order_id) is concern


async def test_order_is_unpaid_until_it_is_paid_whatever_became_of_the_request(desk: Desk, order_id: int) -> None:
    for step in (ask, withdraw_payment, ask, let_expire, edit):
        await desk.run(step, order_id)
        assert await concern_of(desk, order_id) is Concern.PAYMENT
    await desk.run(cancel, order_id)
    assert await concern_of(desk, order_id) is None


async def test_round_that_the_customer_has_not_answered_waits_for_approval_before_it_waits_for_money(
    desk: Desk, order_id: int
) -> None:
    await desk.run(edit, order_id)
    steps = (
        (ask_for_approval, Concern.APPROVAL),
        (withdraw_edit, Concern.PAYMENT),
        (ask_for_approval, Concern.APPROVAL),
    )
    for step, concern in (*steps, (cancel, None)):
        await desk.run(step, order_id)
        assert await concern_of(desk, order_id) is concern


async def test_nobody_waits_for_money_while_the_shop_decides_on_a_cancel_request(desk: Desk, order_id: int) -> None:
    for step, concern in ((ask, Concern.PAYMENT), (ask_to_cancel, None), (keep, Concern.PAYMENT)):
        await desk.run(step, order_id)
        assert await concern_of(desk, order_id) is concern


async def test_money_on_its_way_back_pays_for_nothing(desk: Desk, order_id: int) -> None:
    def give_all_back(uow: UnitOfWork) -> None:
        order = uow.orders.get(order_id)
        back = GatewayRefund(1, 1, 1, order.total, RefundState.PENDING, "refund:1", later(minutes=50))
        order.refunds.append(back)
        order.tell(RefundStarted(later(minutes=50), BOSS, back.amount, back.number))

    for step in (ask, deposit):
        await desk.run(step, order_id)
    await desk.run(give_all_back)
    assert await concern_of(desk, order_id) is Concern.PAYMENT


async def test_money_confirmed_by_hand_counts_on_its_day_until_it_is_taken_back(desk: Desk, order_id: int) -> None:
    await desk.run(ask, order_id)
    await desk.run(deposit, order_id)
    assert (await desk.read(counts)).by_hand.won == 6000
    await desk.run(lambda uow: undo_deposit(uow.orders.get(order_id), BOSS, later(minutes=45)))
    assert (await desk.read(counts)).by_hand.won == 0
    assert await desk.read(lambda uow: uow.orders.sales(1, NOW.date(), NOW.date())) == []


async def test_list_of_a_concern_is_turned_page_by_page(desk: Desk, order_id: int) -> None:
    ids = [order_id, *[await desk.run(place, n) for n in range(2, 5)]]
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
