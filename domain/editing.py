"""What the shop does to an order's sheet: it drafts a round of edits and puts it before the customer (M8, M9).

Every function changes the order and leaves an event, or raises a DomainError and changes nothing. All of them raise
OrderChangedMeanwhile where the table has no such step now, NotAllowed, and CancelRequestPending (D19); editing raises
PaymentRequestLive while the customer is asked to pay (D5).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from domain import events as e
from domain.change import (
    CHANGE_MACHINE,
    MOST_EARLIER,
    ChangeAction,
    Editor,
    OrderChange,
    close,
    is_counter_proposal,
    put,
)
from domain.errors import (
    CancelRequestPending,
    InvalidPrice,
    NotAllowed,
    NothingToSend,
    NothingToUndo,
    NotOnSheet,
    OrderChangedMeanwhile,
    SomeoneElseEditing,
)
from domain.lifecycle import OrderStatus
from domain.money import ZERO, Money
from domain.order import Order
from domain.paying import require_no_request
from domain.people import Actor, Role
from domain.sheet import MOST_LINE_NAME, NO_EDITS, AddedLine, Edits, Group, LineKind, OrderLine, groups
from domain.text import checked_text

A: Final = ChangeAction

# What screens ask


def allowed_changes(order: Order, role: Role) -> frozenset[ChangeAction]:
    """The steps that have a button for this role now. CHOOSE is among them also where a shop does not offer it."""
    if order.status is not OrderStatus.CONFIRMED:
        return frozenset()
    change, allowed = _present(order), CHANGE_MACHINE.allowed(_present(order).status, role) - {A.CLOSE}
    missing = {
        A.REQUEST: not change.edits,
        A.ACCEPT_COUNTER: not is_counter_proposal(order.changes),
        A.CHOOSE: len(groups(order.sheet, change.edits)) < 2,
    }
    return frozenset(action for action in allowed if not missing.get(action))


def open_groups(order: Order) -> tuple[Group, ...]:
    """What the customer may take or refuse of the open round."""
    return groups(order.sheet, order.open_change.edits) if order.open_change else ()


def required(order: Order, action: ChangeAction, by: Actor) -> OrderChange:
    """The round that this step is about; without an open one a fresh draft. Changes nothing."""
    change = _present(order)
    if order.status is OrderStatus.CANCEL_REQUESTED:
        raise CancelRequestPending(number=order.number)
    row = CHANGE_MACHINE.row(change.status, action) if order.status is OrderStatus.CONFIRMED else None
    if row is None:
        raise OrderChangedMeanwhile(number=order.number)
    if by.role not in row.who:
        raise NotAllowed(number=order.number)
    if action is A.EDIT:
        require_no_request(order)
    return change


# The shop drafts


def add_goods(order: Order, goods: Sequence[OrderLine], by: Actor, at: datetime) -> None:
    """All of them or none. Raises InvalidText, InvalidPrice, TooManyLines, TotalBelowZero, SomeoneElseEditing."""
    _drafted(order, by)
    first = _next_key(order)
    lines = tuple(_added(key, LineKind.ADDITION, line) for key, line in enumerate(goods, start=first))
    _edit(order, lambda edits: replace(edits, lines=(*edits.lines, *lines)), by, at)


def add_surcharge(order: Order, name: str, amount: Money, by: Actor, at: datetime) -> None:
    """추가금액, or a discount if below zero. Raises what `add_goods` does."""
    _drafted(order, by)
    line = _added(_next_key(order), LineKind.SURCHARGE, OrderLine(name, amount, 1))
    _edit(order, lambda edits: replace(edits, lines=(*edits.lines, line)), by, at)


def cancel_goods(order: Order, key: int, quantity: int | None, by: Actor, at: datetime) -> None:
    """Takes back goods on the drafted sheet; None means all that is left of them.

    Raises NotOnSheet, also for more than is left, and InvalidQuantity, TooManyLines, TotalBelowZero,
    SomeoneElseEditing.
    """
    _drafted(order, by)
    left = order.drafted_sheet.left_of(key)
    wanted = left.quantity if quantity is None else quantity
    if wanted > left.quantity:
        raise NotOnSheet(number=order.number)
    goods = left.goods
    line = AddedLine(
        _next_key(order), LineKind.CANCELLATION, goods.name, -goods.unit_price, wanted, goods.code, cancels=key
    )
    _edit(order, lambda edits: replace(edits, lines=(*edits.lines, line)), by, at)


def set_delivery_fee(order: Order, fee: Money, by: Actor, at: datetime) -> None:
    """The approved fee again means: unchanged. Raises InvalidPrice, TotalBelowZero, SomeoneElseEditing."""
    _drafted(order, by)
    if fee < ZERO:
        raise InvalidPrice(number=order.number)
    wanted = None if fee == order.sheet.delivery_fee else fee
    _edit(order, lambda edits: replace(edits, delivery_fee=wanted), by, at)


def delete_line(order: Order, key: int, by: Actor, at: datetime) -> None:
    """Drops a line of the draft, and what cancels it. Raises NotOnSheet, TotalBelowZero, SomeoneElseEditing."""
    if key not in {line.key for line in _drafted(order, by).edits.lines}:
        raise NotOnSheet(number=order.number)
    _edit(order, lambda edits: replace(edits, lines=_without(edits.lines, key)), by, at)


def undo(order: Order, by: Actor, at: datetime) -> None:
    """되돌리기: the draft as it was one step before. Raises NothingToUndo, SomeoneElseEditing."""
    change = _drafted(order, by)
    if not change.earlier:
        raise NothingToUndo(number=order.number)
    *earlier, edits = change.earlier
    put(order.changes, replace(change, edits=edits, earlier=tuple(earlier)))
    order.tell(e.SheetEdited(at, by))


def discard(order: Order, by: Actor, at: datetime) -> None:
    """수정 전체 취소. Raises SomeoneElseEditing, and OrderChangedMeanwhile when there is no draft."""
    change = _drafted(order, by)
    if not change.edits:
        raise OrderChangedMeanwhile(number=order.number)
    put(order.changes, replace(change, edits=NO_EDITS))
    order.tell(e.SheetEdited(at, by))


def take_over(order: Order, by: Actor, at: datetime) -> None:
    """The draft is the caller's from now on, as it is; nothing happens if it is already."""
    change = required(order, A.EDIT, by)
    if change.editor and change.editor.user_id != by.user_id:
        put(order.changes, replace(change, editor=Editor(by.user_id, by.name, at)))
        order.tell(e.SheetEdited(at, by))


