"""가상계좌 in the chat: the customer asks for an account of their own at the payment company, to transfer to (D13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain import payment_events as e
from domain.errors import OrderChangedMeanwhile, PaymentNotOffered
from domain.order import Order
from domain.payment_request import AttemptState, RequestKind, RequestState
from domain.people import SYSTEM, Actor
from domain.refunding import MOST_WORDS
from domain.settling import open_attempt
from domain.shop import Shop


def can_ask_account(order: Order, shop: Shop) -> bool:
    """Whether the button is drawn: the shop offers them, and the customer is asked to pay by link and has none."""
    request = order.asked_request
    if request is None or not (shop.has_gateway and shop.offers_accounts) or request.awaits_account:
        return False
    return request.kind is RequestKind.PAY_LINK and request.state is RequestState.REQUESTED


def ask_account(order: Order, shop: Shop, provider: str, order_ref: str, by: Actor, at: datetime) -> None:
    """A try that waits for an account. Raises PaymentNotOffered, CancelRequestPending, PaymentLinkDead."""
    request = order.asked_request
    if request is None or not can_ask_account(order, shop):
        raise PaymentNotOffered()
    attempt = open_attempt(order, request.number, provider, order_ref, by, at)
    request = order.request(request.number) or request
    order.put_request(request.with_attempt(replace(attempt, wants_account=True)))
    order.tell(e.PaymentOpened(at, by, request.number, attempt.number))


def account_refused(order: Order, number: int, attempt_number: int, code: str, message: str, at: datetime) -> None:
    """No account: the customer reads it, and the link works as before. Raises OrderChangedMeanwhile."""
    request = order.request(number)
    attempt = request.attempt(attempt_number) if request else None
    if request is None or attempt is None:
        raise OrderChangedMeanwhile(number=order.number)
    if attempt.state is AttemptState.OPENED and attempt.account is None:
        failed = replace(attempt, state=AttemptState.FAILED, code=code[:MOST_WORDS], message=message[:MOST_WORDS])
        order.put_request(request.with_attempt(failed))
        order.tell(e.AccountRefused(at, SYSTEM, request.amount))
