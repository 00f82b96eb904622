"""Open the database and run use cases on it: one call of `Store.run` is one transaction."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Concatenate, Final, Generic, Literal, ParamSpec, TypeVar

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from domain.delivery import update_in_hand
from storage.attempt import Outcome, UnitOfWork, attempt, refuse_async
from storage.sqlite_writer import SqliteWriter
from storage.transaction import DatabaseUnavailable, Transaction, guard_commits

P = ParamSpec("P")
T = TypeVar("T")
U = TypeVar("U", bound=UnitOfWork)

Synchronous = Literal["FULL", "NORMAL"]

BUSY_TIMEOUT_MS: Final = 5_000
READERS: Final = 4


class Store(ABC, Generic[U]):
    """Runs plain synchronous use cases, each as one transaction, whatever the database."""

    def __init__(self, make_unit_of_work: Callable[[Transaction], U]) -> None:
        self._make_unit_of_work = make_unit_of_work
        self._commit_listeners: list[Callable[[], object]] = []

    @abstractmethod
    async def start(self) -> None:
        """Open the database; DatabaseUnavailable says in one sentence why it cannot."""

    @abstractmethod
    async def close(self) -> None:
        """Finish what was begun or queued, then let go of the database. Idempotent."""

    @abstractmethod
    async def run(self, use_case: Callable[Concatenate[U, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the use case as one transaction and return its value once that is durably stored.

        Any exception of the use case rolls it back and is raised here. It may run twice, so its only effects are those
        on the unit of work; time and ids are arguments. Cancelled while waiting it never runs; once begun it finishes.
        """

    async def read(self, use_case: Callable[Concatenate[U, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a use case on one snapshot, beside the writer and with the same SQL. Whatever it tries to write fails."""
        refuse_async(use_case)

        def ask(connection: Connection) -> T:
            transaction = Transaction(connection)
            try:
                return use_case(self._make_unit_of_work(transaction), *args, **kwargs)
            finally:
                transaction.finish()

        async with self.reader() as connection:
            return await connection.run_sync(ask)

    @abstractmethod
    def reader(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """A read-only connection on one snapshot. Keep it short: an open one holds old pages of the database."""

    def add_commit_listener(self, listener: Callable[[], object]) -> None:
        """Call `listener` on the event loop after every commit that holds a unit of work which `wakes`."""
        self._commit_listeners.append(listener)


class SqliteStore(Store[U]):
    """A store on one SQLite file: a writer thread with group commit, and a few read-only connections."""

    def __init__(
        self, database: Path, make_unit_of_work: Callable[[Transaction], U], *, synchronous: Synchronous = "FULL"
    ) -> None:
        super().__init__(make_unit_of_work)
        self._database = database
        self._writer = SqliteWriter(_writing_engine(database, synchronous), database, self._wake)
        self._readers = _reading_engine(database)
        self._free_readers = asyncio.Semaphore(READERS)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._open = False

    async def start(self) -> None:
        if self._loop is not None:
            raise RuntimeError("a store starts only once")
        if self._database.is_dir():
            raise DatabaseUnavailable(f"{self._database} is a folder, not a database file")
        self._loop = asyncio.get_running_loop()
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

    async def run(self, use_case: Callable[Concatenate[U, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        refuse_async(use_case)
        self._require_open()
        update = update_in_hand.get()
        was_done = update is not None and update.is_done

        def undo() -> None:
            """Nothing of this call is stored (yet): the update in hand is as done as it was before."""
            if update is not None:
                update.is_done = was_done

        def call(connection: Connection) -> Outcome[T]:
            undo()  # the transaction of an earlier run was spoilt
            return attempt(connection, self._make_unit_of_work, use_case, *args, **kwargs)

        try:
            return await asyncio.wrap_future(self._writer.submit(call))
        except BaseException:
            undo()
            raise

    @asynccontextmanager
    async def reader(self) -> AsyncIterator[AsyncConnection]:
        self._require_open()
        async with self._free_readers, self._readers.connect() as connection:
            yield connection

    def _require_open(self) -> None:
        if not self._open:
            raise RuntimeError("the store is not open")

    def _wake(self) -> None:
        """Called by the writer thread."""
        if self._loop is not None and not self._loop.is_closed():
            for listener in self._commit_listeners:
                self._loop.call_soon_threadsafe(listener)


def open_store(
    url: str, make_unit_of_work: Callable[[Transaction], U], *, synchronous: Synchronous = "FULL"
) -> Store[U]:
    """Choose the store for a database URL such as `sqlite:///shop.db`; it opens nothing until `start`.

    `synchronous` is there for benchmarks: with "NORMAL" a power cut can lose acknowledged commits on SQLite.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        raise ValueError(f"there is no storage for {parsed.get_backend_name()} databases")
    if not parsed.database or parsed.database == ":memory:":
        raise ValueError("the database needs a file: sqlite:///path/to/shop.db")
    return SqliteStore(Path(parsed.database), make_unit_of_work, synchronous=synchronous)


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
    _on_connect(engine.sync_engine, ("query_only=ON", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT_MS}"))
    _begin_with(engine.sync_engine, "BEGIN")
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
        connection.exec_driver_sql(statement)
