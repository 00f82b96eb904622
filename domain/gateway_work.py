"""What is to be done at a payment company: rows that are written with the change that needs them, and worked off later.

No gateway is called in a handler or a transaction: an answer may take a minute, and a crash must lose nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain import events as e
from domain import payment_events as pe
from domain.order import Order
from domain.payment_request import RequestKind


class TaskKind(StrEnum):
    """What the worker does; stored for ever."""

    CONFIRM = "confirm"
    FETCH = "fetch"
    REVOKE = "revoke"
    REFUND = "refund"
    ISSUE_ACCOUNT = "issue_account"
    EXPIRE = "expire"
    """A deadline has come: one last fetch, then the request ends."""


class LeaseLost(Exception):
    """Somebody else has taken the task over: what was not reached by one may have been by the other."""


@dataclass(frozen=True, slots=True)
class GatewayTask:
    """One piece of work on an order's payment; queued once per dedupe key. Numbers are those within the order."""

    kind: TaskKind
    order_id: int
    due_at: datetime
    dedupe_key: str
    request: int = 0
    attempt: int = 0
    refund: int = 0


@dataclass(frozen=True, slots=True)
class ClaimedTask:
    """A task that this process may work on until `lease_until`; settling it needs the token."""

    id: int
    task: GatewayTask
    attempts: int
    """How often it was claimed, this time included."""
    lease_token: str
    lease_until: datetime


POLLS: Final = (timedelta(seconds=5), timedelta(seconds=15), timedelta(seconds=60))
POLL: Final = timedelta(minutes=5)


LONGEST_POLL: Final = 300
"""About a day of asking every five minutes."""
SELDOM: Final = timedelta(hours=1)


def next_poll(attempts: int) -> timedelta:
    """In doubt: after 5, 15 and 60 seconds, then every 5 minutes, and after a day every hour."""
    if attempts > LONGEST_POLL:
        return SELDOM
    return POLLS[attempts - 1] if 1 <= attempts <= len(POLLS) else POLL


def tasks_for_order(order: Order) -> list[GatewayTask]:
    """Everything that the order's new events ask of a payment company, at its present version."""
    return [task for event in order.events for task in _tasks(order, event)]


def _tasks(order: Order, event: e.OrderEvent) -> Iterator[GatewayTask]:
    match event:
        case pe.PaymentRequested(request=number, kind=kind):
            if kind is RequestKind.VIRTUAL_ACCOUNT:
                yield _task(order, TaskKind.ISSUE_ACCOUNT, event.at, number, attempt=1)
            yield from _deadline(order, number)
        case pe.PaymentOpened(request=number, account=attempt) if attempt:
            yield _task(order, TaskKind.ISSUE_ACCOUNT, event.at, number, attempt)
        case pe.AccountIssued(request=number) | pe.DepositUndone(request=number):
            yield from _deadline(order, number)
        case pe.PaymentReturned(request=number, attempt=attempt):
            yield _task(order, TaskKind.CONFIRM, event.at, number, attempt)
        case pe.RefundStarted(refund=refund):
            yield _task(order, TaskKind.REFUND, event.at, refund=refund)
        case pe.RequestEnded(request=number, attempts=attempts):
            for attempt in attempts:
                yield _task(order, TaskKind.REVOKE, event.at, number, attempt)


def _deadline(order: Order, number: int) -> Iterator[GatewayTask]:
    request = order.request(number)
    if request and request.state.is_live and request.ends_at:
        yield _task(order, TaskKind.EXPIRE, request.ends_at, number)


def _task(
    order: Order, kind: TaskKind, due_at: datetime, request: int = 0, attempt: int = 0, refund: int = 0
) -> GatewayTask:
    key = f"{kind}:{order.id}:{request}:{attempt}:{refund}:v{order.version}"
    return GatewayTask(kind, order.id, due_at, key, request, attempt, refund)
