"""메시지 전송: the shop writes to a customer, who gets it as a reply to their own message (M20, D16)."""

from __future__ import annotations

from datetime import datetime

from domain.access import thread_for_staff
from domain.delivery import Chat
from domain.people import Caller
from domain.ports import UnitOfWork
from domain.thread import Message
from domain.writing import Written, write


def answer_customer(
    uow: UnitOfWork,
    thread_id: int,
    message: Message,
    by: Caller,
    now: datetime,
    *,
    answers: int | None = None,
    takes_over: bool = False,
) -> Written:
    """Answers entry `answers`, or whatever the customer wrote last; nothing waits after it, and the writer holds on.

    Raises ThreadNotFound, NotAllowed, InvalidText, SomeoneElseAnswers.
    """
    thread, actor = thread_for_staff(uow, thread_id, by)
    message = message.checked()
    thread = thread.answered(actor, now, takes_over=takes_over)
    uow.threads.save(thread)
    entry_id = write(uow, thread, actor, Chat(by.bot_id, by.user_id), message, now, answers)
    return Written(thread, entry_id)
