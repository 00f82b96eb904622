"""Choose the store for a database URL."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from storage import database_url
from storage.postgresql_store import PostgresqlStore
from storage.sqlite_store import SqliteStore, Synchronous
from storage.store import Store, U
from storage.transaction import Transaction

__all__ = ["Store", "Synchronous", "open_store"]


def open_store(
    url: str, make_unit_of_work: Callable[[Transaction], U], *, synchronous: Synchronous = "FULL"
) -> Store[U]:
    """The store for `sqlite:///shop.db` or `postgresql://user:password@host/shop`; it opens nothing until `start`.

    `synchronous` is there for benchmarks: with "NORMAL" a power cut can lose acknowledged commits on SQLite.
    """
    address = database_url.parse(url)
    if address.get_backend_name() == "sqlite":
        return SqliteStore(Path(str(address.database)), make_unit_of_work, synchronous=synchronous)
    return PostgresqlStore(address, make_unit_of_work)
