"""Rounds of edits to rows and back. A line stands once in its round's row, however many states of the draft hold it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from domain.change import ChangeStatus, Editor, OrderChange
from domain.money import Money
from domain.sheet import AddedLine, Edits, LineKind, OrderLine
from storage.tables import order_change
from storage.transaction import Transaction

Values = dict[str, Any]

_c = order_change.c
_ROUND = (_c.order_id == bindparam("of_order"), _c.round == bindparam("of_round"))
_ADD = insert(order_change)
_CHANGE = update(order_change).where(*_ROUND)
_DROP = delete(order_change).where(*_ROUND)
_OF_ORDER = select(order_change).where(_c.order_id == bindparam("of_order")).order_by(_c.round)


class SqlChanges:
    """The rounds of the orders that a unit of work holds."""

    def __init__(self, transaction: Transaction) -> None:
        self._execute = transaction.execute

    def of_order(self, order_id: int) -> tuple[OrderChange, ...]:
        """Oldest first."""
        return tuple(to_change(row) for row in self._execute(_OF_ORDER, {"of_order": order_id}))

    def write(self, order_id: int, before: tuple[OrderChange, ...], now: list[OrderChange]) -> None:
        """The open round may have changed or gone, new ones may have come; closed ones are as they were."""
        kept = len([change for change in before if not change.status.is_open])
        for was, is_now in zip(before[kept:], now[kept:], strict=False):
            if was != is_now:
                self._execute(_CHANGE, _values(is_now) | _key(order_id, was))
        for gone in before[len(now) :]:
            self._execute(_DROP, _key(order_id, gone))
        if new := now[len(before) :]:
            self._execute(_ADD, [_values(change) | {"order_id": order_id, "round": change.round} for change in new])


def to_change(row: Any) -> OrderChange:
    lines = {line["key"]: _to_line(line) for line in row.lines}
    return OrderChange(
        row.round,
        ChangeStatus(row.status),
        _to_edits(row.edits, lines),
        _to_editor(row.editor_id, row.editor_name, row.editing_since),
        tuple(_to_edits(state, lines) for state in row.earlier),
        None if row.chosen is None else _to_edits(row.chosen, lines),
        row.requested_at,
        row.closed_at,
        row.reason,
    )


def added_goods(lines: Sequence[Mapping[str, Any]]) -> Iterator[OrderLine]:
    """Single units of the goods that a round added at any time, newest first."""
    for line in reversed(lines):
        if line["kind"] == LineKind.ADDITION:
            yield OrderLine(line["name"], Money(line["unit_price"]), 1, line["code"])


def _key(order_id: int, change: OrderChange) -> Values:
    return {"of_order": order_id, "of_round": change.round}


def _values(change: OrderChange) -> Values:
    editor = change.editor
    return {
        "status": change.status.value,
        "lines": [_line_values(line) for line in {line.key: line for line in _lines(change)}.values()],
        "edits": _state(change.edits),
        "earlier": [_state(edits) for edits in change.earlier],
        "chosen": None if change.chosen is None else _state(change.chosen),
        "editor_id": editor.user_id if editor else None,
        "editor_name": editor.name if editor else None,
        "editing_since": editor.since if editor else None,
        "requested_at": change.requested_at,
        "closed_at": change.closed_at,
        "reason": change.reason,
    }


def _lines(change: OrderChange) -> Iterator[AddedLine]:
    """A part that was chosen holds no other lines than the round."""
    for edits in (*change.earlier, change.edits):
        yield from edits.lines


def _state(edits: Edits) -> Values:
    fee = edits.delivery_fee
    return {"keys": [line.key for line in edits.lines], "fee": None if fee is None else fee.won}


def _line_values(line: AddedLine) -> Values:
    return {
        "key": line.key,
        "kind": line.kind.value,
        "name": line.name,
        "unit_price": line.unit_price.won,
        "quantity": line.quantity,
        "code": line.code,
        "cancels": line.cancels,
    }


def _to_edits(state: Mapping[str, Any], lines: Mapping[int, AddedLine]) -> Edits:
    fee = state["fee"]
    return Edits(tuple(lines[key] for key in state["keys"]), None if fee is None else Money(fee))


def _to_line(values: Mapping[str, Any]) -> AddedLine:
    return AddedLine(
        values["key"],
        LineKind(values["kind"]),
        values["name"],
        Money(values["unit_price"]),
        values["quantity"],
        values["code"],
        values["cancels"],
    )


def _to_editor(user_id: int | None, name: str, since: datetime) -> Editor | None:
    return None if user_id is None else Editor(user_id, name, since)
