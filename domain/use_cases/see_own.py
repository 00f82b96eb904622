"""내 주문 and /start: what a person has here, as staff and as a customer (D15)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from domain.access import shop_for_customer
from domain.catalog import Product
from domain.order_ports import OrderRow
from domain.people import Caller, Customer, Role
from domain.ports import UnitOfWork
from domain.shop import Shop

MOST_OWN: Final = 10


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person's shops and own orders at one bot: open orders first, then newest first."""

    works_at: list[tuple[Shop, Role]]
    visits: list[Shop]
    orders: list[OrderRow]


@dataclass(frozen=True, slots=True)
class CatalogView:
    """What a customer sees of a shop."""

    shop: Shop
    products: list[Product]
    customer: Customer


def see_own(uow: UnitOfWork, by: Caller) -> PersonView:
    """Never refuses: a stranger has nothing here."""
    return PersonView(
        uow.people.shops_of(by.bot_id, by.user_id),
        uow.people.shops_visited_by(by.bot_id, by.user_id),
        uow.orders.of_customer(by.bot_id, by.user_id, MOST_OWN),
    )


def browse_shop(uow: UnitOfWork, shop_id: int, by: Caller) -> CatalogView:
    """Raises ShopNotFound."""
    shop = shop_for_customer(uow, shop_id, by)
    customer = uow.people.customer(shop_id, by.user_id) or Customer(shop_id, by.user_id)
    return CatalogView(shop, uow.shops.products(shop_id), customer)
