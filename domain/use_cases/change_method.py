"""결제방법 변경: the shop changes how an order is paid, which a door order needs before a link can be sent (D5)."""

from __future__ import annotations

from datetime import datetime

from domain.access import order_for_staff
from domain.errors import PaymentNotOffered
from domain.order import Order
from domain.paying import change_method
from domain.payment import PaymentMethod
from domain.people import Caller
from domain.ports import UnitOfWork


def change_payment_method(
    uow: UnitOfWork, order_id: int, version: int, method: PaymentMethod, by: Caller, now: datetime
) -> Order:
    """Raises OrderNotFound, OrderChangedMeanwhile, PaymentNotOffered, and what `paying.change_method` does."""
    order, actor = order_for_staff(uow, order_id, by)
    order.expect(version)
    shop = uow.shops.get(order.shop_id)
    if method not in shop.payment_methods:
        raise PaymentNotOffered()
    change_method(order, method, shop.payment_deadline(now), actor, now, shop.payment_grace)
    return order
