"""Whether a bank's name of a sender may be a customer's, and who knows the account that transfers go to."""

import pytest

from domain.depositing import confirm_deposit, fits_name, knows_account
from domain.order import Order
from domain.paying import Terms, expire, request_payment, withdraw
from domain.payment import PaymentMethod
from domain.payment_request import RequestKind
from domain.people import Recipient, Role
from domain.shop import BankAccount
from tests.factories import NOW, actor, an_order, later

BOSS, ACCOUNT = actor(Role.OWNER), BankAccount("국민은행", "123456-01-123456", "김사장")


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


def test_a_long_name_may_be_cut_off() -> None:
    order = an_order(recipient=Recipient("Alexandra Lee", "01012341234"))
    assert fits_name(order, "ALEXANDRA")
    assert not fits_name(order, "ALE")


def asked(kind: RequestKind, method: PaymentMethod = PaymentMethod.BANK_TRANSFER) -> Order:
    order = an_order(payment_method=method)
    order.confirm(BOSS, NOW)
    request_payment(order, Terms(kind, later(days=3), "nonce", "hash"), BOSS, NOW)
    return order


def test_who_is_asked_to_transfer_knows_the_account_even_if_there_was_none_for_a_while() -> None:
    assert knows_account(asked(RequestKind.TRANSFER), ACCOUNT)
    assert knows_account(asked(RequestKind.TRANSFER), None), "they were told not to transfer"


def test_pay_link_shows_the_account_only_where_there_is_one() -> None:
    assert knows_account(asked(RequestKind.PAY_LINK, PaymentMethod.PAY_LINK), ACCOUNT)
    assert not knows_account(asked(RequestKind.PAY_LINK, PaymentMethod.PAY_LINK), None)


def test_who_has_an_account_of_their_own_does_not_need_the_shops() -> None:
    assert not knows_account(asked(RequestKind.VIRTUAL_ACCOUNT, PaymentMethod.PAY_LINK), ACCOUNT)


def test_late_payer_still_knows_the_account_but_who_has_paid_does_not_care() -> None:
    late, pulled_back, paid = (asked(RequestKind.TRANSFER) for _ in range(3))
    expire(late, 1, later(days=9))
    withdraw(pulled_back, BOSS, NOW)
    confirm_deposit(paid, BOSS, NOW)
    assert [knows_account(one, ACCOUNT) for one in (late, pulled_back, paid)] == [True, True, False]
