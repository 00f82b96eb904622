"""취소 신청: the customer of a confirmed order asks to cancel it (M5)."""

from __future__ import annotations

from datetime import datetime

from domain.access import order_for_customer
from domain.order import Order
from domain.people import Caller
from domain.ports import UnitOfWork


def request_cancel(
    uow: UnitOfWork, order_id: int, version: int, reason: str, typed: bool, by: Caller, now: datetime
) -> Order:
    """Puts the request before the shop. `typed`: the reason is in the customer's own words, as a second request needs.

    Raises OrderNotFound, OrderChangedMeanwhile, ReasonRequired.
    """
    order, actor = order_for_customer(uow, order_id, by)
    order.expect(version)
    order.request_cancel(reason, actor, now, typed=typed)
    return order
