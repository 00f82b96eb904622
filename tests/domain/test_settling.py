"""What a payment company's word does: each guard on its own, so that taking it out fails here."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from domain import events as e
from domain import payment_events as pe
from domain.answering import approve
from domain.editing import add_goods
from domain.editing import request as ask_customer
from domain.errors import PaymentInProgress, PaymentLinkDead, PaymentRequestLive
from domain.gateway import ProviderPayment, ProviderRefund, ProviderStatus
from domain.gateway_work import TaskKind, tasks_for_order
from domain.money import MOST_WON, ZERO, Money
from domain.order import Order
from domain.paying import Terms, begin, change_method, expire, remind, request_payment, wind_up, withdraw
from domain.payment import MovementKind, PaymentMethod, PaymentState, captured, refunded
from domain.payment_request import GRACE, RefundState, RequestKind, RequestState
from domain.people import SYSTEM, Role
from domain.refunding import book_refund, record_refund, refund_failed, retry_refund, start_refunds
from domain.settling import Next, come_back, give_up, open_attempt, settle
from domain.sheet import OrderLine
from tests.factories import NOW, actor, an_order, later

STAFF, BOSS, BUYER = actor(Role.STAFF), actor(Role.OWNER), actor(Role.CUSTOMER)
SIX = Money(6000)
REF, KEY = "ref-000001", "key-000001"


def asked(kind: RequestKind = RequestKind.PAY_LINK) -> Order:
    order = an_order(payment_method=PaymentMethod.PAY_LINK)
    order.confirm(STAFF, NOW)
    request_payment(order, Terms(kind, later(days=3), "nonce", "hash"), STAFF, NOW)
    return order


def returned() -> Order:
    order = asked()
    open_attempt(order, 1, "toss", REF, BUYER, NOW)
    come_back(order, 1, 1, KEY, SIX, NOW)
    return order


def asked_again(order: Order, more: Money) -> None:
    """The sheet of the paid order grows by this, the customer agrees and is asked for the difference."""
    add_goods(order, (OrderLine("콜라", more, 1),), STAFF, NOW)
    ask_customer(order, STAFF, NOW)
    approve(order, len(order.changes), order.drafted_sheet.total, BUYER, NOW)
    terms = Terms(RequestKind.PAY_LINK, later(days=3), "nonce-2", "hash-2")
    request_payment(order, terms, STAFF, NOW)


def record(status: ProviderStatus = ProviderStatus.DONE, amount: Money = SIX, **more: Any) -> ProviderPayment:
    said: dict[str, Any] = {"order_ref": REF, "payment_ref": KEY, "amount": amount}
    return ProviderPayment(status, **said | more)


def state(order: Order) -> RequestState:
    return order.requests[-1].state


def count(order: Order, kind: type[e.OrderEvent]) -> int:
    return sum(isinstance(event, kind) for event in order.events)


def test_approved_payment_pays_the_request_and_is_told_once_however_often_it_is_reported() -> None:
    order = returned()
    for _ in range(3):
        assert settle(order, 1, 1, record(), NOW) is Next.NOTHING
    assert (state(order), order.payment_state) == (RequestState.PAID, PaymentState.PAID)
    assert (captured(order.ledger), count(order, pe.PaymentReceived)) == (SIX, 1)


def test_amount_that_the_browser_brings_is_never_taken() -> None:
    order = asked()
    open_attempt(order, 1, "toss", REF, BUYER, NOW)
    with pytest.raises(PaymentLinkDead):
        come_back(order, 1, 1, KEY, Money(1), NOW)
    assert state(order) is RequestState.REQUESTED


def test_withdrawn_request_is_not_confirmed_by_a_customer_who_was_in_the_window() -> None:
    order = asked()
    open_attempt(order, 1, "toss", REF, BUYER, NOW)
    withdraw(order, STAFF, NOW)
    with pytest.raises(PaymentLinkDead):
        come_back(order, 1, 1, KEY, SIX, NOW)
    assert state(order) is RequestState.CANCELED


def test_second_return_changes_nothing() -> None:
    order = returned()
    before = len(order.events)
    come_back(order, 1, 1, KEY, SIX, NOW)
    assert len(order.events) == before
    with pytest.raises(PaymentInProgress):
        open_attempt(order, 1, "toss", "ref-000002", BUYER, NOW)


def test_payment_of_another_amount_is_booked_said_aloud_and_pays_nothing() -> None:
    order = returned()
    settle(order, 1, 1, record(amount=Money(1000)), NOW)
    assert state(order) is RequestState.REQUESTED
    assert (captured(order.ledger), order.balance, count(order, pe.StrayMoneyReceived)) == (Money(1000), Money(5000), 1)


def test_somebody_elses_payment_proves_nothing_and_leaves_the_request_free() -> None:
    order = returned()
    settle(order, 1, 1, record(order_ref="ref-of-another"), NOW)
    assert (state(order), order.ledger) == (RequestState.REQUESTED, [])
    settle(order, 1, 1, record(payment_ref="key-real"), NOW)
    assert state(order) is RequestState.PAID


def test_request_that_was_withdrawn_while_it_was_confirmed_is_refunded_at_once() -> None:
    order = returned()
    withdraw(order, STAFF, NOW)
    assert (state(order), order.requests[0].is_unwanted) == (RequestState.PROCESSING, True)
    assert settle(order, 1, 1, record(ProviderStatus.AUTHENTICATED), NOW) is Next.NOTHING, "it may not be confirmed"
    assert state(order) is RequestState.CANCELED
    order = returned()
    withdraw(order, STAFF, NOW)
    settle(order, 1, 1, record(), NOW)
    assert [one.state for one in order.refunds] == [RefundState.PENDING]


def test_customer_who_is_through_is_confirmed_if_the_first_call_never_arrived() -> None:
    assert settle(returned(), 1, 1, record(ProviderStatus.AUTHENTICATED), NOW) is Next.CONFIRM


@pytest.mark.parametrize("status", [ProviderStatus.FAILED, ProviderStatus.EXPIRED, ProviderStatus.UNKNOWN])
def test_payment_that_came_to_nothing_leaves_the_same_link_usable(status: ProviderStatus) -> None:
    order = returned()
    settle(order, 1, 1, record(status), NOW)
    assert state(order) is RequestState.REQUESTED
    open_attempt(order, 1, "toss", "ref-000002", BUYER, NOW)


def test_late_money_never_revives_a_cancelled_order() -> None:
    order = asked()
    open_attempt(order, 1, "toss", REF, BUYER, NOW)
    order.cancel("품절", BOSS, NOW)
    wind_up(order, NOW)
    settle(order, 1, 1, record(), NOW)
    assert (state(order), order.payment_state) == (RequestState.CANCELED, PaymentState.REFUND_DUE)
    assert (order.refund_due, count(order, pe.StrayMoneyReceived), count(order, pe.PaymentReceived)) == (SIX, 1, 0)


def test_cancelling_a_paid_order_gives_the_money_back_once_and_a_refusal_can_be_tried_again() -> None:
    order = returned()
    settle(order, 1, 1, record(), NOW)
    order.cancel("품절", BOSS, NOW)
    for _ in range(2):
        start_refunds(order, SYSTEM, NOW)
    assert [one.amount for one in order.refunds] == [SIX]
    refund_failed(order, 1, "NOT_CANCELABLE_PAYMENT", "안 돼요", NOW)
    assert order.payment_state is PaymentState.REFUND_DUE
    retry_refund(order, BOSS, NOW)
    for _ in range(2):
        book_refund(order, 1, 1, "toss", "tx-9", SIX, NOW)
    assert (state(order), order.refunds[0].state) == (RequestState.REFUNDED, RefundState.DONE)
    assert (refunded(order.ledger), order.payment_state) == (SIX, PaymentState.REFUNDED)


def test_failed_refund_can_be_given_back_by_hand() -> None:
    order = returned()
    settle(order, 1, 1, record(), NOW)
    order.cancel("품절", BOSS, NOW)
    start_refunds(order, SYSTEM, NOW)
    refund_failed(order, 1, "NOT_CANCELABLE_PAYMENT", "안 돼요", NOW)
    record_refund(order, BOSS, NOW)
    assert (order.refunds[0].state, order.payment_state) == (RefundState.BY_HAND, PaymentState.REFUNDED)


def test_refund_at_the_provider_itself_is_booked_too() -> None:
    order = returned()
    settle(order, 1, 1, record(), NOW)
    part = ProviderRefund("tx-1", Money(1000))
    for _ in range(2):
        settle(order, 1, 1, record(ProviderStatus.PARTIALLY_CANCELED, refunds=(part,)), NOW)
    assert (state(order), refunded(order.ledger)) == (RequestState.PARTIALLY_REFUNDED, Money(1000))


def test_deposit_that_the_bank_took_back_is_awaited_again() -> None:
    order = returned()
    settle(order, 1, 1, record(transaction="t1"), NOW)
    for _ in range(2):
        settle(order, 1, 1, record(ProviderStatus.AWAITING_DEPOSIT), NOW)
    assert (state(order), order.balance, count(order, pe.DepositUndone)) == (RequestState.AWAITING_DEPOSIT, SIX, 1)
    settle(order, 1, 1, record(transaction="t2"), NOW)
    kinds = [one.kind for one in order.ledger]
    assert (state(order), order.balance) == (RequestState.PAID, ZERO)
    assert kinds == [MovementKind.CAPTURE, MovementKind.REVERSAL, MovementKind.CAPTURE]


@pytest.mark.parametrize("when", [later(days=1), later(days=5)], ids=["before its deadline", "after it"])
def test_deposit_that_the_bank_took_back_does_not_outlive_the_deadline(when: datetime) -> None:
    order = returned()
    settle(order, 1, 1, record(transaction="t1"), NOW)
    order.events.clear()
    settle(order, 1, 1, record(ProviderStatus.AWAITING_DEPOSIT), when)
    [task] = tasks_for_order(order)
    assert (task.kind, task.request, task.due_at) == (TaskKind.EXPIRE, 1, later(days=3))
    expire(order, 1, max(when, task.due_at))
    assert state(order) is RequestState.EXPIRED


def test_deposit_taken_back_from_an_order_that_was_cancelled_has_no_deadline_any_more() -> None:
    order = returned()
    settle(order, 1, 1, record(transaction="t1"), NOW)
    order.cancel("품절", BOSS, NOW)
    order.events.clear()
    settle(order, 1, 1, record(ProviderStatus.AWAITING_DEPOSIT), later(days=5))
    assert (state(order), tasks_for_order(order)) == (RequestState.REFUNDED, [])


def test_deadline_ends_a_request_but_never_one_that_is_being_confirmed() -> None:
    order = returned()
    expire(order, 1, later(days=9))
    assert state(order) is RequestState.PROCESSING
    order = asked()
    expire(order, 1, later(days=2))
    assert state(order) is RequestState.REQUESTED
    expire(order, 1, later(days=3))
    assert state(order) is RequestState.EXPIRED


def test_transfers_have_a_day_of_grace() -> None:
    order = an_order()
    order.confirm(STAFF, NOW)
    begin(order, later(days=3), SYSTEM, NOW)
    expire(order, 1, later(days=3) + GRACE - timedelta(seconds=1))
    assert state(order) is RequestState.AWAITING_DEPOSIT
    expire(order, 1, later(days=3) + GRACE)
    assert state(order) is RequestState.EXPIRED


def test_only_one_request_is_live_and_reminders_in_a_row_are_one() -> None:
    order = asked()
    with pytest.raises(PaymentRequestLive):
        request_payment(order, Terms(RequestKind.TRANSFER), STAFF, NOW)
    for seconds in (0, 30, 61):
        remind(order, STAFF, later(seconds=seconds))
    assert count(order, pe.PaymentReminded) == 2


def test_door_order_changes_its_method_before_it_is_asked_and_back() -> None:
    order = an_order(payment_method=PaymentMethod.DOOR_CASH)
    order.confirm(STAFF, NOW)
    begin(order, None, SYSTEM, NOW)
    assert (state(order), order.asked_request) == (RequestState.DUE_ON_DELIVERY, None)
    change_method(order, PaymentMethod.BANK_TRANSFER, later(days=3), STAFF, NOW)
    assert [one.state for one in order.requests] == [RequestState.CANCELED, RequestState.AWAITING_DEPOSIT]


def test_deposit_that_is_taken_back_while_the_difference_is_asked_for_leaves_one_live_request() -> None:
    order = returned()
    settle(order, 1, 1, record(transaction="t1"), NOW)
    asked_again(order, Money(2000))
    settle(order, 1, 1, record(ProviderStatus.AWAITING_DEPOSIT), NOW)
    assert [one.state for one in order.requests] == [RequestState.REFUNDED, RequestState.REQUESTED]
    assert order.balance == Money(8000)


def test_deposit_that_is_taken_back_after_a_part_was_refunded_by_hand_keeps_its_own_name() -> None:
    order = returned()
    settle(order, 1, 1, record(transaction="t1"), NOW)
    order.cancel("품절", BOSS, NOW)
    record_refund(order, BOSS, NOW)
    settle(order, 1, 1, record(ProviderStatus.AWAITING_DEPOSIT), NOW)
    assert [(one.kind, one.transaction) for one in order.ledger][2:] == [], "nothing is held that could be taken back"
    order = returned()
    settle(order, 1, 1, record(transaction="t1"), NOW)
    settle(order, 1, 1, record(ProviderStatus.PARTIALLY_CANCELED, refunds=(ProviderRefund("r1", Money(1000)),)), NOW)
    settle(order, 1, 1, record(ProviderStatus.AWAITING_DEPOSIT), NOW)
    assert (order.ledger[-1].transaction, order.ledger[-1].amount) == ("undone:t1", Money(5000))
    assert state(order) is RequestState.REFUNDED


def test_deposit_that_is_taken_back_on_a_cancelled_order_asks_nobody_for_money() -> None:
    order = returned()
    settle(order, 1, 1, record(transaction="t1"), NOW)
    order.cancel("품절", BOSS, NOW)
    settle(order, 1, 1, record(ProviderStatus.AWAITING_DEPOSIT), NOW)
    assert (state(order), order.live_request) == (RequestState.REFUNDED, None)


def test_money_for_an_old_request_that_pays_everything_ends_the_new_one() -> None:
    order = asked()
    open_attempt(order, 1, "toss", REF, BUYER, NOW)
    withdraw(order, STAFF, NOW)
    request_payment(order, Terms(RequestKind.PAY_LINK, later(days=3), "nonce-2", "hash-2"), STAFF, NOW)
    settle(order, 1, 1, record(), NOW)
    assert [one.state for one in order.requests] == [RequestState.CANCELED, RequestState.CANCELED]
    assert (order.balance, count(order, pe.StrayMoneyReceived)) == (ZERO, 1)


def test_money_that_is_not_taken_yet_is_not_taken_while_a_cancel_request_stands() -> None:
    order = returned()
    order.request_cancel("마음이 바뀌었어요", BUYER, NOW, typed=True)
    assert settle(order, 1, 1, record(ProviderStatus.AUTHENTICATED), NOW) is Next.NOTHING
    assert state(order) is RequestState.REQUESTED
    order = returned()
    order.request_cancel("마음이 바뀌었어요", BUYER, NOW, typed=True)
    settle(order, 1, 1, record(), NOW)
    assert state(order) is RequestState.PAID, "what was taken already is kept"


def test_browser_that_closes_the_window_again_and_again_changes_the_order_once() -> None:
    order = asked()
    open_attempt(order, 1, "toss", REF, BUYER, NOW)
    before = len(order.events)
    for n in range(3):
        give_up(order, 1, 1, f"CODE_{n}", "", NOW)
    assert len(order.events) == before + 1


def test_money_beyond_any_order_is_booked_owed_and_given_back() -> None:
    """A customer who pays a huge order in two windows has paid twice as much as any sheet may come to."""
    huge = Money(MOST_WON)
    order = an_order(payment_method=PaymentMethod.PAY_LINK, lines=(OrderLine("금", huge, 1),), ordered_fee=ZERO)
    order.confirm(STAFF, NOW)
    request_payment(order, Terms(RequestKind.PAY_LINK, later(days=3), "nonce", "hash"), STAFF, NOW)
    for n in (1, 2):
        open_attempt(order, 1, "toss", f"ref-{n}", BUYER, NOW)
    for n in (1, 2):
        settle(order, 1, n, record(amount=huge, order_ref=f"ref-{n}", payment_ref=f"key-{n}"), NOW)
    assert (order.balance, order.refund_due) == (-huge, huge)
    order.cancel("품절", BOSS, NOW)
    start_refunds(order, BOSS, NOW)
    assert order.refund_due.won == 2 * MOST_WON
    assert [one.amount for one in order.refunds] == [huge, huge]
    assert not order.refund_by_hand_due
