"""Transfers: whose they may be, who knows where to, and those that nobody waited for."""

import pytest

from domain.answering import approve
from domain.depositing import (
    confirm_deposit,
    fits_name,
    knows_account,
    name_beginning,
    undo_deposit,
    undoable_deposit,
)
from domain.editing import add_goods, add_surcharge, request
from domain.fulfillment import OwnDelivery
from domain.money import Money
from domain.paying import begin_again, expire, withdraw
from domain.payment import PaymentMethod, PaymentState
from domain.payment_request import RequestKind, RequestState
from domain.people import Recipient, Role
from domain.refunding import record_refund
from domain.settling import come_back, open_attempt
from domain.sheet import OrderLine
from domain.shop import BankAccount
from tests.factories import NOW, actor, an_order, asked_to_pay, later

BOSS, BUYER = actor(Role.OWNER), actor(Role.CUSTOMER)
ACCOUNT = BankAccount("국민은행", "123456-01-123456", "김사장")


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("홍길동", True),
        ("홍 길 동", True),
        ("홍길동3803", True),
        ("홍*동", True),
        ("홍○동", True),
        ("홍길순", False),
        ("길동", False),
        ("홍", False),
        ("*", False),
        ("홍길동3804", False),
        (".*", False),
    ],
)
def test_banks_mask_and_cut_names_but_do_not_invent_them(name: str, fits: bool) -> None:
    order = an_order(number=3303803, recipient=Recipient("홍길동", "01012341234"))
    assert fits_name(order, name) is fits


@pytest.mark.parametrize(
    ("name", "beginning"),
    [("홍길동3803", "홍길동"), ("홍*동", "홍"), ("홍 길○", "홍길"), ("*길동", ""), ("ALEX L", "alexl")],
)
def test_what_is_legible_of_a_banks_name_is_what_a_customers_name_begins_with(name: str, beginning: str) -> None:
    assert name_beginning(name) == beginning


def test_a_long_name_may_be_cut_off() -> None:
    order = an_order(recipient=Recipient("Alexandra Lee", "01012341234"))
    assert fits_name(order, "ALEXANDRA")
    assert not fits_name(order, "ALE")


def test_who_is_asked_to_transfer_knows_the_account_even_if_there_was_none_for_a_while() -> None:
    assert knows_account(asked_to_pay(RequestKind.TRANSFER), ACCOUNT)
    assert knows_account(asked_to_pay(RequestKind.TRANSFER), None), "they were told not to transfer"


def test_pay_link_shows_the_account_only_where_there_is_one() -> None:
    assert knows_account(asked_to_pay(RequestKind.PAY_LINK, PaymentMethod.PAY_LINK), ACCOUNT)
    assert not knows_account(asked_to_pay(RequestKind.PAY_LINK, PaymentMethod.PAY_LINK), None)


def test_who_has_an_account_of_their_own_does_not_need_the_shops() -> None:
    assert not knows_account(asked_to_pay(RequestKind.VIRTUAL_ACCOUNT, PaymentMethod.PAY_LINK), ACCOUNT)


def test_late_payer_still_knows_the_account_but_who_has_paid_does_not_care() -> None:
    late, pulled_back, paid = (asked_to_pay(RequestKind.TRANSFER) for _ in range(3))
    expire(late, 1, later(days=9))
    withdraw(pulled_back, BOSS, NOW)
    confirm_deposit(paid, BOSS, NOW)
    assert [knows_account(one, ACCOUNT) for one in (late, pulled_back, paid)] == [True, True, False]


# 입금확인 taken back


def test_a_deposit_taken_back_while_the_sheet_is_edited_is_not_asked_for_again_before_the_customer_agreed() -> None:
    order = asked_to_pay(RequestKind.TRANSFER)
    confirm_deposit(order, BOSS, NOW)
    add_goods(order, (OrderLine("콜라", Money(2000), 1),), BOSS, NOW)
    undo_deposit(order, BOSS, NOW)
    assert order.asked_request is None, "the amount is not fixed while a round is open (D5)"
    request(order, BOSS, NOW)
    approve(order, 1, Money(8000), BUYER, NOW)
    begin_again(order, None, NOW)
    [_, again] = order.requests
    assert (again.state, again.amount, order.balance) == (RequestState.AWAITING_DEPOSIT, Money(8000), Money(8000))


def test_what_is_left_of_a_deposit_after_a_refund_can_be_taken_back() -> None:
    order = asked_to_pay(RequestKind.TRANSFER)
    confirm_deposit(order, BOSS, NOW)
    add_surcharge(order, "할인", Money(-1000), BOSS, NOW)
    request(order, BOSS, NOW)
    approve(order, 1, Money(5000), BUYER, NOW)
    record_refund(order, BOSS, NOW)
    undo_deposit(order, BOSS, NOW)
    assert (order.balance, order.requests[0].state) == (Money(5000), RequestState.REFUNDED)
    assert order.asked_request is None, "6,000 are not owed any more"


def test_deposit_that_was_confirmed_after_its_request_had_ended_can_be_taken_back_too() -> None:
    order = asked_to_pay(RequestKind.TRANSFER)
    withdraw(order, BOSS, NOW)
    confirm_deposit(order, BOSS, NOW)
    undo_deposit(order, BOSS, NOW)
    assert (order.balance, order.payment_state) == (Money(6000), PaymentState.UNPAID)


def test_pay_link_whose_deposit_was_a_mistake_takes_cards_again() -> None:
    order = asked_to_pay(RequestKind.PAY_LINK)
    confirm_deposit(order, BOSS, NOW)
    undo_deposit(order, BOSS, NOW)
    undone = order.requests[0].state
    open_attempt(order, 1, "toss", "ref-000001", BUYER, NOW)
    come_back(order, 1, 1, "key-000001", Money(6000), NOW)
    assert (undone, order.requests[0].state) == (RequestState.REQUESTED, RequestState.PROCESSING)


def test_money_that_was_collected_at_the_door_is_no_deposit_to_take_back() -> None:
    order = an_order(payment_method=PaymentMethod.DOOR_CASH)
    order.confirm(BOSS, NOW)
    order.complete(OwnDelivery(), BOSS, NOW)
    assert undoable_deposit(order, BOSS) is None
