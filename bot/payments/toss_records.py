"""Toss's records in the desk's words: a payment and its refunds.

Source: the Payment object at docs.tosspayments.com/reference. A word that it does not know makes a record unreadable.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from bot.payments.banks import bank_name
from domain.errors import InvalidAmount
from domain.gateway import Account, ProviderPayment, ProviderRefund, ProviderStatus
from domain.hours import SEOUL
from domain.money import Money
from domain.reconciling import ReportedMovement

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
_MOVED: Final = {"DONE": False, "CANCELED": True, "PARTIAL_CANCELED": True}
"""Whether a line of the list of transactions is a refund. Its amount is taken without its sign."""
VIRTUAL_ACCOUNT: Final = "가상계좌"


class Unreadable(Exception):
    """Not the record that the documents promise."""


def to_payment(body: Any) -> ProviderPayment:
    """Raises Unreadable. Nothing of it is guessed: an amount that is no whole number of won is unreadable."""
    try:
        failure = body.get("failure") or {}
        is_closed = _is_closed_unpaid(body)
        return ProviderPayment(
            status=ProviderStatus.EXPIRED if is_closed else _STATUSES[body["status"]],
            order_ref=str(body["orderId"]),
            payment_ref=str(body["paymentKey"]),
            amount=Money(body["totalAmount"]),
            currency=str(body["currency"]),
            transaction=_taking(body),
            refunds=() if is_closed else tuple(map(_to_refund, body.get("cancels") or ())),
            method=str(body.get("method") or ""),
            receipt_url=str((body.get("receipt") or {}).get("url") or ""),
            account=_to_account(body),
            secret=str(body.get("secret") or ""),
            code=str(failure.get("code") or ""),
            message=str(failure.get("message") or ""),
            at=to_time(body.get("approvedAt")),
        )
    except (KeyError, TypeError, ValueError, AttributeError, InvalidAmount) as error:
        raise Unreadable(type(error).__name__) from None


def _is_closed_unpaid(body: Mapping[str, Any]) -> bool:
    """A virtual account that was closed before any deposit reads as cancelled, with all of it "given back"."""
    return body["status"] == "CANCELED" and body.get("method") == VIRTUAL_ACCOUNT and not body.get("approvedAt")


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


def to_movement(row: Any) -> ReportedMovement | None:
    """A line of the list of transactions; None for one by which no money moved. Raises Unreadable."""
    try:
        if row["status"] not in _MOVED:
            return None
        at = to_time(row["transactionAt"])
        if at is None or row["currency"] != "KRW":
            raise Unreadable("a transaction without its time or in another currency")
        return ReportedMovement(
            str(row["orderId"]),
            str(row["paymentKey"]),
            str(row["transactionKey"]),
            Money(abs(row["amount"])),
            _MOVED[row["status"]],
            at,
        )
    except (KeyError, TypeError, ValueError, InvalidAmount) as error:
        raise Unreadable(type(error).__name__) from None


def _to_account(body: Mapping[str, Any]) -> Account | None:
    issued = body.get("virtualAccount")
    if not issued:
        return None
    due = datetime.fromisoformat(issued["dueDate"])
    return Account(
        bank_name(str(issued["bankCode"])),
        str(issued["accountNumber"]),
        str(issued.get("customerName") or ""),
        # Some of Toss's times come without their offset; all of them are Korean.
        (due if due.tzinfo else due.replace(tzinfo=SEOUL)).astimezone(UTC),
        str(body["paymentKey"]),
        str(body.get("secret") or ""),
    )


def to_time(text: str | None) -> datetime | None:
    """Toss writes Korean time with its offset."""
    return datetime.fromisoformat(text).astimezone(UTC) if text else None
