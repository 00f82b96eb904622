"""What a payment company's word does to an order: attempts, and the one place where its money is booked.

The return page, webhooks and the poller all come to `settle`, in any order and as often as they like: it compares the
provider's record with the ledger and books what is missing. Money that nobody waits for is booked too, and said aloud.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain import payment_events as e
from domain.depositing import after_undoing
from domain.errors import OrderChangedMeanwhile, PaymentInProgress, PaymentLinkDead, TooManyAttempts
from domain.gateway import Account, ProviderPayment, ProviderStatus
from domain.lifecycle import OrderStatus
from domain.money import ZERO, Money
from domain.order import Order
from domain.paying import close_attempts, is_overdue, moved, require_not_paused, wind_up
from domain.payment import MoneyMovement, MovementKind, holdings, taken
from domain.payment_request import (
    REQUEST_MACHINE,
    AttemptState,
    DepositAccount,
    PaymentAttempt,
    PaymentRequest,
    RequestState,
    RequestStep,
)
from domain.people import SYSTEM, Actor, Role
from domain.refunding import MOST_WORDS, book_refund, drop_impossible, refund_attempt

MOST_ATTEMPTS: Final = 30
"""A person gives up long before; a script does not."""

_TAKEN: Final = frozenset({ProviderStatus.DONE, ProviderStatus.CANCELED, ProviderStatus.PARTIALLY_CANCELED})


class Next(StrEnum):
    """What the worker does about an attempt after its record was read."""

    NOTHING = "nothing"
    CONFIRM = "confirm"
    """The customer is through and the money is still to be taken."""


# The customer at the page


def open_attempt(order: Order, number: int, provider: str, order_ref: str, by: Actor, at: datetime) -> PaymentAttempt:
    """A try to pay begins. Raises PaymentLinkDead, PaymentInProgress, CancelRequestPending, TooManyAttempts."""
    request = payable(order, number, at)
    if len(request.attempts) >= MOST_ATTEMPTS:
        raise TooManyAttempts(number=order.number)
    attempt = PaymentAttempt(len(request.attempts) + 1, provider, order_ref, AttemptState.OPENED, at)
    order.put_request(moved(order, request, RequestStep.OPEN, by).with_attempt(attempt))
    order.tell(e.PaymentOpened(at, by))
    return attempt


def payable(order: Order, number: int, at: datetime) -> PaymentRequest:
    """The request if its link still works. Raises PaymentLinkDead, PaymentInProgress, CancelRequestPending."""
    request = order.request(number)
    if request is None or not request.state.is_live or is_overdue(request, at):
        raise PaymentLinkDead()
    if request.state is RequestState.PROCESSING:
        raise PaymentInProgress(number=order.number)
    require_not_paused(order)
    return request


def come_back(order: Order, number: int, attempt_number: int, payment_ref: str, amount: Money, at: datetime) -> None:
    """The browser says that the customer is through; whether the money is taken is decided afterwards.

    Only a request that still waits moves on: a withdrawn one is never confirmed, so that no money moves.
    Raises PaymentLinkDead, also for a changed amount, and CancelRequestPending. A second return changes nothing.
    """
    request = order.request(number)
    attempt = request.attempt(attempt_number) if request else None
    if request is None or attempt is None or amount != request.amount:
        raise PaymentLinkDead()
    if attempt.payment_ref == payment_ref and attempt.state is not AttemptState.OPENED:
        return
    request = payable(order, number, at)
    if attempt.state is not AttemptState.OPENED:
        raise PaymentLinkDead()
    customer = _customer(order)
    returned = replace(attempt, state=AttemptState.RETURNED, payment_ref=payment_ref)
    order.put_request(moved(order, request, RequestStep.RETURN, customer).with_attempt(returned))
    order.tell(e.PaymentReturned(at, customer, request.number, attempt.number))


def give_up(order: Order, number: int, attempt_number: int, code: str, message: str, at: datetime) -> None:
    """The browser came back without a payment: the link stays as it was, and another try may follow.

    Only the first word about a try counts: nobody can make the order's cards change at will.
    """
    request = order.request(number)
    attempt = request.attempt(attempt_number) if request else None
    if request is None or attempt is None or attempt.state is not AttemptState.OPENED or attempt.code:
        return
    # Still OPENED: what a browser says proves nothing, a webhook may tell otherwise.
    failed = replace(attempt, code=code[:MOST_WORDS], message=message[:MOST_WORDS])
    order.put_request(request.with_attempt(failed))
    order.tell(e.PaymentOpened(at, _customer(order)))


# The provider's word


def account_issued(order: Order, number: int, attempt_number: int, account: Account, at: datetime) -> None:
    """The virtual account is there; a request that was withdrawn meanwhile stays so."""
    request = order.request(number)
    attempt = request.attempt(attempt_number) if request else None
    if request is None or attempt is None or REQUEST_MACHINE.row(request.state, RequestStep.ISSUE) is None:
        return
    known = replace(attempt, payment_ref=account.payment_ref, secret=account.secret, account=_where(account))
    issued = replace(moved(order, request, RequestStep.ISSUE, SYSTEM), expires_at=account.due_at)
    order.put_request(issued.with_attempt(known))
    order.tell(e.AccountIssued(at, SYSTEM, request.amount, request.number))


def refuse(order: Order, number: int, attempt_number: int, code: str, message: str, at: datetime) -> None:
    """No money moved: the customer reads why and may try again with the same link."""
    request = order.request(number)
    attempt = request.attempt(attempt_number) if request else None
    if request is None or attempt is None or attempt.state is not AttemptState.RETURNED:
        return
    failed = replace(attempt, state=AttemptState.FAILED, code=code[:MOST_WORDS], message=message[:MOST_WORDS])
    request = request.with_attempt(failed)
    order.put_request(request)
    order.tell(e.PaymentFailed(at, SYSTEM, request.amount, failed.message))
    _reopen(order, request, at)


def _reopen(order: Order, request: PaymentRequest, at: datetime) -> None:
    """The link works again; if the request was withdrawn meanwhile, now it is."""
    if REQUEST_MACHINE.row(request.state, RequestStep.REOPEN):
        order.put_request(replace(moved(order, request, RequestStep.REOPEN, SYSTEM), is_unwanted=False))
        if request.is_unwanted:
            wind_up(order, at)


def settle(order: Order, number: int, attempt_number: int, payment: ProviderPayment, at: datetime) -> Next:
    """Books what the provider's record shows and the ledger does not; idempotent. Says what is to be done next."""
    request = order.request(number)
    attempt = request.attempt(attempt_number) if request else None
    if request is None or attempt is None:
        return Next.NOTHING
    if not _is_about(payment, attempt):
        _forget_foreign_key(order, request, attempt, at)
        return Next.NOTHING
    if payment.status in _TAKEN:
        _book_capture(order, number, attempt, payment, at)
        _book_refunds(order, number, attempt, payment, at)
        return Next.NOTHING
    if payment.status is ProviderStatus.AWAITING_DEPOSIT:
        account = _where(payment.account) if payment.account else attempt.account
        known = replace(attempt, secret=payment.secret or attempt.secret, account=account)
        _book_undone(order, request, known, at)
        return Next.NOTHING
    return _not_taken(order, request, attempt, payment, at)