# The shop asks


def request(order: Order, by: Actor, at: datetime) -> None:
    """고객에게 주문서수정 확인요청: frozen from now on. Raises NothingToSend, SomeoneElseEditing."""
    change = required(order, A.REQUEST, by)
    if not change.edits:
        raise NothingToSend(number=order.number)
    _refuse_others(order, change, by)
    event = e.ChangeRequested(at, by, change.round, order.total, order.drafted_sheet.total)
    put(order.changes, change.moved(A.REQUEST, at))
    order.tell(event)


def withdraw(order: Order, by: Actor, at: datetime) -> None:
    """확인요청 취소: the next round opens with the same edits (D1)."""
    change = required(order, A.WITHDRAW, by)
    event = e.ChangeWithdrawn(at, by, change.round, order.total, order.drafted_sheet.total)
    close(order.changes, change.moved(A.WITHDRAW, at), change.edits)
    order.tell(event)


def accept_counter(order: Order, by: Actor, at: datetime) -> None:
    """고객 선택대로 확정: what the customer chose is the sheet. Raises SomeoneElseEditing."""
    change = required(order, A.ACCEPT_COUNTER, by)
    if not is_counter_proposal(order.changes):
        raise OrderChangedMeanwhile(number=order.number)
    _refuse_others(order, change, by)
    before = order.total
    put(order.changes, change.moved(A.ACCEPT_COUNTER, at))
    order.tell(e.CounterAccepted(at, by, change.round, before, order.total))


# Inside


def _present(order: Order) -> OrderChange:
    """The open round; without one a fresh draft, which is on the order only once it holds something (D1)."""
    return order.open_change or OrderChange(len(order.changes) + 1)


def _drafted(order: Order, by: Actor) -> OrderChange:
    change = required(order, A.EDIT, by)
    _refuse_others(order, change, by)
    return change


def _refuse_others(order: Order, change: OrderChange, by: Actor) -> None:
    if change.editor and change.editor.user_id != by.user_id:
        raise SomeoneElseEditing(name=change.editor.name, number=order.number)


def _edit(order: Order, edit: Callable[[Edits], Edits], by: Actor, at: datetime) -> None:
    change = _drafted(order, by)
    edits = edit(change.edits)
    if edits == change.edits:
        return
    order.sheet.with_edits(edits).check()
    earlier = (*change.earlier, change.edits)[-MOST_EARLIER:]
    editor = change.editor or Editor(by.user_id, by.name, at)
    put(order.changes, replace(change, edits=edits, editor=editor, earlier=earlier))
    order.tell(e.SheetEdited(at, by))


def _next_key(order: Order) -> int:
    """One that no line of this order has had, as far as rounds and their earlier states remember."""
    states = [edits for change in order.changes for edits in (change.edits, *change.earlier)]
    return max([len(order.lines), *(line.key for edits in states for line in edits.lines)]) + 1


def _added(key: int, kind: LineKind, line: OrderLine) -> AddedLine:
    is_wrong = line.unit_price < ZERO if kind is LineKind.ADDITION else not line.unit_price
    if is_wrong:
        raise InvalidPrice()
    name = checked_text(line.name, field="product", most=MOST_LINE_NAME, one_line=True)
    return AddedLine(key, kind, name, line.unit_price, line.quantity, line.code)


def _without(lines: Sequence[AddedLine], key: int) -> tuple[AddedLine, ...]:
    return tuple(line for line in lines if key not in (line.key, line.cancels))
