"""Stores of benchmarks: opened for a block."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from storage.attempt import UnitOfWork
from storage.store import Store

U = TypeVar("U", bound=UnitOfWork)


@asynccontextmanager
async def opened(store: Store[U]) -> AsyncIterator[Store[U]]:
    """The store, started, until the block ends."""
    await store.start()
    try:
        yield store
    finally:
        await store.close()
