"""Payment requests, their attempts and refunds to rows and back, explicitly."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from domain.money import Money
from domain.order import Order
from domain.payment_request import (
    AttemptState,
    DepositAccount,
    GatewayRefund,
    PaymentAttempt,
    PaymentRequest,
    RefundState,
    RequestKind,
    RequestState,
)

Values = dict[str, Any]


def request_values(order: Order, request: PaymentRequest) -> Values:
    """The request's own row; its attempts have rows of their own."""
    return {
        "order_id": order.id,
        "number": request.number,
        "shop_id": order.shop_id,
        "kind": request.kind.value,
        "state": request.state.value,
        "amount": request.amount.won,
        "requested_at": request.requested_at,
        "expires_at": request.expires_at,
        "nonce": request.nonce or None,
        "token_hash": request.token_hash or None,
        "is_unwanted": request.is_unwanted,
        "depositor": request.depositor,
        "reported_at": request.reported_at,
        "reminded_at": request.reminded_at,
        "grace_hours": request.grace // timedelta(hours=1),
    }


def attempt_values(order: Order, request: PaymentRequest, attempt: PaymentAttempt) -> Values:
    account = attempt.account
    return {
        "order_id": order.id,
        "request": request.number,
        "number": attempt.number,
        "provider": attempt.provider,
        "order_ref": attempt.order_ref,
        "payment_ref": attempt.payment_ref or None,
        "state": attempt.state.value,
        "opened_at": attempt.opened_at,
        "secret": attempt.secret,
        "account_bank": account.bank if account else None,
        "account_number": account.number if account else None,
        "account_holder": account.holder if account else None,
        "account_due_at": account.due_at if account else None,
        "code": attempt.code,
        "message": attempt.message,
        "receipt_url": attempt.receipt_url,
        "wants_account": attempt.wants_account,
    }


def refund_values(order: Order, refund: GatewayRefund) -> Values:
    return {
        "order_id": order.id,
        "number": refund.number,
        "request": refund.request,
        "attempt": refund.attempt,
        "amount": refund.amount.won,
        "state": refund.state.value,
        "key": refund.key,
        "started_at": refund.started_at,
        "code": refund.code,
        "message": refund.message,
    }


def to_request(row: Any, attempts: Iterable[PaymentAttempt]) -> PaymentRequest:
    return PaymentRequest(
        number=row.number,
        kind=RequestKind(row.kind),
        amount=Money(row.amount),
        state=RequestState(row.state),
        requested_at=row.requested_at,
        expires_at=row.expires_at,
        nonce=row.nonce or "",
        token_hash=row.token_hash or "",
        is_unwanted=row.is_unwanted,
        depositor=row.depositor,
        reported_at=row.reported_at,
        reminded_at=row.reminded_at,
        grace=timedelta(hours=row.grace_hours),
        attempts=tuple(attempts),
    )


def to_attempt(row: Any) -> PaymentAttempt:
    account = None
    if row.account_due_at is not None:
        account = DepositAccount(row.account_bank, row.account_number, row.account_holder, row.account_due_at)
    return PaymentAttempt(
        number=row.number,
        provider=row.provider,
        order_ref=row.order_ref,
        state=AttemptState(row.state),
        opened_at=row.opened_at,
        payment_ref=row.payment_ref or "",
        secret=row.secret,
        account=account,
        code=row.code,
        message=row.message,
        receipt_url=row.receipt_url,
        wants_account=row.wants_account,
    )


def to_refund(row: Any) -> GatewayRefund:
    return GatewayRefund(
        number=row.number,
        request=row.request,
        attempt=row.attempt,
        amount=Money(row.amount),
        state=RefundState(row.state),
        key=row.key,
        started_at=row.started_at,
        code=row.code,
        message=row.message,
    )
