"""How a table is defined: the one metadata, and constraints and indexes that mean the same on both databases."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import CheckConstraint, Column, ColumnElement, Index, literal_column

from storage.column_types import new_metadata

metadata: Final = new_metadata()


def is_status(table: Any, *statuses: StrEnum) -> ColumnElement[bool]:
    """A condition with its values written out: only such a one lets a database use a partial index."""
    values: list[ColumnElement[str]] = [literal_column(f"'{status}'") for status in statuses]
    condition: ColumnElement[bool] = table.c.status == values[0] if len(values) == 1 else table.c.status.in_(values)
    return condition


def one_of(column: str, values: Iterable[StrEnum]) -> CheckConstraint:
    """Only these values, as the database sees it."""
    listed = ", ".join(f"'{value}'" for value in sorted(values))
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def partial_index(name: str, where: ColumnElement[bool], *columns: Column[Any], unique: bool = False) -> Index:
    """An index of the rows for which the condition holds; made beside its table."""
    return Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)
