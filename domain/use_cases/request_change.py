"""고객에게 주문서수정 확인요청: the shop puts its draft before the customer (M9)."""

from __future__ import annotations

from datetime import datetime

from domain import editing
from domain.access import order_for_staff
from domain.order import Order
from domain.people import Caller
from domain.ports import UnitOfWork


def request_change(uow: UnitOfWork, order_id: int, version: int, by: Caller, now: datetime) -> Order:
    """Freezes the sheet until the customer answers or the shop withdraws.

    Raises OrderNotFound, OrderChangedMeanwhile, NothingToSend, SomeoneElseEditing, CancelRequestPending.
    """
    order, actor = order_for_staff(uow, order_id, by)
    order.expect(version)
    editing.request(order, actor, now)
    return order
