"""What an order waits for besides its next status: the rows of the home screen that are not zero."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from domain.change import SheetState
from domain.lifecycle import OrderStatus
from domain.order import Order


class Concern(StrEnum):
    """A reason to come back to an order; stored for ever as the name of a counter."""

    APPROVAL = "approval"
    """고객 확인 대기: a round of edits lies with the customer."""
    PAYMENT = "payment"
    """미결제: the customer was asked for money that has not come."""
    REFUND = "refund"
    """환불 필요: the shop holds money that it owes."""


Listing = Sequence[OrderStatus] | Concern
"""Which orders a list shows."""


def concerns_of(order: Order) -> frozenset[Concern]:
    """Every concern about the order as it stands now."""
    stands = {
        Concern.APPROVAL: order.sheet_state is SheetState.REQUESTED,
        Concern.PAYMENT: order.asked_request is not None,
        Concern.REFUND: bool(order.refund_due),
    }
    return frozenset(concern for concern, holds in stands.items() if holds)
