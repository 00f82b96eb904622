"""주문확인: the shop takes an order on (M3)."""

from __future__ import annotations

from datetime import datetime

from domain.access import order_for_staff
from domain.order import Order
from domain.paying import begin
from domain.people import SYSTEM, Caller
from domain.ports import UnitOfWork


def confirm_order(uow: UnitOfWork, order_id: int, version: int, by: Caller, now: datetime) -> Order:
    """Moves the order to 주문확인, from which on its money is awaited. Raises OrderNotFound, OrderChangedMeanwhile."""
    order, actor = order_for_staff(uow, order_id, by)
    order.expect(version)
    order.confirm(actor, now)
    shop = uow.shops.get(order.shop_id)
    if order.payment_method in shop.payment_methods:  # the shop may have removed its account since
        begin(order, shop.payment_deadline(now), SYSTEM, now, shop.payment_grace)
    return order
