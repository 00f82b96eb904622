"""The worker's steps around a call to a payment company: what is to be asked, and what its answer comes to.

An answer is booked in the transaction that settles the task, so that neither is ever stored without the other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.gateway import Account, Approved, Fetched, InDoubt, NotReached, ProviderPayment, Refunded, Rejected
from domain.gateway_work import LONGEST_POLL, SELDOM, ClaimedTask, LeaseLost, TaskKind, next_poll
from domain.order import Order
from domain.paying import expire
from domain.payment_ports import ShopGateway
from domain.payment_request import GatewayRefund, PaymentAttempt, PaymentRequest, RefundState, RequestState
from domain.ports import UnitOfWork
from domain.refunding import book_refund, is_pending, refund_failed
from domain.settling import Next, account_issued, is_wanted, refuse, settle
from domain.shop import Shop
from domain.virtual_accounts import account_refused

Answer = Approved | Rejected | NotReached | InDoubt | Fetched | Refunded | Account

ANOTHER_TRY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Work:
    """What a task is about as it stands now. `attempts` are those whose record a last fetch has to look at."""

    order: Order
    shop: Shop
    gateway: ShopGateway | None
    request: PaymentRequest | None
    attempt: PaymentAttempt | None
    refund: GatewayRefund | None

    @property
    def is_to_confirm(self) -> bool:
        """Whether the money may be taken: the request still waits, and is still wanted (D5, D19)."""
        request = self.request
        return request is not None and request.state is RequestState.PROCESSING and is_wanted(self.order, request)

    @property
    def is_to_refund(self) -> bool:
        return self.refund is not None and self.refund.state is RefundState.PENDING

    def is_news(self, payment: ProviderPayment) -> bool:
        """Whether the record shows money that went back and is not booked: the refund may be part of it."""
        known = {row.transaction for row in self.order.ledger}
        return any(one.transaction not in known for one in payment.refunds)

    @property
    def unsettled(self) -> tuple[PaymentAttempt, ...]:
        """The attempts for which the provider may still report money."""
        return tuple(one for one in self.request.attempts if one.is_unsettled) if self.request else ()


def see_work(uow: UnitOfWork, claimed: ClaimedTask) -> Work:
    """Raises OrderNotFound."""
    task = claimed.task
    order = uow.orders.get(task.order_id)
    request = order.request(task.request)
    refund = next((one for one in order.refunds if one.number == task.refund), None)
    if refund:
        request = order.request(refund.request)
    number = refund.attempt if refund else task.attempt
    attempt = request.attempt(number) if request else None
    return Work(order, uow.shops.get(order.shop_id), uow.payments.gateway(order.shop_id), request, attempt, refund)


def book_answer(uow: UnitOfWork, claimed: ClaimedTask, answer: Answer | None, now: datetime) -> None:
    """What the provider said, or None where there was nothing to ask, with the end or the next date of the task.

    Raises LeaseLost for a call that never arrived, if by now another worker may have made it.
    """
    order = uow.orders.get(claimed.task.order_id)
    again = _BOOK[claimed.task.kind](order, claimed, answer, now)
    if again is None:
        is_held = uow.payments.finish_task(claimed, now)
    else:
        kind, due_at = again
        is_held = uow.payments.repeat_task(claimed, due_at, type(answer).__name__, kind)
    if isinstance(answer, NotReached) and not is_held:
        raise LeaseLost()


Again = tuple[TaskKind, datetime] | None
"""As what the task comes back, and when; None when it is done."""


def _poll(order: Order, claimed: ClaimedTask, now: datetime) -> Again:
    """A payment that is being confirmed is asked about until somebody answers: it holds up the order.

    About all else webhooks and the nightly comparison tell in the end.
    """
    request = order.request(claimed.task.request)
    is_held_up = request is not None and request.state is RequestState.PROCESSING
    if claimed.attempts > LONGEST_POLL and not is_held_up:
        return None
    return TaskKind.FETCH, now + next_poll(claimed.attempts)


def _confirmed(order: Order, claimed: ClaimedTask, answer: Answer | None, now: datetime) -> Again:
    place = (claimed.task.request, claimed.task.attempt)
    match answer:
        case Approved(payment=payment) | Fetched(payment=payment):
            return (TaskKind.CONFIRM, now) if settle(order, *place, payment, now) is Next.CONFIRM else None
        case Rejected(code=code, message=message):
            refuse(order, *place, code, message, now)
        case NotReached() if claimed.attempts == 1:
            refuse(order, *place, "NOT_REACHED", "", now)
        case None:
            return None
        case _:  # also not reached by a later call: an earlier one, whose answer was lost, may have taken the money
            return _poll(order, claimed, now)
    return None


def _fetched(order: Order, claimed: ClaimedTask, answer: Answer | None, now: datetime) -> Again:
    match answer:
        case Fetched(payment=payment):
            is_through = settle(order, claimed.task.request, claimed.task.attempt, payment, now) is Next.CONFIRM
            return (TaskKind.CONFIRM, now) if is_through else None
        case None:
            return None
        case _:
            return _poll(order, claimed, now)


def _revoked(order: Order, claimed: ClaimedTask, answer: Answer | None, now: datetime) -> Again:
    """Whatever it says, money that came nevertheless is booked; a provider that cannot close it is left alone."""
    if isinstance(answer, Fetched):
        settle(order, claimed.task.request, claimed.task.attempt, answer.payment, now)
    if isinstance(answer, Rejected):  # perhaps it was paid in between
        return TaskKind.FETCH, now + next_poll(claimed.attempts)
    if isinstance(answer, NotReached | InDoubt) and claimed.attempts < LONGEST_POLL:
        return TaskKind.REVOKE, now + next_poll(claimed.attempts)
    return None


def _refunded(order: Order, claimed: ClaimedTask, answer: Answer | None, now: datetime) -> Again:
    refund = next((one for one in order.refunds if one.number == claimed.task.refund), None)
    request = order.request(refund.request) if refund else None
    attempt = request.attempt(refund.attempt) if refund and request else None
    if refund is None or attempt is None or answer is None:
        return None
    place = (refund.request, refund.attempt)
    match answer:
        case Refunded(transaction=transaction, amount=amount):
            book_refund(order, *place, attempt.provider, transaction, amount, now)
        case Fetched(payment=payment):
            settle(order, *place, payment, now)
            if is_pending(order, refund.number):
                return TaskKind.REFUND, now + next_poll(claimed.attempts)
        case Rejected(code=code, message=message):
            refund_failed(order, refund.number, code, message, now)
        case _:
            # The same key gives back once for as long as the provider remembers it; the record is read before.
            return TaskKind.REFUND, now + next_poll(claimed.attempts)
    return None


def _issued(order: Order, claimed: ClaimedTask, answer: Answer | None, now: datetime) -> Again:
    request = order.request(claimed.task.request)
    match answer:
        case Account() if request and request.state is RequestState.PROCESSING:
            # Meanwhile the customer pays in the window: that is decided first, and asking again gives the same account.
            return TaskKind.ISSUE_ACCOUNT, now + next_poll(claimed.attempts)
        case Account():
            account_issued(order, claimed.task.request, claimed.task.attempt, answer, now)
        case NotReached() | InDoubt():
            return TaskKind.ISSUE_ACCOUNT, now + next_poll(claimed.attempts)
        case Rejected(code=code, message=message):
            account_refused(order, claimed.task.request, claimed.task.attempt, code, message, now)
        case _:
            pass
    return None


def _expired(order: Order, claimed: ClaimedTask, answer: Answer | None, now: datetime) -> Again:
    """After the last fetch of every open attempt; in doubt the deadline waits."""
    request = order.request(claimed.task.request)
    if isinstance(answer, NotReached | InDoubt):
        return TaskKind.EXPIRE, now + next_poll(claimed.attempts)
    if request and request.state is RequestState.PROCESSING:
        return TaskKind.EXPIRE, now + ANOTHER_TRY
    if request and request.state.is_live and request.reported_at is not None:  # the shop has to look first
        return TaskKind.EXPIRE, now + SELDOM
    expire(order, claimed.task.request, now)
    return None


_BOOK: Final[dict[TaskKind, Callable[[Order, ClaimedTask, Answer | None, datetime], Again]]] = {
    TaskKind.CONFIRM: _confirmed,
    TaskKind.FETCH: _fetched,
    TaskKind.REVOKE: _revoked,
    TaskKind.REFUND: _refunded,
    TaskKind.ISSUE_ACCOUNT: _issued,
    TaskKind.EXPIRE: _expired,
}


def book_fetched(uow: UnitOfWork, order_id: int, request: int, attempt: int, answer: Fetched, now: datetime) -> None:
    """A record that was read beside a task of its own: before a deadline, or by the nightly comparison."""
    settle(uow.orders.get(order_id), request, attempt, answer.payment, now)
