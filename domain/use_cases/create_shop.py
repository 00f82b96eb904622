"""`shop create`: a new shop with its first products and its owner's invite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from domain.catalog import Product
from domain.money import Money
from domain.people import Role
from domain.ports import UnitOfWork
from domain.shop import Shop
from domain.shop_clock import waits_of_shop

INVITE_LASTS: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class NewProduct:
    """A product as a file describes it."""

    name: str
    price: Money
    code: str = ""
    image: bytes | None = None


def create_shop(uow: UnitOfWork, shop: Shop, products: Sequence[NewProduct], invite_hash: str, now: datetime) -> Shop:
    """Stores the shop (its id is given here), its products, and an invite by which one person becomes its owner."""
    stored = uow.shops.add(replace(shop, id=0))
    for new in products:
        product = Product(0, stored.id, new.name, new.price, new.code, new.image is not None)
        uow.shops.add_product(product, new.image)
    uow.reminders.follow(stored, stored.id, (), waits_of_shop())
    uow.shops.add_invite(stored.id, Role.OWNER, invite_hash, now + INVITE_LASTS)
    return stored
