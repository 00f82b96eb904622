"""취소처리: the shop approves a cancel request or keeps the order (M17)."""

from __future__ import annotations

from datetime import datetime

from domain.access import order_for_staff
from domain.order import Order
from domain.paying import wind_up
from domain.people import SYSTEM, Caller
from domain.ports import UnitOfWork
from domain.refunding import leave_refund, start_refunds


def approve_cancel(uow: UnitOfWork, order_id: int, version: int, own_reason: str, by: Caller, now: datetime) -> Order:
    """Cancels with the customer's reason, to which the shop may add its own (D9).

    Raises OrderNotFound, OrderChangedMeanwhile, InvalidText.
    """
    order, actor = order_for_staff(uow, order_id, by)
    order.expect(version)
    order.approve_cancel(own_reason, actor, now)
    wind_up(order, now)
    start_refunds(order, SYSTEM, now)
    leave_refund(order, now)
    return order


def keep_order(uow: UnitOfWork, order_id: int, version: int, reason: str, by: Caller, now: datetime) -> Order:
    """Refuses the request; the order is 주문확인 again. Raises OrderNotFound, OrderChangedMeanwhile, ReasonRequired."""
    order, actor = order_for_staff(uow, order_id, by)
    order.expect(version)
    order.keep(reason, actor, now)
    return order
