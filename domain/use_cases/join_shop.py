"""Someone opens one of a shop's links: an invite to its staff, or the link for its customers."""

from __future__ import annotations

from datetime import datetime

from domain.errors import LinkInvalid
from domain.people import Caller, Customer, Member, Role
from domain.ports import UnitOfWork
from domain.shop import Shop


def accept_invite(uow: UnitOfWork, token_hash: str, by: Caller, now: datetime) -> tuple[Shop, Role]:
    """Uses the invite up; the caller works in the shop from now on. Raises LinkInvalid."""
    shop, role = uow.shops.redeem_invite(by.bot_id, token_hash, by.user_id, now)
    uow.people.add_member(Member(shop.id, by.user_id, role, by.name), now)
    return shop, role


def visit_shop(uow: UnitOfWork, token: str, by: Caller) -> tuple[Shop, Customer]:
    """The shop behind a customers' link; the caller is its customer from now on. Raises LinkInvalid."""
    shop = uow.shops.of_customer_token(by.bot_id, token)
    if shop is None:
        raise LinkInvalid()
    customer = uow.people.customer(shop.id, by.user_id)
    if customer is None:
        customer = Customer(shop.id, by.user_id)
        uow.people.save_customer(customer)
    return shop, customer
