"""다시 알림: the customer is asked for the same amount once more."""

from __future__ import annotations

from datetime import datetime

from domain.access import order_for_staff
from domain.order import Order
from domain.paying import remind
from domain.people import Caller
from domain.ports import UnitOfWork


def remind_payment(uow: UnitOfWork, order_id: int, version: int, by: Caller, now: datetime) -> Order:
    """Raises OrderNotFound, OrderChangedMeanwhile, CancelRequestPending, PaymentInProgress."""
    order, actor = order_for_staff(uow, order_id, by)
    order.expect(version)
    remind(order, actor, now)
    return order
