"""What every store promises: one call of `Store.run` is one transaction, whatever the database."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.delivery import update_in_hand
from domain.ports import Wakes
from storage.attempt import Outcome, UnitOfWork, attempt, refuse_unfinished
from storage.transaction import Transaction

P = ParamSpec("P")
T = TypeVar("T")
U = TypeVar("U", bound=UnitOfWork)


class Store(ABC, Generic[U]):
    """Runs plain synchronous use cases, each as one transaction."""

    def __init__(self, make_unit_of_work: Callable[[Transaction], U]) -> None:
        self._make_unit_of_work = make_unit_of_work
        self._commit_listeners: list[tuple[int, Callable[[], object]]] = []

    @abstractmethod
    async def start(self) -> None:
        """Open the database; DatabaseUnavailable says in one sentence why it cannot."""

    @abstractmethod
    async def close(self) -> None:
        """Finish what was begun or queued, then let go of the database. Idempotent."""

    async def run(self, use_case: Callable[Concatenate[U, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the use case as one transaction and return its value once that is durably stored.

        Any exception of the use case rolls it back and is raised here. It may run twice, so its only effects are those
        on the unit of work; time and ids are arguments. Cancelled while waiting it never runs; once begun it finishes.
        Raises DatabaseUnavailable, and OutcomeUnknown when nobody can tell whether the change was stored.
        """
        update = update_in_hand.get()
        before = update.progress if update is not None else None

        def undo() -> None:
            """Nothing of this call is stored (yet): the update in hand is as done as it was before."""
            if update is not None and before is not None:
                update.progress = before

        def call(connection: Connection) -> Outcome[T]:
            undo()  # the transaction of an earlier run was spoilt
            return attempt(connection, self._make_unit_of_work, use_case, *args, **kwargs)

        try:
            value: T = await self._commit(call)
        except BaseException:
            undo()
            raise
        return value

    async def read(self, use_case: Callable[Concatenate[U, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a use case on one snapshot, beside the writer and with the same SQL. Whatever it tries to write fails."""

        def ask(connection: Connection) -> T:
            with connection.begin():
                transaction = Transaction(connection)
                try:
                    value = use_case(self._make_unit_of_work(transaction), *args, **kwargs)
                    refuse_unfinished(use_case, value)
                    return value
                finally:
                    transaction.finish()

        value: T = await self._look(ask)
        return value

    @abstractmethod
    def reader(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A read-only connection on one snapshot. Keep it short: an open one holds old pages of the database."""

    def add_commit_listener(self, listener: Callable[[], object], to: int = Wakes.ANYBODY) -> None:
        """Call `listener` on the event loop after every commit that holds a unit of work which `wakes` one of these."""
        self._commit_listeners.append((to, listener))

    def _wake(self, wakes: int) -> None:
        """On the event loop, after COMMIT."""
        for to, listener in self._commit_listeners:
            if to & wakes:
                asyncio.get_running_loop().call_soon(listener)

    @abstractmethod
    async def _commit(self, call: Callable[[Connection], Outcome[Any]]) -> Any:
        """Run the call in a transaction, wholly or not at all; wake the listeners, return its value after COMMIT."""

    async def _look(self, ask: Callable[[Connection], Any]) -> Any:
        """Call `ask` with a read-only connection on one snapshot."""
        async with self.reader() as connection:
            return await connection.run_sync(ask)
