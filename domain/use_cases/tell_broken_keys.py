"""The owner is told that the payment company does not take the shop's keys."""

from __future__ import annotations

from datetime import datetime

from domain.payment_news import keys_intent
from domain.people import owners_of
from domain.ports import UnitOfWork


def tell_broken_keys(uow: UnitOfWork, shop_id: int, now: datetime) -> None:
    """Once a day, however often it is noticed. Raises ShopNotFound."""
    shop = uow.shops.get(shop_id)
    uow.outbox.add(keys_intent(shop, owner, now) for owner in owners_of(uow.people.staff_of(shop_id)))
