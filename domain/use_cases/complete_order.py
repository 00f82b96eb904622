"""주문완료: an order is handed over or shipped (M14)."""

from __future__ import annotations

from datetime import datetime

from domain.access import order_for_staff
from domain.fulfillment import Fulfillment
from domain.order import Order
from domain.paying import wind_up
from domain.people import Caller
from domain.ports import UnitOfWork


def complete_order(
    uow: UnitOfWork, order_id: int, version: int, handover: Fulfillment, by: Caller, now: datetime
) -> Order:
    """Moves the order to 주문완료, collecting at the door what is owed.

    Raises OrderNotFound, OrderChangedMeanwhile, PaymentMissing, WrongHandover.
    """
    order, actor = order_for_staff(uow, order_id, by)
    order.expect(version)
    order.complete(handover, actor, now)
    wind_up(order, now)
    return order
