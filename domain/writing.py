"""How a message is written down: in the history, in the memory of chats, and as relays to the other side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from domain.delivery import Chat, Intent, Side
from domain.events import MessageWritten
from domain.people import Actor
from domain.ports import UnitOfWork
from domain.relays import pieces_of, relays_to_customer, relays_to_shop
from domain.thread import Delivery, Message, RelayedMessage, Thread
from domain.timeline import entry_of


@dataclass(frozen=True, slots=True)
class Written:
    """A message that was taken in. `is_first` says that nothing of this conversation had been waiting before."""

    thread: Thread
    entry_id: int
    is_first: bool = False
    is_further_picture: bool = False


def write(
    uow: UnitOfWork, thread: Thread, by: Actor, chat: Chat, message: Message, now: datetime, answers: int | None = None
) -> int:
    """A new entry of the history, passed on to the other side; `chat` is the writer's. Returns the entry's id."""
    entry = entry_of(MessageWritten(now, by, message.data))
    if not by.is_customer:
        entry = replace(entry, delivery=Delivery.PENDING)
    entry_id = uow.threads.write(thread, entry)
    _pass_on(uow, thread, entry_id, by, chat, message, 0, now, answers)
    return entry_id


def add_picture(
    uow: UnitOfWork, thread: Thread, entry_id: int, by: Actor, chat: Chat, message: Message, now: datetime
) -> None:
    """A further picture of an album joins the entry of the first."""
    place = uow.threads.add_photo(entry_id, message.photos[0])
    _pass_on(uow, thread, entry_id, by, chat, message, place, now, None)


def _pass_on(
    uow: UnitOfWork,
    thread: Thread,
    entry_id: int,
    by: Actor,
    chat: Chat,
    message: Message,
    place: int,
    now: datetime,
    answers: int | None,
) -> None:
    pieces, side = pieces_of(message, place), Side.CUSTOMER if by.is_customer else Side.SHOP
    if message.message_id is not None:
        own = RelayedMessage(chat, message.message_id, side, thread.id, entry_id, pieces[-1], message.album)
        uow.threads.remember(own)
    uow.outbox.add(_relays(uow, thread, entry_id, by, pieces, bool(message.album), now, answers))


def _relays(
    uow: UnitOfWork,
    thread: Thread,
    entry_id: int,
    by: Actor,
    pieces: list[str],
    wait: bool,
    now: datetime,
    answers: int | None,
) -> list[Intent]:
    shop, staff = uow.shops.get(thread.shop_id), uow.people.staff_of(thread.shop_id)
    if by.is_customer:
        return relays_to_shop(thread, entry_id, pieces, shop, staff, now, wait=wait)
    return relays_to_customer(thread, entry_id, pieces, shop, staff, now, wait=wait, answers=answers)
