"""What storing one transition costs, beside drivers without any of our layers that do less."""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Coroutine
from contextlib import closing
from typing import Any, Final, TypeVar

import asyncpg
import uvloop
from sqlalchemy import make_url

from domain.payment import PaymentMethod
from domain.ports import UnitOfWork
from domain.use_cases.confirm_order import confirm_order
from storage.database import open_store
from storage.engine import Synchronous
from storage.schema import migrate
from tests.benchmarks.stores import opened
from tests.factories import NOW, an_order, caller, open_shop, store_order

T = TypeVar("T")

WARM_UP: Final = 64
AT_ONCE: Final = 32
_PLAIN: Final = """
CREATE TABLE shop_order (id INTEGER PRIMARY KEY, status TEXT, version INTEGER);
CREATE TABLE history (id INTEGER PRIMARY KEY, order_id INTEGER, kind TEXT);
CREATE TABLE outbox (id INTEGER PRIMARY KEY, key TEXT UNIQUE, body TEXT);
"""
_RAW: Final = (
    "CREATE TABLE IF NOT EXISTS raw_order (id BIGINT PRIMARY KEY, status TEXT, version INTEGER)",
    "CREATE TABLE IF NOT EXISTS raw_history (id BIGSERIAL PRIMARY KEY, order_id BIGINT, kind TEXT)",
    "CREATE TABLE IF NOT EXISTS raw_outbox (id BIGSERIAL PRIMARY KEY, key TEXT UNIQUE, body JSONB)",
    "TRUNCATE raw_order, raw_history, raw_outbox",
    "INSERT INTO raw_order SELECT n, 'placed', 1 FROM generate_series(1, {orders}) AS n",
)


def plain_rate(orders: int) -> float:
    """Order changes a second of a plain sqlite3 loop: read, guarded update, history, outbox, commit; WAL and FULL."""
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(f"{folder}/plain.db")) as connection:
        connection.isolation_level = None
        connection.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; {_PLAIN}")
        connection.executemany("INSERT INTO shop_order VALUES (?, 'placed', 1)", [(n,) for n in range(orders)])
        began = time.perf_counter()
        for order in range(orders):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("SELECT * FROM shop_order WHERE id = ?", (order,)).fetchone()
            connection.execute("UPDATE shop_order SET status = 'confirmed', version = 2 WHERE id = ?", (order,))
            connection.execute("INSERT INTO history (order_id, kind) VALUES (?, 'confirmed')", (order,))
            connection.execute("INSERT INTO outbox (key, body) VALUES (?, '{}')", (f"order:{order}",))
            connection.execute("COMMIT")
        return orders / (time.perf_counter() - began)


def our_rate(orders: int, synchronous: Synchronous = "FULL") -> float:
    """주문확인 a second through `Store.run`, so many at once: authorisation, order, counters, history and notices."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/ours.db"
        migrate(url)
        wall, _ = asyncio.run(_confirm_all(url, orders, synchronous))
        return orders / wall


def our_cpu(url: str, orders: int) -> float:
    """CPU seconds of this process for one 주문확인 on this empty database.

    One after the other: at once they would also pay for getting into each other's way on one shop's counters, which
    asyncpg's loop does not.
    """
    _, cpu = _on_uvloop(_confirm_all(url, orders, at_once=1))
    return cpu / orders


def raw_cpu(url: str, orders: int) -> float:
    """The same of asyncpg alone: read, guarded update, history, outbox, commit."""
    return _on_uvloop(_raw(url, orders)) / orders


async def _confirm_all(
    url: str, count: int, synchronous: Synchronous = "FULL", at_once: int = AT_ONCE
) -> tuple[float, float]:
    async with opened(open_store(url, synchronous=synchronous)) as store:
        shop = await store.run(open_shop)
        orders = [await store.run(_place, shop.id, number) for number in range(WARM_UP + count)]
        for order in orders[:WARM_UP]:
            await store.run(confirm_order, order, 1, caller(), NOW)
        left = iter(orders[WARM_UP:])

        async def confirm_in_turn() -> None:
            for order in left:
                await store.run(confirm_order, order, 1, caller(), NOW)

        wall, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*(confirm_in_turn() for _ in range(at_once)))
        return time.perf_counter() - wall, time.process_time() - cpu


def _place(uow: UnitOfWork, shop_id: int, number: int) -> int:
    """Paid at the door, so that 주문확인 is one change and not also a request for money."""
    at_door = PaymentMethod.DOOR_CASH
    return store_order(uow, an_order(shop_id=shop_id, number=1_000_000 + number, payment_method=at_door))


def _on_uvloop(work: Coroutine[Any, Any, T]) -> T:
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(work)


async def _raw(url: str, orders: int) -> float:
    async with asyncpg.create_pool(make_url(url).render_as_string(False), min_size=8, max_size=8) as pool:
        for statement in _RAW:
            await pool.execute(statement.format(orders=orders))
        began = time.process_time()
        for order in range(1, orders + 1):
            await _raw_change(pool, order)
        return time.process_time() - began


async def _raw_change(pool: asyncpg.Pool, order: int) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await connection.fetchrow("SELECT * FROM raw_order WHERE id = $1", order)
        await connection.execute(
            "UPDATE raw_order SET status = 'confirmed', version = 2 WHERE id = $1 AND version = 1", order
        )
        await connection.execute("INSERT INTO raw_history (order_id, kind) VALUES ($1, 'confirmed')", order)
        await connection.execute("INSERT INTO raw_outbox (key, body) VALUES ($1, '{}')", f"order:{order}")
