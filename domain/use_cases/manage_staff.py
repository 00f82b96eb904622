"""The owner changes a member's role, removes someone, hands the shop over; anyone goes on and off duty (D21)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from domain.access import shop_for_staff
from domain.delivery import Chat, Intent
from domain.errors import MemberNotFound, NotAllowed, OwnerStays
from domain.notices import StaffNews, intents_for_removed, menu_intent, staff_intent
from domain.people import Actor, Caller, Member, Permission, Role
from domain.ports import UnitOfWork
from domain.relays import MOST_WITHDRAWN, withdrawals
from domain.shop import Shop


@dataclass(frozen=True, slots=True)
class StaffView:
    """A shop's staff as one of them sees it."""

    shop: Shop
    viewer: Actor
    staff: list[Member]

    @property
    def me(self) -> Member:
        return self.member(self.viewer.user_id)

    def member(self, user_id: int) -> Member:
        """Raises MemberNotFound."""
        for member in self.staff:
            if member.user_id == user_id:
                return member
        raise MemberNotFound()


def see_staff(uow: UnitOfWork, shop_id: int, by: Caller) -> StaffView:
    """Raises ShopNotFound."""
    shop, viewer = shop_for_staff(uow, shop_id, by, Permission.SEE_ORDERS)
    return StaffView(shop, viewer, uow.people.staff_of(shop_id))


def change_role(uow: UnitOfWork, shop_id: int, user_id: int, role: Role, by: Caller, now: datetime) -> StaffView:
    """Between 직원 and 매니저. Raises ShopNotFound, NotAllowed, MemberNotFound, OwnerStays."""
    shop, member = _managed(uow, shop_id, user_id, by)
    if role not in (Role.STAFF, Role.MANAGER):
        raise NotAllowed()
    if member.role is not role:
        uow.people.add_member(replace(member, role=role), now)
        uow.outbox.add([staff_intent(StaffNews.ROLE, shop, user_id, _occasion("role", now), now, role=role)])
    return see_staff(uow, shop_id, by)


def remove_member(uow: UnitOfWork, shop_id: int, user_id: int, by: Caller, now: datetime) -> StaffView:
    """Takes effect with the next tap, takes the commands away and what is still shown of orders and customers.

    Raises ShopNotFound, NotAllowed, MemberNotFound, OwnerStays.
    """
    shop, member = _managed(uow, shop_id, user_id, by)
    uow.people.remove_member(shop_id, user_id)
    key = _occasion("removed", now)
    uow.outbox.add(
        [
            menu_intent(shop, user_id, key, now),
            staff_intent(StaffNews.REMOVED, shop, user_id, key, now, role=member.role),
            *_redraws(uow, shop, user_id, f"staff:{shop.id}:{key}", now),
        ]
    )
    return see_staff(uow, shop_id, by)


def hand_over(uow: UnitOfWork, shop_id: int, user_id: int, by: Caller, now: datetime) -> StaffView:
    """The member becomes the owner, and the owner a manager; who waits to join is now the new owner's to answer.

    Raises ShopNotFound, NotAllowed, MemberNotFound, OwnerStays.
    """
    shop, member = _managed(uow, shop_id, user_id, by)
    owner = see_staff(uow, shop_id, by).me
    uow.people.add_member(replace(owner, role=Role.MANAGER), now)
    uow.people.add_member(replace(member, role=Role.OWNER), now)
    uow.outbox.add([staff_intent(StaffNews.OWNER, shop, user_id, _occasion("owner", now), now, role=Role.OWNER)])
    uow.outbox.add(_questions(uow, shop, user_id, now))
    return see_staff(uow, shop_id, by)


def set_duty(uow: UnitOfWork, shop_id: int, on_duty: bool, by: Caller, now: datetime) -> StaffView:
    """Off duty the caller is told nothing new of this shop. Raises ShopNotFound."""
    view = see_staff(uow, shop_id, by)
    uow.people.add_member(replace(view.me, on_duty=on_duty), now)
    return see_staff(uow, shop_id, by)


def _managed(uow: UnitOfWork, shop_id: int, user_id: int, by: Caller) -> tuple[Shop, Member]:
    """The member whom the owner is about to change; never the owner."""
    shop, _ = shop_for_staff(uow, shop_id, by, Permission.MANAGE_STAFF)
    member = see_staff(uow, shop_id, by).member(user_id)
    if member.role is Role.OWNER:
        raise OwnerStays()
    return shop, member


def _redraws(uow: UnitOfWork, shop: Shop, user_id: int, key: str, now: datetime) -> list[Intent]:
    """Of the shop's cards and conversations in the chat, and of the navigator if it shows that shop."""
    chat = Chat(shop.bot_id, user_id)
    navigator = uow.chats.navigator(chat)
    is_here = navigator is not None and navigator.shop_id == shop.id
    redraws = intents_for_removed(uow.chats.cards_of(chat, shop.id), navigator if is_here else None, key, now)
    return redraws + withdrawals(uow.threads.shown_to(chat, shop.id, MOST_WITHDRAWN), key, now)


def _questions(uow: UnitOfWork, shop: Shop, owner_id: int, now: datetime) -> list[Intent]:
    """To the new owner, about everyone who opened an invite and is not on the staff yet."""
    return [
        staff_intent(
            StaffNews.ASKS,
            shop,
            owner_id,
            f"invite:{invite.id}:{now.isoformat()}",
            now,
            name=invite.name,
            role=invite.role,
            invite=invite.id,
        )
        for invite in uow.shops.open_invites(shop.id)
        if invite.needs_owner and uow.people.role_of(shop.id, invite.user_id) is None
    ]


def _occasion(what: str, now: datetime) -> str:
    return f"{what}:{now.isoformat()}"
