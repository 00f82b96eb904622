"""Money on its way back: each won once, by the way it came, whoever else gives some back meanwhile."""

from __future__ import annotations

import pytest

from domain import payment_events as e
from domain.depositing import confirm_deposit
from domain.errors import NothingToRefund, PaymentMissing
from domain.fulfillment import Pickup
from domain.gateway import ProviderRefund, ProviderStatus
from domain.money import Money
from domain.odd_deposits import book_deposit
from domain.order import Order
from domain.paying import withdraw
from domain.payment import PaymentMethod, PaymentState, refunded
from domain.payment_request import RefundState, RequestState
from domain.people import SYSTEM
from domain.refunding import (
    book_refund,
    record_refund,
    refund,
    refund_failed,
    refundable,
    retry_refund,
    start_refunds,
)
from domain.settling import come_back, open_attempt, settle
from tests.domain.test_settling import BOSS, BUYER, SIX, STAFF, asked_again, record, returned
from tests.factories import NOW, an_order


def paid() -> Order:
    order = returned()
    settle(order, 1, 1, record(), NOW)
    return order


def canceled() -> Order:
    """Paid, cancelled, and on its way back."""
    order = paid()
    order.cancel("품절", BOSS, NOW)
    start_refunds(order, SYSTEM, NOW)
    return order


def states(order: Order) -> list[RefundState]:
    return [one.state for one in order.refunds]


def unwanted() -> Order:
    """Withdrawn while the payment was being confirmed, which came through: it goes back at once."""
    order = returned()
    withdraw(order, STAFF, NOW)
    settle(order, 1, 1, record(), NOW)
    assert states(order) == [RefundState.PENDING]
    assert order.requests[0].state is RequestState.PAID
    return order


def test_two_payments_of_one_order_both_go_back() -> None:
    order = paid()
    asked_again(order, Money(2000))
    open_attempt(order, 2, "toss", "ref-000002", BUYER, NOW)
    come_back(order, 2, 1, "key-000002", Money(2000), NOW)
    settle(order, 2, 1, record(order_ref="ref-000002", payment_ref="key-000002", amount=Money(2000)), NOW)
    order.cancel("품절", BOSS, NOW)
    assert refundable(order) == Money(8000)
    start_refunds(order, SYSTEM, NOW)
    assert [(one.request, one.amount.won) for one in order.refunds] == [(1, 6000), (2, 2000)]


def test_refund_of_everything_over_there_settles_the_one_that_was_on_its_way() -> None:
    order = canceled()
    part = ProviderRefund("by-hand-1", Money(2000))
    settle(order, 1, 1, record(ProviderStatus.PARTIALLY_CANCELED, refunds=(part,)), NOW)
    assert states(order) == [RefundState.BY_HAND], "the provider cannot give 6,000 of the 4,000 that are left"
    start_refunds(order, SYSTEM, NOW)
    assert [one.amount.won for one in order.refunds] == [6000, 4000]
    book_refund(order, 1, 1, "toss", "tx-2", Money(4000), NOW)
    assert (refunded(order.ledger), order.payment_state) == (SIX, PaymentState.REFUNDED)


def test_money_that_is_going_back_does_not_pay_for_the_goods() -> None:
    """A payment that nobody wanted any more goes back while the order goes on."""
    order = unwanted()
    with pytest.raises(PaymentMissing) as missing:
        order.complete(Pickup(), STAFF, NOW)
    assert missing.value.params["won"] == 6000


def test_refused_refund_of_an_unwanted_payment_can_be_tried_again_although_the_order_costs_as_much() -> None:
    order = unwanted()
    refund_failed(order, 1, "NOT_CANCELABLE_PAYMENT", "안 돼요", NOW)
    with pytest.raises(NothingToRefund):
        refund(order, BOSS, NOW)
    retry_refund(order, BOSS, NOW)
    assert states(order) == [RefundState.PENDING]


def test_customer_reads_one_sum_of_what_was_given_back_by_hand_whatever_ways_it_had_come() -> None:
    order = an_order(payment_method=PaymentMethod.BANK_TRANSFER)
    order.confirm(BOSS, NOW)
    confirm_deposit(order, BOSS, NOW)
    book_deposit(order, Money(2000), BOSS, NOW)
    order.cancel("품절", BOSS, NOW)
    order.events.clear()
    record_refund(order, BOSS, NOW)
    assert [row.amount.won for row in order.ledger[2:]] == [6000, 2000]
    assert [event.amount.won for event in order.events if isinstance(event, e.RefundRecorded)] == [8000]
