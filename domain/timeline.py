"""An order's timeline (메시지 내역): what was said and what was done, in one list (M19)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from domain import events as e
from domain import payment_events as pe
from domain.fulfillment import Parcel
from domain.money import Money
from domain.people import Role
from domain.thread import Delivery


class EntryKind(StrEnum):
    """What an entry tells; stored for ever, so values are never renamed or reused."""

    PLACED = "placed"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    CANCELED = "canceled"
    CANCELED_BY_CUSTOMER = "canceled_by_customer"
    CANCEL_REQUESTED = "cancel_requested"
    CANCEL_WITHDRAWN = "cancel_withdrawn"
    CANCEL_REFUSED = "cancel_refused"
    COLLECTED = "collected"
    DEPOSIT_CONFIRMED = "deposit_confirmed"
    REFUND_RECORDED = "refund_recorded"
    PAYMENT_REQUESTED = "payment_requested"
    ACCOUNT_ISSUED = "account_issued"
    PAYMENT_REMINDED = "payment_reminded"
    PAYMENT_FAILED = "payment_failed"
    PAYMENT_UNWANTED = "payment_unwanted"
    REQUEST_WITHDRAWN = "request_withdrawn"
    REQUEST_EXPIRED = "request_expired"
    PAYMENT_RECEIVED = "payment_received"
    DEPOSIT_REPORTED = "deposit_reported"
    DEPOSIT_NOT_FOUND = "deposit_not_found"
    DEPOSIT_UNDONE = "deposit_undone"
    STRAY_MONEY = "stray_money"
    REFUND_STARTED = "refund_started"
    REFUND_FAILED = "refund_failed"
    METHOD_CHANGED = "method_changed"
    REFUND_NEEDED = "refund_needed"
    ACCOUNT_REFUSED = "account_refused"
    REFUND_ACCOUNT_NEEDED = "refund_account_needed"
    REFUND_ACCOUNT_GIVEN = "refund_account_given"
    SHOP_ACCOUNT_CHANGED = "shop_account_changed"
    SHOP_ACCOUNT_REMOVED = "shop_account_removed"
    MESSAGE = "message"
    CHANGE_REQUESTED = "change_requested"
    CHANGE_APPROVED = "change_approved"
    CHANGE_DECLINED = "change_declined"
    CHANGE_COUNTERED = "change_countered"
    CHANGE_WITHDRAWN = "change_withdrawn"
    COUNTER_ACCEPTED = "counter_accepted"
    MESSAGE_EDITED = "message_edited"


KIND_OF: Final[Mapping[type[e.OrderEvent], EntryKind]] = {
    e.OrderPlaced: EntryKind.PLACED,
    e.OrderConfirmed: EntryKind.CONFIRMED,
    e.OrderCompleted: EntryKind.COMPLETED,
    e.OrderCanceled: EntryKind.CANCELED,
    e.OrderCanceledByCustomer: EntryKind.CANCELED_BY_CUSTOMER,
    e.CancelRequested: EntryKind.CANCEL_REQUESTED,
    e.CancelRequestWithdrawn: EntryKind.CANCEL_WITHDRAWN,
    e.CancelRequestRefused: EntryKind.CANCEL_REFUSED,
    e.PaymentCollected: EntryKind.COLLECTED,
    pe.DepositConfirmed: EntryKind.DEPOSIT_CONFIRMED,
    pe.RefundRecorded: EntryKind.REFUND_RECORDED,
    pe.PaymentRequested: EntryKind.PAYMENT_REQUESTED,
    pe.AccountIssued: EntryKind.ACCOUNT_ISSUED,
    pe.PaymentReminded: EntryKind.PAYMENT_REMINDED,
    pe.PaymentFailed: EntryKind.PAYMENT_FAILED,
    pe.PaymentUnwanted: EntryKind.PAYMENT_UNWANTED,
    pe.PaymentRequestWithdrawn: EntryKind.REQUEST_WITHDRAWN,
    pe.PaymentRequestExpired: EntryKind.REQUEST_EXPIRED,
    pe.PaymentReceived: EntryKind.PAYMENT_RECEIVED,
    pe.DepositReported: EntryKind.DEPOSIT_REPORTED,
    pe.DepositNotFound: EntryKind.DEPOSIT_NOT_FOUND,
    pe.DepositUndone: EntryKind.DEPOSIT_UNDONE,
    pe.StrayMoneyReceived: EntryKind.STRAY_MONEY,
    pe.RefundStarted: EntryKind.REFUND_STARTED,
    pe.RefundFailed: EntryKind.REFUND_FAILED,
    pe.PaymentMethodChanged: EntryKind.METHOD_CHANGED,
    pe.RefundNeeded: EntryKind.REFUND_NEEDED,
    pe.AccountRefused: EntryKind.ACCOUNT_REFUSED,
    pe.RefundAccountNeeded: EntryKind.REFUND_ACCOUNT_NEEDED,
    pe.RefundAccountGiven: EntryKind.REFUND_ACCOUNT_GIVEN,
    pe.ShopAccountChanged: EntryKind.SHOP_ACCOUNT_CHANGED,
    pe.ShopAccountRemoved: EntryKind.SHOP_ACCOUNT_REMOVED,
    e.MessageWritten: EntryKind.MESSAGE,
    e.ChangeRequested: EntryKind.CHANGE_REQUESTED,
    e.ChangeApproved: EntryKind.CHANGE_APPROVED,
    e.ChangeDeclined: EntryKind.CHANGE_DECLINED,
    e.ChangeCountered: EntryKind.CHANGE_COUNTERED,
    e.ChangeWithdrawn: EntryKind.CHANGE_WITHDRAWN,
    e.CounterAccepted: EntryKind.COUNTER_ACCEPTED,
    e.MessageEdited: EntryKind.MESSAGE_EDITED,
}

UNRECORDED: Final = frozenset({e.SheetEdited, pe.PaymentOpened, pe.PaymentReturned, pe.PaymentRequestClosed})
"""Events that redraw the cards and leave no line."""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One line: who did or said what when; `data` holds plain values (reason, text, won, courier, tracking_number;
    of a round of edits round, before and after; of money kind, depositor and method).

    `delivery` is set on messages of the shop, `id` on what was stored.
    """

    at: datetime
    kind: EntryKind
    role: Role
    user_id: int
    name: str
    data: Mapping[str, Any]
    delivery: Delivery | None = None
    id: int = field(default=0, compare=False)

    @property
    def is_from_customer(self) -> bool:
        return self.role is Role.CUSTOMER


