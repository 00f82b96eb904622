"""환불: money goes back through the payment company that took it (D7)."""

from __future__ import annotations

from datetime import datetime

from domain.access import order_for_staff
from domain.order import Order
from domain.people import Caller
from domain.ports import UnitOfWork
from domain.refunding import refund, retry_refund


def start_refund(uow: UnitOfWork, order_id: int, version: int, by: Caller, now: datetime) -> Order:
    """What is owed to the customer. Raises OrderNotFound, OrderChangedMeanwhile, NotAllowed, NothingToRefund."""
    order, actor = order_for_staff(uow, order_id, by)
    order.expect(version)
    refund(order, actor, now)
    return order


def repeat_refund(uow: UnitOfWork, order_id: int, version: int, by: Caller, now: datetime) -> Order:
    """Failed refunds once more. Raises OrderNotFound, OrderChangedMeanwhile, NotAllowed, NothingToRefund."""
    order, actor = order_for_staff(uow, order_id, by)
    order.expect(version)
    retry_refund(order, actor, now)
    return order
