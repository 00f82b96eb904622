"""A tiny shop with its own tables and unit of work, on which every store has to keep its promises."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import UTC as UTC_ZONE
from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    NullPool,
    Table,
    Text,
    UniqueConstraint,
    false,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import create_async_engine

from storage import database_url
from storage.column_types import BIG, PK, UTC, Bool, CleanText, Json, Whole, new_metadata, strict_table
from storage.transaction import Transaction

NOW = datetime(2026, 1, 2, 3, 4, 5, 123456, UTC_ZONE)
metadata = new_metadata()
is_draft = text("status = 'draft'")

orders = strict_table(
    "orders",
    metadata,
    Column("id", PK, primary_key=True),
    Column("customer", BIG, nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Whole, nullable=False),
    Column("paid", Bool, nullable=False, server_default=false()),
    Column("created_at", UTC, nullable=False),
    Column("data", Json, nullable=False),
    CheckConstraint("status in ('new', 'confirmed', 'cancelled', 'draft')", name="status"),
    Index("uq_orders_one_draft", "customer", unique=True, sqlite_where=is_draft, postgresql_where=is_draft),
)
lines = strict_table(
    "lines",
    metadata,
    Column("id", PK, primary_key=True),
    Column("order_id", BIG, ForeignKey("orders.id"), nullable=False, index=True),
    Column("sku", CleanText, nullable=False),
    Column("quantity", Whole, nullable=False),
)
history = strict_table(
    "history",
    metadata,
    Column("id", PK, primary_key=True),
    Column("order_id", BIG, ForeignKey("orders.id"), nullable=False),
    Column("version", Whole, nullable=False),
    Column("what", Text, nullable=False),
    UniqueConstraint("order_id", "version"),
)
outbox = strict_table(
    "outbox",
    metadata,
    Column("id", PK, primary_key=True),
    Column("dedupe", Text, nullable=False, unique=True),
    Column("body", Json, nullable=False),
)
inbox = strict_table("inbox", metadata, Column("key", Text, primary_key=True), Column("at", UTC, nullable=False))


def make_tables(url: str) -> None:
    asyncio.run(_make_tables(url))


async def _make_tables(url: str) -> None:
    engine = create_async_engine(database_url.parse(url), poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    await engine.dispose()


class Conflict(Exception):
    """Someone else changed the order first."""


class ShopUnit:
    """A unit of work that writes the notices it was told at its flush."""

    def __init__(self, transaction: Transaction) -> None:
        self.transaction = transaction
        self.execute = transaction.execute
        self._notices: list[str] = []
        self.wakes = False

    def nested(self) -> AbstractContextManager[None]:
        return self.transaction.nested()

    def tell(self, dedupe: str) -> None:
        self._notices.append(dedupe)

    def flush(self) -> None:
        for dedupe in self._notices:
            self.execute(insert(outbox), {"dedupe": dedupe, "body": {"to": dedupe}})
        self.wakes = bool(self._notices)


def create_order(unit: ShopUnit, customer: int, skus: Sequence[str] = ("tea",), status: str = "new") -> int:
    row = {"customer": customer, "status": status, "version": 1, "created_at": NOW, "data": {"n": len(skus)}}
    order_id: int = unit.execute(insert(orders).returning(orders.c.id), row).scalar_one()
    unit.execute(insert(lines), [{"order_id": order_id, "sku": sku, "quantity": 1} for sku in skus])
    return order_id


def confirm(unit: ShopUnit, order_id: int, expected: int | None = None) -> int:
    """Compare and set on the version, or on the one just read."""
    version: int = unit.execute(select(orders.c.version).where(orders.c.id == order_id)).scalar_one()
    seen = version if expected is None else expected
    change = update(orders).where(orders.c.id == order_id, orders.c.version == seen)
    if unit.execute(change, {"status": "confirmed", "version": seen + 1}).rowcount != 1:
        raise Conflict(order_id)
    unit.execute(insert(history), {"order_id": order_id, "version": seen + 1, "what": "confirmed"})
    unit.tell(f"order:{order_id}:v{seen + 1}")
    return seen + 1


def see(unit: ShopUnit, key: str) -> bool:
    return unit.transaction.insert_or_ignore(inbox, {"key": key, "at": NOW})


def queue_notice(unit: ShopUnit, dedupe: str) -> None:
    unit.execute(insert(outbox), {"dedupe": dedupe, "body": {}})


def count(unit: ShopUnit, table: Table) -> int:
    number: int = unit.execute(select(func.count()).select_from(table)).scalar_one()
    return number


def sql(statement: str) -> Callable[[ShopUnit], None]:
    """A use case that runs one statement and returns nothing."""

    def use_case(unit: ShopUnit) -> None:
        unit.execute(text(statement))

    return use_case
