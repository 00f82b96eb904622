"""A store on one SQLite file."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from storage.attempt import Outcome
from storage.sqlite_writer import SqliteWriter
from storage.store import Store, U
from storage.transaction import DatabaseUnavailable, Transaction, guard_commits

Synchronous = Literal["FULL", "NORMAL"]

BUSY_TIMEOUT_MS: Final = 5_000
READERS: Final = 4
LOOKERS: Final = 2
_READ_ONLY: Final = ("query_only=ON", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}")


class SqliteStore(Store[U]):
    """A store on one SQLite file: a writer thread with group commit, and a few read-only connections.

    A use case that only looks runs whole in a thread: aiosqlite changes threads for every statement, which costs three
    times the CPU. It is there for whoever reads row by row.
    """

    def __init__(
        self, database: Path, make_unit_of_work: Callable[[Transaction], U], *, synchronous: Synchronous = "FULL"
    ) -> None:
        super().__init__(make_unit_of_work)
        self._database = database
        self._writer = SqliteWriter(_writing_engine(database, synchronous), database, self._wake)
        self._readers = _reading_engine(database)
        self._lookers = _looking_engine(database)
        self._threads = ThreadPoolExecutor(LOOKERS, "sqlite-reader")
        self._of_thread = threading.local()
        self._looking: list[Connection] = []
        self._free_readers = asyncio.Semaphore(READERS)
        self._has_started = False
        self._open = False

    async def start(self) -> None:
        if self._has_started:
            raise RuntimeError("a store starts only once")
        if self._database.is_dir():
            raise DatabaseUnavailable(f"{self._database} is a folder, not a database file")
        self._has_started = True
        await asyncio.wrap_future(self._writer.start())
        self._open = True

    async def close(self) -> None:
        if not self._open:
            return
        self._open = False
        await asyncio.to_thread(self._writer.stop)
        # A reader that outlives the engine would keep its thread, and with it the process, alive.
        for _ in range(READERS):
            await self._free_readers.acquire()
        await self._readers.dispose()
        await asyncio.to_thread(self._threads.shutdown)
        for connection in self._looking:
            connection.close()

    async def _commit(self, call: Callable[[Connection], Outcome[Any]]) -> Any:
        self._require_open()
        return await self._writer.submit(call)

    @asynccontextmanager
    async def reader(self) -> AsyncIterator[AsyncConnection]:
        self._require_open()
        async with self._free_readers, self._readers.connect() as connection:
            yield connection

    async def _look(self, ask: Callable[[Connection], Any]) -> Any:
        self._require_open()
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._ask, ask)

    def _ask(self, ask: Callable[[Connection], Any]) -> Any:
        """In a thread that keeps its connection: one from a pool costs more than what most looks ask for."""
        connection: Connection | None = getattr(self._of_thread, "connection", None)
        if connection is None:
            connection = self._of_thread.connection = self._lookers.connect()
            self._looking.append(connection)
        return ask(connection)

    def _require_open(self) -> None:
        if not self._open:
            raise RuntimeError("the store is not open")


def _writing_engine(database: Path, synchronous: Synchronous) -> Engine:
    # Parameters are people's names and addresses: they do not belong into error messages.
    engine = create_engine(URL.create("sqlite", database=str(database)), poolclass=NullPool, hide_parameters=True)
    pragmas = (f"synchronous={synchronous}", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}", "journal_mode=WAL")
    _on_connect(engine, pragmas)
    _begin_with(engine, "BEGIN IMMEDIATE")
    guard_commits(engine)
    return engine


def _reading_engine(database: Path) -> AsyncEngine:
    url = URL.create("sqlite+aiosqlite", database=str(database))
    engine = create_async_engine(url, pool_size=READERS, max_overflow=0, hide_parameters=True)
    _on_connect(engine.sync_engine, _READ_ONLY)
    _begin_with(engine.sync_engine, "BEGIN")
    return engine


def _looking_engine(database: Path) -> Engine:
    url, sharing = URL.create("sqlite", database=str(database)), {"check_same_thread": False}  # another one closes it
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=sharing)
    _on_connect(engine, _READ_ONLY)
    _begin_with(engine, "BEGIN")
    return engine


def _on_connect(engine: Engine, pragmas: tuple[str, ...]) -> None:
    @event.listens_for(engine, "connect")
    def prepare(driver: DBAPIConnection, _record: object) -> None:
        driver.isolation_level = None  # the driver must not open transactions by itself
        cursor = driver.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


def _begin_with(engine: Engine, statement: str) -> None:
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # By the driver: SQLAlchemy's way to run these few letters costs more than many a look.
        connection.connection.cursor().execute(statement)
