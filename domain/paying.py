"""Asking a customer for money: the verbs on an order's payment requests (D5, D19).

Every function changes the order and leaves an event, or raises a DomainError and changes nothing. While a cancel
request stands all of them raise CancelRequestPending.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from domain import payment_events as e
from domain.errors import (
    CancelRequestPending,
    ChangePending,
    DomainError,
    MethodAtTheDoor,
    NotAllowed,
    NothingToCollect,
    OrderChangedMeanwhile,
    PaymentInProgress,
    PaymentNotOffered,
    PaymentRequestLive,
)
from domain.lifecycle import OrderStatus
from domain.money import ZERO
from domain.order import Order
from domain.payment import PaymentMethod
from domain.payment_request import (
    GRACE,
    REQUEST_MACHINE,
    AttemptState,
    PaymentAttempt,
    PaymentRequest,
    RequestKind,
    RequestState,
    RequestStep,
    last_asked,
)
from domain.people import SYSTEM, Actor, Permission, Role, may

REMIND_AFTER: Final = timedelta(minutes=1)
"""Two taps on [다시 알림] in a row are one."""

_OPENS_IN: Final = {
    RequestKind.PAY_LINK: RequestState.REQUESTED,
    RequestKind.VIRTUAL_ACCOUNT: RequestState.REQUESTED,
    RequestKind.TRANSFER: RequestState.AWAITING_DEPOSIT,
    RequestKind.AT_DOOR: RequestState.DUE_ON_DELIVERY,
}


@dataclass(frozen=True, slots=True)
class Terms:
    """How a new request is asked for: `expires_at` is the deadline that the customer reads."""

    kind: RequestKind
    expires_at: datetime | None = None
    nonce: str = ""
    token_hash: str = ""
    attempt: PaymentAttempt | None = None
    """For a virtual account: the attempt under which it is issued."""
    grace: timedelta = GRACE
    """How long after the deadline a transfer still counts."""


# What screens ask


def can_request(order: Order, by: Actor) -> bool:
    """Whether [결제문자전송] is offered now (D5)."""
    try:
        require_request(order, by)
    except DomainError:
        return False
    return True


def require_request(order: Order, by: Actor) -> None:
    """Raises what stands in the way of asking for the balance now (D5)."""
    _require_open(order, by)
    if order.payment_method.is_at_the_door:
        raise MethodAtTheDoor(number=order.number)
    if order.open_change:
        raise ChangePending(number=order.number)
    if order.live_request:
        raise PaymentRequestLive(number=order.number)
    if order.balance <= ZERO:
        raise NothingToCollect(number=order.number)


def withdrawn(order: Order) -> PaymentRequest | None:
    """What dropping an edit asks for again: it was taken back last, and not because of another way to pay."""
    asked = last_asked(order.requests)
    if asked is None or asked.state is not RequestState.CANCELED or order.balance <= ZERO:
        return None
    is_fitting = asked.kind is RequestKind.PAY_LINK or order.payment_method is PaymentMethod.BANK_TRANSFER
    return asked if is_fitting else None


def require_no_request(order: Order) -> None:
    """Raises PaymentRequestLive while the customer is asked for an amount that an edit would change (D5)."""
    if order.asked_request:
        raise PaymentRequestLive(number=order.number)


# Asking


def request_payment(order: Order, terms: Terms, by: Actor, at: datetime) -> None:
    """Asks for the balance, which is frozen in the request. Raises what `require_request` does."""
    require_request(order, by)
    _open(order, terms, by, at)


def begin(order: Order, deadline: datetime | None, by: Actor, at: datetime, grace: timedelta = GRACE) -> None:
    """At 주문확인: a transfer is awaited, or the door will collect; a pay link is sent by hand."""
    if order.balance <= ZERO or order.live_request:
        return
    if order.payment_method.is_at_the_door:
        _open(order, Terms(RequestKind.AT_DOOR), by, at)
    elif order.payment_method is PaymentMethod.BANK_TRANSFER:
        _open(order, Terms(RequestKind.TRANSFER, deadline, grace=grace), by, at)


def begin_again(order: Order, deadline: datetime | None, at: datetime, grace: timedelta = GRACE) -> None:
    """After an approved edit: a transfer of which nothing has come is asked for by itself, as at 주문확인 (D5)."""
    is_unpaid = order.balance > ZERO and order.money_held == ZERO
    is_free = order.open_change is None and order.live_request is None
    if order.payment_method is PaymentMethod.BANK_TRANSFER and is_unpaid and is_free:
        begin(order, deadline, SYSTEM, at, grace)


def remind(order: Order, by: Actor, at: datetime) -> None:
    """다시 알림: the customer is asked once more, at most once in a minute."""
    request = _asked(order, by)
    if request.state is RequestState.PROCESSING:
        raise PaymentInProgress(number=order.number)
    if request.reminded_at and at - request.reminded_at < REMIND_AFTER:
        return
    order.put_request(replace(request, reminded_at=at))
    order.tell(e.PaymentReminded(at, by, request.amount))


def withdraw(order: Order, by: Actor, at: datetime) -> None:
    """요청취소. While a payment is being confirmed the wish is kept: if it is approved, it goes straight back."""
    request = _asked(order, by)
    if request.state is RequestState.PROCESSING:
        _wish(order, request, by, at)
    else:
        _withdraw(order, request, by, at)


def change_method(
    order: Order,
    method: PaymentMethod,
    deadline: datetime | None,
    by: Actor,
    at: datetime,
    grace: timedelta = GRACE,
) -> None:
    """Another way to pay what is owed; a live request ends and, but for a pay link, a new one begins."""
    _require_open(order, by)
    if order.open_change:
        raise ChangePending(number=order.number)
    if order.balance <= ZERO or method is order.payment_method:
        raise NothingToCollect(number=order.number)
    if request := order.live_request:
        if request.state is RequestState.PROCESSING:
            raise PaymentInProgress(number=order.number)
        _withdraw(order, request, SYSTEM, at)
    order.payment_method = method
    order.tell(e.PaymentMethodChanged(at, by, method))
    begin(order, deadline, by, at, grace)


# What follows from the order's own steps


def wind_up(order: Order, at: datetime) -> None:
    """The order was cancelled or completed: nobody is asked for money any more."""
    request = order.live_request
    if request is None:
        return
    if request.state is RequestState.PROCESSING:
        _wish(order, request, SYSTEM, at)
    else:
        _withdraw(order, request, SYSTEM, at)


def is_overdue(request: PaymentRequest, at: datetime) -> bool:
    """Whether its time is up, transfers after a day of grace."""
    return request.ends_at is not None and at >= request.ends_at


def expire(order: Order, number: int, at: datetime) -> None:
    """The deadline passed. A request that is being confirmed, or is no longer live, is left alone.

    So is one that the customer says they have paid, until the shop has looked.
    """
    request = order.request(number)
    if request is None or not is_overdue(request, at) or REQUEST_MACHINE.row(request.state, RequestStep.EXPIRE) is None:
        return
    if request.reported_at is not None:
        return
    ended, open_attempts = close_attempts(moved(order, request, RequestStep.EXPIRE, SYSTEM))
    order.put_request(ended)
    order.tell(e.PaymentRequestExpired(at, SYSTEM, request.amount, request.number, open_attempts))


# For the modules beside this one


def moved(order: Order, request: PaymentRequest, step: RequestStep, by: Actor) -> PaymentRequest:
    """The request after this step. Raises OrderChangedMeanwhile where the table has none, NotAllowed."""
    row = REQUEST_MACHINE.row(request.state, step)
    if row is None:
        raise OrderChangedMeanwhile(number=order.number)
    if by.role not in row.who:
        raise NotAllowed(number=order.number)
    return replace(request, state=row.target)


def close_attempts(request: PaymentRequest) -> tuple[PaymentRequest, tuple[int, ...]]:
    """No attempt is waited for any more; the numbers are those that the provider should close too."""
    open_attempts = tuple(one for one in request.attempts if one.is_unsettled)
    for one in open_attempts:
        request = request.with_attempt(replace(one, state=AttemptState.CLOSED))
    return request, tuple(one.number for one in open_attempts)


def require_not_paused(order: Order) -> None:
    """Raises CancelRequestPending while the shop decides on a cancel request (D19)."""
    if order.status is OrderStatus.CANCEL_REQUESTED:
        raise CancelRequestPending(number=order.number)


def _open(order: Order, terms: Terms, by: Actor, at: datetime) -> None:
    request = PaymentRequest(
        number=len(order.requests) + 1,
        kind=terms.kind,
        amount=order.balance,
        state=_OPENS_IN[terms.kind],
        requested_at=at,
        expires_at=terms.expires_at,
        nonce=terms.nonce,
        token_hash=terms.token_hash,
        grace=terms.grace,
        attempts=(terms.attempt,) if terms.attempt else (),
    )
    order.requests.append(request)
    if terms.kind is not RequestKind.AT_DOOR:  # nobody is asked before the door
        order.tell(e.PaymentRequested(at, by, request.amount, request.number, request.kind))


def _withdraw(order: Order, request: PaymentRequest, by: Actor, at: datetime) -> None:
    ended, open_attempts = close_attempts(moved(order, request, RequestStep.WITHDRAW, by))
    order.put_request(ended)
    kind = e.PaymentRequestClosed if by.role is Role.SYSTEM else e.PaymentRequestWithdrawn
    order.tell(kind(at, by, request.amount, request.number, open_attempts))


def _wish(order: Order, request: PaymentRequest, by: Actor, at: datetime) -> None:
    if not request.is_unwanted:
        order.put_request(replace(moved(order, request, RequestStep.WISH_WITHDRAWN, by), is_unwanted=True))
        order.tell(e.PaymentUnwanted(at, by, request.amount))


def _asked(order: Order, by: Actor) -> PaymentRequest:
    """The request that the customer is asked for now."""
    _require_open(order, by)
    if order.asked_request is None:
        raise OrderChangedMeanwhile(number=order.number)
    return order.asked_request


def _require_open(order: Order, by: Actor) -> None:
    if not may(by.role, Permission.REQUEST_PAYMENT):
        raise NotAllowed(number=order.number)
    require_not_paused(order)
    if order.status is not OrderStatus.CONFIRMED:
        raise OrderChangedMeanwhile(number=order.number)


def offered_kind(*, has_link: bool, has_account: bool) -> RequestKind:
    """How this shop can ask now: by link where one works, else by transfer. Raises PaymentNotOffered."""
    if has_link:
        return RequestKind.PAY_LINK
    if has_account:
        return RequestKind.TRANSFER
    raise PaymentNotOffered()
