"""문의하기: a customer writes to the shop, about an order or about none (M19, D16)."""

from __future__ import annotations

from datetime import datetime

from domain.access import order_for_customer, shop_for_customer, thread_for_customer
from domain.delivery import Chat
from domain.errors import ConsentMissing
from domain.people import Actor, Caller, Role
from domain.ports import UnitOfWork
from domain.thread import Message, Thread
from domain.writing import Written, write


def ask_about_order(uow: UnitOfWork, order_id: int, message: Message, by: Caller, now: datetime) -> Written:
    """Raises OrderNotFound, InvalidText."""
    order, actor = order_for_customer(uow, order_id, by)
    thread = uow.threads.about(order.shop_id, order.customer_id, order.id)
    return _ask(uow, thread, actor, message, by, now)


def ask_shop(uow: UnitOfWork, shop_id: int, message: Message, by: Caller, now: datetime) -> Written:
    """About no order. Raises ShopNotFound, ConsentMissing, InvalidText."""
    shop = shop_for_customer(uow, shop_id, by)
    customer = uow.people.customer(shop.id, by.user_id)
    if customer is None or not customer.has_consented:
        raise ConsentMissing()
    thread = uow.threads.about(shop.id, by.user_id, None)
    return _ask(uow, thread, Actor(by.user_id, Role.CUSTOMER, by.name), message, by, now)


def ask_in_thread(uow: UnitOfWork, thread_id: int, message: Message, by: Caller, now: datetime) -> Written:
    """Where it was talked about before. Raises ThreadNotFound, InvalidText."""
    thread, actor = thread_for_customer(uow, thread_id, by)
    return _ask(uow, thread, actor, message, by, now)


def _ask(uow: UnitOfWork, thread: Thread, actor: Actor, message: Message, by: Caller, now: datetime) -> Written:
    message = message.checked()
    asked = thread.asked(now)
    uow.threads.save(asked)
    entry_id = write(uow, asked, actor, Chat(by.bot_id, by.user_id), message, now)
    return Written(asked, entry_id, is_first=thread.waiting_since is None)
