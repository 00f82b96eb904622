"""메시지 전송 · 문의하기: one side writes to the other about an order (M19, M20, D16)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from domain.access import order_for_customer, order_for_staff
from domain.errors import NotAllowed
from domain.events import MessageWritten
from domain.notices import intents_for_message
from domain.order import Order
from domain.people import Actor, Caller, Permission, may
from domain.ports import UnitOfWork
from domain.text import checked_text
from domain.timeline import entry_of

MOST_MESSAGE: Final = 4000
"""Leaves room for the heading under which a message of Telegram's own limit is passed on."""


def write_to_customer(uow: UnitOfWork, order_id: int, text: str, by: Caller, now: datetime) -> Order:
    """The shop writes. Raises OrderNotFound, NotAllowed, InvalidText."""
    order, actor = order_for_staff(uow, order_id, by)
    if not may(actor.role, Permission.WRITE_MESSAGES):
        raise NotAllowed(number=order.number)
    _write(uow, order, actor, text, now)
    return order


def write_to_shop(uow: UnitOfWork, order_id: int, text: str, by: Caller, now: datetime) -> Order:
    """The customer writes. Raises OrderNotFound, InvalidText."""
    order, actor = order_for_customer(uow, order_id, by)
    _write(uow, order, actor, text, now)
    return order


def _write(uow: UnitOfWork, order: Order, actor: Actor, text: str, now: datetime) -> None:
    event = MessageWritten(now, actor, checked_text(text, field="message", most=MOST_MESSAGE))
    entry_id = uow.orders.write_message(order, entry_of(event))
    staff = uow.people.staff_of(order.shop_id)
    uow.outbox.add(intents_for_message(order, uow.shops.get(order.shop_id).bot_id, staff, event, entry_id))
