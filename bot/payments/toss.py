"""Toss Payments as a gateway of the desk: our questions in its words, its answers in ours."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

import orjson
from aiohttp import ClientSession

from bot.payments.toss_api import API_URL, Lost, Ok, Outcome, Refusal, TossApi, TossKeys, Unreached
from bot.payments.toss_codes import (
    BAD_REFUND_ACCOUNT,
    CONFIRM,
    GIVEN_UP,
    NOT_FOUND,
    OF_THE_KEYS,
    READ,
    REFUND,
    Verdict,
    verdict,
)
from bot.payments.toss_records import Unreadable, to_movement, to_payment
from domain.errors import InvalidAmount
from domain.gateway import (
    NEEDS_ACCOUNT,
    Account,
    Approved,
    Fetched,
    Forged,
    GatewayFault,
    Ignored,
    InDoubt,
    JsWindow,
    KeysRefused,
    NotReached,
    PaymentToOpen,
    ProviderPayment,
    ProviderStatus,
    Redirect,
    RefundAccount,
    Refunded,
    Rejected,
    Returned,
    ReturnFailed,
    ReturnUnreadable,
    Signal,
)
from domain.hours import SEOUL
from domain.money import Money
from domain.reconciling import ReportedMovement

SCRIPT_URL: Final = "https://js.tosspayments.com/v2/standard"
DEFAULT_BANK: Final = "20"
_MOST_REASON: Final = 200
_MOST_NAME: Final = 100
_MOST_HOURS: Final = 720
_PAGE: Final = 1000
"""Toss gives up to 5,000 transactions at once."""
# What stands in a path of ours must not lead elsewhere, and a webhook may bring anything.
_REF: Final = re.compile(r"[A-Za-z0-9_=-]{6,200}", re.ASCII)


class TossGateway:
    """One shop's contract with Toss. See PaymentGateway for what each method promises."""

    provider: Final = "toss"

    def __init__(
        self,
        http: ClientSession,
        keys: TossKeys,
        clock: Callable[[], datetime],
        *,
        api_url: str = API_URL,
        script_url: str = SCRIPT_URL,
    ) -> None:
        self._api, self._keys = TossApi(http, keys, api_url), keys
        self._clock, self._script_url = clock, script_url

    @property
    def is_test(self) -> bool:
        return self._keys.is_test

    async def open(self, payment: PaymentToOpen) -> JsWindow | Redirect | Rejected | NotReached | InDoubt:
        """Nothing is called: Toss hears of a payment when its window opens, from the customer's browser."""
        request = {
            "amount": {"currency": "KRW", "value": payment.amount.won},
            "orderId": payment.order_ref,
            "orderName": payment.order_name[:_MOST_NAME],
            "successUrl": payment.success_url,
            "failUrl": payment.fail_url,
            "customerName": payment.customer_name[:_MOST_NAME],
        }
        return JsWindow(self._script_url, {"clientKey": self._keys.client_key, "request": request})

    async def issue_account(self, payment: PaymentToOpen) -> Account | Rejected | NotReached | InDoubt:
        """The bank's codes are in banks.py; `expires_at` is rounded up to whole hours, which is all Toss takes."""
        body = {
            "amount": payment.amount.won,
            "orderId": payment.order_ref,
            "orderName": payment.order_name[:_MOST_NAME],
            "customerName": payment.customer_name[:_MOST_NAME],
            "bank": payment.bank or DEFAULT_BANK,
            "validHours": _hours(payment.expires_at, self._clock()),
        }
        outcome = await self._api.post("/v1/virtual-accounts", body, f"account:{payment.order_ref}")
        if not isinstance(outcome, Ok):
            return _failed(outcome, CONFIRM)
        return _to_account(outcome.body)

    def parse_return(self, query: Mapping[str, str]) -> Returned | ReturnFailed | ReturnUnreadable:
        if code := query.get("code"):
            return ReturnFailed(query.get("orderId", ""), code, query.get("message", ""), code in GIVEN_UP)
        try:
            amount = Money(int(query["amount"]))
            order_ref, payment_ref = query["orderId"], query["paymentKey"]
        except (KeyError, ValueError, InvalidAmount):
            return ReturnUnreadable()
        if not (_REF.fullmatch(order_ref) and _REF.fullmatch(payment_ref)):
            return ReturnUnreadable()
        return Returned(order_ref, payment_ref, amount)

    async def confirm(
        self, order_ref: str, payment_ref: str, amount: Money
    ) -> Approved | Rejected | NotReached | InDoubt:
        body = {"paymentKey": payment_ref, "orderId": order_ref, "amount": amount.won}
        outcome = await self._api.post("/v1/payments/confirm", body, f"confirm:{payment_ref}")
        read = _payment_of(outcome, CONFIRM)
        if not isinstance(read, ProviderPayment):
            return read
        if read.status is not ProviderStatus.DONE:
            # A virtual account chosen in the window waits for its deposit now; fetching tells, as for all doubt.
            return InDoubt(f"confirmed, but {read.status}")
        return Approved(read)

    async def fetch(self, order_ref: str, payment_ref: str = "") -> Fetched | NotReached | InDoubt:
        ref, path = (payment_ref, "/v1/payments/") if payment_ref else (order_ref, "/v1/payments/orders/")
        outcome = await self._api.get(path + ref) if _REF.fullmatch(ref) else Refusal(NOT_FOUND, "")
        if isinstance(outcome, Refusal) and outcome.code == NOT_FOUND:
            return Fetched(ProviderPayment(ProviderStatus.UNKNOWN, order_ref, payment_ref, Money(0)))
        read = _payment_of(outcome, READ)
        if isinstance(read, Rejected):
            return InDoubt(read.code)
        return Fetched(read) if isinstance(read, ProviderPayment) else read

    async def revoke(self, order_ref: str, payment_ref: str = "") -> Fetched | Rejected | NotReached | InDoubt:
        """Only a virtual account can be closed. An open window need not be: without our confirm it takes nothing.

        One that is paid in between is refused, not lost: a refund of it would need the customer's account.
        """
        found = await self.fetch(order_ref, payment_ref)
        if not isinstance(found, Fetched) or found.payment.status is not ProviderStatus.AWAITING_DEPOSIT:
            return found
        key = found.payment.payment_ref
        body = {"cancelReason": "결제 요청 취소"}
        outcome = await self._api.post(f"/v1/payments/{key}/cancel", body, f"revoke:{key}")
        read = _payment_of(outcome, REFUND)
        return Fetched(read) if isinstance(read, ProviderPayment) else read

    async def refund(
        self, payment_ref: str, amount: Money, reason: str, key: str, account: RefundAccount | None = None
    ) -> Refunded | Rejected | NotReached | InDoubt:
        body: dict[str, object] = {"cancelReason": reason[:_MOST_REASON], "cancelAmount": amount.won}
        if account is not None:
            body["refundReceiveAccount"] = {
                "bank": account.bank,
                "accountNumber": account.number,
                "holderName": account.holder,
            }
        outcome = await self._api.post(f"/v1/payments/{payment_ref}/cancel", body, key)
        read = _payment_of(outcome, REFUND)
        if isinstance(read, Rejected) and read.code == BAD_REFUND_ACCOUNT:
            return Rejected(NEEDS_ACCOUNT, read.message)
        if not isinstance(read, ProviderPayment):
            return read
        # The answer is the record right after this refund, also when it is a replay: its last one is ours.
        last = read.refunds[-1] if read.refunds else None
        if last is None or last.amount != amount:
            return InDoubt("the refund is not in the answer")
        return Refunded(last.transaction, last.amount)

    async def transactions(self, since: datetime, until: datetime) -> list[ReportedMovement] | NotReached | InDoubt:
        """Everything that moved in that time, page by page; takes up to a minute each."""
        found: list[ReportedMovement] = []
        params = {"startDate": _korean(since), "endDate": _korean(until), "limit": str(_PAGE)}
        while True:
            outcome = await self._api.get("/v1/transactions", params)
            if not isinstance(outcome, Ok):
                failed = _failed(outcome, READ)
                return InDoubt(failed.code) if isinstance(failed, Rejected) else failed
            try:
                rows = list(outcome.body)
                found += [moved for row in rows if (moved := to_movement(row))]
                params["startingAfter"] = str(rows[-1]["transactionKey"]) if rows else ""
            except (Unreadable, KeyError, TypeError) as error:
                return InDoubt(f"unreadable: {error}")
            if len(rows) < _PAGE:
                return found

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> Signal | Ignored | Forged:
        """Unsigned: it only says which payment to look at; a deposit's secret is the core's to compare."""
        try:
            event = orjson.loads(body)
        except orjson.JSONDecodeError:
            return Forged("no JSON")
        if not isinstance(event, dict):
            return Forged("no object")
        dedupe_key = hashlib.sha256(body).hexdigest()
        if event.get("eventType") == "PAYMENT_STATUS_CHANGED":
            # Its orderId finds our own try when the return never came; what is then fetched is that try, by our keys.
            data = event.get("data")
            return _signal(dedupe_key, payment_ref=_text(data, "paymentKey"), order_ref=_text(data, "orderId"))
        if "eventType" in event:
            return Ignored()
        # DEPOSIT_CALLBACK is flat and has no eventType.
        return _signal(dedupe_key, order_ref=_text(event, "orderId"), secret=_text(event, "secret"))


