"""The order: its lines and totals, its way through the table, and the events it has to tell."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from domain import events as e
from domain.change import ChangeAction, OrderChange, SheetState, approved_sheet, open_change, sheet_state
from domain.errors import (
    ChangePending,
    NotAllowed,
    OrderChangedMeanwhile,
    PaymentMissing,
    ReasonRequired,
    WrongHandover,
)
from domain.fulfillment import Fulfillment, FulfillmentKind, OwnDelivery, Parcel, Pickup
from domain.gateway import RefundAccount
from domain.lifecycle import Action, OrderStatus, OrderTransition, allowed_actions, transition
from domain.money import ZERO, Money
from domain.payment import MoneyMovement, MovementKind, PaymentMethod, PaymentState, captured, payment_state, refunded
from domain.payment_request import GatewayRefund, PaymentRequest, RequestKind, RequestState, going_back
from domain.people import SHOP, Actor, Recipient, Role
from domain.sheet import OrderLine, OutOfStockWish, Sheet
from domain.text import checked_text, clean

MOST_REASON: Final = 300


@dataclass(frozen=True, slots=True)
class CancelRequest:
    """The customer's standing wish to cancel (M17)."""

    reason: str
    at: datetime


@dataclass(slots=True)
class Order:
    """One order of one shop. Every method moves it by the table or raises a DomainError and changes nothing."""

    id: int
    shop_id: int
    number: int
    customer_id: int
    placed_at: datetime
    lines: tuple[OrderLine, ...]
    ordered_fee: Money
    fulfillment: FulfillmentKind
    recipient: Recipient
    payment_method: PaymentMethod
    out_of_stock: OutOfStockWish
    note: str = ""
    status: OrderStatus = OrderStatus.PLACED
    version: int = 1
    changed_at: datetime | None = None
    completed_at: datetime | None = None
    handled_by: str = ""
    handover: Fulfillment | None = None
    cancel_request: CancelRequest | None = None
    refused_requests: int = 0
    cancel_reason: str = ""
    ledger: list[MoneyMovement] = field(default_factory=list)
    changes: list[OrderChange] = field(default_factory=list)
    requests: list[PaymentRequest] = field(default_factory=list)
    refunds: list[GatewayRefund] = field(default_factory=list)
    refund_account: RefundAccount | None = None
    events: list[e.OrderEvent] = field(default_factory=list)

    # What it amounts to

    @property
    def sheet(self) -> Sheet:
        """The order sheet as the customer approved it last (D4)."""
        return approved_sheet(Sheet(self.lines, self.ordered_fee), self.changes)

    @property
    def open_change(self) -> OrderChange | None:
        """The round that is being edited or waits for the customer."""
        return open_change(self.changes)

    @property
    def drafted_sheet(self) -> Sheet:
        """The order sheet as it will be if the open round is approved."""
        return self.sheet.with_edits(self.open_change.edits) if self.open_change else self.sheet

    @property
    def sheet_state(self) -> SheetState:
        return sheet_state(self.changes)

    @property
    def delivery_fee(self) -> Money:
        return self.sheet.delivery_fee

    @property
    def total(self) -> Money:
        """결제 총 금액: the approved lines and delivery fee (D4)."""
        return self.sheet.total

    @property
    def item_count(self) -> int:
        """[상품 N 개]: the number of goods lines."""
        return self.sheet.item_count

    @property
    def money_held(self) -> Money:
        return captured(self.ledger) - refunded(self.ledger)

    @property
    def balance(self) -> Money:
        """What the customer owes (D5); a cancelled order is worth nothing, so money held on it is negative balance."""
        worth = ZERO if self.status is OrderStatus.CANCELED else self.total
        return worth - self.money_held

    @property
    def refund_due(self) -> Money:
        """환불 필요: what the shop still has to give back (D5, D7)."""
        return max(-self.balance, ZERO) if self.ledger else ZERO

    @property
    def refund_by_hand_due(self) -> Money:
        """What of it no payment company is giving back already."""
        return max(self.refund_due - going_back(self.refunds), ZERO)

    @property
    def missing(self) -> Money:
        """What stands in the way of 주문완료: money that is on its way back pays for nothing."""
        return max(self.balance + going_back(self.refunds), ZERO)

    @property
    def deposit_due(self) -> Money:
        """What [입금확인] books: the amount asked for, or all of a cancelled order as late money (D7)."""
        if self.status is OrderStatus.CANCELED and not self.ledger and not self.payment_method.is_at_the_door:
            return max(self.total, ZERO)
        if self.status is not OrderStatus.CONFIRMED or self.payment_method.is_at_the_door:
            return ZERO
        asked = self.asked_request
        if asked and asked.has_account:
            return ZERO  # the payment company says when it is paid
        return max(asked.amount if asked else self.balance, ZERO)

    @property
    def live_request(self) -> PaymentRequest | None:
        """The request by which the balance is awaited now."""
        return next((one for one in self.requests if one.state.is_live), None)

    @property
    def asked_request(self) -> PaymentRequest | None:
        """The live request if the customer was asked: what is due at the door is not."""
        request = self.live_request
        return None if request is None or request.kind is RequestKind.AT_DOOR else request

    def request(self, number: int) -> PaymentRequest | None:
        return next((one for one in self.requests if one.number == number), None)

    @property
    def payment_state(self) -> PaymentState:
        paid, returned = captured(self.ledger), refunded(self.ledger)
        return payment_state(self.total, paid, returned, is_canceled=self.status is OrderStatus.CANCELED)

    @property
    def is_settled(self) -> bool:
        """Whether nothing stands in the way of 주문완료 as far as money goes (D6)."""
        return not self.missing or self.payment_method.is_at_the_door

    @property
    def needs_typed_reason(self) -> bool:
        """Whether another cancel request must be explained in the customer's own words (D19)."""
        return self.refused_requests > 0

    # Who may do what now

    def allows(self, action: Action, role: Role) -> bool:
        """Whether the table grants this step now."""
        return action in allowed_actions(self.status, role)

    def expect(self, version: int) -> None:
        """Raises OrderChangedMeanwhile unless the caller looked at the present version."""
        if version != self.version:
            raise OrderChangedMeanwhile(number=self.number)

    def require(self, action: Action, by: Actor) -> OrderTransition:
        """The step's row. Raises OrderChangedMeanwhile when there is none now, NotAllowed when it is not theirs."""
        row = transition(self.status, action)
        if row is None:
            raise OrderChangedMeanwhile(number=self.number)
        if by.role not in row.who:
            raise NotAllowed(number=self.number)
        return row

    # What can happen to it

    def place(self, by: Actor) -> None:
        self.events.append(e.OrderPlaced(self.placed_at, by, self.total))

    def confirm(self, by: Actor, at: datetime) -> None:
        self._move(Action.CONFIRM, by, at)
        self.events.append(e.OrderConfirmed(at, by))

    def complete(self, handover: Fulfillment, by: Actor, at: datetime) -> None:
        """Collects at the door what is owed (D6). Raises ChangePending, PaymentMissing, WrongHandover."""
        self.require(Action.COMPLETE, by)
        if self.open_change:
            raise ChangePending(number=self.number)
        if not self.is_settled:
            raise PaymentMissing(won=self.missing.won, number=self.number)
        if not isinstance(handover, self._handovers):
            raise WrongHandover(number=self.number)
        if self.missing:
            self._collect(by, at)
        self._move(Action.COMPLETE, by, at)
        self.handover, self.completed_at = handover, at
        self.events.append(e.OrderCompleted(at, by, handover))

    def cancel(self, reason: str, by: Actor, at: datetime) -> None:
        """The shop must say why (M16); the customer, while nobody has looked, need not (M2)."""
        self.require(Action.CANCEL, by)
        self.cancel_reason = clean(reason) if by.is_customer else _reason(reason)
        self._move(Action.CANCEL, by, at)
        self._close_change(at)
        told = e.OrderCanceledByCustomer(at, by) if by.is_customer else e.OrderCanceled(at, by, self.cancel_reason)
        self.events.append(told)

    def request_cancel(self, reason: str, by: Actor, at: datetime, *, typed: bool) -> None:
        """After a refusal only a reason in the customer's own words counts (D19)."""
        self.require(Action.REQUEST_CANCEL, by)
        if self.needs_typed_reason and not typed:
            raise ReasonRequired(number=self.number)
        self.cancel_request = CancelRequest(_reason(reason), at)
        self._move(Action.REQUEST_CANCEL, by, at)
        self.events.append(e.CancelRequested(at, by, self.cancel_request.reason))

    def withdraw_cancel_request(self, by: Actor, at: datetime) -> None:
        self._move(Action.WITHDRAW_CANCEL, by, at)
        self.cancel_request = None
        self.events.append(e.CancelRequestWithdrawn(at, by))

    def approve_cancel(self, own_reason: str, by: Actor, at: datetime) -> None:
        """Reuses the customer's reason; the shop may add its own (D9)."""
        self.require(Action.APPROVE_CANCEL, by)
        own = _reason(own_reason) if clean(own_reason) else ""
        asked = self.cancel_request.reason if self.cancel_request else ""
        self.cancel_reason = " · ".join(part for part in (asked, own) if part)
        self._move(Action.APPROVE_CANCEL, by, at)
        self._close_change(at)
        self.cancel_request = None
        self.events.append(e.OrderCanceled(at, by, self.cancel_reason))

    def keep(self, reason: str, by: Actor, at: datetime) -> None:
        """Refuses the cancel request, always with a reason (M17)."""
        self.require(Action.KEEP, by)
        reason = _reason(reason)
        self._move(Action.KEEP, by, at)
        self.cancel_request = None
        self.refused_requests += 1
        self.events.append(e.CancelRequestRefused(at, by, reason))

    def put_request(self, request: PaymentRequest) -> None:
        """The request takes the place of the one of its number; whoever does this tells why."""
        self.requests[:] = [request if one.number == request.number else one for one in self.requests]

    def tell(self, event: e.OrderEvent) -> None:
        """For what the modules beside this one did to the order."""
        self.events.append(event)
        self._touch(event.by, event.at)

    # Inside

    @property
    def _handovers(self) -> tuple[type, ...]:
        return (Pickup,) if self.fulfillment is FulfillmentKind.PICKUP else (OwnDelivery, Parcel)

    def _move(self, action: Action, by: Actor, at: datetime) -> None:
        self.status = self.require(action, by).target
        self._touch(by, at)

    def _close_change(self, at: datetime) -> None:
        if change := self.open_change:
            self.changes[-1] = change.moved(ChangeAction.CLOSE, at)

    def _collect(self, by: Actor, at: datetime) -> None:
        """The door pays what is owed now, also if that has changed since it was planned."""
        amount, request = self.missing, self.live_request
        if request:
            self.put_request(replace(request, amount=amount, state=RequestState.PAID))
        number = request.number if request else 0
        self.ledger.append(MoneyMovement(MovementKind.COLLECTED, amount, at, by.user_id, request=number))
        self.tell(e.PaymentCollected(at, by, amount))

    def _touch(self, by: Actor, at: datetime) -> None:
        self.changed_at, self.handled_by = at, by.name if by.role in SHOP else self.handled_by


def _reason(given: str) -> str:
    if not clean(given):
        raise ReasonRequired()
    return checked_text(given, field="reason", most=MOST_REASON)
