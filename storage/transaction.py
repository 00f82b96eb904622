"""The only door to a database connection, with the same rules on every database."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, Final, cast

from sqlalchemy import Connection, Engine, Executable, Table, TextClause, bindparam, event, exc
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection

from storage.prepared import Result, Row, prepared

_MAY_COMMIT: Final = "may_commit"
_TRANSACTION_CONTROL: Final = re.compile(
    r"\s*(ABORT|BEGIN|COMMIT|END|RELEASE|ROLLBACK|SAVEPOINT|START)\b", re.IGNORECASE
)
_MOST_ROWS: Final = 20
"""In one statement: each number of rows is a statement of its own."""


class BrokenTransaction(RuntimeError):
    """A use case went on after a failed statement, or tried to steer the transaction itself. Nothing was stored."""


class DatabaseUnavailable(RuntimeError):
    """The database cannot be opened or locked now; the message says why in one sentence."""


class OutcomeUnknown(RuntimeError):
    """COMMIT was sent and its answer never came: the change is stored wholly or not at all, but nobody knows which."""


class Transaction:
    """Run statements inside one use case; never commit, never hide a failed statement.

    After a failed statement only leaving `nested()` by that exception makes it usable again, on every database:
    PostgreSQL would otherwise end as a rollback that looks like a success.
    """

    __slots__ = ("_broken", "_connection", "_dialect", "_driver", "_finished", "_position", "has_written")

    def __init__(self, connection: Connection) -> None:
        """Needs a connection whose transaction has begun."""
        self._connection, self._dialect = connection, connection.dialect
        self._driver = cast(DBAPIConnection, connection.connection.dbapi_connection)
        self._position = self._current_position()
        self._broken = False
        self._finished = False
        self.has_written = False
        """Whether an INSERT, UPDATE or DELETE has run, whatever became of it."""

    def execute(self, statement: Executable, parameters: Row | Sequence[Row] | None = None) -> Result:
        """Run one statement, for each of several parameters if a list is given.

        Values that their column refuses are a TypeError or ValueError.
        """
        self._require_usable()
        _refuse_dangerous(statement, parameters)
        self.has_written = self.has_written or bool(getattr(statement, "is_dml", False))
        try:
            return self._run(statement, parameters or {})
        except BaseException as error:
            self._broken = True
            self._translate(error, statement)
            raise

    def _run(self, statement: Executable, parameters: Row | Sequence[Row]) -> Result:
        if isinstance(parameters, Mapping):
            return prepared(statement, self._dialect, tuple(parameters)).run(self._driver, parameters)
        found = prepared(statement, self._dialect, tuple(parameters[0]))
        if not found.returns_rows:
            return found.run_for_each(self._driver, parameters)
        rows = self._connection.execute(statement, parameters).all()  # as few statements as possible, which is Core's
        return Result(rows, len(rows))

    def insert_or_ignore(self, table: Table, row: Row) -> bool:
        """Insert unless a unique key stands against it; tell whether the row is new."""
        return self.execute(_insert_or_ignore(table, self._connection.dialect.name), row).rowcount == 1

    def insert_or_ignore_all(self, table: Table, rows: Sequence[Row]) -> int:
        """The same for several rows of the same columns, by as few statements as possible; tell how many are new."""
        new, dialect, names = 0, self._connection.dialect.name, tuple(rows[0])
        for start in range(0, len(rows), _MOST_ROWS):
            some = rows[start : start + _MOST_ROWS]
            placeholders = _placeholders(names, len(some))
            values = dict(zip(placeholders, (row[name] for row in some for name in names), strict=True))
            new += self.execute(_insert_or_ignore_several(table, dialect, names, len(some)), values).rowcount
        return new

    @contextmanager
    def nested(self) -> Iterator[None]:
        """Undo only this block when an exception leaves it. Catch nothing but IntegrityError around it."""
        self._require_usable()
        savepoint = self._connection.begin_nested()
        try:
            yield
            self._require_usable()
            savepoint.commit()
        except BaseException:
            # Stays broken if this very rollback fails: SQLite may have given up the whole transaction.
            self._broken = True
            if savepoint.is_active:
                savepoint.rollback()
                self._broken = False
            raise

    def ensure_sound(self) -> None:
        """Raise BrokenTransaction if the use case swallowed a failed statement or moved the transaction."""
        self._require_usable()
        if self._current_position() != self._position:
            raise BrokenTransaction("a use case may not commit, roll back or leave a savepoint open")

    def finish(self) -> None:
        """Refuse every further use."""
        self._finished = True

    def _translate(self, error: Any, statement: Executable) -> None:
        """Raises the driver's error as SQLAlchemy's, without values: they are people's names and addresses.

        A connection that is gone, or was left in the middle of a statement, is thrown away.
        """
        if type(error) is exc.StatementError and error.orig is not None:
            raise error.orig from None  # what the column type raised, without SQLAlchemy's wrapping
        drivers: Any = self._dialect.loaded_dbapi.Error
        is_of_driver = isinstance(error, drivers)
        is_lost = self._dialect.is_disconnect(error, self._driver, None) if is_of_driver else _is_cut_off(error)
        if (is_lost or _is_outdated(error)) and not self._connection.invalidated:
            self._connection.invalidate(error)
        if is_of_driver:
            raise exc.DBAPIError.instance(
                str(statement), {}, error, drivers, True, connection_invalidated=is_lost, dialect=self._dialect
            ) from error

    def _require_usable(self) -> None:
        if self._finished:
            raise BrokenTransaction("the transaction was used after its use case had ended")
        if self._connection.get_transaction() is not self._position[0]:
            raise BrokenTransaction("a use case may not end the transaction")
        if self._broken:
            raise BrokenTransaction("a statement failed before and was not undone by nested()")

    def _current_position(self) -> tuple[object, object]:
        return self._connection.get_transaction(), self._connection.get_nested_transaction()


def _is_cut_off(error: BaseException) -> bool:
    return not isinstance(error, Exception)


def _is_outdated(error: BaseException) -> bool:
    """Whether a migration changed a table under what this connection had prepared."""
    return type(error).__name__ == "InvalidCachedStatementError"


def guard_commits(engine: Engine) -> None:
    """Let this engine commit only right after `allow_commit`."""

    @event.listens_for(engine, "commit")
    def refuse(connection: Connection) -> None:
        if not connection.info.pop(_MAY_COMMIT, False):
            raise BrokenTransaction("a use case may not commit")


def allow_commit(connection: Connection) -> None:
    """Permit the one commit that follows; for the runner only."""
    connection.info[_MAY_COMMIT] = True


@cache
def _insert_or_ignore(table: Table, dialect: str) -> Executable:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return insert(table).on_conflict_do_nothing()


@cache
def _insert_or_ignore_several(table: Table, dialect: str, names: tuple[str, ...], count: int) -> Executable:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    placeholders = iter(_placeholders(names, count))
    rows = [{name: bindparam(next(placeholders), type_=table.c[name].type) for name in names} for _ in range(count)]
    return insert(table).values(rows).on_conflict_do_nothing()


@cache
def _placeholders(names: tuple[str, ...], count: int) -> tuple[str, ...]:
    """What the values of these columns are called, row by row."""
    return tuple(f"{name}_{place}" for place in range(count) for name in names)


def _refuse_dangerous(statement: Executable, parameters: Row | Sequence[Row] | None) -> None:
    if parameters is not None and not parameters:
        raise ValueError("no parameters: the database would insert one row of defaults")
    if isinstance(statement, TextClause) and _TRANSACTION_CONTROL.match(statement.text):
        raise BrokenTransaction("a use case may not steer the transaction; use nested()")
