"""Everyone and everything the authorisation matrix needs: eight people with phones, and an order in every state."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from aiogram.filters.callback_data import CallbackData

from bot.clock import utc_now
from bot.links import CUSTOMERS, token_hash
from domain.fulfillment import FulfillmentKind, OwnDelivery
from domain.gateway import ProviderPayment, ProviderStatus
from domain.money import Money
from domain.order import Order
from domain.paying import Terms, request_payment
from domain.payment import PaymentMethod
from domain.payment_request import RequestKind
from domain.people import Actor, Caller, Recipient, Role
from domain.ports import UnitOfWork
from domain.refunding import refund_failed
from domain.settling import open_attempt, settle
from domain.sheet import OrderLine, OutOfStockWish
from domain.shop import Shop
from domain.thread import Message
from domain.use_cases.answer_change import choose_groups
from domain.use_cases.ask_shop import ask_about_order
from domain.use_cases.cancel_order import cancel_order
from domain.use_cases.complete_order import complete_order
from domain.use_cases.confirm_deposit import confirm_deposit
from domain.use_cases.confirm_order import confirm_order
from domain.use_cases.create_shop import NewProduct, create_shop
from domain.use_cases.draft_change import add_goods, set_delivery_fee
from domain.use_cases.give_consent import give_consent
from domain.use_cases.invite_staff import invite_staff
from domain.use_cases.join_shop import accept_invite, visit_shop
from domain.use_cases.place_order import Basket, place_order
from domain.use_cases.report_deposit import report_own_deposit
from domain.use_cases.request_cancel import request_cancel
from domain.use_cases.request_change import request_change
from domain.use_cases.withdraw_change import withdraw_change
from domain.use_cases.withdraw_payment import withdraw_payment
from tests.desk import USERNAME, Desk, hire
from tests.people import Person

_MONEY = (
    "transfer",
    "unasked",
    "reported",
    "deposited",
    "late money",
    "refund failed",
    "refund due",
    "unpaid and canceled",
)
_WRITTEN_BY_ACTIONS = (
    "select id, status, version, handled_by from shop_order",
    "select id, kind from timeline_entry",
    "select * from money_movement",
    "select order_id, round, status, edits, editor_id from order_change",
    "select id, offers_groups from shop",
    "select * from shop_member",
    "select id, account_number from shop",
    "select id, hours, paused_at, reminders, payment_days, grace_hours, has_gateway, offers_accounts from shop",
    "select shop_id, public_id from shop_gateway",
    "select shop_id from key_trial",
    "select id, used_by, decided_at from shop_invite",
    "select * from customer",
    "select bot_id, chat_id, side, order_id, message_id from shown_card",
    "select bot_id, chat_id, shop_id, message_id, view from navigator",
    "select id, unread, claimed_by from thread",
    "select * from quick_replies",
    "select count(*) from outbox_intent",
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a tap was told, and whether anything that an action writes is different after it."""

    text: str
    has_changed: bool


