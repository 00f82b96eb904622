"""취소 신청 철회: the customer takes a cancel request back (D19)."""

from __future__ import annotations

from datetime import datetime

from domain.access import order_for_customer
from domain.order import Order
from domain.people import Caller
from domain.ports import UnitOfWork


def withdraw_cancel_request(uow: UnitOfWork, order_id: int, version: int, by: Caller, now: datetime) -> Order:
    """Moves the order back to 주문확인. Raises OrderNotFound, OrderChangedMeanwhile."""
    order, actor = order_for_customer(uow, order_id, by)
    order.expect(version)
    order.withdraw_cancel_request(actor, now)
    return order