def _signal(dedupe_key: str, *, payment_ref: str = "", order_ref: str, secret: str = "") -> Signal | Forged:
    if not _REF.fullmatch(order_ref) or not _REF.fullmatch(payment_ref or order_ref) or not (payment_ref or secret):
        return Forged("names no payment")
    return Signal(dedupe_key, order_ref=order_ref, payment_ref=payment_ref, secret=secret)


def _text(source: object, key: str) -> str:
    value = source.get(key) if isinstance(source, dict) else None
    return value if isinstance(value, str) else ""


def _payment_of(outcome: Outcome, table: dict[str, Verdict]) -> ProviderPayment | Rejected | NotReached | InDoubt:
    if not isinstance(outcome, Ok):
        return _failed(outcome, table)
    try:
        return to_payment(outcome.body)
    except Unreadable as error:
        return InDoubt(f"unreadable: {error}")


def _failed(outcome: Refusal | Unreached | Lost, table: dict[str, Verdict]) -> Rejected | NotReached | InDoubt:
    if isinstance(outcome, Unreached):
        return NotReached()
    if isinstance(outcome, Lost):
        return InDoubt(outcome.reason)
    meaning = verdict(outcome.code, table)
    if meaning is Verdict.OUR_FAULT:
        kind = KeysRefused if outcome.code in OF_THE_KEYS else GatewayFault
        raise kind(f"Toss answers {outcome.code}")
    if meaning is Verdict.REFUSED:
        return Rejected(outcome.code, outcome.message)
    return InDoubt(outcome.code, is_said=True)


def _to_account(body: Any) -> Account | InDoubt:
    try:
        account = to_payment(body).account
    except Unreadable as error:
        return InDoubt(f"unreadable: {error}")
    return account or InDoubt("no account in the answer")


def _korean(at: datetime) -> str:
    """Toss takes Korean time without an offset."""
    return at.astimezone(SEOUL).replace(tzinfo=None).isoformat(timespec="seconds")


def _hours(expires_at: datetime | None, now: datetime) -> int:
    if expires_at is None:
        return _MOST_HOURS
    return min(max(-int((now - expires_at).total_seconds() // 3600), 1), _MOST_HOURS)
