"""Authorisation in one place, inside the transaction: caller → membership → shop → object.

An unknown id and a foreign one get the same answer, whatever was sent (D14).
"""

from __future__ import annotations

from domain.errors import NotAllowed, OrderNotFound, ShopNotFound, ThreadNotFound
from domain.order import Order
from domain.people import Actor, Caller, Permission, Role, may
from domain.ports import UnitOfWork
from domain.shop import Shop
from domain.thread import Thread


def order_for_staff(uow: UnitOfWork, order_id: int, by: Caller) -> tuple[Order, Actor]:
    """The order and the caller's part in its shop. Raises OrderNotFound."""
    order = uow.orders.get(order_id)
    role = uow.people.role_of(order.shop_id, by.user_id)
    if role is None or uow.shops.get(order.shop_id).bot_id != by.bot_id:
        raise OrderNotFound()
    return order, Actor(by.user_id, role, by.name)


def order_for_customer(uow: UnitOfWork, order_id: int, by: Caller) -> tuple[Order, Actor]:
    """The caller's own order. Raises OrderNotFound."""
    order = uow.orders.get(order_id)
    if order.customer_id != by.user_id or uow.shops.get(order.shop_id).bot_id != by.bot_id:
        raise OrderNotFound()
    return order, Actor(by.user_id, Role.CUSTOMER, order.recipient.name)


def shop_for_staff(uow: UnitOfWork, shop_id: int, by: Caller, permission: Permission) -> tuple[Shop, Actor]:
    """The shop in which the caller works. Raises ShopNotFound, NotAllowed."""
    shop = uow.shops.get(shop_id)
    role = uow.people.role_of(shop_id, by.user_id)
    if role is None or shop.bot_id != by.bot_id:
        raise ShopNotFound()
    if not may(role, permission):
        raise NotAllowed()
    return shop, Actor(by.user_id, role, by.name)


def shop_for_customer(uow: UnitOfWork, shop_id: int, by: Caller) -> Shop:
    """A shop of the caller's bot to which they came by its link. Raises ShopNotFound."""
    shop = uow.shops.get(shop_id)
    if shop.bot_id != by.bot_id or uow.people.customer(shop_id, by.user_id) is None:
        raise ShopNotFound()
    return shop


def thread_for_staff(uow: UnitOfWork, thread_id: int, by: Caller) -> tuple[Thread, Actor]:
    """The conversation and the caller's part in its shop. Raises ThreadNotFound, NotAllowed."""
    thread = uow.threads.get(thread_id)
    role = uow.people.role_of(thread.shop_id, by.user_id)
    if role is None or uow.shops.get(thread.shop_id).bot_id != by.bot_id:
        raise ThreadNotFound()
    if not may(role, Permission.WRITE_MESSAGES):
        raise NotAllowed()
    return thread, Actor(by.user_id, role, by.name)


def thread_for_customer(uow: UnitOfWork, thread_id: int, by: Caller) -> tuple[Thread, Actor]:
    """The caller's own conversation with a shop. Raises ThreadNotFound."""
    thread = uow.threads.get(thread_id)
    if thread.customer_id != by.user_id or uow.shops.get(thread.shop_id).bot_id != by.bot_id:
        raise ThreadNotFound()
    return thread, customer_of(uow, thread, by)


def customer_of(uow: UnitOfWork, thread: Thread, by: Caller) -> Actor:
    """The caller as the customer of their own conversation: by the order's name, if it is about one."""
    name = uow.orders.get(thread.order_id).recipient.name if thread.order_id else by.name
    return Actor(by.user_id, Role.CUSTOMER, name)
