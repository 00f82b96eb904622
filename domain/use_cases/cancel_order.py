"""주문취소 by the shop: whatever the status, always with a reason (M16)."""

from __future__ import annotations

from datetime import datetime

from domain.access import order_for_staff
from domain.order import Order
from domain.paying import wind_up
from domain.people import SYSTEM, Caller
from domain.ports import UnitOfWork
from domain.refunding import leave_refund, start_refunds


def cancel_order(uow: UnitOfWork, order_id: int, version: int, reason: str, by: Caller, now: datetime) -> Order:
    """Moves the order to 취소완료. Raises OrderNotFound, OrderChangedMeanwhile, NotAllowed, ReasonRequired."""
    order, actor = order_for_staff(uow, order_id, by)
    order.expect(version)
    order.cancel(reason, actor, now)
    wind_up(order, now)
    start_refunds(order, SYSTEM, now)
    leave_refund(order, now)
    return order
