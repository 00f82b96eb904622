"""Shops, what they sell, and the links to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from domain.catalog import Product
from domain.errors import LinkInvalid, ShopNotFound
from domain.hours import Pause
from domain.money import Money
from domain.people import Invite, Role
from domain.shop import BankAccount, Shop
from storage.column_types import BIG
from storage.counters import Counters
from storage.documents import hours_document, reminders_document, to_hours, to_reminders
from storage.tables import product, product_image, shop, shop_invite
from storage.transaction import Transaction

_ADD = insert(shop).returning(shop.c.id)
_SHOP = select(shop).where(shop.c.id == bindparam("wanted"))
_CHANGE = update(shop).where(shop.c.id == bindparam("wanted"))
_OF_TOKEN = select(shop).where(shop.c.customer_token == bindparam("token"), shop.c.bot_id == bindparam("bot"))
_ADD_PRODUCT = insert(product).returning(product.c.id)
_ADD_IMAGE = insert(product_image)
_PRODUCTS = select(product).where(product.c.shop_id == bindparam("of_shop")).order_by(product.c.id)
_IMAGE = select(product_image.c.image).where(product_image.c.product_id == bindparam("of_product"))
_ADD_INVITE = insert(shop_invite)
_i = shop_invite.c
_REDEEM = (
    update(shop_invite)
    .where(
        _i.token_hash == bindparam("token"),
        _i.used_at.is_(None),
        _i.expires_at > bindparam("now"),
        _i.shop_id.in_(select(shop.c.id).where(shop.c.bot_id == bindparam("bot", type_=BIG))),
    )
    .values(used_at=bindparam("now"), used_by=bindparam("by"), used_name=bindparam("by_name"))
    .returning(shop_invite)
)
_USED_INVITE = select(shop_invite).where(_i.id == bindparam("wanted"), _i.used_at.is_not(None))
_OPEN_INVITES = (
    select(shop_invite)
    .where(_i.shop_id == bindparam("of_shop"), _i.used_at.is_not(None), _i.decided_at.is_(None))
    .order_by(_i.id)
)
_DECIDE = (
    update(shop_invite).where(_i.id == bindparam("wanted"), _i.decided_at.is_(None)).values(decided_at=bindparam("now"))
)


class SqlShops:
    """A shop is read once per unit of work: only `change` changes one."""

    def __init__(self, transaction: Transaction, counters: Counters) -> None:
        self._execute = transaction.execute
        self._counters = counters
        self._known: dict[int, Shop] = {}

    def add(self, shop: Shop) -> Shop:
        shop_id: int = self._execute(_ADD, _values(shop)).scalar_one()
        self._counters.open_for(shop_id)
        return replace(shop, id=shop_id)

    def get(self, shop_id: int) -> Shop:
        if shop_id not in self._known:
            row = self._execute(_SHOP, {"wanted": shop_id}).one_or_none()
            if row is None:
                raise ShopNotFound()
            self._known[shop_id] = to_shop(row)
        return self._known[shop_id]

    def change(self, shop: Shop) -> None:
        self._execute(_CHANGE, _values(shop) | {"wanted": shop.id})
        self._known[shop.id] = shop

    def of_customer_token(self, bot_id: int, token: str) -> Shop | None:
        row = self._execute(_OF_TOKEN, {"bot": bot_id, "token": token}).one_or_none()
        return to_shop(row) if row else None

    def add_product(self, product: Product, image: bytes | None) -> Product:
        product = replace(product, has_image=image is not None)
        product_id: int = self._execute(_ADD_PRODUCT, _product_values(product)).scalar_one()
        if image is not None:
            self._execute(_ADD_IMAGE, {"product_id": product_id, "image": image})
        return replace(product, id=product_id)

    def products(self, shop_id: int) -> list[Product]:
        return [_to_product(row) for row in self._execute(_PRODUCTS, {"of_shop": shop_id})]

    def product_image(self, product_id: int) -> bytes | None:
        return self._execute(_IMAGE, {"of_product": product_id}).scalar_one_or_none()

    def add_invite(self, shop_id: int, role: Role, token_hash: str, expires_at: datetime) -> None:
        invite = {"shop_id": shop_id, "role": role.value, "token_hash": token_hash, "expires_at": expires_at}
        self._execute(_ADD_INVITE, invite)

    def redeem_invite(self, bot_id: int, token_hash: str, user_id: int, name: str, now: datetime) -> Invite:
        values = {"bot": bot_id, "token": token_hash, "by": user_id, "by_name": name, "now": now}
        return _to_invite(self._execute(_REDEEM, values).one_or_none())

    def invite(self, invite_id: int) -> Invite:
        return _to_invite(self._execute(_USED_INVITE, {"wanted": invite_id}).one_or_none())

    def open_invites(self, shop_id: int) -> list[Invite]:
        return [_to_invite(row) for row in self._execute(_OPEN_INVITES, {"of_shop": shop_id})]

    def decide_invite(self, invite_id: int, now: datetime) -> bool:
        return self._execute(_DECIDE, {"wanted": invite_id, "now": now}).rowcount == 1


def to_shop(row: Any) -> Shop:
    """The shop in a row that has all columns of its table."""
    has_account = row.account_bank is not None
    account = BankAccount(row.account_bank, row.account_number, row.account_holder) if has_account else None
    return Shop(
        row.id,
        row.bot_id,
        row.name,
        row.customer_token,
        Money(row.delivery_fee),
        row.courier,
        account,
        to_hours(row.hours),
        Pause(row.paused_at, row.paused_until) if row.paused_at else None,
        row.offers_groups,
        row.payment_days,
        timedelta(hours=row.grace_hours),
        row.has_gateway,
        row.offers_accounts,
        to_reminders(row.reminders),
    )


def _values(shop: Shop) -> dict[str, Any]:
    return {
        "bot_id": shop.bot_id,
        "name": shop.name,
        "customer_token": shop.customer_token,
        "delivery_fee": shop.delivery_fee.won,
        "courier": shop.courier,
        "account_bank": shop.account.bank if shop.account else None,
        "account_number": shop.account.number if shop.account else None,
        "account_holder": shop.account.holder if shop.account else None,
        "hours": hours_document(shop.hours),
        "paused_at": shop.pause.since if shop.pause else None,
        "paused_until": shop.pause.until if shop.pause else None,
        "offers_groups": shop.offers_groups,
        "payment_days": shop.payment_days,
        "grace_hours": shop.payment_grace // timedelta(hours=1),
        "has_gateway": shop.has_gateway,
        "offers_accounts": shop.offers_accounts,
        "reminders": reminders_document(shop.reminders),
    }


def _to_invite(row: Any) -> Invite:
    if row is None:
        raise LinkInvalid()
    return Invite(row.id, row.shop_id, Role(row.role), row.used_by, row.used_name, row.decided_at is not None)


def _to_product(row: Any) -> Product:
    return Product(row.id, row.shop_id, row.name, Money(row.price), row.code, row.has_image)


def _product_values(product: Product) -> dict[str, Any]:
    return {
        "shop_id": product.shop_id,
        "name": product.name,
        "price": product.price.won,
        "code": product.code,
        "has_image": product.has_image,
    }