def _forget_foreign_key(order: Order, request: PaymentRequest, attempt: PaymentAttempt, at: datetime) -> None:
    """The browser brought another payment's key: from now on only our own name of the attempt is asked for."""
    if attempt.state is AttemptState.RETURNED:
        order.put_request(request.with_attempt(replace(attempt, payment_ref="")))
        refuse(order, request.number, attempt.number, "MISMATCH", "", at)


def _is_about(payment: ProviderPayment, attempt: PaymentAttempt) -> bool:
    """Whether the record is this attempt's, by our own name of it: somebody else's payment key proves nothing."""
    if payment.status is ProviderStatus.UNKNOWN:
        return True
    return payment.order_ref == attempt.order_ref and payment.currency == "KRW"


def is_wanted(order: Order, request: PaymentRequest) -> bool:
    """Whether a customer who is through may be charged: not after 요청취소, nor while a cancel request stands (D19)."""
    return not request.is_unwanted and order.status is not OrderStatus.CANCEL_REQUESTED


def _not_taken(
    order: Order, request: PaymentRequest, attempt: PaymentAttempt, payment: ProviderPayment, at: datetime
) -> Next:
    if attempt.state is not AttemptState.RETURNED or request.state is not RequestState.PROCESSING:
        return Next.NOTHING
    is_through = payment.status is ProviderStatus.AUTHENTICATED and payment.amount == request.amount
    if is_through and is_wanted(order, request):
        return Next.CONFIRM
    refuse(order, request.number, attempt.number, payment.code, payment.message, at)
    return Next.NOTHING


