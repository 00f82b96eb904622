"""Lists of orders: pages by keyset and searches on indexes, none of which grows dearer with history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, bindparam, case, func, select, tuple_

from domain.concerns import Concern, Listing
from domain.lifecycle import OrderStatus
from domain.order_ports import Counts, DaySales, Direction, OrderRow, PageRequest
from domain.sheet import OrderLine
from domain.timeline import TimelineEntry
from storage.changes import added_goods
from storage.column_types import BIG, UTC
from storage.counters import Counters
from storage.rows import digits_of, name_key, to_entry, to_list_row
from storage.tables import (
    is_edited,
    order_change,
    owes_approval,
    owes_payment,
    owes_refund,
    shop,
    shop_order,
    timeline_entry,
)
from storage.transaction import Transaction

_o, _t = shop_order.c, timeline_entry.c
_MOST_NUMBER: Final = 8
_MOST_EDITED: Final = 20
"""So many rounds are looked through for what was added lately."""

_LISTED = select(
    _o.id,
    _o.shop_id,
    _o.number,
    _o.status,
    _o.placed_at,
    _o.item_count,
    _o.total,
    _o.captured,
    _o.refunded,
    _o.request_state,
    _o.fulfillment,
    _o.payment_method,
    _o.recipient_address,
    _o.sheet_state,
)
_OF_SHOP = _o.shop_id == bindparam("of_shop")
_CONCERNING: Final[Mapping[Concern, ColumnElement[bool]]] = {
    Concern.APPROVAL: owes_approval,
    Concern.PAYMENT: owes_payment,
    Concern.REFUND: owes_refund,
}
_OF_STATUS = _o.status == bindparam("of_status")
_NEWEST = (_o.placed_at.desc(), _o.id.desc())
_OLDEST = (_o.placed_at.asc(), _o.id.asc())
_MOST = bindparam("most", type_=BIG)

_ID_OF_NUMBER = select(_o.id).where(_OF_SHOP, _o.number == bindparam("wanted"))
_ANCHOR = select(_o.placed_at).where(_o.id == bindparam("anchor"), _OF_SHOP)
_BY_NUMBER = _LISTED.where(_OF_SHOP, _o.number == bindparam("wanted"))
_BY_PHONE = _LISTED.where(_OF_SHOP, _o.phone_last4 == bindparam("wanted")).order_by(*_NEWEST).limit(_MOST)
# The inner select reads nothing but an index, also where half of the shop's customers are called 김.
_BY_NAME = _LISTED.where(
    _o.id.in_(
        select(_o.id)
        .where(_OF_SHOP, _o.name_key >= bindparam("prefix"), _o.name_key < bindparam("beyond"))
        .order_by(*_NEWEST)
        .limit(_MOST)
        .scalar_subquery()
    )
).order_by(*_NEWEST)
_OF_CUSTOMER = (
    _LISTED.join(shop, shop.c.id == _o.shop_id)
    .where(_o.customer_id == bindparam("customer"), shop.c.bot_id == bindparam("bot"))
    .order_by(case((_o.status.in_([status.value for status in OrderStatus if status.is_open]), 0), else_=1), *_NEWEST)
    .limit(_MOST)
)
_OLDEST_OF = (
    select(_o.placed_at).where(_OF_SHOP, _o.status == bindparam("of_status")).order_by(_o.placed_at, _o.id).limit(1)
)
_PLACED_SINCE = (
    select(func.count())
    .select_from(shop_order)
    .where(_OF_SHOP, _o.customer_id == bindparam("customer"), _o.placed_at >= bindparam("since"))
)
_EDITED_LATELY = (
    select(order_change.c.lines)
    .join(shop_order, _o.id == order_change.c.order_id)
    .where(_OF_SHOP, is_edited)
    .order_by(_o.id.desc(), order_change.c.round.desc())
    .limit(_MOST)
)
_TIMELINE = select(timeline_entry).where(_t.order_id == bindparam("of_order")).order_by(_t.id.desc()).limit(_MOST)
_TIMELINE_LENGTH = select(func.count()).select_from(timeline_entry).where(_t.order_id == bindparam("of_order"))


class OrderQueries:
    """The reading half of the orders."""

    def __init__(self, transaction: Transaction, counters: Counters) -> None:
        self._execute = transaction.execute
        self._counters = counters

    def id_of_number(self, shop_id: int, number: int) -> int | None:
        return self._execute(_ID_OF_NUMBER, {"of_shop": shop_id, "wanted": number}).scalar_one_or_none()

    def page(self, shop_id: int, of: Listing, request: PageRequest) -> list[OrderRow]:
        values = {"of_shop": shop_id, "most": request.size}
        is_newer, is_anchored = request.direction is Direction.NEWER, False
        if request.anchor is not None:
            anchor = {"anchor": request.anchor, "of_shop": shop_id}
            if placed_at := self._execute(_ANCHOR, anchor).scalar_one_or_none():
                values |= {"anchor": request.anchor, "anchor_at": placed_at}
                is_anchored = True
        shape = (is_anchored, is_newer and is_anchored, request.includes_anchor)
        rows = self._rows_of(of, values, *shape)
        rows.sort(key=lambda row: (row.placed_at, row.id), reverse=not shape[1])
        return _newest_first(rows[: request.size])

    def search(self, shop_id: int, text: str, most: int) -> list[OrderRow]:
        found: list[Any] = []
        digits, key = digits_of(text), name_key(text)
        if len(digits) == 4:
            found += self._execute(_BY_PHONE, {"of_shop": shop_id, "wanted": digits, "most": most})
        elif digits and len(digits) <= _MOST_NUMBER:
            found += self._execute(_BY_NUMBER, {"of_shop": shop_id, "wanted": int(digits)})
        if key:
            # No text that begins with the key sorts behind the key followed by the last code point there is.
            prefix = {"of_shop": shop_id, "prefix": key, "beyond": key + "\U0010ffff", "most": most}
            found += self._execute(_BY_NAME, prefix)
        return _newest_first({row.id: row for row in found}.values())[:most]

    def of_customer(self, bot_id: int, user_id: int, most: int) -> list[OrderRow]:
        rows = self._execute(_OF_CUSTOMER, {"bot": bot_id, "customer": user_id, "most": most})
        return [to_list_row(row) for row in rows]

    def placed_since(self, shop_id: int, user_id: int, since: datetime) -> int:
        values = {"of_shop": shop_id, "customer": user_id, "since": since}
        count: int = self._execute(_PLACED_SINCE, values).scalar_one()
        return count

    def added_lately(self, shop_id: int, most: int) -> list[OrderLine]:
        rounds = self._execute(_EDITED_LATELY, {"of_shop": shop_id, "most": _MOST_EDITED})
        return list(dict.fromkeys(goods for row in rounds for goods in added_goods(row.lines)))[:most]

    def counts(self, shop_id: int, day: date) -> Counts:
        return self._counters.read(shop_id, day)

    def sales(self, shop_id: int, first: date, last: date) -> list[DaySales]:
        return self._counters.days(shop_id, first, last)

    def oldest_open(self, shop_id: int) -> datetime | None:
        open_ones = (status for status in OrderStatus if status.is_open)
        found = (self._execute(_OLDEST_OF, {"of_shop": shop_id, "of_status": one.value}) for one in open_ones)
        return min((at for result in found if (at := result.scalar_one_or_none())), default=None)

    def timeline(self, order_id: int, most: int) -> list[TimelineEntry]:
        rows = self._execute(_TIMELINE, {"of_order": order_id, "most": most}).all()
        return [to_entry(row) for row in reversed(rows)]

    def timeline_length(self, order_id: int) -> int:
        length: int = self._execute(_TIMELINE_LENGTH, {"of_order": order_id}).scalar_one()
        return length

    def _rows_of(self, of: Listing, values: dict[str, Any], *shape: bool) -> list[Any]:
        """A page's worth of each status: one IN over several would sort all orders that ever had them."""
        if isinstance(of, Concern):
            return list(self._execute(_page(of, *shape), values))
        if set(of) == set(OrderStatus):
            return list(self._execute(_page(None, *shape), values))
        page = _page(OrderStatus, *shape)
        return [row for status in set(of) for row in self._execute(page, values | {"of_status": status.value})]


@cache
def _page(
    of: Concern | type[OrderStatus] | None, is_anchored: bool, is_newer: bool, includes_anchor: bool
) -> Select[Any]:
    statement = _LISTED.where(_OF_SHOP)
    if of is not None:
        statement = statement.where(_CONCERNING[of] if isinstance(of, Concern) else _OF_STATUS)
    if is_anchored:
        statement = statement.where(_beside_anchor(is_newer, includes_anchor))
    return statement.order_by(*(_OLDEST if is_newer else _NEWEST)).limit(_MOST)


def _beside_anchor(is_newer: bool, includes_anchor: bool) -> ColumnElement[bool]:
    here = tuple_(_o.placed_at, _o.id)
    anchor = tuple_(bindparam("anchor_at", type_=UTC()), bindparam("anchor", type_=BIG))
    if is_newer:
        return here >= anchor if includes_anchor else here > anchor
    return here <= anchor if includes_anchor else here < anchor


def _newest_first(rows: Iterable[Any]) -> list[OrderRow]:
    return [to_list_row(row) for row in sorted(rows, key=lambda row: (row.placed_at, row.id), reverse=True)]
