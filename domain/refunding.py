"""Money on its way back: through the payment company that took it, or by the shop's own hand (D7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final

from domain import payment_events as e
from domain.errors import NotAllowed, NothingToRefund, OrderChangedMeanwhile
from domain.gateway import NEEDS_ACCOUNT, RefundAccount
from domain.money import ZERO, Money, sum_of
from domain.order import Order
from domain.payment import Holding, MoneyMovement, MovementKind, holdings
from domain.payment_request import (
    REQUEST_MACHINE,
    GatewayRefund,
    PaymentRequest,
    RefundState,
    RequestStep,
)
from domain.people import SYSTEM, Actor, Permission, Role, may

MOST_WORDS: Final = 200
"""So much is kept of what a payment company says."""


def owes_refund(order: Order, role: Role) -> bool:
    """Whether this role may mark the outstanding refund as done."""
    return bool(order.refund_by_hand_due) and may(role, Permission.RECORD_REFUND)


def can_retry(order: Order, role: Role) -> bool:
    """Whether this role may try a refused refund again: also one of a payment that was not wanted any more."""
    return any(one.state is RefundState.FAILED for one in order.refunds) and may(role, Permission.RECORD_REFUND)


def require_refund(order: Order, by: Actor) -> None:
    """Raises NotAllowed when the actor may never give money back, NothingToRefund when none is owed."""
    _require_permission(order, by)
    if not order.refund_by_hand_due:
        raise NothingToRefund(number=order.number)


def refundable(order: Order) -> Money:
    """How much of what is owed the payment company can give back, without what is on its way already."""
    return min(sum_of([part for _, part in _through_gateway(order)]), order.refund_due)


def given_back_by_cancelling(order: Order) -> tuple[Money, Money]:
    """Of the money held: what a payment company would be asked to give back, and what would stay 환불 필요 (D7)."""
    started = sum_of([one.amount for one in order.refunds if one.state is RefundState.PENDING])
    held = max(order.money_held - started, ZERO)
    by_company = min(sum_of([part for _, part in _through_gateway(order)]), held)
    return by_company, held - by_company


def start_refunds(order: Order, by: Actor, at: datetime) -> None:
    """What is owed goes back the way it came, as far as a payment company took it; the rest stays 환불 필요."""
    left = order.refund_by_hand_due
    for holding, most in _through_gateway(order):
        amount = min(left, most)
        if amount:
            refund_attempt(order, holding.request, holding.attempt, amount, at, by)
            left -= amount


def leave_refund(order: Order, at: datetime) -> None:
    """What no payment company gives back is left to the shop's own hand, and its managers are told (D7)."""
    if order.refund_by_hand_due:
        order.tell(e.RefundNeeded(at, SYSTEM, order.refund_by_hand_due))


def refund(order: Order, by: Actor, at: datetime) -> None:
    """[환불]: like `start_refunds`, by a manager. Raises NotAllowed, NothingToRefund."""
    require_refund(order, by)
    if not refundable(order):
        raise NothingToRefund(number=order.number)
    start_refunds(order, by, at)


def refund_attempt(order: Order, request: int, attempt: int, amount: Money, at: datetime, by: Actor = SYSTEM) -> None:
    """This much of what came by this attempt goes back; its key lets the provider give it back once."""
    asked = order.request(request)
    known = asked.attempt(attempt) if asked else None
    if known is None:
        raise OrderChangedMeanwhile(number=order.number)
    number = len(order.refunds) + 1
    key = f"refund:{known.order_ref}:{number}"
    order.refunds.append(GatewayRefund(number, request, attempt, amount, RefundState.PENDING, key, at))
    order.tell(e.RefundStarted(at, by, amount, number))


def refund_failed(order: Order, number: int, code: str, message: str, at: datetime) -> None:
    """The provider refused: the shop reads why, and may try again or give the money back itself."""
    found = _refund(order, number)
    if found.state is RefundState.PENDING:
        _put(order, replace(found, state=RefundState.FAILED, code=code[:MOST_WORDS], message=message[:MOST_WORDS]))
        if code == NEEDS_ACCOUNT:
            order.refund_account = None
            order.tell(e.RefundAccountNeeded(at, SYSTEM, found.amount))
        else:
            order.tell(e.RefundFailed(at, SYSTEM, found.amount, message[:MOST_WORDS]))


def wants_account(order: Order) -> bool:
    """Whether the customer has to say where money is to go: nothing else knows where a transfer came from."""
    came_by_transfer = (
        any(not one.attempt for one in holdings(order.ledger)) and not order.payment_method.is_at_the_door
    )
    return (
        order.refund_account is None and bool(order.refund_due) and (came_by_transfer or bool(_without_account(order)))
    )


def give_account(order: Order, account: RefundAccount, by: Actor, at: datetime) -> None:
    """The customer names it; refunds that waited for it start anew. Raises NothingToRefund when none is wanted."""
    if not wants_account(order):
        raise NothingToRefund(number=order.number)
    order.refund_account = account
    order.tell(e.RefundAccountGiven(at, by, order.refund_due))
    for one in _without_account(order):
        _start_again(order, one, SYSTEM, at)