def _book_capture(order: Order, number: int, attempt: PaymentAttempt, payment: ProviderPayment, at: datetime) -> None:
    """Money came in, once per transaction; it pays the request only if that is what the request waits for."""
    transaction = payment.transaction or payment.payment_ref
    is_known = any((one.provider, one.transaction) == (attempt.provider, transaction) for one in order.ledger)
    if is_known or taken(order.ledger, number, attempt.number):
        return
    request = _request(order, number)
    awaited = REQUEST_MACHINE.row(request.state, RequestStep.SETTLE) and payment.amount == request.amount
    where = (attempt.provider, transaction, number, attempt.number, not awaited)
    order.ledger.append(MoneyMovement(MovementKind.CAPTURE, payment.amount, at, SYSTEM.user_id, *where))
    paid = replace(
        attempt, state=AttemptState.PAID, payment_ref=payment.payment_ref, receipt_url=payment.receipt_url, code=""
    )
    request = request.with_attempt(paid)
    if not awaited:
        order.put_request(request)
        order.tell(e.StrayMoneyReceived(at, SYSTEM, payment.amount))
        if attempt.state is AttemptState.RETURNED:
            _reopen(order, request, at)
        if order.balance <= ZERO:  # nothing is left to be asked for
            wind_up(order, at)
        return
    request, others = close_attempts(moved(order, request, RequestStep.SETTLE, SYSTEM))
    order.put_request(request)
    order.tell(e.PaymentReceived(at, SYSTEM, payment.amount, number, others))
    if request.is_unwanted:
        refund_attempt(order, number, attempt.number, payment.amount, at)


def _book_refunds(order: Order, number: int, attempt: PaymentAttempt, payment: ProviderPayment, at: datetime) -> None:
    """Money went back: by a refund of ours whose answer was lost, or by the shop's hand at the provider."""
    for refund in payment.refunds:
        book_refund(order, number, attempt.number, attempt.provider, refund.transaction, refund.amount, at)


def _book_undone(order: Order, request: PaymentRequest, attempt: PaymentAttempt, at: datetime) -> None:
    """The bank took a deposit back."""
    key = (request.number, attempt.number)
    holding = next((one for one in holdings(order.ledger) if (one.request, one.attempt) == key), None)
    if holding is None:
        _await_deposit(order, request, attempt, at)
        return
    came = (one for one in reversed(order.ledger) if one.kind is MovementKind.CAPTURE)
    deposit = next(one for one in came if (one.request, one.attempt) == key)
    where = (attempt.provider, f"undone:{deposit.transaction}", *key, holding.is_stray)
    order.ledger.append(MoneyMovement(MovementKind.REVERSAL, holding.amount, at, SYSTEM.user_id, *where))
    request = request.with_attempt(replace(attempt, state=AttemptState.OPENED))
    if not holding.is_stray:
        request = after_undoing(order, request, RequestStep.UNDO_DEPOSIT, SYSTEM)
    order.put_request(request)
    drop_impossible(order, *key)
    order.tell(e.DepositUndone(at, SYSTEM, holding.amount, request.number))


def _await_deposit(order: Order, request: PaymentRequest, attempt: PaymentAttempt, at: datetime) -> None:
    """In the window the customer chose a virtual account: nothing is paid before the deposit arrives."""
    if request.state is not RequestState.PROCESSING or attempt.state is not AttemptState.RETURNED:
        return
    issued = moved(order, request, RequestStep.ISSUE, SYSTEM)
    until = attempt.account.due_at if attempt.account else request.expires_at
    order.put_request(replace(issued, expires_at=until).with_attempt(attempt))
    order.tell(e.AccountIssued(at, SYSTEM, request.amount, request.number))
    if request.is_unwanted:
        wind_up(order, at)


def _where(account: Account) -> DepositAccount:
    return DepositAccount(account.bank, account.number, account.holder, account.due_at)


def _customer(order: Order) -> Actor:
    return Actor(order.customer_id, Role.CUSTOMER, order.recipient.name)


def _request(order: Order, number: int) -> PaymentRequest:
    request = order.request(number)
    if request is None:
        raise OrderChangedMeanwhile(number=order.number)
    return request
