"""What the domain and the bot ask of storage about orders: lists, counts, and the orders themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from domain.change import SheetState
from domain.concerns import Concern, Listing
from domain.lifecycle import OrderStatus
from domain.money import Money, Takings
from domain.order import Order
from domain.payment import PaymentMethod, PaymentState
from domain.payment_request import RequestState
from domain.sheet import OrderLine
from domain.timeline import TimelineEntry


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order as a list shows it; the address is still whole."""

    id: int
    shop_id: int
    number: int
    status: OrderStatus
    placed_at: datetime
    item_count: int
    total: Money
    is_pickup: bool
    payment_method: PaymentMethod
    payment_state: PaymentState
    address: str
    sheet_state: SheetState = SheetState.NONE
    request_state: RequestState | None = None
    """Of the payment request that is live, if one is."""


@dataclass(frozen=True, slots=True)
class Counts:
    """A shop's home screen in numbers; `completed_*` are those of one day (Asia/Seoul)."""

    by_status: Mapping[OrderStatus, int]
    completed_count: int
    completed_total: Takings
    inquiries: int = 0
    by_concern: Mapping[Concern, int] = field(default_factory=dict)
    by_hand: Takings = field(default_factory=lambda: Takings(0))
    """What was confirmed by [입금확인] on the day."""

    def of(self, *statuses: OrderStatus) -> int:
        return sum(self.by_status.get(status, 0) for status in statuses)

    def concerning(self, concern: Concern) -> int:
        return self.by_concern.get(concern, 0)

    def listed(self, of: Listing) -> int:
        return self.concerning(of) if isinstance(of, Concern) else self.of(*of)


@dataclass(frozen=True, slots=True)
class DaySales:
    """What a shop completed on one day (Asia/Seoul)."""

    day: date
    orders: int
    sales: Takings


class Direction(StrEnum):
    """Where a page lies, seen from its anchor order (newest orders come first)."""

    OLDER = "older"
    NEWER = "newer"


@dataclass(frozen=True, slots=True)
class PageRequest:
    """The page beside `anchor` (an order id; None: from the newest), `size` rows long, newest first."""

    size: int
    anchor: int | None = None
    direction: Direction = Direction.OLDER
    includes_anchor: bool = False


class Orders(Protocol):
    """The orders of every shop. Whatever `get` or `add` handed out is written by the unit of work at its end."""

    def add(self, order: Order) -> None:
        """Gives the order its id."""

    def get(self, order_id: int) -> Order:
        """Raises OrderNotFound. The same object for the same id within one unit of work."""

    def id_of_number(self, shop_id: int, number: int) -> int | None: ...

    def page(self, shop_id: int, of: Listing, request: PageRequest) -> list[OrderRow]:
        """One page by keyset, never by offset. An anchor that is gone or foreign means: from the newest."""

    def search(self, shop_id: int, text: str, most: int) -> list[OrderRow]:
        """Newest first: the number, the last four digits of a phone, or the beginning of a name."""

    def of_customer(self, bot_id: int, user_id: int, most: int) -> list[OrderRow]:
        """The person's own orders at every shop of this bot: open ones, then those that are over, each newest first."""

    def placed_since(self, shop_id: int, user_id: int, since: datetime) -> int:
        """How many orders this customer placed at this shop."""

    def added_lately(self, shop_id: int, most: int) -> list[OrderLine]:
        """Single units of what was added to this shop's order sheets last, each once, newest first."""

    def counts(self, shop_id: int, day: date) -> Counts:
        """From maintained counters: the cost does not grow with history."""

    def sales(self, shop_id: int, first: date, last: date) -> list[DaySales]:
        """The days on which something was completed, oldest first; from the same counters."""

    def oldest_open(self, shop_id: int) -> datetime | None:
        """When the order came that has been open the longest."""

    def timeline(self, order_id: int, most: int) -> list[TimelineEntry]:
        """The newest entries, oldest of them first."""

    def timeline_length(self, order_id: int) -> int: ...
