"""A customer changes what they wrote: the staff's copies show it, and the history keeps both."""

from __future__ import annotations

from datetime import datetime

from domain.access import thread_for_customer
from domain.delivery import Chat, Side
from domain.events import MessageEdited
from domain.people import Actor, Caller
from domain.ports import UnitOfWork
from domain.relays import MOST_TEXTS, PHOTO, TEXT, count_redraws, revisions
from domain.thread import Message, RelayedMessage, Thread, photos_of
from domain.timeline import entry_of
from domain.writing import Written, write


def edit_message(uow: UnitOfWork, message: Message, by: Caller, now: datetime) -> Written | None:
    """None when the message was not passed on. An edited message waits for an answer, also if it was answered.

    Raises ThreadNotFound, InvalidText.
    """
    chat = Chat(by.bot_id, by.user_id)
    known = uow.threads.relayed(chat, message.message_id or 0)
    if known is None or known.side is not Side.CUSTOMER:
        return None
    thread, actor = thread_for_customer(uow, known.thread_id, by)
    message = message.checked()
    asked = thread if thread.waiting_since else thread.asked(now)
    uow.threads.save(asked)
    if _shows_other_picture(uow, known, message):
        return Written(asked, write(uow, asked, actor, chat, message, now))
    return Written(asked, _edit(uow, asked, known, actor, message, now))


def _shows_other_picture(uow: UnitOfWork, known: RelayedMessage, message: Message) -> bool:
    """Telegram lets people put another picture into a message; that is as good as a new one."""
    kind, _, place = known.piece.partition(":")
    if kind != PHOTO or not message.photos:
        return kind == PHOTO or bool(message.photos)
    before = photos_of(uow.threads.entry(known.entry_id).data)
    return before[int(place)].unique_id != message.photos[0].unique_id


def _edit(uow: UnitOfWork, thread: Thread, known: RelayedMessage, by: Actor, message: Message, now: datetime) -> int:
    photo = int(known.piece.partition(":")[2]) if message.photos else None
    text = message.photos[0].caption if message.photos else message.text
    edit_id = uow.threads.write(thread, entry_of(MessageEdited(now, by, text, known.entry_id, photo)))
    pieces = [f"{TEXT}:{n}" for n in range(MOST_TEXTS)] if photo is None else [known.piece]
    shop, staff = uow.shops.get(thread.shop_id), uow.people.staff_of(thread.shop_id)
    uow.outbox.add(revisions(thread, known.entry_id, edit_id, pieces, shop, staff, now))
    uow.outbox.add(count_redraws(f"message:{edit_id}", shop, staff, now))
    return edit_id
