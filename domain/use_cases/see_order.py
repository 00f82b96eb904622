"""주문상세: one order as staff or its customer see it (M13, M19)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from domain.access import order_for_customer, order_for_staff
from domain.delivery import Chat, Side
from domain.order import Order
from domain.people import Actor, Caller
from domain.ports import UnitOfWork
from domain.shop import Shop
from domain.timeline import TimelineEntry
from domain.use_cases.see_shop import works_elsewhere

RECENT: Final = 10


@dataclass(frozen=True, slots=True)
class OrderView:
    """All that a screen about one order needs; `timeline` holds as many of the newest entries as were asked for."""

    order: Order
    shop: Shop
    viewer: Actor
    timeline: list[TimelineEntry]
    timeline_length: int
    is_customer_reachable: bool
    names_shop: bool = False
    """Whether the viewer works in several shops, so that every card has to say whose it is (D14)."""

    @property
    def side(self) -> Side:
        return Side.CUSTOMER if self.viewer.is_customer else Side.SHOP


def see_order(uow: UnitOfWork, order_id: int, side: Side, by: Caller, recent: int = RECENT) -> OrderView:
    """With so many recent entries of the history, which only few screens show. Raises OrderNotFound."""
    find = order_for_customer if side is Side.CUSTOMER else order_for_staff
    order, viewer = find(uow, order_id, by)
    profile = uow.chats.profile(Chat(by.bot_id, order.customer_id))
    return OrderView(
        order,
        uow.shops.get(order.shop_id),
        viewer,
        uow.orders.timeline(order_id, recent) if recent else [],
        uow.orders.timeline_length(order_id) if recent else 0,
        profile is None or profile.is_reachable,
        side is Side.SHOP and works_elsewhere(uow, by),
    )
