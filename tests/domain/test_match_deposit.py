"""A bank's message: orders that wait for exactly that money, and those of which only the name fits."""

from typing import Any

import pytest

from domain.depositing import confirm_deposit, report_deposit
from domain.fulfillment import OwnDelivery
from domain.lifecycle import OrderStatus
from domain.money import Money
from domain.order import Order
from domain.paying import Terms, request_payment, withdraw
from domain.payment import PaymentMethod
from domain.payment_request import RequestKind
from domain.people import Recipient, Role
from domain.use_cases.match_deposit import MOST, RECENT, DepositMatch, match_deposit
from tests.factories import NOW, PHONE, actor, an_order, caller, open_shop, store_order
from tests.fakes import FakeStore

BOSS = actor(Role.OWNER)


@pytest.fixture
def store() -> FakeStore:
    store = FakeStore()
    store.do(open_shop)
    return store


def waits(store: FakeStore, number: int, name: str = "홍길동", **changes: Any) -> Order:
    """6,000원 are asked for, unless the door collects."""
    order = an_order(number=number, recipient=Recipient(name, PHONE), **changes)
    order.confirm(BOSS, NOW)
    if not order.payment_method.is_at_the_door:
        request_payment(order, Terms(RequestKind.TRANSFER), BOSS, NOW)
    store.do(store_order, order)
    return store.memory.orders[order.id]


def paid(store: FakeStore, number: int, **changes: Any) -> Order:
    order = waits(store, number, **changes)
    confirm_deposit(order, BOSS, NOW)
    return order


def arrives(store: FakeStore, won: int, name: str = "홍길동") -> DepositMatch:
    return store.do(match_deposit, Money(won), name, caller(Role.OWNER), NOW)


def test_where_amount_and_name_fit_nothing_else_is_offered_by_name(store: FakeStore) -> None:
    exact = waits(store, 1000001)
    waits(store, 1000002, ordered_fee=Money(9000))
    paid(store, 1000003)
    match = arrives(store, 6000)
    assert (match.named, match.others, match.odd) == ([exact], [], [])


def test_beside_an_amount_under_another_name_stand_those_of_the_name(store: FakeStore) -> None:
    lee = waits(store, 1000001, "이순신")
    hong = waits(store, 1000002, ordered_fee=Money(9000))
    match = arrives(store, 6000)
    assert (match.named, match.others, match.odd) == ([], [lee], [hong])


def test_who_still_has_to_pay_comes_before_who_has_paid_or_cancelled(store: FakeStore) -> None:
    waiting, done, gone = waits(store, 1000001), paid(store, 1000002), waits(store, 1000003)
    waits(store, 1000004, "홍길순")
    withdraw(gone, BOSS, NOW)
    gone.cancel("재고 부족", BOSS, NOW)
    for won in (500, 8000):
        first, *others = arrives(store, won).odd
        assert (first, {order.number for order in others}) == (waiting, {done.number, gone.number})


def test_a_name_finds_the_amount_however_many_others_wait_for_it(store: FakeStore) -> None:
    hong = waits(store, 1000001)
    for n in range(MOST + 1):
        waits(store, 1000010 + n, "이순신")
    match = arrives(store, 6000)
    assert (match.named, len(match.others)) == ([hong], MOST - 1)


def test_name_that_was_reported_finds_the_order_as_well(store: FakeStore) -> None:
    order = waits(store, 1000001)
    report_deposit(order, "김여보", actor(Role.CUSTOMER), NOW)
    assert [found.number for found in arrives(store, 8000, "김여보").odd] == [order.number]


def test_old_orders_those_at_the_door_and_those_nobody_has_confirmed_are_not_offered(store: FakeStore) -> None:
    paid(store, 1000001, placed_at=NOW - RECENT * 2)
    waits(store, 1000002, payment_method=PaymentMethod.DOOR_CASH).complete(OwnDelivery(), BOSS, NOW)
    store.do(store_order, an_order(number=1000003))
    assert arrives(store, 8000).odd == []
    assert store.memory.bank_messages == []


def test_only_amount_name_and_time_are_kept_and_nothing_is_booked(store: FakeStore) -> None:
    order = paid(store, 1000001)
    arrives(store, 8000)
    [kept] = store.memory.bank_messages
    assert (kept.shop_id, kept.amount, kept.name, kept.at) == (1, Money(8000), "홍길동", NOW)
    assert (order.status, len(order.ledger)) == (OrderStatus.CONFIRMED, 1)
