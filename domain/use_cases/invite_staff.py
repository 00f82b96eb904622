"""The owner invites someone to the staff, and says yes or no to whoever opened the invite (D14)."""

from __future__ import annotations

from datetime import datetime

from domain.access import shop_for_staff
from domain.errors import AlreadyAnswered, LinkInvalid, NotAllowed, OwnerStays, ShopNotFound
from domain.notices import StaffNews, menu_intent, staff_intent
from domain.people import Caller, Invite, Member, Permission, Role
from domain.ports import UnitOfWork
from domain.shop import Shop
from domain.use_cases.create_shop import INVITE_LASTS


def invite_staff(uow: UnitOfWork, shop_id: int, role: Role, token_hash: str, by: Caller, now: datetime) -> None:
    """A link that one person can open within 24 hours. Raises ShopNotFound, NotAllowed."""
    shop_for_staff(uow, shop_id, by, Permission.MANAGE_STAFF)
    if role not in (Role.STAFF, Role.MANAGER):
        raise NotAllowed()
    uow.shops.add_invite(shop_id, role, token_hash, now + INVITE_LASTS)


def answer_join(uow: UnitOfWork, invite_id: int, accepts: bool, by: Caller, now: datetime) -> Invite:
    """Decides once; the person who opened the invite is told either way.

    Raises LinkInvalid (also for another shop's invite, and one that asks nobody), NotAllowed, AlreadyAnswered,
    OwnerStays when it was the owner who had opened it before becoming the owner.
    """
    shop, invite = _asked(uow, invite_id, by)
    if not uow.shops.decide_invite(invite_id, now):
        raise AlreadyAnswered(name=invite.name)
    key = f"invite:{invite_id}"
    news = StaffNews.JOINED if accepts else StaffNews.DECLINED
    if accepts:
        uow.people.add_member(Member(shop.id, invite.user_id, invite.role, invite.name), now)
        uow.outbox.add([menu_intent(shop, invite.user_id, key, now)])
    uow.outbox.add([staff_intent(news, shop, invite.user_id, key, now, role=invite.role)])
    return invite


def _asked(uow: UnitOfWork, invite_id: int, by: Caller) -> tuple[Shop, Invite]:
    """The invite, if the caller is whom it asks and it cannot leave the shop without its owner."""
    invite = uow.shops.invite(invite_id)
    try:
        shop, _ = shop_for_staff(uow, invite.shop_id, by, Permission.MANAGE_STAFF)
    except ShopNotFound:
        raise LinkInvalid() from None
    if not invite.needs_owner:
        raise LinkInvalid()
    if uow.people.role_of(shop.id, invite.user_id) is Role.OWNER:
        raise OwnerStays()
    return shop, invite
