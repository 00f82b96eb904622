"""요청취소: the shop takes a payment request back."""

from __future__ import annotations

from datetime import datetime

from domain.access import order_for_staff
from domain.order import Order
from domain.paying import withdraw
from domain.people import Caller
from domain.ports import UnitOfWork


def withdraw_payment(uow: UnitOfWork, order_id: int, version: int, by: Caller, now: datetime) -> Order:
    """The link is dead from now on; while a payment is being confirmed the wish is kept instead.

    Raises OrderNotFound, OrderChangedMeanwhile, CancelRequestPending.
    """
    order, actor = order_for_staff(uow, order_id, by)
    order.expect(version)
    withdraw(order, actor, now)
    return order
