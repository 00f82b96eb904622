"""The ledger beside a payment company's own list: what stands in only one of them, or with another amount."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.money import Money
from domain.order import Order
from domain.payment import MoneyMovement, MovementKind
from domain.payment_ports import RequestPlace


@dataclass(frozen=True, slots=True)
class ReportedMovement:
    """Money that moved, as the payment company lists it; `transaction` is theirs, `order_ref` ours of the attempt."""

    order_ref: str
    payment_ref: str
    transaction: str
    amount: Money
    is_refund: bool
    at: datetime


class DifferenceKind(StrEnum):
    """Where something is missing."""

    NOT_BOOKED = "not_booked"
    """The company took it or gave it back, and our ledger does not know."""
    NOT_REPORTED = "not_reported"
    """Our ledger has it, and the company does not."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing for the owner to look at."""

    kind: DifferenceKind
    number: int
    """주문번호."""
    amount: Money
    is_refund: bool


def is_booked(order: Order, attempt: int, request: int, reported: ReportedMovement) -> bool:
    """Whether the order's ledger has this very movement, with this amount."""
    return any(
        _is_refund(row) == reported.is_refund
        and (row.request, row.attempt, row.amount) == (request, attempt, reported.amount)
        and (not reported.is_refund or row.transaction == reported.transaction)
        for row in order.ledger
    )


def is_closing(
    order: Order, place: RequestPlace, reported: ReportedMovement, others: Iterable[ReportedMovement]
) -> bool:
    """Whether it is no money: a virtual account that nobody paid into was closed, which is listed as a refund."""
    has_come = any(
        row.kind is MovementKind.CAPTURE and (row.request, row.attempt) == (place.request, place.attempt)
        for row in order.ledger
    ) or any(not one.is_refund and one.payment_ref == reported.payment_ref for one in others)
    return reported.is_refund and not has_come


def unreported(
    order: Order, provider: str, since: datetime, until: datetime, reported: Iterable[ReportedMovement]
) -> list[Difference]:
    """What the ledger has of that time and the company does not. A deposit that was undone is nobody's line."""
    known = list(reported)
    return [
        Difference(DifferenceKind.NOT_REPORTED, order.number, row.amount, _is_refund(row))
        for row in order.ledger
        if row.provider == provider
        and since <= row.at < until
        and row.kind is not MovementKind.REVERSAL
        and not any(_is_same(row, one) for one in known)
    ]


def _is_same(row: MoneyMovement, reported: ReportedMovement) -> bool:
    if reported.is_refund or _is_refund(row):
        return reported.is_refund and _is_refund(row) and row.transaction == reported.transaction
    # A virtual account's taking carries its time behind the payment's own name.
    return row.transaction.partition("@")[0] == reported.payment_ref and row.amount == reported.amount


def _is_refund(row: MoneyMovement) -> bool:
    return row.kind is MovementKind.REFUND
