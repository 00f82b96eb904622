"""What happened to an order: each event becomes one line of its history and whatever `notices.py` says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.fulfillment import Fulfillment
from domain.money import Money
from domain.payment import PaymentMethod
from domain.payment_request import RequestKind
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
class RefundRecorded(AmountEvent):
    """The shop gave the money back by hand ([환불완료], D7)."""


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


# Money


@dataclass(frozen=True, slots=True)
class PaymentRequested(AmountEvent):
    """The customer is asked for an amount (M11)."""

    request: int
    kind: RequestKind


@dataclass(frozen=True, slots=True)
class AccountIssued(AmountEvent):
    """The payment company opened a virtual account for it."""

    request: int


@dataclass(frozen=True, slots=True)
class AccountRefused(AmountEvent):
    """The payment company opened none."""


@dataclass(frozen=True, slots=True)
class PaymentReminded(AmountEvent):
    """The customer is asked once more ([다시 알림])."""


@dataclass(frozen=True, slots=True)
class PaymentOpened(OrderEvent):
    """The customer is at the payment company's window, or left it without paying; `account`: or asks for an account."""

    request: int = 0
    account: int = 0


@dataclass(frozen=True, slots=True)
class PaymentReturned(OrderEvent):
    """The customer came back from the window and says that they paid."""

    request: int
    attempt: int


@dataclass(frozen=True, slots=True)
class PaymentFailed(AmountEvent):
    """The payment company did not take the money; the words are its own."""

    reason: str


@dataclass(frozen=True, slots=True)
class PaymentUnwanted(AmountEvent):
    """The request was withdrawn while a payment was being confirmed: if it is approved, it goes straight back."""


@dataclass(frozen=True, slots=True)
class RequestEnded(AmountEvent):
    """The customer is no longer asked; `attempts` were still open at the payment company."""

    request: int = 0
    attempts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PaymentRequestWithdrawn(RequestEnded):
    """[요청취소]."""


@dataclass(frozen=True, slots=True)
class PaymentRequestClosed(RequestEnded):
    """It ended with something else that is told: the order was cancelled, or is paid in another way."""


@dataclass(frozen=True, slots=True)
class PaymentRequestExpired(RequestEnded):
    """The deadline passed."""


@dataclass(frozen=True, slots=True)
class PaymentReceived(RequestEnded):
    """The payment company took the money (M12)."""


@dataclass(frozen=True, slots=True)
class DepositConfirmed(RequestEnded):
    """A transfer was found on the shop's account ([입금확인])."""


@dataclass(frozen=True, slots=True)
class DepositReported(AmountEvent):
    """The customer says that they transferred, and under which name ([입금했어요], D13)."""

    name: str


@dataclass(frozen=True, slots=True)
class DepositNotFound(AmountEvent):
    """The shop looked and found nothing yet ([아직 미입금])."""

    name: str


@dataclass(frozen=True, slots=True)
class DepositUndone(AmountEvent):
    """A deposit that had counted does not count any more."""


@dataclass(frozen=True, slots=True)
class StrayMoneyReceived(AmountEvent):
    """Money that nobody waited for, or of another amount: it is booked, changes nothing, and somebody must look."""


@dataclass(frozen=True, slots=True)
class RefundStarted(AmountEvent):
    """The payment company is asked to give money back (D7)."""

    refund: int


@dataclass(frozen=True, slots=True)
class RefundFailed(AmountEvent):
    """The payment company refused to give it back; the words are its own."""

    reason: str


@dataclass(frozen=True, slots=True)
class RefundNeeded(AmountEvent):
    """The shop has to give this much back by its own hand (환불 필요, D7)."""


@dataclass(frozen=True, slots=True)
class RefundAccountNeeded(AmountEvent):
    """The payment company can give it back only to an account that the customer has to name."""


@dataclass(frozen=True, slots=True)
class RefundAccountGiven(AmountEvent):
    """The customer says where the refund is to go."""


@dataclass(frozen=True, slots=True)
class PaymentMethodChanged(OrderEvent):
    """The shop changed how the order is paid."""

    method: PaymentMethod
