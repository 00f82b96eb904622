"""Totals, money and reasons of an order; its way through the table is in test_lifecycle."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from domain import errors
from domain.catalog import Product, basket_lines, basket_total
from domain.depositing import awaits_deposit, confirm_deposit, require_deposit
from domain.fulfillment import OwnDelivery, Parcel
from domain.lifecycle import OrderStatus
from domain.money import MOST_WON, ZERO, Money
from domain.order import MOST_REASON, Order
from domain.payment import MoneyMovement, MovementKind, PaymentMethod, PaymentState
from domain.people import Role
from domain.refunding import record_refund, require_refund
from domain.sheet import MOST_QUANTITY, OrderLine
from tests.factories import NOW, a_pickup, actor, an_order, later

OWNER, CUSTOMER = actor(Role.OWNER), actor(Role.CUSTOMER)


def paid(amount: int, kind: MovementKind = MovementKind.CAPTURE) -> MoneyMovement:
    return MoneyMovement(kind, Money(amount), NOW, OWNER.user_id)


def test_order_of_the_manual_costs_6000_won() -> None:
    order = an_order()
    assert (order.sheet.lines_total, order.total, order.item_count) == (Money(3000), Money(6000), 1)
    assert (a_pickup().total, a_pickup().item_count) == (Money(4500), 2)


@pytest.mark.parametrize("quantity", [0, -1, MOST_QUANTITY + 1])
def test_line_has_a_quantity_from_1_to_999(quantity: int) -> None:
    with pytest.raises(errors.InvalidQuantity):
        OrderLine("사이다", Money(3000), quantity)


STATES = [
    (OrderStatus.PLACED, [], PaymentState.UNPAID, 6000, 0),
    (OrderStatus.CONFIRMED, [paid(5999)], PaymentState.UNPAID, 1, 0),
    (OrderStatus.CONFIRMED, [paid(6000)], PaymentState.PAID, 0, 0),
    (OrderStatus.CONFIRMED, [paid(7000)], PaymentState.REFUND_DUE, -1000, 1000),
    (OrderStatus.COMPLETED, [paid(7000)], PaymentState.REFUND_DUE, -1000, 1000),
    (OrderStatus.COMPLETED, [paid(6000, MovementKind.COLLECTED)], PaymentState.PAID, 0, 0),
    (OrderStatus.CANCELED, [], PaymentState.UNPAID, 0, 0),
    (OrderStatus.CANCELED, [paid(6000)], PaymentState.REFUND_DUE, -6000, 6000),
    (OrderStatus.CANCELED, [paid(6000), paid(6000, MovementKind.REFUND)], PaymentState.REFUNDED, 0, 0),
    (OrderStatus.CANCELED, [paid(6000), paid(1000, MovementKind.REVERSAL)], PaymentState.REFUND_DUE, -5000, 5000),
]


@pytest.mark.parametrize(("status", "ledger", "state", "balance", "due"), STATES)
def test_payment_state_follows_from_the_ledger(
    status: OrderStatus, ledger: list[MoneyMovement], state: PaymentState, balance: int, due: int
) -> None:
    order = an_order(status=status, ledger=ledger)
    assert (order.payment_state, order.balance, order.refund_due) == (state, Money(balance), Money(due))


@pytest.mark.parametrize("method", PaymentMethod)
def test_unpaid_order_can_be_completed_only_when_it_is_paid_at_the_door(method: PaymentMethod) -> None:
    at_the_door = method in (PaymentMethod.DOOR_CARD, PaymentMethod.DOOR_CASH)
    order = an_order(payment_method=method, status=OrderStatus.CONFIRMED)
    assert order.is_settled is at_the_door
    assert awaits_deposit(order, Role.MANAGER) is not at_the_door
    assert not awaits_deposit(order, Role.STAFF)


def test_late_transfer_on_a_cancelled_order_is_booked_once_and_is_to_be_given_back() -> None:
    order = an_order(status=OrderStatus.CANCELED)
    assert awaits_deposit(order, Role.MANAGER)
    assert not awaits_deposit(order, Role.STAFF)
    confirm_deposit(order, OWNER, NOW)
    assert (order.status, order.ledger) == (OrderStatus.CANCELED, [replace(paid(6000), is_stray=True)])
    assert (order.payment_state, order.refund_due) == (PaymentState.REFUND_DUE, Money(6000))
    assert not awaits_deposit(order, Role.MANAGER)
    record_refund(order, OWNER, NOW)
    assert (order.payment_state, order.deposit_due) == (PaymentState.REFUNDED, ZERO)
    with pytest.raises(errors.NothingToCollect):
        confirm_deposit(order, OWNER, NOW)


def test_no_late_transfer_is_awaited_on_a_cancelled_order_that_was_paid_at_the_door_or_before() -> None:
    at_the_door = an_order(status=OrderStatus.CANCELED, payment_method=PaymentMethod.DOOR_CASH)
    for order in (at_the_door, an_order(status=OrderStatus.CANCELED, ledger=[paid(6000)])):
        with pytest.raises(errors.NothingToCollect):
            require_deposit(order, OWNER)


def test_who_may_not_move_money_is_told_so_before_whether_there_is_any() -> None:
    for order in (an_order(), an_order(status=OrderStatus.CONFIRMED), an_order(status=OrderStatus.CANCELED)):
        for by in (actor(Role.STAFF), CUSTOMER):
            with pytest.raises(errors.NotAllowed):
                require_deposit(order, by)
            with pytest.raises(errors.NotAllowed):
                require_refund(order, by)
    with pytest.raises(errors.NothingToCollect):
        require_deposit(an_order(), OWNER)
    with pytest.raises(errors.NothingToRefund):
        require_refund(an_order(), OWNER)


def test_shops_own_reason_for_approving_is_limited_like_any_other() -> None:
    order = an_order(status=OrderStatus.CONFIRMED)
    order.request_cancel("늦어요", CUSTOMER, NOW, typed=False)
    for own in ("가" * (MOST_REASON + 1), "\u200d"):
        with pytest.raises(errors.InvalidText):
            order.approve_cancel(own, OWNER, NOW)
    assert order.status is OrderStatus.CANCEL_REQUESTED
    order.approve_cancel("가" * MOST_REASON, OWNER, NOW)
    assert order.cancel_reason == "늦어요 · " + "가" * MOST_REASON


def test_completion_collects_only_what_is_still_owed() -> None:
    order = an_order(status=OrderStatus.CONFIRMED, payment_method=PaymentMethod.DOOR_CASH, ledger=[paid(2000)])
    order.complete(Parcel("cj", "123456789012"), OWNER, NOW)
    assert order.ledger[1:] == [paid(4000, MovementKind.COLLECTED)]
    paid_before = an_order(status=OrderStatus.CONFIRMED, ledger=[paid(6000)])
    paid_before.complete(OwnDelivery(), OWNER, NOW)
    assert len(paid_before.ledger) == 1


def test_reason_is_cleaned_and_limited() -> None:
    order = an_order()
    order.cancel("품절\u202e\x00", OWNER, NOW)
    assert order.cancel_reason == "품절"
    with pytest.raises(errors.InvalidText):
        an_order().cancel("가" * (MOST_REASON + 1), OWNER, NOW)


def test_who_acted_last_for_the_shop_is_remembered_and_customers_do_not_count() -> None:
    order = an_order()
    order.confirm(OWNER, later(minutes=1))
    order.request_cancel("늦어요", CUSTOMER, later(minutes=2), typed=False)
    assert (order.handled_by, order.changed_at) == ("김사장", later(minutes=2))


REFUSED: list[Callable[[Order], None]] = [
    lambda order: order.cancel("", OWNER, NOW),
    lambda order: order.cancel("가" * (MOST_REASON + 1), OWNER, NOW),
    lambda order: order.complete(OwnDelivery(), OWNER, NOW),
    lambda order: order.confirm(CUSTOMER, NOW),
    lambda order: confirm_deposit(order, OWNER, NOW),
    lambda order: record_refund(order, OWNER, NOW),
    lambda order: record_refund(order, actor(Role.STAFF), NOW),
    lambda order: order.expect(2),
]


@pytest.mark.parametrize("step", REFUSED)
def test_refused_step_changes_nothing(step: Callable[[Order], None]) -> None:
    order = an_order()
    with pytest.raises(errors.DomainError):
        step(order)
    assert order == an_order()


def test_basket_follows_the_catalogue_and_refuses_what_is_gone() -> None:
    products = [Product(1, 1, "사이다", Money(3000), "A"), Product(2, 1, "콜라", Money(3500))]
    lines = basket_lines(products, {2: 2, 1: 1})
    assert lines == (OrderLine("사이다", Money(3000), 1, "A"), OrderLine("콜라", Money(3500), 2))
    assert basket_total(products, {2: 2, 1: 1, 9: 4}) == Money(10_000)
    with pytest.raises(errors.ProductGone):
        basket_lines(products, {9: 1})
    with pytest.raises(errors.EmptyOrder):
        basket_lines(products, {1: 0})
    with pytest.raises(errors.InvalidAmount):
        OrderLine("금괴", Money(MOST_WON), 2).amount  # noqa: B018
    assert basket_total(products, {}) == ZERO
