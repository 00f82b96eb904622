"""What the local Toss remembers: merchants, payments, their transactions; and what may follow what."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from bot.demo.toss.refusals import TossRefusal, message_of
from domain.hours import SEOUL

CONFIRM_WITHIN: Final = timedelta(minutes=10)
WINDOW_LIVES: Final = timedelta(minutes=30)
CARD: Final = "카드"
VIRTUAL_ACCOUNT: Final = "가상계좌"
PAID: Final = frozenset({"DONE", "PARTIAL_CANCELED"})


@dataclass(frozen=True, slots=True)
class Merchant:
    """One shop's contract; `webhook_url` gets changes of status, `deposit_url` deposits."""

    merchant_id: str
    client_key: str
    secret_key: str = field(repr=False)
    name: str = ""
    webhook_url: str = ""
    deposit_url: str = ""


@dataclass(slots=True)
class Payment:
    """One payment, as the books hold it; times as Toss writes them."""

    payment_key: str
    merchant_id: str
    order_id: str
    order_name: str
    amount: int
    status: str
    requested_at: str
    customer: str = ""
    success_url: str = ""
    fail_url: str = ""
    method: str = CARD
    authenticated_at: str = ""
    approved_at: str | None = None
    transaction_key: str = ""
    declines: str = ""
    secret: str = ""
    account: dict[str, Any] | None = None
    cancels: list[dict[str, Any]] = field(default_factory=list)
    failure: str = ""

    @property
    def balance(self) -> int:
        return self.amount - sum(int(cancel["cancelAmount"]) for cancel in self.cancels)

    def as_json(self) -> dict[str, Any]:
        """The Payment object of the API's version 2022-11-16, as far as anybody reads it."""
        return {
            "version": "2022-11-16",
            "mId": self.merchant_id,
            "paymentKey": self.payment_key,
            "orderId": self.order_id,
            "orderName": self.order_name,
            "status": self.status,
            "type": "NORMAL",
            "currency": "KRW",
            "method": self.method,
            "totalAmount": self.amount,
            "balanceAmount": self.balance,
            "lastTransactionKey": self.transaction_key or None,
            "requestedAt": self.requested_at,
            "approvedAt": self.approved_at,
            "secret": self.secret or None,
            "virtualAccount": self.account,
            "cancels": self.cancels or None,
            "failure": {"code": self.failure, "message": message_of(self.failure)} if self.failure else None,
            "receipt": {"url": f"https://dashboard.tosspayments.com/receipt/test/{self.payment_key}"},
        }


