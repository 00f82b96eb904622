"""What happened to an order's money: the events that `paying.py` and the modules beside it leave."""

from __future__ import annotations

from dataclasses import dataclass

from domain.events import AmountEvent, OrderEvent
from domain.payment import PaymentMethod
from domain.payment_request import RequestKind


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
    """A deposit that had counted does not count any more; `request` is the one that it was for."""

    request: int = 0


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
class RefundRecorded(AmountEvent):
    """The shop gave the money back by hand ([환불완료], D7)."""


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
class ShopAccountChanged(AmountEvent):
    """The customer was told where to transfer to, and it is another account now."""


@dataclass(frozen=True, slots=True)
class ShopAccountRemoved(AmountEvent):
    """The customer was told where to transfer to, and the shop has no account any more."""


@dataclass(frozen=True, slots=True)
class PaymentMethodChanged(OrderEvent):
    """The shop changed how the order is paid."""

    method: PaymentMethod
