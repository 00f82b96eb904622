"""The further pictures of an album join the first one: they arrive one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from domain.access import thread_for_customer, thread_for_staff
from domain.delivery import Chat, Side
from domain.people import Caller
from domain.ports import UnitOfWork
from domain.thread import Message
from domain.writing import Written, add_picture


def continue_album(uow: UnitOfWork, message: Message, by: Caller, now: datetime) -> Written | None:
    """None when no picture of this album was passed on before. Raises ThreadNotFound, NotAllowed."""
    chat = Chat(by.bot_id, by.user_id)
    first = uow.threads.album(chat, message.album) if message.album else None
    if first is None:
        return None
    find = thread_for_customer if first.side is Side.CUSTOMER else thread_for_staff
    thread, actor = find(uow, first.thread_id, by)
    add_picture(uow, thread, first.entry_id, actor, chat, message.checked(), now)
    return Written(thread, first.entry_id, is_further_picture=True)


def write_parts(
    uow: UnitOfWork,
    write: Callable[[UnitOfWork, Message, Caller, datetime], Written],
    parts: Sequence[Message],
    by: Caller,
    now: datetime,
) -> tuple[Written, int | None]:
    """Messages that waited to know where they go, in their order; the pictures of an album stay together.

    With the number of the order that they are about. Raises what `write` raises.
    """
    written = [continue_album(uow, part, by, now) or write(uow, part, by, now) for part in parts]
    order_id = written[-1].thread.order_id
    number = uow.orders.get(order_id).number if order_id else None
    return replace(written[-1], is_first=any(one.is_first for one in written)), number
