"""The store that the application uses: `storage.engine` bound to the shop's unit of work."""

from __future__ import annotations

from storage import engine
from storage.engine import Store, Synchronous
from storage.leadership import open_leadership
from storage.unit_of_work import SqlUnitOfWork

__all__ = ["Store", "open_leadership", "open_store"]


def open_store(url: str, *, synchronous: Synchronous = "FULL") -> Store[SqlUnitOfWork]:
    """The store for a database URL such as `sqlite:///shop.db`, whose schema must be current; see `storage.schema`."""
    return engine.open_store(url, SqlUnitOfWork, synchronous=synchronous)
