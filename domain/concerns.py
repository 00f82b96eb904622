"""What an order waits for besides its next status: the rows of the home screen that are not zero."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from domain.change import SheetState
from domain.lifecycle import OrderStatus
from domain.money import ZERO, Money
from domain.order import Order


class Concern(StrEnum):
    """A reason to come back to an order; stored for ever as the name of a counter."""

    APPROVAL = "approval"
    """고객 확인 대기: a round of edits lies with the customer."""
    PAYMENT = "payment"
    """미결제: money is missing, whatever became of the request for it."""
    REFUND = "refund"
    """환불 필요: the shop holds money that it owes."""


Listing = Sequence[OrderStatus] | Concern
"""Which orders a list shows."""


def concerns_of(order: Order) -> frozenset[Concern]:
    """Every concern about the order as it stands now."""
    stands = {
        Concern.APPROVAL: order.sheet_state is SheetState.REQUESTED,
        Concern.PAYMENT: bool(unpaid(order)),
        Concern.REFUND: bool(order.refund_due),
    }
    return frozenset(concern for concern, holds in stands.items() if holds)


def unpaid(order: Order) -> Money:
    """What is missing of an order that the shop prepares, unless the door will collect it or it may change yet (D5)."""
    is_settled_later = order.payment_method.is_at_the_door or order.sheet_state is SheetState.REQUESTED
    return ZERO if is_settled_later or order.status is not OrderStatus.CONFIRMED else order.missing
