"""What a shop's history costs: the same looks and the same transition with many orders and with very many."""

from __future__ import annotations

import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import insert, select, update

from domain.lifecycle import OrderStatus
from domain.order_ports import PageRequest
from domain.ports import UnitOfWork
from domain.use_cases.confirm_order import confirm_order
from storage.database import open_store
from storage.engine import open_store as open_engine
from storage.tables import order_line, shop_order, status_count
from storage.transaction import Transaction
from storage.unit_of_work import SqlUnitOfWork
from tests.benchmarks.stores import opened
from tests.factories import NOW, an_order, caller, open_shop, store_order

_CHUNK: Final = 5_000
_MATCHES: Final = 20
"""So many orders have the phone and the name that are looked for, however many there are."""
_PHONE, _NAME = "7777", "찾는이"
_OPEN: Final = 200


class Filling:
    """A unit of work for writing rows as they are."""

    wakes = False

    def __init__(self, transaction: Transaction) -> None:
        self.execute = transaction.execute

    def flush(self) -> None:
        """The rows are written already."""


async def fill(url: str, orders: int) -> None:
    """One shop with so many orders: nearly all completed long ago, a few hundred open."""
    async with opened(open_store(url)) as store:
        shop = await store.run(open_shop)
        first = await store.run(store_order, an_order(shop.id, 1_000_000))
    async with opened(open_engine(url, Filling)) as raw:
        for chunk in _chunks(first + 1, first + orders):  # no transaction may take long
            await raw.run(_copies, first, chunk)
        await raw.run(_count, orders)


def _copies(raw: Filling, first: int, chunk: range) -> None:
    order = raw.execute(select(shop_order).where(shop_order.c.id == first)).one()._asdict()
    line = raw.execute(select(order_line).where(order_line.c.order_id == first)).one()._asdict()
    raw.execute(insert(shop_order), [order | _changes(n, first) for n in chunk])
    raw.execute(insert(order_line), [line | {"order_id": n} for n in chunk])


def _count(raw: Filling, orders: int) -> None:
    for status, count in ((OrderStatus.PLACED, _OPEN), (OrderStatus.COMPLETED, orders - _OPEN)):
        raw.execute(update(status_count).where(status_count.c.status == status.value).values(orders=count))


def _chunks(start: int, end: int) -> Iterator[range]:
    return (range(n, min(n + _CHUNK, end)) for n in range(start, end, _CHUNK))


def _changes(n: int, first: int) -> dict[str, Any]:
    position = n - first
    is_wanted, is_open = position <= _MATCHES, position <= _OPEN
    return {
        "id": n,
        "number": 1_000_000 + position,
        "placed_at": NOW - timedelta(minutes=position),
        "status": (OrderStatus.PLACED if is_open else OrderStatus.COMPLETED).value,
        "phone_last4": _PHONE if is_wanted else f"{position % 7000:04}",
        "name_key": _NAME if is_wanted else f"손님{position % 50_000}",
    }


LOOK: Final[dict[str, Callable[[SqlUnitOfWork, int], object]]] = {
    "tab counts and page": lambda uow, shop: (
        uow.orders.counts(shop, date(2021, 5, 31)),
        uow.orders.page(shop, [OrderStatus.PLACED], PageRequest(6)),
    ),
    "number and phone search": lambda uow, shop: (
        uow.orders.search(shop, "1000100", 30),
        uow.orders.search(shop, _PHONE, 30),
    ),
    "name search": lambda uow, shop: uow.orders.search(shop, _NAME, 30),
}


async def times(url: str, looks: int) -> dict[str, float]:
    """Median seconds of each look, and of one transition."""
    async with opened(open_store(url)) as store:
        shop = await store.read(_only_shop)
        seen = {name: await _median(partial(store.read, look, shop), looks) for name, look in LOOK.items()}
        waiting = iter(await store.read(_waiting, shop))
        seen["one transition"] = await _median(lambda: store.run(confirm_order, next(waiting), 1, caller(), NOW), looks)
        return seen


async def _median(call: Callable[[], Awaitable[object]], times: int) -> float:
    measured = []
    for _ in range(times):
        began = time.perf_counter()
        await call()
        measured.append(time.perf_counter() - began)
    return statistics.median(measured)


def _only_shop(uow: UnitOfWork) -> int:
    return uow.orders.get(1).shop_id


def _waiting(uow: UnitOfWork, shop: int) -> list[int]:
    return [row.id for row in uow.orders.page(shop, [OrderStatus.PLACED], PageRequest(_OPEN))]