def _without_account(order: Order) -> list[GatewayRefund]:
    return [one for one in order.refunds if one.state is RefundState.FAILED and one.code == NEEDS_ACCOUNT]


def _start_again(order: Order, one: GatewayRefund, by: Actor, at: datetime) -> None:
    _put(order, replace(one, state=RefundState.PENDING, key=_next_key(one.key), code="", message=""))
    order.tell(e.RefundStarted(at, by, one.amount, one.number))


def retry_refund(order: Order, by: Actor, at: datetime) -> None:
    """Every failed refund is tried again. Raises NotAllowed, NothingToRefund.

    Under a new key: a provider replays its refusal for the old one, and after a refusal no money is on its way.
    """
    _require_permission(order, by)
    failed = [one for one in order.refunds if one.state is RefundState.FAILED]
    if not failed:
        raise NothingToRefund(number=order.number)
    for one in failed:
        _start_again(order, one, by, at)


def book_refund(
    order: Order, request: int, attempt: int, provider: str, transaction: str, amount: Money, at: datetime
) -> None:
    """The provider gave money back, once per transaction: a refund of ours is done, or the shop did it over there."""
    if any((one.provider, one.transaction) == (provider, transaction) for one in order.ledger):
        return
    holding = next((h for h in holdings(order.ledger) if (h.request, h.attempt) == (request, attempt)), None)
    if holding is None:
        return
    for one in order.refunds:
        if one.is_open and (one.request, one.attempt, one.amount) == (request, attempt, amount):
            _put(order, replace(one, state=RefundState.DONE, code="", message=""))
            break
    amount = min(amount, holding.amount)
    _book(order, holding, amount, SYSTEM, at, provider, transaction)
    order.tell(e.RefundRecorded(at, SYSTEM, amount))
    drop_impossible(order, request, attempt)


def drop_impossible(order: Order, request: int, attempt: int) -> None:
    """Refunds of more than is left of this attempt cannot happen any more: somebody else gave the money back."""
    left = sum_of([h.amount for h in holdings(order.ledger) if (h.request, h.attempt) == (request, attempt)])
    for one in order.refunds:
        if one.is_open and (one.request, one.attempt) == (request, attempt) and one.amount > left:
            _put(order, replace(one, state=RefundState.BY_HAND))


def record_refund(order: Order, by: Actor, at: datetime) -> None:
    """환불완료: everything still owed was given back by hand. Raises NotAllowed, NothingToRefund."""
    require_refund(order, by)
    for one in order.refunds:
        if one.state is RefundState.FAILED:
            _put(order, replace(one, state=RefundState.BY_HAND))
    owed = left = order.refund_by_hand_due
    for holding in sorted(holdings(order.ledger), key=lambda h: h.attempt > 0):
        amount = min(left, holding.amount - _on_its_way(order, holding))
        if amount > ZERO:
            _book(order, holding, amount, by, at)
            left -= amount
    order.tell(e.RefundRecorded(at, by, owed - left))  # one sum, by whatever ways it had come


def _book(
    order: Order, holding: Holding, amount: Money, by: Actor, at: datetime, provider: str = "", transaction: str = ""
) -> None:
    where = (provider, transaction, holding.request, holding.attempt, holding.is_stray)
    order.ledger.append(MoneyMovement(MovementKind.REFUND, amount, at, by.user_id, *where))
    request = order.request(holding.request)
    if request and not holding.is_stray:
        order.put_request(_after_refund(order, request, amount == holding.amount))


def _after_refund(order: Order, request: PaymentRequest, is_all: bool) -> PaymentRequest:
    row = REQUEST_MACHINE.row(request.state, RequestStep.REFUND_REST if is_all else RequestStep.REFUND_PART)
    return replace(request, state=row.target) if row else request


def _through_gateway(order: Order) -> Iterator[tuple[Holding, Money]]:
    """What a payment company holds for this order and is not asked to give back yet, stray money first."""
    for holding in sorted(holdings(order.ledger), key=lambda h: not h.is_stray):
        left = holding.amount - _on_its_way(order, holding)
        if holding.attempt and left > ZERO:
            yield holding, left


def _on_its_way(order: Order, holding: Holding) -> Money:
    place = (holding.request, holding.attempt)
    return sum_of([one.amount for one in order.refunds if one.is_open and (one.request, one.attempt) == place])


def _require_permission(order: Order, by: Actor) -> None:
    if not may(by.role, Permission.RECORD_REFUND):
        raise NotAllowed(number=order.number)


def is_pending(order: Order, number: int) -> bool:
    """Whether the provider is still to give this back."""
    return _refund(order, number).state is RefundState.PENDING


def _next_key(key: str) -> str:
    """`refund:ref:1`, `refund:ref:1#2`, `refund:ref:1#3`, …"""
    first, _, tries = key.partition("#")
    return f"{first}#{int(tries or 1) + 1}"


def _refund(order: Order, number: int) -> GatewayRefund:
    found = next((one for one in order.refunds if one.number == number), None)
    if found is None:
        raise OrderChangedMeanwhile(number=order.number)
    return found


def _put(order: Order, refund: GatewayRefund) -> None:
    order.refunds[:] = [refund if one.number == refund.number else one for one in order.refunds]
