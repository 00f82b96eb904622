"""What the domain and the bot ask of storage about payments, beside the orders themselves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.gateway_work import ClaimedTask, GatewayTask, TaskKind
from domain.money import Money


@dataclass(frozen=True, slots=True)
class ShopGateway:
    """A shop's contract with a payment company. `sealed_secret` is encrypted; only the bot's key opens it.

    `public_id` is random and stands in the shop's webhook address.
    """

    shop_id: int
    provider: str
    public_id: str
    client_key: str
    sealed_secret: str
    is_test: bool
    secret_tail: str = ""
    """The secret key's last four characters: all of it that is ever shown again."""


@dataclass(frozen=True, slots=True)
class KeyTrial:
    """Keys that an owner has entered, until the payment company was asked about them; a later entry replaces it."""

    gateway: ShopGateway
    asked_by: int
    asked_at: datetime
    tries: int = 0
    """How often the company was asked, this time included."""


class KeyTrials(Protocol):
    """At most one per shop."""

    def begin(self, trial: KeyTrial) -> None: ...

    def of(self, shop_id: int) -> KeyTrial | None: ...

    def claim(self, now: datetime, again_at: datetime) -> list[KeyTrial]:
        """Those that are due, which are due again at `again_at` unless they end before."""

    def end(self, trial: KeyTrial) -> bool:
        """False when the owner has entered other keys meanwhile, or none are tried any more."""


@dataclass(frozen=True, slots=True)
class RequestPlace:
    """Where a payment request, or an attempt of it, is found; attempt 0 for the request itself."""

    order_id: int
    request: int
    attempt: int = 0


@dataclass(frozen=True, slots=True)
class BankMessage:
    """An incoming transfer that a member of the staff passed on: amount, name and time, nothing else of the message."""

    id: int
    shop_id: int
    amount: Money
    name: str
    at: datetime


class Payments(Protocol):
    """Requests by their links and refs, gateway work, shops' gateways, webhooks and bank messages."""

    def request_of_token(self, token_hash: str) -> RequestPlace | None: ...

    def attempt_of_order_ref(self, order_ref: str) -> RequestPlace | None: ...

    def attempt_of_payment_ref(self, provider: str, payment_ref: str) -> RequestPlace | None: ...

    def awaiting(self, shop_id: int, amount: Money, most: int) -> list[int]:
        """Ids of the shop's confirmed orders that were asked for exactly this, or owe it unasked, newest first."""

    def reported_under(self, shop_id: int, name: str, most: int) -> list[int]:
        """Ids of the shop's orders whose customers are asked and say that they transferred under it, newest first."""

    def awaiting_transfers(self, shop_id: int) -> list[int]:
        """Ids of the shop's open orders, oldest first, whose customers are asked to pay, or owe a transfer unasked."""

    def gateway(self, shop_id: int) -> ShopGateway | None: ...

    def gateway_of_public_id(self, public_id: str) -> ShopGateway | None: ...

    def gateways(self) -> list[ShopGateway]:
        """Every shop's, the oldest shop first."""

    def unsettled(self, shop_id: int) -> list[int]:
        """Ids of the shop's orders of which a payment or a refund through the payment company has not ended."""

    def orders_moved(self, shop_id: int, provider: str, since: datetime, until: datetime) -> list[int]:
        """Ids of the shop's orders for which this provider moved money in that time, as booked."""

    def save_gateway(self, gateway: ShopGateway) -> None:
        """Takes the place of the shop's earlier one."""

    def remove_gateway(self, shop_id: int) -> bool:
        """False when there was none."""

    def take_in_webhook(self, shop_id: int, dedupe_key: str, now: datetime) -> bool:
        """False when it came before."""

    def add_bank_message(self, shop_id: int, amount: Money, name: str, at: datetime) -> int: ...

    def bank_message(self, shop_id: int, message_id: int) -> BankMessage | None: ...

    def add_tasks(self, tasks: Iterable[GatewayTask]) -> int:
        """Queues each dedupe key once; returns how many were new."""

    def claim_tasks(self, most: int, now: datetime, lease_until: datetime, token: str) -> list[ClaimedTask]:
        """Due tasks, oldest first, never two of one order at once; takes stalled claims back."""

    def finish_task(self, claimed: ClaimedTask, now: datetime) -> bool:
        """False when the lease was lost meanwhile; so for the next."""

    def repeat_task(self, claimed: ClaimedTask, due_at: datetime, error: str, kind: TaskKind | None = None) -> bool:
        """Due again then, as another kind of work if one is given."""

    def release_tasks(self, now: datetime) -> int:
        """Ends the lease of every claim: those who held them are known to be gone."""

    def next_task_due(self, now: datetime) -> datetime | None:
        """When there is something to claim: what waits for other work of its order counts with that one's lease."""

    def prune(self, before: datetime) -> int:
        """Forgets finished tasks, webhooks and bank messages from before that time; returns how many."""