@dataclass(slots=True)
class Cast:
    """`people` by what they are to the desk's shop; `rival` is a shop of somebody else at the same bot."""

    desk: Desk
    rival: Shop
    people: dict[str, Person]
    presses: dict[str, int]
    database: sqlite3.Connection
    """Only reads; to open one for every look would take longer than the taps."""
    _placed: datetime = field(default_factory=lambda: utc_now() - timedelta(days=300))

    async def order(self, state: str, shop: Shop | None = None) -> Order:
        """A new order of the buyer in that state; at the rival's shop its customer is the rival's own."""
        self._placed += timedelta(hours=2)  # nobody orders that often, and the desk would say so
        customer = self.people["rival"] if shop else self.desk.customer
        by = Caller(self.desk.app.bot.id, customer.id, customer.name)
        owner = self.people["rival"].id if shop else self.desk.owner.id
        boss = replace(by, user_id=owner)
        return await self.desk.app.store.run(_order_in, state, shop or self.desk.shop, by, boss, self._placed)

    async def invite(self, shop: Shop | None = None, somebody: int = 0) -> int:
        """An invite that somebody (new) has opened and that waits for the owner; its id."""
        owner = self.people["rival"].id if shop else self.desk.owner.id
        somebody = somebody or random.randrange(10_000, 10_000_000)
        by = Caller(self.desk.app.bot.id, owner, "주인")
        wanted = shop or self.desk.shop
        return await self.desk.app.store.run(_opened_invite, wanted, by, replace(by, user_id=somebody), utc_now())

    async def conversation(self, shop: Shop | None = None) -> int:
        """A new order's conversation, in which one message waits; its id."""
        order = await self.order("placed", shop)
        customer = self.people["rival"] if shop else self.desk.customer
        by = Caller(self.desk.app.bot.id, customer.id, customer.name)
        asked = await self.desk.app.store.run(ask_about_order, order.id, Message("언제 와요?"), by, utc_now())
        return asked.thread.id

    async def member(self) -> int:
        """Somebody new on the staff of the desk's shop."""
        user_id = random.randrange(10_000, 10_000_000)
        await self.desk.app.store.run(hire, self.desk.shop.id, user_id, Role.STAFF, "새 직원")
        return user_id

    async def taps(self, who: str, button: CallbackData) -> Outcome:
        """The tap, once it is worked off; what it was told stands in the answer or in a new message."""
        person, before = self.people[who], self._written()
        chat = self.desk.telegram.world.chats[self.desk.app.bot.id, person.id]
        seen = len(chat.visible())
        answer = await person.taps_data(button.pack(), self.presses[who])
        while not self.desk.app.inbox.is_idle:
            await asyncio.sleep(0.001)
        said = [message.text for message in chat.visible()[seen:]]
        return Outcome(answer.text or next(iter(said), ""), self._written() != before)

    def _written(self) -> list[tuple[object, ...]]:
        return [row for query in _WRITTEN_BY_ACTIONS for row in self.database.execute(query)]


async def gathered(desk: Desk, database: sqlite3.Connection) -> Cast:
    """Everyone has a chat with a message on which taps can be forged."""
    store, bot_id = desk.app.store, desk.app.bot.id
    shop = replace(desk.shop, name="남의 가게", customer_token="the-rivals-customers")
    rival = await store.run(create_shop, shop, [NewProduct("상품", Money(1000))], token_hash("rival"), utc_now())
    people = {"owner": desk.owner, "staff": desk.staff, "buyer": desk.customer}
    for user_id, name in enumerate(("manager", "former staff", "rival", "other buyer", "stranger"), 3001):
        people[name] = await desk.phones.person(USERNAME, name, id=user_id)
    await store.run(hire, desk.shop.id, people["manager"].id, Role.MANAGER, "manager")
    await store.run(hire, desk.shop.id, people["former staff"].id, Role.STAFF, "former staff")
    await store.run(hire, rival.id, people["rival"].id, Role.OWNER, "rival")
    by = Caller(bot_id, people["rival"].id, "rival")
    await store.run(visit_shop, rival.customer_token, by)
    await store.run(give_consent, rival.id, by, utc_now())
    for name in ("manager", "former staff", "rival", "stranger"):
        await people[name].starts()
    await people["other buyer"].starts(CUSTOMERS + desk.shop.customer_token)
    await people["other buyer"].taps("동의하고 시작")
    await desk.settled()
    await store.run(_dismissed, desk.shop.id, people["former staff"].id)
    presses = {name: (await person.bot_messages())[-1].message_id for name, person in people.items()}
    return Cast(desk, rival, people, presses, database)


def _dismissed(uow: UnitOfWork, shop_id: int, user_id: int) -> None:
    uow.people.remove_member(shop_id, user_id)


def _opened_invite(uow: UnitOfWork, shop: Shop, owner: Caller, somebody: Caller, now: datetime) -> int:
    token = token_hash(str(somebody.user_id))
    invite_staff(uow, shop.id, Role.STAFF, token, owner, now)
    _, invite = accept_invite(uow, token, somebody, now)
    return invite.id


def _order_in(uow: UnitOfWork, state: str, shop: Shop, by: Caller, boss: Caller, at: datetime) -> Order:
    """One transaction after the other would be slow; the order's version goes up once."""
    method = PaymentMethod.BANK_TRANSFER if state in _MONEY else PaymentMethod.DOOR_CARD
    product = uow.shops.products(shop.id)[0]
    to = Recipient("홍길동", "01012341234", "경기 부천시 조마루로 385번길 122")
    total = product.price + shop.delivery_fee
    wish = OutOfStockWish.CALL
    basket = Basket(shop.id, {product.id: 1}, FulfillmentKind.DELIVERY, to, method, wish, total)
    order = place_order(uow, basket, by, at, random.randint)
    for step in _STEPS_TO[state]:
        step(uow, order.id, order.version, by, boss, at)
    return order


