"""The store that the application uses: `storage.engine` bound to the shop's unit of work, and questions to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from storage import engine
from storage.attempt import refuse_async
from storage.engine import Store, Synchronous
from storage.transaction import Transaction
from storage.unit_of_work import SqlUnitOfWork

P = ParamSpec("P")
T = TypeVar("T")


def open_store(url: str, *, synchronous: Synchronous = "FULL") -> Store[SqlUnitOfWork]:
    """The store for a database URL such as `sqlite:///shop.db`, whose schema must be current; see `storage.schema`."""
    return engine.open_store(url, SqlUnitOfWork, synchronous=synchronous)


async def read(
    store: Store[SqlUnitOfWork],
    question: Callable[Concatenate[SqlUnitOfWork, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Runs a question on one snapshot, beside the writer and with the same SQL. Whatever it tries to write fails."""
    refuse_async(question)

    def ask(connection: Connection) -> T:
        transaction = Transaction(connection)
        try:
            return question(SqlUnitOfWork(transaction), *args, **kwargs)
        finally:
            transaction.finish()

    async with store.reader() as connection:
        return await connection.run_sync(ask)
