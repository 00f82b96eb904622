"""메시지 내역 and 문의내역: one conversation page by page, and those that wait for an answer (M19)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.access import shop_for_staff, thread_for_staff
from domain.delivery import Chat, Side
from domain.order import Order
from domain.people import Actor, Caller, Permission
from domain.ports import UnitOfWork
from domain.relays import HISTORY
from domain.shop import Shop
from domain.thread import Claim, RelayedMessage, Thread
from domain.thread_ports import WaitingThread
from domain.timeline import TimelineEntry
from domain.use_cases.see_shop import works_elsewhere

PAGE_SIZE: Final = 5
_LATEST: Final = 10


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A conversation as one of the staff sees it; `entries` are one page, oldest first, page 1 being the newest."""

    thread: Thread
    shop: Shop
    viewer: Actor
    order: Order | None
    name: str
    phone: str
    latest_number: int | None
    entries: list[TimelineEntry]
    page: int
    pages: int
    is_customer_reachable: bool
    other_holder: Claim | None
    quick_replies: Sequence[str] | None
    names_shop: bool

    @property
    def number(self) -> int | None:
        """The order that it is about."""
        return self.order.number if self.order else None


@dataclass(frozen=True, slots=True)
class InquiriesView:
    """One page of the conversations that wait, oldest first; `page` is clamped to 1 … `pages`."""

    shop: Shop
    rows: list[WaitingThread]
    found: int
    page: int
    pages: int
    names_shop: bool


def see_thread(uow: UnitOfWork, thread_id: int, by: Caller, now: datetime, page: int = 1) -> ThreadView:
    """Raises ThreadNotFound, NotAllowed."""
    thread, viewer = thread_for_staff(uow, thread_id, by)
    pages = max(1, -(-uow.threads.history_length(thread) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    entries = uow.threads.history(thread, (page - 1) * PAGE_SIZE, PAGE_SIZE)
    return _view(uow, thread, viewer, by, now, entries, page, pages)


def remember_screen(uow: UnitOfWork, thread_id: int, message_id: int, by: Caller, now: datetime) -> None:
    """This message of the caller shows the conversation: a reply to it is an answer, and it can be taken away."""
    thread, _ = thread_for_staff(uow, thread_id, by)
    newest = uow.threads.history(thread, 0, 1)
    if newest and newest[0].id:
        chat = Chat(by.bot_id, by.user_id)
        uow.threads.remember(RelayedMessage(chat, message_id, Side.SHOP, thread.id, newest[0].id, HISTORY))


def see_inquiries(uow: UnitOfWork, shop_id: int, page: int, by: Caller, now: datetime) -> InquiriesView:
    """Raises ShopNotFound."""
    shop, _ = shop_for_staff(uow, shop_id, by, Permission.SEE_ORDERS)
    found = uow.orders.counts(shop_id, now.date()).inquiries
    pages = max(1, -(-found // PAGE_SIZE))
    page = min(max(page, 1), pages)
    rows = uow.threads.waiting(shop_id, (page - 1) * PAGE_SIZE, PAGE_SIZE)
    return InquiriesView(shop, rows, found, page, pages, works_elsewhere(uow, by))


def _view(
    uow: UnitOfWork,
    thread: Thread,
    viewer: Actor,
    by: Caller,
    now: datetime,
    entries: list[TimelineEntry],
    page: int,
    pages: int,
) -> ThreadView:
    order = uow.orders.get(thread.order_id) if thread.order_id else None
    customer = uow.people.customer(thread.shop_id, thread.customer_id)
    profile = uow.chats.profile(Chat(by.bot_id, thread.customer_id))
    holder = thread.holder(now)
    return ThreadView(
        thread,
        uow.shops.get(thread.shop_id),
        viewer,
        order,
        order.recipient.name if order else profile.name if profile else "",
        order.recipient.phone if order else customer.phone if customer else "",
        None if order else _latest_number(uow, thread, by),
        entries,
        page,
        pages,
        profile is None or profile.is_reachable,
        holder if holder and holder.user_id != viewer.user_id else None,
        uow.threads.quick_replies(thread.shop_id),
        works_elsewhere(uow, by),
    )


def _latest_number(uow: UnitOfWork, thread: Thread, by: Caller) -> int | None:
    """Of the customer's last order at this shop: what a question about no order may still be about."""
    rows = uow.orders.of_customer(by.bot_id, thread.customer_id, _LATEST)
    return next((row.number for row in rows if row.shop_id == thread.shop_id), None)
