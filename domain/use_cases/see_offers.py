"""What stands ready to be added to an order's sheet: what this shop added last, and what it sells (M8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from domain.access import order_for_staff
from domain.people import Caller
from domain.ports import UnitOfWork
from domain.sheet import OrderLine

MOST_RECENT: Final = 5


@dataclass(frozen=True, slots=True)
class Offers:
    """Single units; a product that was added lately stands among the recent ones only."""

    recent: list[OrderLine]
    products: list[OrderLine]


def see_offers(uow: UnitOfWork, order_id: int, by: Caller) -> Offers:
    """Raises OrderNotFound."""
    order, _ = order_for_staff(uow, order_id, by)
    recent = uow.orders.added_lately(order.shop_id, MOST_RECENT)
    goods = (OrderLine(p.name, p.price, 1, p.code) for p in uow.shops.products(order.shop_id))
    return Offers(recent, [line for line in goods if line not in recent])
