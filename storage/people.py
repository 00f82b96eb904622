"""Staff and customers."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from domain.people import Customer, Member, Role
from domain.shop import Shop
from storage.replacing import put
from storage.shops import to_shop
from storage.tables import customer, shop, shop_member
from storage.transaction import Transaction

_m, _c = shop_member.c, customer.c
_IN_SHOP = _m.shop_id == bindparam("of_shop")

_ROLE = select(_m.role).where(_IN_SHOP, _m.user_id == bindparam("user"))
_REMOVE = delete(shop_member).where(_IN_SHOP, _m.user_id == bindparam("user"))
_STAFF = select(shop_member).where(_IN_SHOP).order_by(_m.joined_at, _m.user_id)
_SHOPS = (
    select(shop, _m.role)
    .join(shop_member, _m.shop_id == shop.c.id)
    .where(_m.user_id == bindparam("user"), shop.c.bot_id == bindparam("bot"))
    .order_by(_m.joined_at, shop.c.id)
)
_VISITED = (
    select(shop)
    .join(customer, _c.shop_id == shop.c.id)
    .where(_c.user_id == bindparam("user"), shop.c.bot_id == bindparam("bot"))
    .order_by(shop.c.id)
)
_CUSTOMER = select(customer).where(_c.shop_id == bindparam("of_shop"), _c.user_id == bindparam("user"))


class SqlPeople:
    """Who works where, and who buys where."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._execute = transaction.execute

    def role_of(self, shop_id: int, user_id: int) -> Role | None:
        row = self._execute(_ROLE, {"of_shop": shop_id, "user": user_id}).one_or_none()
        return Role(row.role) if row else None

    def add_member(self, member: Member, now: datetime) -> None:
        put(self._transaction, shop_member, {**asdict(member), "joined_at": now}, keep=("joined_at",))

    def remove_member(self, shop_id: int, user_id: int) -> None:
        self._execute(_REMOVE, {"of_shop": shop_id, "user": user_id})

    def staff_of(self, shop_id: int) -> list[Member]:
        rows = self._execute(_STAFF, {"of_shop": shop_id})
        return [Member(row.shop_id, row.user_id, Role(row.role), row.name, row.on_duty) for row in rows]

    def shops_of(self, bot_id: int, user_id: int) -> list[tuple[Shop, Role]]:
        rows = self._execute(_SHOPS, {"bot": bot_id, "user": user_id})
        return [(to_shop(row), Role(row.role)) for row in rows]

    def shops_visited_by(self, bot_id: int, user_id: int) -> list[Shop]:
        return [to_shop(row) for row in self._execute(_VISITED, {"bot": bot_id, "user": user_id})]

    def customer(self, shop_id: int, user_id: int) -> Customer | None:
        row = self._execute(_CUSTOMER, {"of_shop": shop_id, "user": user_id}).one_or_none()
        return Customer(**row._asdict()) if row else None

    def save_customer(self, customer_: Customer) -> None:
        put(self._transaction, customer, asdict(customer_))
