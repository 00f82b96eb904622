"""Who answers a customer holds the conversation for some minutes, so that two do not answer twice."""

from __future__ import annotations

from datetime import datetime

from domain.access import order_for_staff, thread_for_staff
from domain.people import Caller
from domain.ports import UnitOfWork
from domain.thread import Thread


def thread_of_order(uow: UnitOfWork, order_id: int, by: Caller) -> Thread:
    """The conversation about an order of the caller's shop. Raises OrderNotFound."""
    order, _ = order_for_staff(uow, order_id, by)
    return uow.threads.about(order.shop_id, order.customer_id, order.id)


def hold_thread(uow: UnitOfWork, thread_id: int, by: Caller, now: datetime, *, takes_over: bool = False) -> Thread:
    """The caller is about to answer. Raises ThreadNotFound, NotAllowed, SomeoneElseAnswers."""
    thread, actor = thread_for_staff(uow, thread_id, by)
    held = thread.held(actor, now, takes_over=takes_over)
    uow.threads.save(held)
    return held


def release_thread(uow: UnitOfWork, thread_id: int, by: Caller) -> Thread:
    """The caller does not answer after all. Idempotent. Raises ThreadNotFound, NotAllowed."""
    thread, actor = thread_for_staff(uow, thread_id, by)
    released = thread.released(actor)
    if released != thread:
        uow.threads.save(released)
    return released
