"""Statements written with SQLAlchemy, compiled once and run by the driver itself.

Core builds contexts, cursors and rows anew for every call, which costs several times what the database does for a tap.
What stays is how statements are written, and how columns convert their values.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, cast

from sqlalchemy import Dialect, Executable
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.sql.compiler import SQLCompiler

Row = Mapping[str, Any]
Convert = Callable[[Any], Any]
_Bind = tuple[str | None, Convert | None, Any]
"""The value of one placeholder: the name it is given by and how it is converted, or what it always is."""

_KEPT: Final = 1_000
"""Those that stand in modules are a few hundred; the rest were built for one call and go again."""


class Result:
    """All that a statement returned: rows whose values have their columns' names, and how many rows it touched."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: Sequence[Any], rowcount: int) -> None:
        self._rows, self.rowcount = rows, rowcount

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def all(self) -> Sequence[Any]:
        return self._rows

    def first(self) -> Any | None:
        return self._rows[0] if self._rows else None

    def one(self) -> Any:
        """Raises ValueError unless there is exactly one row."""
        (row,) = self._rows
        return row

    def one_or_none(self) -> Any | None:
        return self.one() if self._rows else None

    def scalar_one(self) -> Any:
        return self.one()[0]

    def scalar_one_or_none(self) -> Any | None:
        return self.one()[0] if self._rows else None

    def scalars(self) -> Result:
        """The first column alone."""
        return Result([row[0] for row in self._rows], self.rowcount)


@lru_cache(_KEPT)
def prepared(statement: Executable, dialect: Dialect, keys: tuple[str, ...]) -> Prepared:
    """The statement as this dialect runs it with values of these names."""
    return Prepared(statement, dialect, keys)


class Prepared:
    """One statement in one dialect: its SQL, how values go in and how rows come out."""

    __slots__ = ("_compiled", "_converts", "_dialect", "_lists", "_make_row", "_plans", "returns_rows")

    def __init__(self, statement: Executable, dialect: Dialect, keys: tuple[str, ...]) -> None:
        names = {"column_keys": list(keys)} if getattr(statement, "is_dml", False) else {}
        self._dialect = dialect
        self._compiled: SQLCompiler = cast(Any, statement).compile(dialect=dialect, **names)
        if self._compiled.prefetch:
            raise TypeError("a default of Python would never be asked for; let the column have a server_default")
        binds = self._compiled.binds
        self._lists = tuple(name for name in keys if name in binds and binds[name].expanding)
        self._plans: dict[tuple[int, ...], tuple[str, list[_Bind]]] = {}
        columns = list(getattr(statement, "exported_columns", ()))
        self.returns_rows = bool(columns)
        converts = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self._converts = [(place, convert) for place, convert in enumerate(converts) if convert]
        self._make_row = _row_maker(tuple(column.name for column in columns)) if columns else None

    def run(self, driver: DBAPIConnection, given: Row) -> Result:
        """Runs it once."""
        sql, values = self.bound(given)
        cursor = driver.cursor()
        try:
            cursor.execute(sql, values)
            rows = self._rows(cursor) if cursor.description else ()
            return Result(rows, cursor.rowcount)
        finally:
            cursor.close()

    def run_for_each(self, driver: DBAPIConnection, given: Sequence[Row]) -> Result:
        """Runs it for each of several rows of values; it must not return any."""
        bound = [self.bound(row) for row in given]
        cursor = driver.cursor()
        try:
            cursor.executemany(bound[0][0], [values for _, values in bound])
            return Result((), cursor.rowcount)
        finally:
            cursor.close()

    def bound(self, given: Row) -> tuple[str, tuple[Any, ...]]:
        """The SQL, and the values of its placeholders."""
        sizes = tuple([len(given[name]) for name in self._lists])
        sql, binds = self._plans.get(sizes) or self._plan(given, sizes)
        for name in self._lists:
            given = {**given, **{f"{name}_{n}": value for n, value in enumerate(given[name], 1)}}
        values = [
            fixed if name is None else given[name] if convert is None else convert(given[name])
            for name, convert, fixed in binds
        ]
        return sql, tuple(values)

    def _plan(self, given: Row, sizes: tuple[int, ...]) -> tuple[str, list[_Bind]]:
        """How lists of these sizes are written out; the rest is the same for all."""
        state = self._compiled.construct_expanded_state(dict(given))
        expanded = {part: name for name, parts in state.parameter_expansion.items() for part in parts}
        binds: list[_Bind] = []
        for name in state.positiontup or ():
            bind = self._compiled.binds[expanded.get(name, name)]
            convert = bind.type.dialect_impl(self._dialect).bind_processor(self._dialect)
            if bind.key in given:
                binds.append((name, convert, None))
            else:
                value = state.parameters[name]
                binds.append((None, None, convert(value) if convert else value))
        plan = self._plans[sizes] = state.statement, binds
        return plan

    def _rows(self, cursor: DBAPICursor) -> list[Any]:
        make = self._make_row or _row_maker(tuple(column[0] for column in cursor.description or ()))
        rows: Iterable[Any] = cursor.fetchall()
        if not self._converts:
            return [make(row) for row in rows]
        return [make(self._converted(row)) for row in rows]

    def _converted(self, row: Sequence[Any]) -> list[Any]:
        values = list(row)
        for place, convert in self._converts:
            values[place] = convert(values[place])
        return values


@lru_cache(_KEPT)
def _row_maker(names: tuple[str, ...]) -> Callable[[Iterable[Any]], Any]:
    make: Callable[[Iterable[Any]], Any] = cast(Any, namedtuple)("Row", names, rename=True)._make
    return make
