"""확인요청 취소: the shop takes its request back while the customer has not answered (D1)."""

from __future__ import annotations

from datetime import datetime

from domain import editing
from domain.access import order_for_staff
from domain.order import Order
from domain.people import Caller
from domain.ports import UnitOfWork


def withdraw_change(uow: UnitOfWork, order_id: int, version: int, by: Caller, now: datetime) -> Order:
    """The next round opens with the same edits. Raises OrderNotFound, OrderChangedMeanwhile, CancelRequestPending."""
    order, actor = order_for_staff(uow, order_id, by)
    order.expect(version)
    editing.withdraw(order, actor, now)
    return order
