"""A store on PostgreSQL, which any number of processes may share."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any, Final

from sqlalchemy import URL, AdaptedConnection, Connection, event, exc, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncTransaction, create_async_engine

from storage.attempt import Outcome
from storage.column_types import to_json
from storage.postgresql_errors import explain, is_lost, is_passing
from storage.store import Store, U
from storage.transaction import DatabaseUnavailable, OutcomeUnknown, Transaction, allow_commit, guard_commits

WRITERS: Final = 8
READERS: Final = 4
ATTEMPTS: Final = 20
_CONNECT_SECONDS: Final = 10
_SETTINGS: Final = {
    "application_name": "minishop",
    "jit": "off",
    # Who stops in the middle of a transaction, as a frozen process does, would hold its locks against everybody else.
    "idle_in_transaction_session_timeout": "10s",
}
_LIMIT: Final = (
    # Between preparing a statement and executing it nobody counts as idle; only PostgreSQL 17 and later has this limit.
    "SELECT set_config('transaction_timeout', '15s', false)"
    " WHERE current_setting('server_version_num')::integer >= 170000"
)
_STATEMENTS: Final = 500
"""Prepared statements kept for each connection: more than there are, so that none is prepared twice."""


class PostgresqlStore(Store[U]):
    """Use cases run on the event loop, a few at once, and again when they got into each other's way.

    Isolation is SERIALIZABLE: whatever a use case read still holds when it commits, as on SQLite.
    """

    def __init__(self, url: URL, make_unit_of_work: Callable[[Transaction], U]) -> None:
        super().__init__(make_unit_of_work)
        self._url = url
        self._writers = _writing_engine(url)
        self._readers = _reading_engine(url)
        self._free_writers, self._free_readers = asyncio.Semaphore(WRITERS), asyncio.Semaphore(READERS)
        self._overtaken = asyncio.Lock()
        self._running: set[asyncio.Task[Any]] = set()
        self._open = False

    async def start(self) -> None:
        async with _connected(self._writers, self._url) as connection:
            await connection.execute(text("SELECT 1"))
        self._open = True

    async def close(self) -> None:
        if not self._open:
            return
        self._open = False
        # Semaphores are fair: whoever waited before gets its turn first.
        for _ in range(WRITERS):
            await self._free_writers.acquire()
        for _ in range(READERS):
            await self._free_readers.acquire()
        await self._writers.dispose()
        await self._readers.dispose()

    @asynccontextmanager
    async def reader(self) -> AsyncIterator[AsyncConnection]:
        self._require_open()
        async with self._free_readers, _connected(self._readers, self._url) as connection:
            yield connection

    async def _commit(self, call: Callable[[Connection], Outcome[Any]]) -> Any:
        self._require_open()
        await self._free_writers.acquire()  # cancelled here, it never runs
        task = asyncio.create_task(self._until_stored(call))
        self._running.add(task)
        task.add_done_callback(self._done)
        # Shielded, because a statement cut off in the middle costs the connection.
        return await asyncio.shield(task)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        self._free_writers.release()
        if not task.cancelled():
            task.exception()  # nobody may be left to ask for it

    async def _until_stored(self, call: Callable[[Connection], Outcome[Any]]) -> Any:
        async with self._overtaken:
            pass
        try:
            return await self._once(call)
        except exc.DBAPIError as error:
            if not is_passing(error):
                raise
        async with self._overtaken:
            return await self._again(call)

    async def _again(self, call: Callable[[Connection], Outcome[Any]]) -> Any:
        """While nobody else of this process begins: only so does a call get through where all want the same row."""
        for pause in _pauses(ATTEMPTS - 2):
            try:
                return await self._once(call)
            except exc.DBAPIError as error:
                if not is_passing(error):
                    raise
            await asyncio.sleep(pause)
        return await self._once(call)

    async def _once(self, call: Callable[[Connection], Outcome[Any]]) -> Any:
        def run(connection: Connection) -> Outcome[Any]:
            outcome = call(connection)
            allow_commit(connection)
            return outcome

        async with _connected(self._writers, self._url) as connection, _transaction(connection) as transaction:
            outcome = await connection.run_sync(run)
            try:
                await transaction.commit()
            except exc.DBAPIError as error:
                if is_lost(error):
                    raise OutcomeUnknown("the connection was lost while the change was being stored") from error
                raise
        self._wake(outcome.wakes)
        return outcome.value

    def _require_open(self) -> None:
        if not self._open:
            raise RuntimeError("the store is not open")


@asynccontextmanager
async def _connected(engine: AsyncEngine, url: URL) -> AsyncIterator[AsyncConnection]:
    """A connection of the pool. Raises DatabaseUnavailable."""
    try:
        connection = await engine.connect()
    except (OSError, exc.SQLAlchemyError) as error:
        raise DatabaseUnavailable(explain(error, url)) from error
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def _transaction(connection: AsyncConnection) -> AsyncIterator[AsyncTransaction]:
    """Rolled back when an exception leaves the block; a connection in a doubtful state is thrown away."""
    transaction = await connection.begin()
    try:
        yield transaction
    except BaseException as error:
        # Closing would not roll back a transaction that SQLAlchemy believes to be over: a use case tried to steer it.
        if transaction.is_active and not is_lost(error) and not isinstance(error, OutcomeUnknown):
            await transaction.rollback()
        elif not connection.closed:
            await connection.invalidate()
        raise


def _pauses(times: int) -> Iterator[float]:
    """Longer and longer, and by chance: those who collided must not meet again."""
    for n in range(times):
        yield random.random() * 0.002 * 2 ** min(n, 7)


def _writing_engine(url: URL) -> AsyncEngine:
    engine = _engine(url, WRITERS, isolation_level="SERIALIZABLE")
    guard_commits(engine.sync_engine)
    return engine


def _reading_engine(url: URL) -> AsyncEngine:
    is_read_only = {"postgresql_readonly": True}
    return _engine(url, READERS, isolation_level="REPEATABLE READ", execution_options=is_read_only)


def _engine(url: URL, connections: int, **options: Any) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,  # they are people's names and addresses
        json_serializer=to_json,
        connect_args={
            "timeout": _CONNECT_SECONDS,
            "prepared_statement_cache_size": _STATEMENTS,
            "server_settings": _SETTINGS,
        },
        **options,
    )
    _limit_transactions(engine)
    _renew_closed(engine)
    return engine


def _limit_transactions(engine: AsyncEngine) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def limit(connection: AdaptedConnection, _record: object) -> None:
        connection.run_async(lambda driver: driver.execute(_LIMIT))


def _renew_closed(engine: AsyncEngine) -> None:
    """Takes no connection from the pool that the server has closed.

    The driver knows that without asking. SQLAlchemy's own ping would ask, in three round trips for every transaction.
    """

    @event.listens_for(engine.sync_engine, "checkout")
    def look(driver: AdaptedConnection, _record: object, _proxy: object) -> None:
        if driver.driver_connection.is_closed():
            raise exc.DisconnectionError