_Step = Callable[[UnitOfWork, int, int, Caller, Caller, datetime], object]


def _confirmed(uow: UnitOfWork, order: int, version: int, _: Caller, boss: Caller, at: datetime) -> object:
    return confirm_order(uow, order, version, boss, utc_now())  # a request made long ago would run out at once


def _requested(uow: UnitOfWork, order: int, version: int, by: Caller, _: Caller, at: datetime) -> object:
    return request_cancel(uow, order, version, "단순 변심", False, by, at)


def _completed(uow: UnitOfWork, order: int, version: int, _: Caller, boss: Caller, at: datetime) -> object:
    return complete_order(uow, order, version, OwnDelivery(), boss, at)


def _paid(uow: UnitOfWork, order: int, version: int, _: Caller, boss: Caller, at: datetime) -> object:
    return confirm_deposit(uow, order, version, boss, at)


def _canceled(uow: UnitOfWork, order: int, version: int, _: Caller, boss: Caller, at: datetime) -> object:
    return cancel_order(uow, order, version, "품절", boss, at)


def _drafted(uow: UnitOfWork, order: int, version: int, _: Caller, boss: Caller, at: datetime) -> object:
    add_goods(uow, order, [OrderLine("콜라 1L", Money(3500), 1)], boss, at)
    return set_delivery_fee(uow, order, Money(3500), boss, at)


def _asked(uow: UnitOfWork, order: int, version: int, _: Caller, boss: Caller, at: datetime) -> object:
    return request_change(uow, order, version, boss, at)


def _withdrawn(uow: UnitOfWork, order: int, version: int, _: Caller, boss: Caller, at: datetime) -> object:
    return withdraw_change(uow, order, version, boss, at)


def _countered(uow: UnitOfWork, order: int, _: int, by: Caller, __: Caller, at: datetime) -> object:
    total = uow.orders.get(order).total
    return choose_groups(uow, order, 1, [1], total + Money(500), by, at)


def _unasked(uow: UnitOfWork, order: int, version: int, _: Caller, boss: Caller, at: datetime) -> object:
    return withdraw_payment(uow, order, version, boss, at)


def _reported(uow: UnitOfWork, order: int, version: int, by: Caller, _: Caller, at: datetime) -> object:
    return report_own_deposit(uow, order, version, "홍길동", by, at)


def _linked(uow: UnitOfWork, order: int, _: int, __: Caller, boss: Caller, at: datetime) -> object:
    asked = uow.orders.get(order)
    terms = Terms(RequestKind.PAY_LINK, None, f"n{order}", f"hash{order}")
    request_payment(asked, terms, Actor(boss.user_id, Role.OWNER, boss.name), at)
    buyer = Actor(asked.customer_id, Role.CUSTOMER, "홍길동")
    return open_attempt(asked, 2, "toss", f"ref-{order}", buyer, at)


def _charged(uow: UnitOfWork, order: int, _: int, __: Caller, ___: Caller, at: datetime) -> object:
    paid = uow.orders.get(order)
    record = ProviderPayment(ProviderStatus.DONE, f"ref-{order}", f"key-{order}", paid.requests[1].amount)
    return settle(paid, 2, 1, record, at)


def _refused(uow: UnitOfWork, order: int, _: int, __: Caller, ___: Caller, at: datetime) -> None:
    refund_failed(uow.orders.get(order), 1, "NOT_CANCELABLE_PAYMENT", "", at)


_STEPS_TO: dict[str, tuple[_Step, ...]] = {
    "placed": (),
    "confirmed": (_confirmed,),
    "transfer": (_confirmed,),
    "unasked": (_confirmed, _unasked),
    "reported": (_confirmed, _reported),
    "deposited": (_confirmed, _paid),
    "late money": (_confirmed, _unasked, _linked, _canceled, _charged),
    "refund failed": (_confirmed, _unasked, _linked, _charged, _canceled, _refused),
    "drafted": (_confirmed, _drafted, _asked, _withdrawn),
    "asked": (_confirmed, _drafted, _asked),
    "countered": (_confirmed, _drafted, _asked, _countered),
    "requested": (_confirmed, _requested),
    "completed": (_confirmed, _completed),
    "unpaid and canceled": (_canceled,),
    "refund due": (_confirmed, _paid, _canceled),
}
