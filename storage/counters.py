"""Counters that move with the orders, so that a home screen costs the same after a million of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, case, insert, select, update

from domain.concerns import Concern
from domain.hours import seoul_day
from domain.lifecycle import OrderStatus
from domain.money import Takings
from domain.order import Order
from domain.order_ports import Counts, DaySales
from domain.payment import MoneyMovement, by_hand
from storage.tables import concern_count, day_count, inquiry_count, status_count
from storage.transaction import Transaction

_s, _d, _q, _c = status_count.c, day_count.c, inquiry_count.c, concern_count.c

_OPEN = insert(status_count)
_ARRIVE = (
    update(status_count)
    .where(_s.shop_id == bindparam("of_shop"), _s.status == bindparam("new"))
    .values(orders=_s.orders + 1)
)
_MOVE = (
    update(status_count)
    .where(_s.shop_id == bindparam("of_shop"), _s.status.in_([bindparam("old"), bindparam("new")]))
    .values(orders=_s.orders + case((_s.status == bindparam("new"), 1), else_=-1))
)
_ADD_TO_DAY = (
    update(day_count)
    .where(_d.shop_id == bindparam("of_shop"), _d.day == bindparam("of_day"))
    .values(orders=_d.orders + bindparam("more", type_=_d.orders.type), won=_d.won + bindparam("more_won"))
)
_OPEN_CONCERNS = insert(concern_count)
_ADD_CONCERN = (
    update(concern_count)
    .where(_c.shop_id == bindparam("of_shop"), _c.concern == bindparam("of_concern"))
    .values(orders=_c.orders + bindparam("more", type_=_c.orders.type))
)
_CONCERNS = select(_c.concern, _c.orders).where(_c.shop_id == bindparam("of_shop"))
_NEW_DAY = insert(day_count)
_ADD_BY_HAND = (
    update(day_count)
    .where(_d.shop_id == bindparam("of_shop"), _d.day == bindparam("of_day"))
    .values(won_by_hand=_d.won_by_hand + bindparam("more", type_=_d.won_by_hand.type))
)
_OPEN_INQUIRIES = insert(inquiry_count)
_ADD_INQUIRIES = (
    update(inquiry_count)
    .where(_q.shop_id == bindparam("of_shop"))
    .values(threads=_q.threads + bindparam("more", type_=_q.threads.type))
)
_INQUIRIES = select(_q.threads).where(_q.shop_id == bindparam("of_shop"))
_STATUSES = select(_s.status, _s.orders).where(_s.shop_id == bindparam("of_shop"))
_DAY = select(_d.orders, _d.won, _d.won_by_hand).where(
    _d.shop_id == bindparam("of_shop"), _d.day == bindparam("of_day")
)

_DAYS = (
    select(_d.day, _d.orders, _d.won)
    .where(_d.shop_id == bindparam("of_shop"), _d.day.between(bindparam("first"), bindparam("last")))
    .order_by(_d.day)
)


class Counters:
    """A shop's orders by status, its completed ones by day, those of each concern, and its conversations that wait."""

    def __init__(self, transaction: Transaction) -> None:
        self._execute = transaction.execute

    def open_for(self, shop_id: int) -> None:
        """Every shop has a row for each status from the start, so that counting is one UPDATE."""
        self._execute(_OPEN, [{"shop_id": shop_id, "status": status.value, "orders": 0} for status in OrderStatus])
        self._execute(_OPEN_CONCERNS, [{"shop_id": shop_id, "concern": c.value, "orders": 0} for c in Concern])
        self._execute(_OPEN_INQUIRIES, {"shop_id": shop_id, "threads": 0})

    def move(self, before: Any | None, order: Order) -> None:
        """Counts the order where it stands now; `before` is its row until now, None for a new order."""
        if before is None:
            self._execute(_ARRIVE, {"of_shop": order.shop_id, "new": order.status.value})
        elif before.status != order.status:
            self._execute(_MOVE, {"of_shop": order.shop_id, "old": before.status, "new": order.status.value})
        was = before and _completion(before.status, before.completed_at, before.total)
        now = _completion(order.status, order.completed_at, order.total.won)
        if was != now:
            self._add(order.shop_id, was, -1)
            self._add(order.shop_id, now, 1)

    def shift(self, shop_id: int, before: frozenset[Concern], now: frozenset[Concern]) -> None:
        """Counts the concerns that an order has now in place of those that it had."""
        for concern in sorted(before ^ now):
            more = 1 if concern in now else -1
            self._execute(_ADD_CONCERN, {"of_shop": shop_id, "of_concern": concern.value, "more": more})

    def add_by_hand(self, shop_id: int, movements: Iterable[MoneyMovement]) -> None:
        """Books what somebody at the shop confirmed or took back on the day on which they did."""
        for one in movements:
            if won := by_hand(one):
                self._add_by_hand(shop_id, seoul_day(one.at).isoformat(), won)

    def read(self, shop_id: int, day: date) -> Counts:
        rows = self._execute(_STATUSES, {"of_shop": shop_id}).all()
        done = self._execute(_DAY, {"of_shop": shop_id, "of_day": day.isoformat()}).one_or_none()
        count, won, by_hand = (done.orders, done.won, done.won_by_hand) if done else (0, 0, 0)
        inquiries: int = self._execute(_INQUIRIES, {"of_shop": shop_id}).scalar_one_or_none() or 0
        concerns = {Concern(row.concern): row.orders for row in self._execute(_CONCERNS, {"of_shop": shop_id})}
        by_status = {OrderStatus(row.status): row.orders for row in rows}
        return Counts(by_status, count, Takings(won), inquiries, concerns, Takings(by_hand))

    def add_inquiries(self, shop_id: int, more: int) -> None:
        """So many more (or fewer) conversations wait for an answer."""
        self._execute(_ADD_INQUIRIES, {"of_shop": shop_id, "more": more})

    def days(self, shop_id: int, first: date, last: date) -> list[DaySales]:
        """What was completed on each day with any, oldest first."""
        values = {"of_shop": shop_id, "first": first.isoformat(), "last": last.isoformat()}
        rows = self._execute(_DAYS, values).all()
        return [DaySales(date.fromisoformat(row.day), row.orders, Takings(row.won)) for row in rows if row.orders]

    def _add_by_hand(self, shop_id: int, day: str, won: int) -> None:
        if self._execute(_ADD_BY_HAND, {"of_shop": shop_id, "of_day": day, "more": won}).rowcount == 0:
            self._execute(_NEW_DAY, {"shop_id": shop_id, "day": day, "orders": 0, "won": 0, "won_by_hand": won})

    def _add(self, shop_id: int, completion: tuple[str, int] | None, sign: int) -> None:
        if completion is None:
            return
        day, won = completion
        place = {"of_shop": shop_id, "of_day": day, "more": sign, "more_won": sign * won}
        if self._execute(_ADD_TO_DAY, place).rowcount == 0:
            self._execute(_NEW_DAY, {"shop_id": shop_id, "day": day, "orders": sign, "won": sign * won})


def _completion(status: str, completed_at: datetime | None, won: int) -> tuple[str, int] | None:
    """On which of the shop's days the order counts as completed, and for how much; None if it does not."""
    if status != OrderStatus.COMPLETED or completed_at is None:
        return None
    return seoul_day(completed_at).isoformat(), won
