"""What the desk asks of a payment company: the port, and its typed answers.

The desk owns states, amounts and messages; an adapter owns its provider's words. An adapter makes no decision about an
order and stores nothing. It raises nothing but `GatewayFault`: whatever else can happen is one of the answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from domain.money import Money


class GatewayFault(Exception):
    """Our own mistake or broken credentials: no customer can mend it, an alarm must sound. The message is for the log.

    Never a key, a header or a body in it.
    """


NEEDS_ACCOUNT: Final = "needs_account"
"""The code of a refund that was refused for want of an account to send it to, or because that one is wrong."""


GIVEN_UP: Final = "given_up"
"""The code of a try that the customer ended themselves, whatever the company calls that."""


class KeysRefused(GatewayFault):
    """The company does not take this shop's keys, or nobody here can read them: its owner can mend that."""


class ProviderStatus(StrEnum):
    """What a provider's record says about a payment."""

    OPEN = "open"
    """Begun, not authenticated."""
    AUTHENTICATED = "authenticated"
    """The customer is through; nothing is taken before the confirm."""
    AWAITING_DEPOSIT = "awaiting_deposit"
    """A virtual account that waits, also one whose deposit was undone."""
    DONE = "done"
    CANCELED = "canceled"
    """Money was taken and all of it went back."""
    PARTIALLY_CANCELED = "partially_canceled"
    FAILED = "failed"
    EXPIRED = "expired"
    """Its time ran out, or it was closed, before any money was taken."""
    UNKNOWN = "unknown"
    """The provider has no such payment."""


@dataclass(frozen=True, slots=True)
class ProviderRefund:
    """Money that went back; `transaction` is its own, unique at this provider."""

    transaction: str
    amount: Money
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProviderPayment:
    """A provider's record of one attempt, just read from the provider: the only thing that is ever believed.

    `order_ref` is our own name of the attempt (Toss: orderId), `payment_ref` the provider's (Toss: paymentKey).
    `transaction` names the taking of the money: the same however often it is reported, another one for a new deposit.
    """

    status: ProviderStatus
    order_ref: str
    payment_ref: str
    amount: Money
    currency: str = "KRW"
    transaction: str = ""
    refunds: tuple[ProviderRefund, ...] = ()
    method: str = ""
    receipt_url: str = ""
    account: Account | None = None
    """Where a deposit is awaited."""
    secret: str = ""
    code: str = ""
    message: str = ""
    at: datetime | None = None


# open


@dataclass(frozen=True, slots=True)
class PaymentToOpen:
    """What the customer is asked to pay; every value comes from the database."""

    order_ref: str
    order_name: str
    amount: Money
    customer_name: str
    success_url: str = ""
    fail_url: str = ""
    expires_at: datetime | None = None
    bank: str = ""
    """For a virtual account: the provider's code of the bank."""


@dataclass(frozen=True, slots=True)
class JsWindow:
    """The page loads the provider's script and calls it; `settings` is plain JSON for it, with public keys only."""

    script_url: str
    settings: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Redirect:
    """The browser goes there."""

    url: str


@dataclass(frozen=True, slots=True)
class Account:
    """A virtual account was issued; it is read out in the chat."""

    bank: str
    number: str
    holder: str
    due_at: datetime
    payment_ref: str
    secret: str = ""


# parse_return


@dataclass(frozen=True, slots=True)
class Returned:
    """The browser came back and says that the customer is through: a claim, compared with our own record."""

    order_ref: str
    payment_ref: str
    amount: Money


@dataclass(frozen=True, slots=True)
class ReturnFailed:
    """The browser came back without a payment; `order_ref` may be empty."""

    order_ref: str
    code: str
    message: str
    is_given_up: bool = False
    """The customer closed the window themselves."""


@dataclass(frozen=True, slots=True)
class ReturnUnreadable:
    """Nothing that this provider sends."""


# confirm, refund


@dataclass(frozen=True, slots=True)
class Approved:
    """The money was taken."""

    payment: ProviderPayment


@dataclass(frozen=True, slots=True)
class Rejected:
    """Refused for certain: no money moved. `message` is for the customer, in the provider's words."""

    code: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class NotReached:
    """The provider never got the call: it may be made again."""


@dataclass(frozen=True, slots=True)
class InDoubt:
    """Nobody knows whether money moved; `fetch` decides. `reason` is for the log."""

    reason: str = ""
    is_said: bool = False
    """The company itself says so, and will say it to the same idempotency key for as long as it remembers that."""


@dataclass(frozen=True, slots=True)
class Refunded:
    """The money went back; `transaction` is unique at this provider."""

    transaction: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Fetched:
    """The provider's record now."""

    payment: ProviderPayment


# read_webhook


@dataclass(frozen=True, slots=True)
class Signal:
    """Something happened to this payment: fetch it. Nothing else in the webhook is believed.

    `dedupe_key` is the same when the provider sends it again. At least one of the refs is given.
    """

    dedupe_key: str
    order_ref: str = ""
    payment_ref: str = ""
    secret: str = ""
    """What the webhook claims to know (virtual accounts): compared with the attempt's own, in constant time."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """Genuine perhaps, but not about a payment."""


@dataclass(frozen=True, slots=True)
class Forged:
    """Not from the provider, or not readable."""

    reason: str = ""


class PaymentGateway(Protocol):
    """One shop's contract with one payment company. Methods that call out never raise on what the provider says."""

    @property
    def provider(self) -> str:
        """Its name in the ledger, such as "toss"."""

    @property
    def is_test(self) -> bool:
        """Whether no real money moves (테스트 결제)."""

    async def open(self, payment: PaymentToOpen) -> JsWindow | Redirect | Rejected | NotReached | InDoubt:
        """What the page needs to let the customer pay."""

    async def issue_account(self, payment: PaymentToOpen) -> Account | Rejected | NotReached | InDoubt:
        """A virtual account for this payment; asking again with the same order_ref gives the same one."""

    def parse_return(self, query: Mapping[str, str]) -> Returned | ReturnFailed | ReturnUnreadable:
        """What the browser brought back to the success or fail page."""

    async def confirm(
        self, order_ref: str, payment_ref: str, amount: Money
    ) -> Approved | Rejected | NotReached | InDoubt:
        """Takes the money; repeating it takes it once."""

    async def fetch(self, order_ref: str, payment_ref: str = "") -> Fetched | NotReached | InDoubt:
        """The record, by the provider's ref or else by ours. A payment they do not have is Fetched with UNKNOWN."""

    async def revoke(self, order_ref: str, payment_ref: str = "") -> Fetched | Rejected | NotReached | InDoubt:
        """Closes what the customer has not paid yet (a virtual account, an open window) where the provider can."""

    async def refund(
        self, payment_ref: str, amount: Money, reason: str, key: str, account: RefundAccount | None = None
    ) -> Refunded | Rejected | NotReached | InDoubt:
        """Gives back. `key` is the idempotency key: the same key gives back once."""

    def read_webhook(self, headers: Mapping[str, str], body: bytes) -> Signal | Ignored | Forged:
        """What a webhook is about."""


@dataclass(frozen=True, slots=True)
class RefundAccount:
    """Where the money of a paid virtual account goes back to; `bank` is the provider's code."""

    bank: str
    number: str
    holder: str
