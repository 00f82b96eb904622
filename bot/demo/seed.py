"""Raises the curtain once: the shop, its people and the orders of the manual's screenshots."""

from __future__ import annotations

import asyncio
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from aiohttp import ClientSession, FormData

from bot.app import App
from bot.clock import utc_now
from bot.demo.cast import (
    BOT_USERNAME,
    CUSTOMER,
    INQUIRY,
    INQUIRY_CAPTION,
    OTHERS,
    OWNER,
    PAYMENT_SECRET,
    SHOP_NAME,
    STAFF,
    TOSS_KEYS,
    TOSS_PUBLIC_ID,
    Past,
    Player,
    fresh_order,
    past_orders,
)
from bot.links import CUSTOMERS, INVITE, token_hash
from bot.payments.desk_key import DeskKey
from bot.payments.gateways import TOSS, sealed_about
from bot.payments.toss_keys import tail_of
from bot.shop_file import read_shop_file
from domain import editing
from domain.depositing import confirm_deposit
from domain.fulfillment import OwnDelivery
from domain.lifecycle import OrderStatus
from domain.money import Money
from domain.order import Order
from domain.payment_ports import ShopGateway
from domain.people import Actor, Caller, Customer, Member, Role
from domain.ports import UnitOfWork
from domain.sheet import OrderLine
from domain.shop import Shop
from domain.use_cases.connect_gateway import connect_gateway
from domain.use_cases.create_shop import create_shop
from domain.use_cases.give_consent import give_consent

_SHOP_FILE: Final = Path(__file__).parent / "shop" / "shop.toml"
_PICTURE: Final = Path(__file__).parent / "shop" / "cider-100g.png"
_OWNER: Final = Actor(OWNER.id, Role.OWNER, OWNER.name)


async def seed(app: App, telegram_url: str) -> None:
    """For an empty database. The people press Start on their phones as they would; the staff comes last,

    so that their chats begin with the home screen and the one order that waits for them.
    """
    bot_id, now = app.bot.id, utc_now()
    invite = secrets.token_urlsafe(18)
    shop, products = read_shop_file(_SHOP_FILE, SHOP_NAME, bot_id)
    shop = await app.store.run(create_shop, shop, products, token_hash(invite), now)
    await app.store.run(_open_till, shop)
    async with ClientSession(telegram_url) as phones:
        for customer in (CUSTOMER, *OTHERS):
            await app.store.run(_make_customer, shop, Caller(bot_id, customer.id, customer.name))
            await _starts(phones, customer, CUSTOMERS + shop.customer_token)
        await _settled(app)
        for past in past_orders(shop.id):
            await _replay(app, past)
        await _starts(phones, OWNER, INVITE + invite)
        await _settled(app)
        await app.store.run(_hire, shop, STAFF)
        await _starts(phones, STAFF, "")
        await _settled(app)
        await app.store.run(_place, fresh_order(shop.id))
        await _settled(app)
        await _asks(phones, OTHERS[1])
        await _settled(app)


async def _asks(phones: ClientSession, player: Player) -> None:
    """A conversation that waits for an answer: words, and a picture of what they are about."""
    chat = f"/sim/chats/{BOT_USERNAME}/{player.id}"
    async with phones.post(f"{chat}/text", json={"text": INQUIRY}) as answer:
        answer.raise_for_status()
    form = FormData({"caption": INQUIRY_CAPTION})
    form.add_field("photo", _PICTURE.read_bytes(), filename=_PICTURE.name, content_type="image/png")
    async with phones.post(f"{chat}/photo", data=form) as answer:
        answer.raise_for_status()


async def _replay(app: App, past: Past) -> None:
    order, status = past.order, past.status
    order_id = await app.store.run(_place, order)
    at = order.placed_at + timedelta(minutes=4)
    if status is not OrderStatus.PLACED:
        await app.store.run(_advance, order_id, at, past.is_paid)
    if past.is_asked:
        await app.store.run(_ask, order_id, at + timedelta(minutes=2))
    if status is OrderStatus.COMPLETED:
        await app.store.run(_finish, order_id, at + timedelta(hours=1))


def _place(uow: UnitOfWork, order: Order) -> int:
    # A use case may run twice, and this order is made only once.
    order.events.clear()
    uow.orders.add(order)
    order.place(Actor(order.customer_id, Role.CUSTOMER, order.recipient.name))
    return order.id


def _advance(uow: UnitOfWork, order_id: int, at: datetime, is_paid: bool) -> None:
    order = uow.orders.get(order_id)
    order.confirm(_OWNER, at)
    if is_paid:
        confirm_deposit(order, _OWNER, at + timedelta(minutes=6))


def _ask(uow: UnitOfWork, order_id: int, at: datetime) -> None:
    """The worked example: 6,000원 become 8,000원, if the customer agrees."""
    order = uow.orders.get(order_id)
    editing.add_goods(order, [OrderLine("콜라 1L", Money(3500), 1)], _OWNER, at)
    editing.cancel_goods(order, len(order.lines) + 1, None, _OWNER, at)
    editing.add_surcharge(order, "사이다 1L로 변경 추가금", Money(1500), _OWNER, at)
    editing.set_delivery_fee(order, Money(3500), _OWNER, at)
    editing.request(order, _OWNER, at)


def _finish(uow: UnitOfWork, order_id: int, at: datetime) -> None:
    uow.orders.get(order_id).complete(OwnDelivery(), _OWNER, at)


def _open_till(uow: UnitOfWork, shop: Shop) -> None:
    """The shop takes payments by link, from the local Toss."""
    sealed = DeskKey(PAYMENT_SECRET).seal(TOSS_KEYS.secret_key, sealed_about(shop.id, TOSS))
    tail = tail_of(TOSS_KEYS.secret_key)
    gateway = ShopGateway(shop.id, TOSS, TOSS_PUBLIC_ID, TOSS_KEYS.client_key, sealed, TOSS_KEYS.is_test, tail)
    connect_gateway(uow, gateway)


def _make_customer(uow: UnitOfWork, shop: Shop, customer: Caller) -> None:
    uow.people.save_customer(Customer(shop.id, customer.user_id, name=customer.name, phone="01012341234"))
    give_consent(uow, shop.id, customer, utc_now())


def _hire(uow: UnitOfWork, shop: Shop, player: Player) -> None:
    uow.people.add_member(Member(shop.id, player.id, Role.STAFF, player.name), utc_now())


async def _starts(phones: ClientSession, player: Player, payload: str) -> None:
    body = {"text": f"/start {payload}".strip()}
    async with phones.post(f"/sim/chats/{BOT_USERNAME}/{player.id}/text", json=body) as answer:
        answer.raise_for_status()


async def _settled(app: App) -> None:
    """Until every update is worked off and everything due is sent."""
    calm = 0
    while calm < 3:
        await asyncio.sleep(0.03)
        calm = calm + 1 if app.inbox.is_idle and app.outbox.is_idle else 0
