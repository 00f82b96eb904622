"""What only the layer between SQLAlchemy's statements and the driver can get wrong."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, bindparam, insert, select
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from storage.prepared import Prepared, prepared

SQLITE = SQLiteDialect_pysqlite()
goods = Table("goods", MetaData(), Column("id", Integer, primary_key=True), Column("count", Text))
OF_IDS = select(goods).where(goods.c.id.in_(bindparam("ids", expanding=True))).order_by(goods.c.id)


@pytest.fixture
def driver() -> Iterator[Any]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE goods (id INTEGER PRIMARY KEY, count TEXT)")
        connection.executemany("INSERT INTO goods VALUES (?, ?)", [(1, "하나"), (2, "둘"), (3, "셋")])
        yield connection


def ids(driver: Any, wanted: list[int]) -> list[int]:
    return [row.id for row in prepared(OF_IDS, SQLITE, ("ids",)).run(driver, {"ids": wanted})]


def test_list_of_values_may_have_another_length_each_time(driver: Any) -> None:
    assert ids(driver, [1, 3]) == [1, 3]
    assert ids(driver, [2]) == [2]
    assert ids(driver, []) == []
    assert ids(driver, [3, 2]) == [2, 3]


def test_column_may_have_a_name_that_rows_use_themselves(driver: Any) -> None:
    assert prepared(OF_IDS, SQLITE, ("ids",)).run(driver, {"ids": [2]}).one().count == "둘"


def test_one_row_means_one(driver: Any) -> None:
    both = prepared(OF_IDS, SQLITE, ("ids",)).run(driver, {"ids": [1, 2]})
    for ask in (both.one, both.one_or_none, both.scalar_one, both.scalar_one_or_none):
        with pytest.raises(ValueError, match="too many values"):
            ask()


def test_missing_value_is_refused_before_anything_is_run(driver: Any) -> None:
    with pytest.raises(Exception, match="value is required for bind parameter 'ids'"):
        prepared(OF_IDS, SQLITE, ()).run(driver, {})


def test_default_that_only_python_knows_is_refused() -> None:
    table = Table("shops", MetaData(), Column("id", Integer, primary_key=True), Column("days", Integer, default=3))
    with pytest.raises(TypeError, match="server_default"):
        Prepared(insert(table), SQLITE, ("id",))
