"""주문확인: the shop takes an order on (M3)."""

from __future__ import annotations

from datetime import datetime

from domain.access import order_for_staff
from domain.order import Order
from domain.people import Caller
from domain.ports import UnitOfWork


def confirm_order(uow: UnitOfWork, order_id: int, version: int, by: Caller, now: datetime) -> Order:
    """Moves the order to 주문확인. Raises OrderNotFound, OrderChangedMeanwhile."""
    order, actor = order_for_staff(uow, order_id, by)
    order.expect(version)
    order.confirm(actor, now)
    return order
