"""What happened to an order: each event becomes one line of its history and whatever `notices.py` says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.fulfillment import Fulfillment
from domain.money import Money
from domain.people import Actor


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """Something that one actor did at one time (aware, UTC)."""

    at: datetime
    by: Actor


@dataclass(frozen=True, slots=True)
class AmountEvent(OrderEvent):
    """Something about an amount of money."""

    amount: Money


@dataclass(frozen=True, slots=True)
class OrderPlaced(OrderEvent):
    """The customer ordered (M1)."""

    total: Money


@dataclass(frozen=True, slots=True)
class OrderConfirmed(OrderEvent):
    """The shop took it on (M3)."""


@dataclass(frozen=True, slots=True)
class OrderCompleted(OrderEvent):
    """Handed over or shipped (M14)."""

    handover: Fulfillment


@dataclass(frozen=True, slots=True)
class OrderCanceled(OrderEvent):
    """Cancelled by the shop, or on the customer's request that the shop approved (M16, M17)."""

    reason: str


@dataclass(frozen=True, slots=True)
class OrderCanceledByCustomer(OrderEvent):
    """Cancelled freely while nobody had looked at it (M2)."""


@dataclass(frozen=True, slots=True)
class CancelRequested(OrderEvent):
    """The customer asks to cancel a confirmed order (M5)."""

    reason: str


@dataclass(frozen=True, slots=True)
class CancelRequestWithdrawn(OrderEvent):
    """The customer took the request back (D19)."""


@dataclass(frozen=True, slots=True)
class CancelRequestRefused(OrderEvent):
    """The shop keeps the order (M17)."""

    reason: str


@dataclass(frozen=True, slots=True)
class PaymentCollected(AmountEvent):
    """Money taken at the door with the completion (D6)."""


@dataclass(frozen=True, slots=True)
class MessageWritten(OrderEvent):
    """Somebody wrote something, in words or pictures (M19, D16); `data` is the message as the history keeps it."""

    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class MessageEdited(OrderEvent):
    """The customer changed what they had written: entry `of`, there the caption of picture `photo` if it is one."""

    text: str
    of: int
    photo: int | None = None


@dataclass(frozen=True, slots=True)
class SheetEdited(OrderEvent):
    """A draft changed: cards show it, the timeline does not (M8)."""


@dataclass(frozen=True, slots=True)
class RoundEvent(OrderEvent):
    """Something about one round of edits: the total before it, and after it if it is approved."""

    round: int
    before: Money
    after: Money


@dataclass(frozen=True, slots=True)
class ChangeRequested(RoundEvent):
    """The customer is asked to approve the round (M9)."""


@dataclass(frozen=True, slots=True)
class ChangeApproved(RoundEvent):
    """The customer agreed (M10)."""


@dataclass(frozen=True, slots=True)
class ChangeDeclined(RoundEvent):
    """The customer did not agree; the reason may be empty (D1)."""

    reason: str


@dataclass(frozen=True, slots=True)
class ChangeCountered(RoundEvent):
    """The customer took a part of the round; `after` is what that part comes to (D23)."""


@dataclass(frozen=True, slots=True)
class ChangeWithdrawn(RoundEvent):
    """The shop took its request back (D1)."""


@dataclass(frozen=True, slots=True)
class CounterAccepted(RoundEvent):
    """The shop agreed to what the customer chose ([고객 선택대로 확정], D23)."""
