"""What a customer is asked to pay: the request, THE table of its states, attempts to pay it, and refunds.

An amount never changes once it is asked for; an order has at most one live request (D5).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.machine import Machine, Transition
from domain.money import Money, sum_of
from domain.people import MANAGERS, SHOP, Role

GRACE: Final = timedelta(hours=24)
"""A transfer made on the last day may show up on the next; a shop may want it shorter or longer."""


class RequestKind(StrEnum):
    """How the customer is to pay this request."""

    PAY_LINK = "pay_link"
    TRANSFER = "transfer"
    VIRTUAL_ACCOUNT = "virtual_account"
    AT_DOOR = "at_door"


class RequestState(StrEnum):
    """Where a payment request stands (the glossary has the Korean words); stored for ever."""

    REQUESTED = "requested"
    PROCESSING = "processing"
    AWAITING_DEPOSIT = "awaiting_deposit"
    DUE_ON_DELIVERY = "due_on_delivery"
    PAID = "paid"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    CANCELED = "canceled"
    EXPIRED = "expired"

    @property
    def is_live(self) -> bool:
        """Whether the customer is still asked for it; an order has at most one such request (D5)."""
        return self in LIVE


LIVE: Final = frozenset(
    {
        RequestState.REQUESTED,
        RequestState.PROCESSING,
        RequestState.AWAITING_DEPOSIT,
        RequestState.DUE_ON_DELIVERY,
    }
)
UNMET: Final = frozenset({RequestState.EXPIRED, RequestState.CANCELED})
"""Ended without the money."""


class RequestStep(StrEnum):
    """What moves a payment request from one state to another."""

    OPEN = "open"
    ISSUE = "issue"
    RETURN = "return"
    REOPEN = "reopen"
    SETTLE = "settle"
    WITHDRAW = "withdraw"
    WISH_WITHDRAWN = "wish_withdrawn"
    EXPIRE = "expire"
    REPORT_DEPOSIT = "report_deposit"
    REFUSE_DEPOSIT = "refuse_deposit"
    CONFIRM_DEPOSIT = "confirm_deposit"
    UNDO_DEPOSIT = "undo_deposit"
    UNDO_TO_LINK = "undo_to_link"
    COLLECT = "collect"
    REFUND_PART = "refund_part"
    REFUND_REST = "refund_rest"


RequestTransition = Transition[RequestState, RequestStep]


def _row(source: RequestState, step: RequestStep, target: RequestState, *who: frozenset[Role]) -> RequestTransition:
    return Transition(source, step, target, frozenset[Role]().union(*who))


_R, _S = RequestState, RequestStep
_CUSTOMER, _DESK = frozenset({Role.CUSTOMER}), frozenset({Role.SYSTEM})

REQUEST_TRANSITIONS: Final = (
    #    from                    step                 to                      who may
    _row(_R.REQUESTED, _S.OPEN, _R.REQUESTED, _CUSTOMER),
    _row(_R.REQUESTED, _S.ISSUE, _R.AWAITING_DEPOSIT, _DESK),
    _row(_R.PROCESSING, _S.ISSUE, _R.AWAITING_DEPOSIT, _DESK),
    _row(_R.REQUESTED, _S.RETURN, _R.PROCESSING, _CUSTOMER),
    _row(_R.PROCESSING, _S.REOPEN, _R.REQUESTED, _DESK),
    _row(_R.REQUESTED, _S.SETTLE, _R.PAID, _DESK),
    _row(_R.PROCESSING, _S.SETTLE, _R.PAID, _DESK),
    _row(_R.AWAITING_DEPOSIT, _S.SETTLE, _R.PAID, _DESK),
    _row(_R.REQUESTED, _S.WITHDRAW, _R.CANCELED, SHOP, _DESK),
    _row(_R.AWAITING_DEPOSIT, _S.WITHDRAW, _R.CANCELED, SHOP, _DESK),
    _row(_R.DUE_ON_DELIVERY, _S.WITHDRAW, _R.CANCELED, SHOP, _DESK),
    _row(_R.PROCESSING, _S.WISH_WITHDRAWN, _R.PROCESSING, SHOP, _DESK),
    _row(_R.REQUESTED, _S.EXPIRE, _R.EXPIRED, _DESK),
    _row(_R.AWAITING_DEPOSIT, _S.EXPIRE, _R.EXPIRED, _DESK),
    _row(_R.REQUESTED, _S.REPORT_DEPOSIT, _R.REQUESTED, _CUSTOMER),
    _row(_R.AWAITING_DEPOSIT, _S.REPORT_DEPOSIT, _R.AWAITING_DEPOSIT, _CUSTOMER),
    _row(_R.REQUESTED, _S.REFUSE_DEPOSIT, _R.REQUESTED, MANAGERS),
    _row(_R.AWAITING_DEPOSIT, _S.REFUSE_DEPOSIT, _R.AWAITING_DEPOSIT, MANAGERS),
    _row(_R.REQUESTED, _S.CONFIRM_DEPOSIT, _R.PAID, MANAGERS),
    _row(_R.AWAITING_DEPOSIT, _S.CONFIRM_DEPOSIT, _R.PAID, MANAGERS),
    _row(_R.PAID, _S.UNDO_DEPOSIT, _R.AWAITING_DEPOSIT, MANAGERS, _DESK),
    _row(_R.PAID, _S.UNDO_TO_LINK, _R.REQUESTED, MANAGERS),
    _row(_R.DUE_ON_DELIVERY, _S.COLLECT, _R.PAID, SHOP),
    _row(_R.PAID, _S.REFUND_PART, _R.PARTIALLY_REFUNDED, MANAGERS, _DESK),
    _row(_R.PAID, _S.REFUND_REST, _R.REFUNDED, MANAGERS, _DESK),
    _row(_R.PARTIALLY_REFUNDED, _S.REFUND_PART, _R.PARTIALLY_REFUNDED, MANAGERS, _DESK),
    _row(_R.PARTIALLY_REFUNDED, _S.REFUND_REST, _R.REFUNDED, MANAGERS, _DESK),
)
REQUEST_MACHINE: Final = Machine(REQUEST_TRANSITIONS)


class AttemptState(StrEnum):
    """What came of one try to pay; stored for ever."""

    OPENED = "opened"
    RETURNED = "returned"
    PAID = "paid"
    FAILED = "failed"
    CLOSED = "closed"
    """The request was withdrawn or ran out before anything came of it."""


@dataclass(frozen=True, slots=True)
class DepositAccount:
    """A virtual account that was issued for one attempt."""

    bank: str
    number: str
    holder: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class PaymentAttempt:
    """One try to pay a request through a payment company; a declined card leaves the request as it was.

    `order_ref` is our own name of it at the provider and `payment_ref` the provider's: each belongs to one attempt.
    """

    number: int
    provider: str
    order_ref: str
    state: AttemptState
    opened_at: datetime
    payment_ref: str = ""
    secret: str = ""
    account: DepositAccount | None = None
    code: str = ""
    message: str = ""
    receipt_url: str = ""
    wants_account: bool = False
    """The customer asked for a virtual account in the chat, instead of opening a window."""

    @property
    def is_unsettled(self) -> bool:
        """Whether the provider may still report money for it."""
        return self.state in (AttemptState.OPENED, AttemptState.RETURNED)


@dataclass(frozen=True, slots=True)
class PaymentRequest:
    """One request for an amount that never changes; `number` counts an order's requests from 1.

    A pay link's token is never stored: `nonce` is what the desk's key turns into it, `token_hash` finds the request.
    """

    number: int
    kind: RequestKind
    amount: Money
    state: RequestState
    requested_at: datetime
    expires_at: datetime | None = None
    nonce: str = ""
    token_hash: str = ""
    is_unwanted: bool = False
    """Somebody withdrew it while a payment was being confirmed: if that is approved, it goes straight back."""
    depositor: str = ""
    """The name that the customer says they transferred under."""
    reported_at: datetime | None = None
    reminded_at: datetime | None = None
    grace: timedelta = GRACE
    """How long after the deadline a transfer still counts as in time."""
    attempts: tuple[PaymentAttempt, ...] = ()

    @property
    def ends_at(self) -> datetime | None:
        """When it is over: transfers have a grace after the deadline that the customer reads."""
        if self.expires_at is None:
            return None
        return self.expires_at + (self.grace if self.kind is RequestKind.TRANSFER else timedelta())

    @property
    def awaits_account(self) -> bool:
        """Whether a virtual account was asked for that is not there yet."""
        return any(a.wants_account and a.account is None and a.is_unsettled for a in self.attempts)

    @property
    def has_account(self) -> bool:
        """Whether a virtual account waits for the money: then the payment company says when it is paid."""
        return self.kind is RequestKind.VIRTUAL_ACCOUNT or any(a.account and a.is_unsettled for a in self.attempts)

    def attempt(self, number: int) -> PaymentAttempt | None:
        return next((one for one in self.attempts if one.number == number), None)

    def with_attempt(self, attempt: PaymentAttempt) -> PaymentRequest:
        """The same request with this attempt in place of the one of its number, or at the end."""
        others = [one for one in self.attempts if one.number != attempt.number]
        return replace(self, attempts=tuple(sorted([*others, attempt], key=lambda one: one.number)))


# Refunds through the payment company that took the money


class RefundState(StrEnum):
    """What became of a refund; stored for ever."""

    PENDING = "pending"
    FAILED = "failed"
    DONE = "done"
    BY_HAND = "by_hand"
    """It failed, and the shop gave the money back itself."""


@dataclass(frozen=True, slots=True)
class GatewayRefund:
    """Money on its way back through the provider. `key` is its idempotency key, so that a retry gives back once."""

    number: int
    request: int
    attempt: int
    amount: Money
    state: RefundState
    key: str
    started_at: datetime
    code: str = ""
    message: str = ""

    @property
    def is_open(self) -> bool:
        return self.state in (RefundState.PENDING, RefundState.FAILED)

    @property
    def is_tried_again(self) -> bool:
        """Whether it failed before: then its key is not the first one."""
        return "#" in self.key


def going_back(refunds: Iterable[GatewayRefund]) -> Money:
    """What the payment company is giving back now."""
    return sum_of([one.amount for one in refunds if one.state is RefundState.PENDING])


def last_asked(requests: Iterable[PaymentRequest]) -> PaymentRequest | None:
    """The one by which the customer was asked last, whatever became of it: what is due at the door is not asked."""
    asked = [one for one in requests if one.kind is not RequestKind.AT_DOOR]
    return asked[-1] if asked else None
