"""Transfers of another amount than what is awaited: a part, too much, or when nothing is left to pay."""

import pytest

from domain import payment_events as e
from domain.depositing import confirm_deposit, undo_deposit, undoable_deposit
from domain.errors import InvalidDeposit, NotAllowed, NothingToCollect, OrderChangedMeanwhile, PaymentInProgress
from domain.fulfillment import OwnDelivery
from domain.gateway import ProviderPayment, ProviderStatus
from domain.money import ZERO, Money
from domain.odd_deposits import Arrival, arrival, book_deposit
from domain.order import Order
from domain.paying import Terms, request_payment, withdraw
from domain.payment import MoneyMovement, MovementKind, PaymentMethod, PaymentState, holdings
from domain.payment_request import RequestKind, RequestState
from domain.people import Role
from domain.refunding import record_refund
from domain.settling import come_back, open_attempt, settle
from domain.shop import Shop
from domain.use_cases.book_deposit import book_deposit as book
from domain.use_cases.request_payment import Link
from tests.factories import NOW, a_shop, actor, an_order, asked_to_pay, caller, later, open_shop, store_order
from tests.fakes import FakeStore

BOSS = actor(Role.OWNER)
FIVE, SIX = Money(5000), Money(6000)


def paid_by_card() -> Order:
    """6,000원 by card: nothing is left to pay."""
    order = asked_to_pay(RequestKind.PAY_LINK, PaymentMethod.PAY_LINK)
    open_attempt(order, 1, "toss", "ref-1", actor(Role.CUSTOMER), NOW)
    settle(order, 1, 1, ProviderPayment(ProviderStatus.DONE, "ref-1", "key-1", SIX), NOW)
    return order


def canceled() -> Order:
    order = asked_to_pay(RequestKind.TRANSFER)
    withdraw(order, BOSS, NOW)
    order.cancel("재고 부족", BOSS, NOW)
    return order


@pytest.mark.parametrize(
    ("won", "expected"), [(5999, Arrival.LESS), (6000, Arrival.EXACT), (6001, Arrival.MORE), (1, Arrival.LESS)]
)
def test_an_amount_is_a_part_or_too_much_by_what_is_asked_for(won: int, expected: Arrival) -> None:
    order = asked_to_pay(RequestKind.TRANSFER)
    assert arrival(order, Money(won)) is expected
    withdraw(order, BOSS, NOW)
    assert arrival(order, Money(won)) is expected, "what is owed counts, also while nobody is asked for it"
    assert {arrival(done, Money(won)) for done in (paid_by_card(), canceled())} == {Arrival.EXTRA}


# Nothing is left to pay


def test_transfer_on_top_of_a_paid_order_is_booked_owed_and_given_back_by_hand() -> None:
    order = paid_by_card()
    book_deposit(order, Money(8000), BOSS, NOW)
    assert (order.refund_due, order.refund_by_hand_due) == (Money(8000), Money(8000))
    assert [type(event) for event in order.events[-2:]] == [e.DepositConfirmed, e.RefundNeeded]
    book_deposit(order, Money(1), BOSS, NOW)
    record_refund(order, BOSS, NOW)
    assert (order.balance, order.requests[0].state) == (ZERO, RequestState.PAID), "what the card paid stays paid"


def test_extra_that_was_a_mistake_is_taken_back_and_nothing_is_awaited() -> None:
    order = paid_by_card()
    book_deposit(order, Money(8000), BOSS, NOW)
    undo_deposit(order, BOSS, NOW)
    assert (order.balance, order.live_request, order.payment_state) == (ZERO, None, PaymentState.PAID)
    assert not any(one.is_stray for one in holdings(order.ledger))
    with pytest.raises(NothingToCollect):
        undo_deposit(order, BOSS, NOW)


@pytest.mark.parametrize("won", [500, 6000, 9000])
def test_late_money_on_a_cancelled_order_may_be_any_amount(won: int) -> None:
    order = canceled()
    book_deposit(order, Money(won), BOSS, NOW)
    assert (order.refund_due.won, order.live_request) == (won, None)


