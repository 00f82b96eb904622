"""Orders to rows and back, explicitly: no column is filled or read by magic."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from domain.change import OrderChange, SheetState
from domain.concerns import unpaid
from domain.fulfillment import Fulfillment, FulfillmentKind, OwnDelivery, Parcel, Pickup
from domain.gateway import RefundAccount
from domain.lifecycle import OrderStatus
from domain.money import Money, Takings
from domain.order import CancelRequest, Order
from domain.order_ports import OrderRow
from domain.payment import MoneyMovement, MovementKind, PaymentMethod, captured, payment_state, refunded
from domain.payment_request import RequestState
from domain.people import Recipient, Role
from domain.sheet import OrderLine, OutOfStockWish
from domain.thread import Delivery
from domain.timeline import EntryKind, TimelineEntry

Values = dict[str, Any]

_HANDOVERS: Mapping[str, Fulfillment] = {"own_delivery": OwnDelivery(), "pickup": Pickup()}


def to_rows(order: Order) -> tuple[Values, list[Values]]:
    """The order's own row (without its id) and its lines' rows."""
    return to_row(order), [_line_values(order.id, i, line) for i, line in enumerate(order.lines)]


def to_row(order: Order) -> Values:
    """The order's own row, without its id."""
    return {
        "shop_id": order.shop_id,
        "number": order.number,
        "customer_id": order.customer_id,
        "status": order.status.value,
        "version": order.version,
        "placed_at": order.placed_at,
        "changed_at": order.changed_at,
        "completed_at": order.completed_at,
        "delivery_fee": order.ordered_fee.won,
        "total": order.total.won,
        "item_count": order.item_count,
        "captured": captured(order.ledger).won,
        "refunded": refunded(order.ledger).won,
        "requests": len(order.requests),
        "refunds": len(order.refunds),
        "request_state": order.live_request.state.value if order.live_request else None,
        "fulfillment": order.fulfillment.value,
        "payment_method": order.payment_method.value,
        "out_of_stock": order.out_of_stock.value,
        "recipient_name": order.recipient.name,
        "recipient_phone": order.recipient.phone,
        "recipient_address": order.recipient.address,
        "name_key": name_key(order.recipient.name),
        "phone_last4": digits_of(order.recipient.phone)[-4:],
        "note": order.note,
        "handled_by": order.handled_by,
        "refused_requests": order.refused_requests,
        "cancel_request_reason": order.cancel_request.reason if order.cancel_request else None,
        "cancel_request_at": order.cancel_request.at if order.cancel_request else None,
        "cancel_reason": order.cancel_reason,
        "rounds": len(order.changes),
        "sheet_state": order.sheet_state.value,
        "unpaid": unpaid(order).won,
        **_refund_account_values(order.refund_account),
        **_handover_values(order.handover),
    }


def to_order(
    row: Any, lines: tuple[OrderLine, ...], ledger: Iterable[MoneyMovement], changes: Iterable[OrderChange]
) -> Order:
    """The order as it was stored; lines in their order, movements and rounds of edits oldest first."""
    return Order(
        id=row.id,
        shop_id=row.shop_id,
        number=row.number,
        customer_id=row.customer_id,
        placed_at=row.placed_at,
        lines=lines,
        ordered_fee=Money(row.delivery_fee),
        fulfillment=FulfillmentKind(row.fulfillment),
        recipient=Recipient(row.recipient_name, row.recipient_phone, row.recipient_address),
        payment_method=PaymentMethod(row.payment_method),
        out_of_stock=OutOfStockWish(row.out_of_stock),
        note=row.note,
        status=OrderStatus(row.status),
        version=row.version,
        changed_at=row.changed_at,
        completed_at=row.completed_at,
        handled_by=row.handled_by,
        handover=_to_handover(row),
        cancel_request=_to_cancel_request(row),
        refused_requests=row.refused_requests,
        cancel_reason=row.cancel_reason,
        refund_account=RefundAccount(row.refund_bank, row.refund_number, row.refund_holder)
        if row.refund_bank
        else None,
        ledger=list(ledger),
        changes=list(changes),
    )