def entries_of(events: Iterable[e.OrderEvent]) -> list[TimelineEntry]:
    """The lines that these events leave."""
    return [entry_of(event) for event in events if type(event) not in UNRECORDED]


def entry_of(event: e.OrderEvent) -> TimelineEntry:
    """The line that this event leaves."""
    by = event.by
    return TimelineEntry(event.at, KIND_OF[type(event)], by.role, by.user_id, by.name, _data(event))


def _data(event: e.OrderEvent) -> dict[str, Any]:
    match event:
        case e.OrderCompleted(handover=Parcel(courier=courier, tracking_number=number)):
            return {"courier": courier, "tracking_number": number}
        case e.OrderCanceled(reason=reason) | e.CancelRequested(reason=reason) | e.CancelRequestRefused(reason=reason):
            return {"reason": reason}
        case e.RoundEvent(round=round_, before=before, after=after):
            told = {"round": round_, "before": before.won, "after": after.won}
            return told | ({"reason": event.reason} if isinstance(event, e.ChangeDeclined) else {})
        case e.MessageWritten(data=message):
            return dict(message)
        case e.MessageEdited(text=text, of=entry, photo=photo):
            return {"text": text, "of": entry} | ({} if photo is None else {"photo": photo})
        case e.OrderPlaced(total=Money(won=won)):
            return {"won": won}
        case pe.PaymentFailed(amount=amount, reason=reason) | pe.RefundFailed(amount=amount, reason=reason):
            return {"won": amount.won, "reason": reason}
        case pe.DepositReported(amount=amount, name=name) | pe.DepositNotFound(amount=amount, name=name):
            return {"won": amount.won, "depositor": name}
        case pe.PaymentRequested(amount=amount, kind=kind):
            return {"won": amount.won, "kind": kind.value}
        case pe.PaymentMethodChanged(method=method):
            return {"method": method.value}
        case e.AmountEvent(amount=Money(won=won)):
            return {"won": won}
        case _:
            return {}
