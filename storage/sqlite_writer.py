"""The one thread that writes a SQLite database: calls that wait together share one commit."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from contextvars import Context, copy_context
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, Final, TypeVar, cast

from sqlalchemy import Connection, Engine, RootTransaction, exc

from storage.attempt import Outcome
from storage.lock import sole_writer
from storage.transaction import DatabaseUnavailable, allow_commit

T = TypeVar("T")

_CALL: Final = "call_in_batch"
MAX_BATCH: Final = 64
"""Calls that may share a commit. There is no waiting window: only those already waiting are taken."""


@dataclass(frozen=True, slots=True)
class _Job:
    call: Callable[[Connection], Outcome[Any]]
    context: Context
    future: asyncio.Future[Any]

    def attempt(self, connection: Connection) -> Outcome[Any]:
        # A copy, because a call whose batch was poisoned runs a second time.
        return self.context.copy().run(self.call, connection)


class SqliteWriter:
    """Work off submitted calls in order, each wholly or not at all, and answer only after COMMIT.

    A call may run twice: when something spoils the transaction of its whole batch, each is run again alone.
    """

    def __init__(self, engine: Engine, database: Path, on_wake: Callable[[int], None]) -> None:
        self._engine = engine
        self._database = database
        self._on_wake = on_wake
        self._loop: asyncio.AbstractEventLoop
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._ready: Future[None] = Future()
        self._connection: Connection | None = None
        self._thread = Thread(target=self._main, name="sqlite-writer", daemon=True)

    def start(self) -> Future[None]:
        """Start the thread; the future is done once the database is open, or holds DatabaseUnavailable.

        Calls are answered on the event loop that this runs on.
        """
        self._loop = asyncio.get_running_loop()
        self._thread.start()
        return self._ready

    def submit(self, call: Callable[[Connection], Outcome[T]]) -> asyncio.Future[T]:
        """Queue a call in the caller's context. Cancelling works until it is taken; then it finishes."""
        job = _Job(call, copy_context(), self._loop.create_future())
        self._queue.put(job)
        return job.future

    def stop(self) -> None:
        """Work off what is queued, then end the thread. Blocks; nothing may be submitted afterwards."""
        self._queue.put(None)
        self._thread.join()

    def _main(self) -> None:
        if not self._ready.set_running_or_notify_cancel():
            return
        # An event loop that can do nothing: asyncio.run() inside a use case is refused here as on PostgreSQL.
        asyncio._set_running_loop(asyncio.AbstractEventLoop())  # type: ignore[abstract]
        try:
            with sole_writer(self._database):
                self._begin().rollback()
                self._ready.set_result(None)
                while self._serve_batch():
                    pass
                self._drop()
        except BaseException as error:
            self._ready.set_exception(error)

    def _serve_batch(self) -> bool:
        batch, more = self._take()
        try:
            if len(batch) == 1 or not self._together(batch):
                for job in batch:
                    self._alone(job)
        except BaseException as error:
            self._fail(batch, error)
        return more

    def _take(self) -> tuple[list[_Job], bool]:
        """Wait for a job and take those that wait with it; False once `stop` was called."""
        batch: list[_Job] = []
        job = self._queue.get()
        while job is not None:
            if not job.future.cancelled():
                batch.append(job)
            if len(batch) == MAX_BATCH or self._queue.empty():
                return batch, True
            job = self._queue.get()
        return batch, False

    def _together(self, batch: list[_Job]) -> bool:
        """Run the batch in one transaction, a savepoint each; False if it was spoilt and nothing is stored."""
        root = self._begin()
        try:
            outcomes = [self._in_savepoint(root, job) for job in batch]
            allow_commit(root.connection)
            root.commit()
        except BaseException:
            self._drop()
            return False
        self._answer(batch, outcomes)
        return True

    def _in_savepoint(self, root: RootTransaction, job: _Job) -> Outcome[Any] | BaseException:
        # By the driver: SQLAlchemy would compile three statements for every call.
        driver = _driver(root.connection)
        driver.execute(f"SAVEPOINT {_CALL}")
        try:
            outcome = job.attempt(root.connection)
            driver.execute(f"RELEASE {_CALL}")
        except BaseException as error:
            if not root.is_active:
                raise
            driver.execute(f"ROLLBACK TO {_CALL}")  # fails, and so spoils the batch, where SQLite gave up all of it
            driver.execute(f"RELEASE {_CALL}")
            return error
        return outcome

    def _alone(self, job: _Job) -> None:
        """Run one job in a transaction of its own, without a savepoint, so that its own error surfaces."""
        root = self._begin()
        try:
            with root:
                outcome = job.attempt(root.connection)
                allow_commit(root.connection)
        except BaseException as error:
            if not _is_harmless(error) or not _is_idle(root.connection):
                self._drop()
            self._answer([job], [error])
        else:
            self._answer([job], [outcome])

    def _answer(self, batch: list[_Job], outcomes: list[Outcome[Any] | BaseException]) -> None:
        """Wakes the event loop once for all of a batch: once for each would cost a good part of a small call."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._settle, batch, outcomes)

    def _settle(self, batch: list[_Job], outcomes: list[Outcome[Any] | BaseException]) -> None:
        """On the event loop. Whoever was cancelled meanwhile is not told."""
        wakes = 0
        for job, outcome in zip(batch, outcomes, strict=True):
            if not isinstance(outcome, BaseException):
                wakes |= outcome.wakes
            if job.future.done():
                continue
            if isinstance(outcome, BaseException):
                job.future.set_exception(outcome)
            else:
                job.future.set_result(outcome.value)
        if wakes:
            self._on_wake(wakes)

    def _fail(self, batch: list[_Job], error: BaseException) -> None:
        self._drop()
        self._answer(batch, [error] * len(batch))  # which passes over those that have been answered

    def _begin(self) -> RootTransaction:
        try:
            if self._connection is None:
                self._connection = self._engine.connect()
            return self._connection.begin()
        except (exc.DBAPIError, sqlite3.Error) as error:
            self._drop()
            raise DatabaseUnavailable(f"cannot write {self._database}: {getattr(error, 'orig', error)}") from error

    def _drop(self) -> None:
        """Throw the connection away, which rolls back; the next batch opens a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):
                connection.invalidate()
            with suppress(Exception):
                connection.close()


def _is_idle(connection: Connection) -> bool:
    return not connection.closed and not connection.in_transaction() and not _in_transaction(connection)


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast(sqlite3.Connection, connection.connection.dbapi_connection)


def _in_transaction(connection: Connection) -> bool:
    if connection.closed or connection.invalidated:
        return False
    driver = connection.connection.dbapi_connection
    return driver is not None and bool(driver.in_transaction)


def _is_harmless(error: BaseException) -> bool:
    """A refused row says nothing about the connection; any other database error casts doubt on it."""
    return isinstance(error, exc.IntegrityError) or not isinstance(error, exc.DBAPIError)