def to_line(row: Any) -> OrderLine:
    return OrderLine(row.name, Money(row.unit_price), row.quantity, row.code)


def to_movement(row: Any) -> MoneyMovement:
    return MoneyMovement(
        MovementKind(row.kind),
        Money(row.amount),
        row.at,
        row.by_user_id,
        row.provider or "",
        row.transaction_id or "",
        row.request,
        row.attempt,
        row.is_stray,
    )


def to_list_row(row: Any) -> OrderRow:
    """The order as a list shows it, from its own row alone."""
    status = OrderStatus(row.status)
    return OrderRow(
        id=row.id,
        shop_id=row.shop_id,
        number=row.number,
        status=status,
        placed_at=row.placed_at,
        item_count=row.item_count,
        total=Money(row.total),
        is_pickup=row.fulfillment == FulfillmentKind.PICKUP,
        payment_method=PaymentMethod(row.payment_method),
        payment_state=payment_state(
            Money(row.total),
            Takings(row.captured),
            Takings(row.refunded),
            is_canceled=status is OrderStatus.CANCELED,
        ),
        address=row.recipient_address,
        sheet_state=SheetState(row.sheet_state),
        request_state=RequestState(row.request_state) if row.request_state else None,
    )


def movement_values(order_id: int, movement: MoneyMovement) -> Values:
    return {
        "order_id": order_id,
        "kind": movement.kind.value,
        "amount": movement.amount.won,
        "at": movement.at,
        "by_user_id": movement.by_user_id,
        "provider": movement.provider or None,
        "transaction_id": movement.transaction or None,
        "request": movement.request,
        "attempt": movement.attempt,
        "is_stray": movement.is_stray,
    }


def entry_values(order_id: int | None, entry: TimelineEntry, thread_id: int | None = None) -> Values:
    """An entry belongs to an order, or to a conversation about none."""
    return {
        "order_id": order_id,
        "thread_id": thread_id,
        "at": entry.at,
        "kind": entry.kind.value,
        "role": entry.role.value,
        "user_id": entry.user_id,
        "name": entry.name,
        "data": dict(entry.data),
        "delivery": entry.delivery.value if entry.delivery else None,
    }


def to_entry(row: Any) -> TimelineEntry:
    delivery = Delivery(row.delivery) if row.delivery else None
    kind, role = EntryKind(row.kind), Role(row.role)
    return TimelineEntry(row.at, kind, role, row.user_id, row.name, row.data, delivery, row.id)


def name_key(name: str) -> str:
    """A name as the search compares it: composed, without case and spaces."""
    return "".join(unicodedata.normalize("NFC", name).casefold().split())


def digits_of(text: str) -> str:
    """The ASCII digits of what someone typed."""
    return "".join(c for c in text if c.isascii() and c.isdigit())


def _line_values(order_id: int, position: int, line: OrderLine) -> Values:
    return {
        "order_id": order_id,
        "position": position,
        "name": line.name,
        "unit_price": line.unit_price.won,
        "quantity": line.quantity,
        "code": line.code,
    }


def _refund_account_values(account: RefundAccount | None) -> Values:
    named = (account.bank, account.number, account.holder) if account else (None, None, None)
    return dict(zip(("refund_bank", "refund_number", "refund_holder"), named, strict=True))


def _handover_values(handover: Fulfillment | None) -> Values:
    kind, courier, number = None, None, None
    match handover:
        case OwnDelivery():
            kind = "own_delivery"
        case Pickup():
            kind = "pickup"
        case Parcel():
            kind, courier, number = "parcel", handover.courier, handover.tracking_number
    return {"handover": kind, "handover_courier": courier, "handover_tracking_number": number}


def _to_handover(row: Any) -> Fulfillment | None:
    if row.handover == "parcel":
        return Parcel(row.handover_courier, row.handover_tracking_number)
    return None if row.handover is None else _HANDOVERS[row.handover]


def _to_cancel_request(row: Any) -> CancelRequest | None:
    if row.cancel_request_at is None:
        return None
    return CancelRequest(row.cancel_request_reason, row.cancel_request_at)
