"""How an order is paid: methods, the append-only ledger, and what follows from its sums (D5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.money import ZERO, Money, Takings, sum_of


class PaymentMethod(StrEnum):
    """What the customer chose at ordering."""

    BANK_TRANSFER = "bank_transfer"
    PAY_LINK = "pay_link"
    DOOR_CARD = "door_card"
    DOOR_CASH = "door_cash"

    @property
    def is_at_the_door(self) -> bool:
        """Whether handing over collects the money (D6)."""
        return self in (PaymentMethod.DOOR_CARD, PaymentMethod.DOOR_CASH)


class MovementKind(StrEnum):
    """In which direction money moved and how."""

    CAPTURE = "capture"
    COLLECTED = "collected"
    REFUND = "refund"
    REVERSAL = "reversal"


_IN = frozenset({MovementKind.CAPTURE, MovementKind.COLLECTED})


@dataclass(frozen=True, slots=True)
class MoneyMovement:
    """One row of the ledger; amounts are positive, the kind gives the direction. Rows are never changed.

    Money that a payment company moved carries its `provider` and the provider's `transaction`, which is booked once.
    """

    kind: MovementKind
    amount: Money
    at: datetime
    by_user_id: int
    provider: str = ""
    transaction: str = ""
    request: int = 0
    """The number of the payment request that it belongs to; 0 for none."""
    attempt: int = 0
    """The number of the attempt within the request; 0 for a transfer or money at the door."""
    is_stray: bool = False
    """Money that no request was waiting for: it counts, and somebody has to look at it."""


def captured(ledger: Iterable[MoneyMovement]) -> Takings:
    """All money that came in."""
    return sum_of([row.amount for row in ledger if row.kind in _IN])


def refunded(ledger: Iterable[MoneyMovement]) -> Takings:
    """All money that went back."""
    return sum_of([row.amount for row in ledger if row.kind not in _IN])


@dataclass(frozen=True, slots=True)
class Holding:
    """What is held of the money that came by one way: an attempt, a transfer for a request, or neither."""

    request: int
    attempt: int
    is_stray: bool
    amount: Money


def holdings(ledger: Iterable[MoneyMovement]) -> list[Holding]:
    """Every way by which money came of which some is left, in the order in which it came."""
    sums: dict[tuple[int, int, bool], Money] = {}
    for row in ledger:
        key = (row.request, row.attempt, row.is_stray)
        sums[key] = sums.get(key, Takings(0)) + (row.amount if row.kind in _IN else -row.amount)
    return [Holding(*key, amount) for key, amount in sums.items() if amount > ZERO]


def taken(ledger: Iterable[MoneyMovement], request: int, attempt: int) -> Money:
    """What came by this attempt and was not undone, whether or not it was given back since."""
    rows = [row for row in ledger if (row.request, row.attempt) == (request, attempt)]
    undone = sum_of([row.amount for row in rows if row.kind is MovementKind.REVERSAL])
    return captured(rows) - undone


def by_hand(row: MoneyMovement) -> int:
    """The won that somebody at the shop says have come (입금확인), negative where they take it back; 0 for the rest."""
    if row.provider:
        return 0
    return {MovementKind.CAPTURE: row.amount.won, MovementKind.REVERSAL: -row.amount.won}.get(row.kind, 0)


class PaymentState(StrEnum):
    """What cards and lists say about an order's money; derived from the ledger, never stored by hand."""

    UNPAID = "unpaid"
    PAID = "paid"
    REFUND_DUE = "refund_due"
    REFUNDED = "refunded"


def payment_state(total: Money, captured: Money, refunded: Money, *, is_canceled: bool) -> PaymentState:
    """What sums and status come to; a cancelled order is worth nothing, so all money held on it is to be given back."""
    balance = (ZERO if is_canceled else total) - (captured - refunded)
    if balance < ZERO:
        return PaymentState.REFUND_DUE
    if is_canceled and captured:
        return PaymentState.REFUNDED
    return PaymentState.PAID if captured and balance <= ZERO else PaymentState.UNPAID
