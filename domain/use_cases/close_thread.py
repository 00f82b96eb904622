"""[답장 없이 닫기]: an inquiry that needs no answer leaves the list of those that wait."""

from __future__ import annotations

from datetime import datetime

from domain.access import thread_for_staff
from domain.errors import NothingWaits
from domain.people import Caller
from domain.ports import UnitOfWork
from domain.relays import count_redraws
from domain.thread import Thread


def close_thread(uow: UnitOfWork, thread_id: int, unread: int, by: Caller, now: datetime) -> Thread:
    """`unread` is how many messages the caller has seen waiting: a further one is not closed unseen.

    Raises ThreadNotFound, NotAllowed, NothingWaits.
    """
    thread, _ = thread_for_staff(uow, thread_id, by)
    if thread.unread != unread or not unread:
        raise NothingWaits()
    closed = thread.closed()
    uow.threads.save(closed)
    shop, staff = uow.shops.get(thread.shop_id), uow.people.staff_of(thread.shop_id)
    uow.outbox.add(count_redraws(f"thread:{thread.id}:closed:{now.isoformat()}", shop, staff, now))
    return closed
