"""Toss's records in the desk's words: a payment and its refunds.

Source: the Payment object at docs.tosspayments.com/reference. A word that it does not know makes a record unreadable.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from domain.errors import InvalidAmount
from domain.gateway import ProviderPayment, ProviderRefund, ProviderStatus
from domain.money import Money

_STATUSES: Final = {
    "READY": ProviderStatus.OPEN,
    "IN_PROGRESS": ProviderStatus.AUTHENTICATED,
    "WAITING_FOR_DEPOSIT": ProviderStatus.AWAITING_DEPOSIT,
    "DONE": ProviderStatus.DONE,
    "CANCELED": ProviderStatus.CANCELED,
    "PARTIAL_CANCELED": ProviderStatus.PARTIALLY_CANCELED,
    "ABORTED": ProviderStatus.FAILED,
    "EXPIRED": ProviderStatus.EXPIRED,
}
VIRTUAL_ACCOUNT: Final = "가상계좌"


class Unreadable(Exception):
    """Not the record that the documents promise."""


def to_payment(body: Any) -> ProviderPayment:
    """Raises Unreadable. Nothing of it is guessed: an amount that is no whole number of won is unreadable."""
    try:
        failure = body.get("failure") or {}
        return ProviderPayment(
            status=_STATUSES[body["status"]],
            order_ref=str(body["orderId"]),
            payment_ref=str(body["paymentKey"]),
            amount=Money(body["totalAmount"]),
            currency=str(body["currency"]),
            transaction=_taking(body),
            refunds=tuple(map(_to_refund, body.get("cancels") or ())),
            method=str(body.get("method") or ""),
            receipt_url=str((body.get("receipt") or {}).get("url") or ""),
            secret=str(body.get("secret") or ""),
            code=str(failure.get("code") or ""),
            message=str(failure.get("message") or ""),
            at=to_time(body.get("approvedAt")),
        )
    except (KeyError, TypeError, ValueError, AttributeError, InvalidAmount) as error:
        raise Unreadable(type(error).__name__) from None


def _taking(body: Mapping[str, Any]) -> str:
    """What names the taking of the money for ever.

    Not lastTransactionKey, which a refund replaces. A card's payment is taken once; a virtual account can be paid again
    after a deposit was undone, and only the time of it differs then.
    """
    if body.get("method") != VIRTUAL_ACCOUNT:
        return str(body["paymentKey"])
    at = to_time(body.get("approvedAt"))
    return f"{body['paymentKey']}@{at:%Y%m%dT%H%M%SZ}" if at else ""


def _to_refund(cancel: Mapping[str, Any]) -> ProviderRefund:
    return ProviderRefund(
        str(cancel["transactionKey"]), Money(cancel["cancelAmount"]), to_time(cancel.get("canceledAt"))
    )


def to_time(text: str | None) -> datetime | None:
    """Toss writes Korean time with its offset."""
    return datetime.fromisoformat(text).astimezone(UTC) if text else None
