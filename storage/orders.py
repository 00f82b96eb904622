"""Orders as aggregates: handed out once per unit of work, and written at its end if something happened to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from domain.change import OrderChange
from domain.concerns import Concern, concerns_of
from domain.errors import OrderChangedMeanwhile, OrderNotFound
from domain.order import Order
from domain.payment import MoneyMovement
from domain.payment_request import GatewayRefund, PaymentRequest
from domain.reminders import Wait, waits_of
from domain.sheet import OrderLine
from domain.timeline import entries_of
from storage.changes import SqlChanges
from storage.counters import Counters
from storage.order_payments import OrderPayments
from storage.queries import OrderQueries
from storage.rows import entry_values, movement_values, to_line, to_movement, to_order, to_row, to_rows
from storage.tables import money_movement, order_line, shop_order, timeline_entry
from storage.transaction import Transaction

_ADD = insert(shop_order).returning(shop_order.c.id)
_SETTLE = update(shop_order).where(shop_order.c.id == bindparam("key_id"))
_CHANGE = _SETTLE.where(shop_order.c.version == bindparam("key_version"))
_ADD_LINES = insert(order_line)
_ADD_MOVEMENTS = insert(money_movement)
_ADD_ENTRIES = insert(timeline_entry)
_ORDER = select(shop_order).where(shop_order.c.id == bindparam("wanted"))
_LINES = select(order_line).where(order_line.c.order_id == bindparam("of_order")).order_by(order_line.c.position)
_LEDGER = select(money_movement).where(money_movement.c.order_id == bindparam("of_order")).order_by(money_movement.c.id)


class UntoldChange(RuntimeError):
    """A programming error: an order was changed in a way that tells nobody, or that storage cannot write."""


@dataclass(frozen=True)
class _Handed:
    """An order that a use case holds, and how it was stored when it got it; no row for a new one.

    Without slots, so that it can keep what it was.
    """

    order: Order
    row: Any | None
    lines: tuple[OrderLine, ...]
    ledger: tuple[MoneyMovement, ...]
    changes: tuple[OrderChange, ...]
    requests: tuple[PaymentRequest, ...] = ()
    refunds: tuple[GatewayRefund, ...] = ()

    @cached_property
    def before(self) -> Order | None:
        """The order as it was handed out; None for a new one. Built only where something is written."""
        return None if self.row is None else self.stored(self.row)

    def refuse_untold_change(self) -> None:
        if self.before != self.order:
            raise UntoldChange(f"order {self.order.id} has changed without an event")

    def stored(self, row: Any) -> Order:
        order = to_order(row, self.lines, self.ledger, self.changes)
        order.requests, order.refunds = list(self.requests), list(self.refunds)
        return order

    def refuse_rewriting(self) -> None:
        if self.order.lines != self.lines or tuple(self.order.ledger[: len(self.ledger)]) != self.ledger:
            raise UntoldChange(f"order {self.order.id}: lines and past movements of money are never rewritten")
        closed = [change for change in self.changes if not change.status.is_open]
        if self.order.changes[: len(closed)] != closed:
            raise UntoldChange(f"order {self.order.id}: closed rounds of edits are never rewritten")


class SqlOrders(OrderQueries):
    """Every order that `get` or `add` handed out is watched until `write`."""

    def __init__(self, transaction: Transaction, counters: Counters) -> None:
        super().__init__(transaction, counters)
        self._changes = SqlChanges(transaction)
        self._handed: dict[int, _Handed] = {}
        self._payments = OrderPayments(transaction)

    def add(self, order: Order) -> None:
        order.id = self._execute(_ADD, to_row(order)).scalar_one()
        self._handed[order.id] = _Handed(order, None, (), (), ())

    def get(self, order_id: int) -> Order:
        known = self._handed.get(order_id)
        if known is None:
            known = self._handed[order_id] = self._load(order_id)
        return known.order

    def waited(self, order: Order) -> frozenset[Wait]:
        """What waited when the order was handed out."""
        before = self._handed[order.id].before
        return waits_of(before) if before else frozenset()

    def write(self) -> Iterator[Order]:
        """Stores every order that has events to tell, and yields it at its new version with its events.

        Raises OrderChangedMeanwhile, UntoldChange.
        """
        for handed in self._handed.values():
            if not handed.order.events:
                handed.refuse_untold_change()
                continue
            if handed.row is None:
                self._insert(handed.order)
            else:
                self._update(handed)
            self._append(handed)
            self._payments.write(handed.order, handed.requests, handed.refunds)
            self._counters.move(handed.row, handed.order)
            self._counters.add_by_hand(handed.order.shop_id, handed.order.ledger[len(handed.ledger) :])
            concerned = concerns_of(before) if (before := handed.before) else frozenset[Concern]()
            self._counters.shift(handed.order.shop_id, concerned, concerns_of(handed.order))
            yield handed.order

    def _load(self, order_id: int) -> _Handed:
        row = self._execute(_ORDER, {"wanted": order_id}).one_or_none()
        if row is None:
            raise OrderNotFound()
        lines = tuple(to_line(line) for line in self._execute(_LINES, {"of_order": order_id}))
        ledger: tuple[MoneyMovement, ...] = ()
        if row.captured or row.refunded:
            ledger = tuple(to_movement(movement) for movement in self._execute(_LEDGER, {"of_order": order_id}))
        changes = self._changes.of_order(order_id) if row.rounds else ()
        requests = self._payments.requests(order_id) if row.requests else ()
        refunds = self._payments.refunds(order_id) if row.refunds else ()
        order = to_order(row, lines, ledger, changes)
        order.requests, order.refunds = list(requests), list(refunds)
        return _Handed(order, row, lines, ledger, changes, requests, refunds)

    def _insert(self, order: Order) -> None:
        row, lines = to_rows(order)
        self._execute(_SETTLE, row | {"key_id": order.id})  # it may have moved on since `add`
        self._execute(_ADD_LINES, lines)

    def _update(self, handed: _Handed) -> None:
        handed.refuse_rewriting()
        order, version = handed.order, handed.order.version
        order.version += 1
        changed = {name: value for name, value in to_row(order).items() if value != getattr(handed.row, name)}
        if self._execute(_CHANGE, changed | {"key_id": order.id, "key_version": version}).rowcount != 1:
            raise OrderChangedMeanwhile(number=order.number)

    def _append(self, handed: _Handed) -> None:
        order = handed.order
        if entries := entries_of(order.events):
            self._execute(_ADD_ENTRIES, [entry_values(order.id, entry) for entry in entries])
        self._changes.write(order.id, handed.changes, order.changes)
        if new := order.ledger[len(handed.ledger) :]:
            self._execute(_ADD_MOVEMENTS, [movement_values(order.id, movement) for movement in new])