# Too much


def test_what_came_beyond_the_request_pays_it_and_the_rest_is_given_back() -> None:
    order = asked_to_pay(RequestKind.TRANSFER)
    book_deposit(order, Money(8000), BOSS, NOW)
    assert (order.requests[0].state, order.refund_by_hand_due) == (RequestState.PAID, Money(2000))
    confirmed, needed = order.events[-2:]
    assert isinstance(confirmed, e.DepositConfirmed)
    assert (confirmed.amount, type(needed)) == (Money(8000), e.RefundNeeded), "the customer reads what they sent, once"
    undo_deposit(order, BOSS, NOW)
    assert (order.balance, order.requests[0].state) == (ZERO, RequestState.PAID), "first what was too much"
    undo_deposit(order, BOSS, NOW)
    assert (order.balance, order.deposit_due) == (SIX, SIX)


# A part


def test_a_part_counts_and_pays_no_request() -> None:
    order = asked_to_pay(RequestKind.TRANSFER)
    book_deposit(order, FIVE, BOSS, NOW)
    part = MoneyMovement(MovementKind.CAPTURE, FIVE, NOW, BOSS.user_id, request=1, is_stray=True)
    assert (order.ledger, order.requests[0].state) == ([part], RequestState.CANCELED)
    assert (order.balance, order.deposit_due, order.payment_state) == (Money(1000), Money(1000), PaymentState.UNPAID)
    assert [type(event) for event in order.events[-2:]] == [e.DepositConfirmed, e.PaymentRequestClosed]


def test_the_rest_pays_the_order_and_both_can_be_taken_back_the_last_one_first() -> None:
    order = asked_to_pay(RequestKind.TRANSFER)
    book_deposit(order, FIVE, BOSS, NOW)
    request_payment(order, Terms(RequestKind.TRANSFER), BOSS, NOW)
    assert undoable_deposit(order, BOSS) is None, "the customer is asked for what is left"
    confirm_deposit(order, BOSS, NOW)
    assert (order.balance, order.payment_state) == (ZERO, PaymentState.PAID)
    undo_deposit(order, BOSS, NOW)
    assert (order.balance, order.requests[1].state) == (Money(1000), RequestState.AWAITING_DEPOSIT)
    withdraw(order, BOSS, NOW)
    undo_deposit(order, BOSS, NOW)
    assert (order.balance, order.deposit_due, order.requests[0].state) == (SIX, SIX, RequestState.CANCELED)


def test_a_part_is_given_back_by_hand_when_the_order_is_cancelled() -> None:
    order = asked_to_pay(RequestKind.TRANSFER)
    book_deposit(order, FIVE, BOSS, NOW)
    order.cancel("재고 부족", BOSS, NOW)
    assert order.refund_by_hand_due == FIVE
    record_refund(order, BOSS, NOW)
    assert (order.balance, order.requests[0].state) == (ZERO, RequestState.CANCELED)


def test_a_part_that_is_too_much_because_of_money_that_came_unasked_is_to_be_given_back() -> None:
    order = asked_to_pay(RequestKind.TRANSFER)
    order.ledger.append(MoneyMovement(MovementKind.CAPTURE, Money(3000), NOW, 0, "toss", "tx", 1, 1, is_stray=True))
    book_deposit(order, FIVE, BOSS, NOW)
    assert (order.refund_due, type(order.events[-1])) == (Money(2000), e.RefundNeeded)


def test_a_part_of_a_completed_order_is_not_taken_back() -> None:
    order = asked_to_pay(RequestKind.TRANSFER)
    book_deposit(order, FIVE, BOSS, NOW)
    book_deposit(order, Money(1000), BOSS, NOW)
    assert undoable_deposit(order, BOSS)
    order.complete(OwnDelivery(), BOSS, NOW)
    assert undoable_deposit(order, BOSS) is None
    book_deposit(order, FIVE, BOSS, NOW)
    undo_deposit(order, BOSS, NOW)
    assert order.balance == ZERO, "only what came after it was paid"


