"""환불완료: a manager gave back by hand what the shop owed (D7)."""

from __future__ import annotations

from datetime import datetime

from domain.access import order_for_staff
from domain.order import Order
from domain.people import Caller
from domain.ports import UnitOfWork
from domain.refunding import record_refund as record


def record_refund(uow: UnitOfWork, order_id: int, version: int, by: Caller, now: datetime) -> Order:
    """Books everything owed as given back. Raises OrderNotFound, OrderChangedMeanwhile, NotAllowed, NothingToRefund."""
    order, actor = order_for_staff(uow, order_id, by)
    order.expect(version)
    record(order, actor, now)
    return order
