"""What an order's sums come to."""

import pytest

from domain.money import ZERO, Money
from domain.payment import PaymentState, payment_state

TOTAL = Money(6000)


@pytest.mark.parametrize(
    ("captured", "refunded", "is_canceled", "state"),
    [
        (0, 0, False, PaymentState.UNPAID),
        (5999, 0, False, PaymentState.UNPAID),
        (6000, 0, False, PaymentState.PAID),
        (9000, 0, False, PaymentState.REFUND_DUE),
        (9000, 3000, False, PaymentState.PAID),
        (6000, 6000, False, PaymentState.UNPAID),
        (0, 0, True, PaymentState.UNPAID),
        (6000, 0, True, PaymentState.REFUND_DUE),
        (6000, 6000, True, PaymentState.REFUNDED),
    ],
)
def test_the_state_follows_from_sums_and_status(
    captured: int, refunded: int, is_canceled: bool, state: PaymentState
) -> None:
    found = payment_state(TOTAL, Money(captured), Money(refunded), is_canceled=is_canceled)
    assert found is state


def test_an_order_that_costs_nothing_is_never_paid() -> None:
    assert payment_state(ZERO, ZERO, ZERO, is_canceled=False) is PaymentState.UNPAID
