"""Orders in memory."""

from __future__ import annotations

import copy
import unicodedata
from collections import Counter
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from domain.concerns import Concern, Listing, concerns_of
from domain.errors import OrderNotFound
from domain.fulfillment import FulfillmentKind
from domain.lifecycle import OrderStatus
from domain.money import Takings
from domain.order import Order
from domain.order_ports import Counts, DaySales, Direction, OrderRow, PageRequest
from domain.payment import by_hand
from domain.sheet import LineKind, OrderLine
from domain.timeline import TimelineEntry
from tests.fakes.memory import Memory

SEOUL = ZoneInfo("Asia/Seoul")


class FakeOrders:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.handed: dict[int, Order] = {}

    def add(self, order: Order) -> None:
        order.id = max(self._memory.orders, default=0) + 1
        self._memory.orders[order.id] = copy.deepcopy(order)
        self._memory.orders[order.id].version = 0
        self.handed[order.id] = order

    def get(self, order_id: int) -> Order:
        if order_id not in self._memory.orders:
            raise OrderNotFound()
        return self.handed.setdefault(order_id, copy.deepcopy(self._memory.orders[order_id]))

    def id_of_number(self, shop_id: int, number: int) -> int | None:
        return next((o.id for o in self._of(shop_id) if o.number == number), None)

    def page(self, shop_id: int, of: Listing, request: PageRequest) -> list[OrderRow]:
        orders = [order for order in self._of(shop_id) if _is_listed(order, of)]
        anchor = next((place_of(order) for order in self._of(shop_id) if order.id == request.anchor), None)
        if anchor is None:
            return [_listed(order) for order in orders[: request.size]]
        here = [order for order in orders if request.includes_anchor and place_of(order) == anchor]
        if request.direction is Direction.NEWER:
            newer = [order for order in orders if place_of(order) > anchor] + here
            return [_listed(order) for order in newer[-request.size :]]
        older = here + [order for order in orders if place_of(order) < anchor]
        return [_listed(order) for order in older[: request.size]]

    def search(self, shop_id: int, text: str, most: int) -> list[OrderRow]:
        digits = "".join(c for c in text if c in "0123456789")
        return [_listed(order) for order in self._of(shop_id) if _matches(order, digits, _key(text))][:most]

    def of_customer(self, bot_id: int, user_id: int, most: int) -> list[OrderRow]:
        orders = [order for order in self._newest_first() if order.customer_id == user_id]
        orders.sort(key=lambda order: not order.status.is_open)
        return [_listed(o) for o in orders if self._memory.shops[o.shop_id].bot_id == bot_id][:most]

    def added_lately(self, shop_id: int, most: int) -> list[OrderLine]:
        orders = sorted(self._of(shop_id), key=lambda order: order.id, reverse=True)
        rounds = [change for order in orders for change in reversed(order.changes)]
        lines = [line for change in rounds for line in reversed(change.edits.lines)]
        goods = [OrderLine(x.name, x.unit_price, 1, x.code) for x in lines if x.kind is LineKind.ADDITION]
        return list(dict.fromkeys(goods))[:most]

    def placed_since(self, shop_id: int, user_id: int, since: datetime) -> int:
        mine = (order for order in self._of(shop_id) if order.customer_id == user_id)
        return sum(order.placed_at >= since for order in mine)

    def counts(self, shop_id: int, day: date) -> Counts:
        orders = self._of(shop_id)
        done = [order for order in orders if order.status is OrderStatus.COMPLETED and _completed_on(order, day)]
        by_status = dict.fromkeys(OrderStatus, 0) | Counter(order.status for order in orders)
        waiting = [t for t in self._memory.threads.values() if t.shop_id == shop_id and t.waiting_since]
        rows = (row for order in orders for row in order.ledger if row.at.astimezone(SEOUL).date() == day)
        handed = [by_hand(row) for row in rows]
        concerns = dict.fromkeys(Concern, 0) | Counter(concern for order in orders for concern in concerns_of(order))
        return Counts(
            by_status,
            len(done),
            Takings(sum(order.total.won for order in done)),
            len(waiting),
            concerns,
            Takings(sum(handed)),
        )

    def sales(self, shop_id: int, first: date, last: date) -> list[DaySales]:
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        counts = ((day, self.counts(shop_id, day)) for day in days)
        return [DaySales(day, c.completed_count, c.completed_total) for day, c in counts if c.completed_count]

    def oldest_open(self, shop_id: int) -> datetime | None:
        return min((order.placed_at for order in self._of(shop_id) if order.status.is_open), default=None)

    def timeline(self, order_id: int, most: int) -> list[TimelineEntry]:
        return self._memory.timelines.get(order_id, [])[-most:]

    def timeline_length(self, order_id: int) -> int:
        return len(self._memory.timelines.get(order_id, []))

    def _of(self, shop_id: int) -> list[Order]:
        return [order for order in self._newest_first() if order.shop_id == shop_id]

    def _newest_first(self) -> list[Order]:
        return sorted(self._memory.orders.values(), key=place_of, reverse=True)


def _is_listed(order: Order, of: Listing) -> bool:
    return of in concerns_of(order) if isinstance(of, Concern) else order.status in of


def place_of(order: Order) -> tuple[datetime, int]:
    return order.placed_at, order.id


def _completed_on(order: Order, day: date) -> bool:
    return order.completed_at is not None and order.completed_at.astimezone(SEOUL).date() == day


def _key(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().replace(" ", "")


def _matches(order: Order, digits: str, key: str) -> bool:
    by_name = bool(key) and _key(order.recipient.name).startswith(key)
    by_phone = len(digits) == 4 and order.recipient.phone.endswith(digits)
    return by_name or by_phone or str(order.number) == digits


def _listed(order: Order) -> OrderRow:
    return OrderRow(
        order.id,
        order.shop_id,
        order.number,
        order.status,
        order.placed_at,
        order.item_count,
        order.total,
        order.fulfillment is FulfillmentKind.PICKUP,
        order.payment_method,
        order.payment_state,
        order.recipient.address,
        order.sheet_state,
        order.live_request.state if order.live_request else None,
    )
