"""Transfers of another amount than what is awaited: less, more, or when nothing is left to pay (D5, D7)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from domain import payment_events as e
from domain.depositing import awaits_deposit, confirm_deposit
from domain.errors import InvalidDeposit, NotAllowed, OrderChangedMeanwhile, PaymentInProgress
from domain.lifecycle import OrderStatus
from domain.money import ZERO, Money
from domain.order import Order
from domain.paying import wind_up
from domain.payment import MoneyMovement, MovementKind
from domain.payment_request import RequestState
from domain.people import Actor, Permission, Role, may
from domain.refunding import leave_refund


class Arrival(StrEnum):
    """How the amount that arrived stands to what is awaited."""

    EXACT = "exact"
    LESS = "less"
    MORE = "more"
    EXTRA = "extra"
    """Nothing is left to pay, or the order is cancelled: all of it is to be given back."""


def awaited(order: Order) -> Money:
    """What the customer still has to transfer; nobody waits for late money on a cancelled order."""
    return order.deposit_due if order.status.is_open else ZERO


def arrival(order: Order, amount: Money) -> Arrival:
    """What this amount would be for the order."""
    due = awaited(order)
    if not due:
        return Arrival.EXTRA
    if amount == due:
        return Arrival.EXACT
    return Arrival.LESS if amount < due else Arrival.MORE


def takes_extra(order: Order, role: Role) -> bool:
    """Whether this role may book a transfer that nobody waited for: there is nothing left to pay."""
    is_done = order.status is not OrderStatus.PLACED and order.balance <= ZERO and not order.live_request
    return is_done and not order.deposit_due and may(role, Permission.CONFIRM_DEPOSIT)


def takes_deposit(order: Order, role: Role) -> bool:
    """Whether this role may book a transfer of whatever amount now."""
    return awaits_deposit(order, role) or takes_extra(order, role)


def require_bookable(order: Order, by: Actor) -> None:
    """Raises NotAllowed, and OrderChangedMeanwhile where no transfer can be booked as things stand."""
    if not may(by.role, Permission.CONFIRM_DEPOSIT):
        raise NotAllowed(number=order.number)
    if not takes_deposit(order, by.role):
        raise OrderChangedMeanwhile(number=order.number)


def book_deposit(order: Order, amount: Money, by: Actor, at: datetime) -> None:
    """What arrived, as a manager read it on the account.

    Raises InvalidDeposit, what `require_bookable` does, and PaymentInProgress while a payment company decides.
    """
    require_bookable(order, by)
    if amount <= ZERO:
        raise InvalidDeposit(given=amount.won)
    match arrival(order, amount):
        case Arrival.EXACT:
            confirm_deposit(order, by, at)
        case Arrival.MORE:
            confirm_deposit(order, by, at, amount - awaited(order))
        case Arrival.LESS:
            _book_part(order, amount, by, at)
        case Arrival.EXTRA:
            _book(order, amount, 0, by, at)
            leave_refund(order, at)


def _book_part(order: Order, amount: Money, by: Actor, at: datetime) -> None:
    """It counts, but pays no request: the frozen amount is not what is owed any more, and is no longer asked for."""
    request = order.live_request
    if request and request.state is RequestState.PROCESSING:
        raise PaymentInProgress(number=order.number)
    _book(order, amount, request.number if request else 0, by, at)
    wind_up(order, at)
    leave_refund(order, at)  # money that came unasked may have paid some of it already


def _book(order: Order, amount: Money, request: int, by: Actor, at: datetime) -> None:
    order.ledger.append(MoneyMovement(MovementKind.CAPTURE, amount, at, by.user_id, request=request, is_stray=True))
    order.tell(e.DepositConfirmed(at, by, amount))