def test_nothing_is_booked_while_a_payment_company_decides() -> None:
    for won in (5000, 6000, 7000):
        order = asked_to_pay(RequestKind.PAY_LINK, PaymentMethod.PAY_LINK)
        open_attempt(order, 1, "toss", "ref-1", actor(Role.CUSTOMER), NOW)
        come_back(order, 1, 1, "key-1", SIX, NOW)
        with pytest.raises(PaymentInProgress):
            book_deposit(order, Money(won), BOSS, NOW)
        assert order.ledger == []


def test_nothing_is_booked_before_an_order_is_confirmed_nor_beside_a_virtual_account() -> None:
    for order in (an_order(), asked_to_pay(RequestKind.VIRTUAL_ACCOUNT, PaymentMethod.PAY_LINK)):
        with pytest.raises(OrderChangedMeanwhile):
            book_deposit(order, Money(8000), BOSS, NOW)


@pytest.mark.parametrize("won", [0, -5])
def test_only_an_amount_can_arrive(won: int) -> None:
    for order in (paid_by_card(), asked_to_pay(RequestKind.TRANSFER)):
        with pytest.raises(InvalidDeposit):
            book_deposit(order, Money(won), BOSS, NOW)


def test_staff_do_not_book_money() -> None:
    for order in (paid_by_card(), asked_to_pay(RequestKind.TRANSFER)):
        with pytest.raises(NotAllowed):
            book_deposit(order, FIVE, actor(Role.STAFF), NOW)


# Asking for the rest


def booked(order: Order, shop: Shop, link: Link | None, amount: Money = FIVE) -> Order:
    """Two days later."""
    store = FakeStore()
    store.do(open_shop, shop)
    store.do(store_order, order)
    return store.do(book, order.id, order.version, amount, link, caller(Role.OWNER), later(days=2))


def test_the_customer_is_asked_for_the_rest_with_a_deadline_of_its_own() -> None:
    order = booked(asked_to_pay(RequestKind.TRANSFER), a_shop(), None)
    rest = order.live_request
    assert rest
    assert (rest.number, rest.kind, rest.amount) == (2, RequestKind.TRANSFER, Money(1000))
    assert rest.expires_at == a_shop().payment_deadline(later(days=2))


def test_who_was_asked_by_a_link_gets_a_link_for_the_rest() -> None:
    link = Link("nonce-2", "hash-2")
    order = asked_to_pay(RequestKind.PAY_LINK, PaymentMethod.PAY_LINK)
    rest = booked(order, a_shop(has_gateway=True), link).live_request
    assert rest
    assert (rest.kind, rest.amount, rest.token_hash) == (RequestKind.PAY_LINK, Money(1000), "hash-2")


@pytest.mark.parametrize(
    ("kind", "shop", "link"),
    [
        (RequestKind.TRANSFER, a_shop(account=None, has_gateway=True), Link("nonce-2", "hash-2")),
        (RequestKind.PAY_LINK, a_shop(), Link("nonce-2", "hash-2")),
        (RequestKind.PAY_LINK, a_shop(has_gateway=True), None),
    ],
)
def test_where_that_way_is_gone_the_part_is_booked_and_nobody_is_asked(
    kind: RequestKind, shop: Shop, link: Link | None
) -> None:
    order = booked(asked_to_pay(kind), shop, link)
    assert (order.live_request, order.balance) == (None, Money(1000))


def test_nobody_is_asked_who_was_not_asked_before_or_has_paid() -> None:
    unasked = asked_to_pay(RequestKind.TRANSFER)
    withdraw(unasked, BOSS, NOW)
    assert booked(unasked, a_shop(), None).live_request is None
    for won in (6000, 9000):
        assert booked(asked_to_pay(RequestKind.TRANSFER), a_shop(), None, Money(won)).live_request is None
