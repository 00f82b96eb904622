"""Someone opens one of a shop's links: an invite to its staff, or the link for its customers."""

from __future__ import annotations

from datetime import datetime

from domain.errors import AlreadyOnStaff, LinkInvalid
from domain.notices import StaffNews, menu_intent, staff_intent
from domain.people import Caller, Customer, Invite, Member, Role
from domain.ports import UnitOfWork
from domain.shop import Shop


def accept_invite(uow: UnitOfWork, token_hash: str, by: Caller, now: datetime) -> tuple[Shop, Invite]:
    """Uses the invite up. It makes the first owner at once; for anyone else the owner is asked first.

    Raises LinkInvalid, AlreadyOnStaff (the invite stays good then).
    """
    invite = uow.shops.redeem_invite(by.bot_id, token_hash, by.user_id, by.name, now)
    shop = uow.shops.get(invite.shop_id)
    if uow.people.role_of(shop.id, by.user_id) is not None:
        raise AlreadyOnStaff(shop=shop.name)
    if invite.needs_owner:
        _ask_owners(uow, shop, invite, now)
    else:
        uow.people.add_member(Member(shop.id, by.user_id, invite.role, by.name), now)
        uow.outbox.add([menu_intent(shop, by.user_id, f"invite:{invite.id}", now)])
    return shop, invite


def _ask_owners(uow: UnitOfWork, shop: Shop, invite: Invite, now: datetime) -> None:
    key, asks = f"invite:{invite.id}", StaffNews.ASKS
    owners = [member for member in uow.people.staff_of(shop.id) if member.role is Role.OWNER]
    uow.outbox.add(
        staff_intent(asks, shop, owner.user_id, key, now, name=invite.name, role=invite.role, invite=invite.id)
        for owner in owners
    )


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