class Books:
    """Every merchant's payments. `changed` is called with a payment after each change of its status."""

    def __init__(self, clock: Callable[[], datetime], changed: Callable[[Payment], None]) -> None:
        self._clock, self._changed = clock, changed
        self.merchants: dict[str, Merchant] = {}
        self.payments: dict[str, Payment] = {}
        self.transactions: list[dict[str, Any]] = []

    def merchant_of_client_key(self, client_key: str) -> Merchant | None:
        return next((one for one in self.merchants.values() if one.client_key == client_key), None)

    def merchant_of_secret(self, secret_key: str) -> Merchant | None:
        return next((one for one in self.merchants.values() if one.secret_key == secret_key), None)

    def now(self) -> str:
        return self._clock().astimezone(SEOUL).isoformat(timespec="seconds")

    def add(self, merchant: Merchant, order_id: str, order_name: str, amount: int, **more: Any) -> Payment:
        """A payment that has just begun."""
        payment = Payment(
            f"tpk_{secrets.token_hex(12)}", merchant.merchant_id, order_id, order_name, amount, "READY", self.now()
        )
        for name, value in more.items():
            setattr(payment, name, value)
        self.payments[payment.payment_key] = payment
        return payment

    def of_merchant(self, merchant: Merchant) -> Iterator[Payment]:
        for payment in self.payments.values():
            if payment.merchant_id == merchant.merchant_id:
                self._expire(payment)
                yield payment

    def find(self, merchant: Merchant, payment_key: str) -> Payment:
        return self._one(payment for payment in self.of_merchant(merchant) if payment.payment_key == payment_key)

    def find_order(self, merchant: Merchant, order_id: str) -> Payment:
        """The newest of that order."""
        return self._one(reversed([one for one in self.of_merchant(merchant) if one.order_id == order_id]))

    @staticmethod
    def _one(found: Iterator[Payment]) -> Payment:
        payment = next(iter(found), None)
        if payment is None:
            raise TossRefusal("NOT_FOUND_PAYMENT")
        return payment

    def authenticate(self, payment: Payment, method: str, declines: str) -> None:
        """The customer is through with the window; 10 minutes remain for the confirm."""
        payment.method, payment.declines, payment.authenticated_at = method, declines, self.now()
        payment.status = "IN_PROGRESS"

    def abort(self, payment: Payment, code: str) -> None:
        payment.failure = code
        self._to(payment, "ABORTED")

    def confirm(self, payment: Payment, order_id: str, amount: int) -> None:
        """Takes the money, or gives the account to transfer it to."""
        if payment.status in PAID | {"CANCELED", "WAITING_FOR_DEPOSIT"}:
            raise TossRefusal("ALREADY_PROCESSED_PAYMENT")
        if payment.status != "IN_PROGRESS":
            raise TossRefusal("NOT_FOUND_PAYMENT_SESSION")
        if (payment.order_id, payment.amount) != (order_id, amount):
            raise TossRefusal("FORBIDDEN_REQUEST")
        if payment.declines:
            self.abort(payment, payment.declines)
            raise TossRefusal(payment.declines)
        if payment.method == VIRTUAL_ACCOUNT:
            self.await_deposit(payment, "20", 24)
        else:
            self._take(payment)

    def await_deposit(self, payment: Payment, bank: str, hours: int) -> None:
        due = self._clock().astimezone(SEOUL) + timedelta(hours=hours)
        payment.method = VIRTUAL_ACCOUNT
        payment.secret = payment.secret or f"ps_{secrets.token_hex(12)}"
        payment.account = {
            "accountType": "일반",
            "accountNumber": f"X{secrets.randbelow(10**13):013d}",
            "bankCode": bank,
            "customerName": payment.customer,
            "dueDate": due.isoformat(timespec="seconds"),
            "expired": False,
            "refundStatus": "NONE",
        }
        self._to(payment, "WAITING_FOR_DEPOSIT", self._record(payment, "WAITING_FOR_DEPOSIT", payment.amount))

    def deposit(self, payment: Payment) -> None:
        """Somebody transferred the money. Raises ValueError when nobody awaits it."""
        self._expire(payment)
        if payment.status != "WAITING_FOR_DEPOSIT":
            raise ValueError(payment.status)
        self._take(payment)

    def undo_deposit(self, payment: Payment) -> None:
        """The bank takes the deposit back, which happens: the account waits again."""
        if payment.status != "DONE" or payment.method != VIRTUAL_ACCOUNT:
            raise ValueError(payment.status)
        payment.approved_at = None
        self._to(payment, "WAITING_FOR_DEPOSIT", self._record(payment, "WAITING_FOR_DEPOSIT", payment.amount))

    def cancel(self, payment: Payment, reason: str, amount: int | None, account: dict[str, Any] | None) -> None:
        """Gives money back, or closes an account that nobody paid into."""
        if payment.status == "CANCELED":
            raise TossRefusal("ALREADY_CANCELED_PAYMENT")
        if payment.status not in PAID | {"WAITING_FOR_DEPOSIT"}:
            raise TossRefusal("NOT_CANCELABLE_PAYMENT")
        wanted = payment.balance if amount is None else amount
        if not 0 < wanted <= payment.balance:
            raise TossRefusal("NOT_CANCELABLE_AMOUNT")
        if payment.method == VIRTUAL_ACCOUNT and payment.status in PAID and not account:
            raise TossRefusal("INVALID_REFUND_ACCOUNT_INFO")
        status = "CANCELED" if wanted == payment.balance else "PARTIAL_CANCELED"
        key = self._record(payment, status, wanted)
        payment.cancels.append(
            {
                "transactionKey": key,
                "cancelReason": reason,
                "cancelAmount": wanted,
                "canceledAt": self.now(),
                "cancelStatus": "DONE",
            }
        )
        self._to(payment, status, key)

    def _take(self, payment: Payment) -> None:
        payment.approved_at = self.now()
        self._to(payment, "DONE", self._record(payment, "DONE", payment.amount))

    def _to(self, payment: Payment, status: str, transaction_key: str = "") -> None:
        payment.status = status
        payment.transaction_key = transaction_key or payment.transaction_key
        self._changed(payment)

    def _record(self, payment: Payment, status: str, amount: int) -> str:
        key = secrets.token_hex(16).upper()
        self.transactions.append(
            {
                "mId": payment.merchant_id,
                "transactionKey": key,
                "paymentKey": payment.payment_key,
                "orderId": payment.order_id,
                "method": payment.method,
                "status": status,
                "transactionAt": self.now(),
                "currency": "KRW",
                "amount": amount,
            }
        )
        return key

    def _expire(self, payment: Payment) -> None:
        """A window and a confirm have their time; a deposit's deadline passes without a word to anybody."""
        now = self._clock()
        began = datetime.fromisoformat(payment.authenticated_at or payment.requested_at)
        allowed = CONFIRM_WITHIN if payment.authenticated_at else WINDOW_LIVES
        if payment.status in ("READY", "IN_PROGRESS") and now - began > allowed:
            self._to(payment, "EXPIRED")
        if payment.account and payment.status == "WAITING_FOR_DEPOSIT":
            is_over = now > datetime.fromisoformat(payment.account["dueDate"])
            payment.status = "EXPIRED" if is_over else payment.status
            payment.account["expired"] = is_over

    # Kept

    def dump(self) -> dict[str, Any]:
        return {
            "payments": [asdict(payment) for payment in self.payments.values()],
            "transactions": self.transactions,
        }

    def load(self, kept: dict[str, Any]) -> None:
        self.payments = {one["payment_key"]: Payment(**one) for one in kept["payments"]}
        self.transactions = list(kept["transactions"])
