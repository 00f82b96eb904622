"""Shops and people in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.catalog import Product
from domain.errors import LinkInvalid, ShopNotFound
from domain.people import Customer, Invite, Member, Role
from domain.shop import Shop
from tests.fakes.memory import Memory


class FakeShops:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def add(self, shop: Shop) -> Shop:
        shop = replace(shop, id=len(self._memory.shops) + 1)
        self._memory.shops[shop.id] = shop
        return shop

    def get(self, shop_id: int) -> Shop:
        if shop_id not in self._memory.shops:
            raise ShopNotFound()
        return self._memory.shops[shop_id]

    def change(self, shop: Shop) -> None:
        self._memory.shops[shop.id] = shop

    def of_customer_token(self, bot_id: int, token: str) -> Shop | None:
        return next((s for s in self._memory.shops.values() if (s.bot_id, s.customer_token) == (bot_id, token)), None)

    def add_product(self, product: Product, image: bytes | None) -> Product:
        product = replace(product, id=len(self._memory.products) + 1, has_image=image is not None)
        self._memory.products.append(product)
        if image is not None:
            self._memory.images[product.id] = image
        return product

    def products(self, shop_id: int) -> list[Product]:
        return [product for product in self._memory.products if product.shop_id == shop_id]

    def product_image(self, product_id: int) -> bytes | None:
        return self._memory.images.get(product_id)

    def add_invite(self, shop_id: int, role: Role, token_hash: str, expires_at: datetime) -> None:
        self._memory.invites[token_hash] = (
            Invite(len(self._memory.invites) + 1, shop_id, role, 0, "", False),
            expires_at,
        )

    def redeem_invite(self, bot_id: int, token_hash: str, user_id: int, name: str, now: datetime) -> Invite:
        invite, expires_at = self._memory.invites.get(token_hash, (None, now))
        if invite is None or invite.user_id or expires_at <= now or self.get(invite.shop_id).bot_id != bot_id:
            raise LinkInvalid()
        used = replace(invite, user_id=user_id, name=name)
        self._memory.invites[token_hash] = (used, expires_at)
        return used

    def invite(self, invite_id: int) -> Invite:
        used = [invite for invite, _ in self._memory.invites.values() if invite.id == invite_id and invite.user_id]
        if not used:
            raise LinkInvalid()
        return used[0]

    def open_invites(self, shop_id: int) -> list[Invite]:
        invites = [invite for invite, _ in self._memory.invites.values() if invite.shop_id == shop_id]
        return sorted((i for i in invites if i.user_id and not i.is_decided), key=lambda invite: invite.id)

    def decide_invite(self, invite_id: int, now: datetime) -> bool:
        for token_hash, (invite, expires_at) in self._memory.invites.items():
            if invite.id == invite_id and not invite.is_decided:
                self._memory.invites[token_hash] = (replace(invite, is_decided=True), expires_at)
                return True
        return False


class FakePeople:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def role_of(self, shop_id: int, user_id: int) -> Role | None:
        found = self._memory.members.get((shop_id, user_id))
        return found[0].role if found else None

    def add_member(self, member: Member, now: datetime) -> None:
        key = (member.shop_id, member.user_id)
        _, joined_at = self._memory.members.get(key, (member, now))
        self._memory.members[key] = (member, joined_at)

    def remove_member(self, shop_id: int, user_id: int) -> None:
        self._memory.members.pop((shop_id, user_id), None)

    def staff_of(self, shop_id: int) -> list[Member]:
        return [member for member, _ in self._oldest_first() if member.shop_id == shop_id]

    def shops_of(self, bot_id: int, user_id: int) -> list[tuple[Shop, Role]]:
        mine = [member for member, _ in self._oldest_first() if member.user_id == user_id]
        shops = [(self._memory.shops[member.shop_id], member.role) for member in mine]
        return [(shop, role) for shop, role in shops if shop.bot_id == bot_id]

    def shops_visited_by(self, bot_id: int, user_id: int) -> list[Shop]:
        shops = [self._memory.shops[shop_id] for shop_id, visitor in self._memory.customers if visitor == user_id]
        return sorted((shop for shop in shops if shop.bot_id == bot_id), key=lambda shop: shop.id)

    def customer(self, shop_id: int, user_id: int) -> Customer | None:
        return self._memory.customers.get((shop_id, user_id))

    def save_customer(self, customer: Customer) -> None:
        self._memory.customers[customer.shop_id, customer.user_id] = customer

    def _oldest_first(self) -> list[tuple[Member, datetime]]:
        return sorted(self._memory.members.values(), key=lambda found: (found[1], found[0].shop_id, found[0].user_id))
