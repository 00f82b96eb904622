"""Copy a whole database into an empty one, of the same kind or the other, and prove that nothing was lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, Final

from alembic.script import ScriptDirectory
from sqlalchemy import Column, ColumnElement, NullPool, Table, case, cast, exc, func, insert, select, true
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.types import LargeBinary, Text

from storage import database_url
from storage.column_types import BIG, UTC, Bool, CleanText, Json, Whole, to_json
from storage.lock import sole_writer
from storage.postgresql_errors import explain, is_explained
from storage.schema import ONE_AT_A_TIME, config_for, current_revision, migrate
from storage.tables import metadata
from storage.transaction import DatabaseUnavailable

_BATCH: Final = 500
_PRIME: Final = 1_000_000_007
"""Sums are of remainders: ids of 64 bits would overflow."""


class CannotCopy(Exception):
    """The copy was refused or did not come out right; the target is as it was. The message says why."""


@dataclass(frozen=True, slots=True)
class CopiedTable:
    """What both databases say of one table: its rows, and a sum over all of its values."""

    name: str
    rows: int
    sum: int


def copy_database(source: str, target: str) -> list[CopiedTable]:
    """Copy every table, ids included; the target is brought up to date first and must be empty.

    One transaction: it is all there or nothing is. Nothing else may use either database; of a SQLite file that is
    checked. Raises CannotCopy and DatabaseUnavailable.
    """
    if database_url.parse(source) == database_url.parse(target):
        raise CannotCopy("both addresses name the same database")
    with _unused(source):
        migrate(target)
        with _unused(target):
            return asyncio.run(_copy(source, target))


async def _copy(source: str, target: str) -> list[CopiedTable]:
    async with _opened(source, "REPEATABLE READ") as old, _opened(target, "READ COMMITTED") as new:
        await _refuse_outdated(old)
        if new.dialect.name == "postgresql":
            await new.execute(ONE_AT_A_TIME)  # a bot that starts meanwhile waits here
        for table in metadata.sorted_tables:
            if (await new.execute(select(table).limit(1))).first() is not None:
                raise CannotCopy(f"the database to copy to is not empty: {table.name} has rows")
        for table in metadata.sorted_tables:
            await _copy_table(table, old, new)
        return [await _compared(table, old, new) for table in metadata.sorted_tables]


@contextmanager
def _unused(url: str) -> Iterator[None]:
    """Nobody else has this SQLite file open. PostgreSQL has no such lock: its database is read as one snapshot."""
    if not database_url.is_sqlite(url):
        yield
        return
    file = database_url.sqlite_file(url)
    if not file.exists():
        raise DatabaseUnavailable(f"there is no {file}")
    with sole_writer(file):
        yield


@asynccontextmanager
async def _opened(url: str, isolation: str) -> AsyncIterator[AsyncConnection]:
    """One transaction, committed at the end of the block unless an exception leaves it."""
    address = database_url.parse(url)
    options = {} if database_url.is_sqlite(url) else {"isolation_level": isolation}
    engine = create_async_engine(address, poolclass=NullPool, hide_parameters=True, json_serializer=to_json, **options)
    try:
        async with engine.begin() as connection:
            yield connection
    except (OSError, exc.DBAPIError) as error:
        if not is_explained(error):
            raise
        raise DatabaseUnavailable(explain(error, address)) from error
    finally:
        await engine.dispose()


async def _refuse_outdated(old: AsyncConnection) -> None:
    newest = ScriptDirectory.from_config(config_for()).get_current_head()
    if await old.run_sync(current_revision) != newest:
        raise CannotCopy("the database to copy from is not up to date; bring it there first with: minishop migrate")


async def _copy_table(table: Table, old: AsyncConnection, new: AsyncConnection) -> None:
    rows = await old.stream(select(table).order_by(*table.primary_key))
    async for batch in rows.partitions(_BATCH):
        await new.execute(insert(table), [dict(row._mapping) for row in batch])
    counted = table.autoincrement_column
    if counted is not None and new.dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table.name, counted.name)
        await new.execute(select(func.setval(sequence, func.max(counted))).select_from(table))


async def _compared(table: Table, old: AsyncConnection, new: AsyncConnection) -> CopiedTable:
    measure = select(func.count(), *(part for column in table.columns for part in _measures(column))).select_from(table)
    there = tuple((await old.execute(measure)).one())
    here = tuple((await new.execute(measure)).one())
    if there != here:
        raise CannotCopy(f"{table.name} differs after copying: {there} became {here}")
    return CopiedTable(table.name, there[0], sum(int(part) for part in there[1:] if isinstance(part, int)))


def _measures(column: Column[Any]) -> list[ColumnElement[Any]]:
    """What of a column's values both databases can be asked for."""
    match column.type:
        case UTC():
            return [func.min(column, type_=UTC()), func.max(column, type_=UTC())]
        case Whole():
            measured: ColumnElement[Any] = column % _PRIME
        case Bool():
            measured = case((column == true(), 1), else_=0)
        case Json() | CleanText() | Text():
            measured = func.length(cast(column, Text()))
        case LargeBinary():
            measured = func.length(column)
        case kind:
            raise TypeError(f"nobody knows how to compare {column}, {kind!r}")
    return [func.coalesce(cast(func.sum(measured), BIG), 0)]
