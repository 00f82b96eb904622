"""Write a row under its primary key, whether or not one stands there: portable, so without a dialect's upsert."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from sqlalchemy import Insert, Table, Update, bindparam, insert, update

from storage.prepared import Row
from storage.transaction import Transaction


def put(transaction: Transaction, table: Table, row: Row, keep: Collection[str] = ()) -> None:
    """The row takes the place of the one with its primary key; columns named in `keep` stay as they were."""
    keys = [column.name for column in table.primary_key]
    values = {name: value for name, value in row.items() if name not in keys and name not in keep}
    place = {f"key_{name}": row[name] for name in keys}
    if transaction.execute(_update(table), values | place).rowcount == 0:
        transaction.execute(_insert(table), row)


@cache
def _update(table: Table) -> Update:
    return update(table).where(*(column == bindparam(f"key_{column.name}") for column in table.primary_key))


@cache
def _insert(table: Table) -> Insert:
    return insert(table)
