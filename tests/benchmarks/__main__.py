"""`make bench`: CPU to start and rate of storing, each beside its reference, in interleaved rounds."""

from __future__ import annotations

import asyncio
import json
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Final

from domain.ports import UnitOfWork
from domain.use_cases.confirm_order import confirm_order
from storage.database import open_store
from storage.schema import migrate
from tests.factories import NOW, an_order, caller, open_shop, store_order

ROUNDS: Final = 5
ORDERS: Final = 320
AT_ONCE: Final = 32
RESULT: Final = Path("build/bench.json")


def cpu_of(code: str) -> float:
    """CPU seconds of a fresh process that runs this code."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def plain_rate() -> float:
    """Order changes a second of a plain sqlite3 loop: read, guarded update, history, outbox, commit; WAL and FULL."""
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(f"{folder}/plain.db")) as connection:
        connection.isolation_level = None
        connection.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "CREATE TABLE shop_order (id INTEGER PRIMARY KEY, status TEXT, version INTEGER);"
            "CREATE TABLE history (id INTEGER PRIMARY KEY, order_id INTEGER, kind TEXT);"
            "CREATE TABLE outbox (id INTEGER PRIMARY KEY, key TEXT UNIQUE, body TEXT);"
        )
        connection.executemany("INSERT INTO shop_order VALUES (?, 'placed', 1)", [(n,) for n in range(ORDERS)])
        began = time.perf_counter()
        for order in range(ORDERS):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("SELECT * FROM shop_order WHERE id = ?", (order,)).fetchone()
            connection.execute("UPDATE shop_order SET status = 'confirmed', version = 2 WHERE id = ?", (order,))
            connection.execute("INSERT INTO history (order_id, kind) VALUES (?, 'confirmed')", (order,))
            connection.execute("INSERT INTO outbox (key, body) VALUES (?, '{}')", (f"order:{order}",))
            connection.execute("COMMIT")
        return ORDERS / (time.perf_counter() - began)


def our_rate() -> float:
    """주문확인 a second through `Store.run`, so many at once: authorisation, order, counters, history and notices."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/ours.db"
        migrate(url)
        return asyncio.run(_our_rate(url))


async def _our_rate(url: str) -> float:
    store = open_store(url)
    await store.start()
    try:
        opened = await store.run(open_shop)
        orders = [await store.run(_place, opened.id, number) for number in range(ORDERS)]
        began = time.perf_counter()
        for start in range(0, ORDERS, AT_ONCE):
            some = orders[start : start + AT_ONCE]
            await asyncio.gather(*(store.run(confirm_order, order, 1, caller(), NOW) for order in some))
        return ORDERS / (time.perf_counter() - began)
    finally:
        await store.close()


def _place(uow: UnitOfWork, shop_id: int, number: int) -> int:
    return store_order(uow, an_order(shop_id=shop_id, number=1_000_000 + number))


def medians(*measures: Callable[[], float]) -> list[float]:
    """The median of each, measured in turns so that all see the same noise."""
    rounds = [[measure() for measure in measures] for _ in range(ROUNDS)]
    return [statistics.median(column) for column in zip(*rounds, strict=True)]


def main() -> None:
    started, imported = medians(lambda: cpu_of("import bot.app"), lambda: cpu_of("import aiogram"))
    ours, plain = medians(our_rate, plain_rate)
    results = {
        "import bot.app ÷ import aiogram, CPU": started / imported,
        f"주문확인 stored with {AT_ONCE} at once ÷ a plain sqlite3 loop that does less, per second": ours / plain,
    }
    for name, ratio in results.items():
        sys.stdout.write(f"{ratio:6.2f}  {name}\n")
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
