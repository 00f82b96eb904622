"""주문취소 by the customer, while nobody has looked at the order (M2)."""

from __future__ import annotations

from datetime import datetime

from domain.access import order_for_customer
from domain.order import Order
from domain.people import Caller
from domain.ports import UnitOfWork


def cancel_own_order(uow: UnitOfWork, order_id: int, version: int, by: Caller, now: datetime) -> Order:
    """Moves the order to 취소완료. Raises OrderNotFound, OrderChangedMeanwhile, NotAllowed once it is confirmed."""
    order, actor = order_for_customer(uow, order_id, by)
    order.expect(version)
    order.cancel("", actor, now)
    return order
