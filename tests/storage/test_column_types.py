"""Each column type means the same on both databases and refuses what one of them would silently change."""

from collections.abc import Iterator
from datetime import UTC as UTC_ZONE
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Table, create_engine, exc, insert, select, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable
from sqlalchemy.types import TypeDecorator

from storage.column_types import BIG, PK, UTC, Bool, CleanText, Json, Whole, new_metadata, strict_table

metadata = new_metadata()
POSTGRESQL = postgresql.dialect()  # type: ignore[no-untyped-call]
TYPES: dict[str, TypeDecorator[Any]] = {
    "whole": Whole(),
    "big": BIG,
    "text": CleanText(),
    "flag": Bool(),
    "at": UTC(),
    "doc": Json(),
}
samples: Table = strict_table(
    "samples",
    metadata,
    Column("id", PK, primary_key=True),
    *(Column(name, kind) for name, kind in TYPES.items()),
)
SEOUL = timezone(timedelta(hours=9))


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.connect() as opened:
        metadata.create_all(opened)
        yield opened
    engine.dispose()


def stored(connection: Connection, column: str, value: Any) -> Any:
    """What comes back for a value."""
    row_id = connection.execute(insert(samples).returning(samples.c.id), {column: value}).scalar_one()
    return connection.execute(select(samples.c[column]).where(samples.c.id == row_id)).scalar_one()


ROUND_TRIPS: list[tuple[str, Any, Any]] = [
    ("whole", -(2**31), -(2**31)),
    ("big", 2**63 - 1, 2**63 - 1),
    ("flag", True, True),
    ("flag", False, False),
    ("text", "주문 🎁", "주문 🎁"),
    ("text", "a\0b", "ab"),
    ("text", "a\ud800b", "a\ufffdb"),
    ("text", "end\ud83d", "end\ufffd"),
    ("text", "\ud83c\udf81", "🎁"),
    ("at", datetime(2026, 1, 2, 12, 4, 5, 6, SEOUL), datetime(2026, 1, 2, 3, 4, 5, 6, UTC_ZONE)),
    ("doc", {"주문": ["a\0", "\ud800", ("b", None)], "k\0": 1.5}, {"주문": ["a", "\ufffd", ["b", None]], "k": 1.5}),
    ("doc", [], []),
    *((column, None, None) for column in TYPES),
]


@pytest.mark.parametrize(("column", "value", "expected"), ROUND_TRIPS)
def test_value_comes_back(connection: Connection, column: str, value: Any, expected: Any) -> None:
    back = stored(connection, column, value)
    assert back == expected
    assert type(back) is type(expected)


def test_time_comes_back_in_utc(connection: Connection) -> None:
    assert stored(connection, "at", datetime(2026, 1, 1, tzinfo=SEOUL)).tzinfo is UTC_ZONE


REFUSED: list[tuple[str, Any, type[Exception]]] = [
    *((column, value, TypeError) for column in ("whole", "big") for value in ("12", 1.5, 2.0, True, b"1")),
    ("whole", 2**31, ValueError),
    ("big", 2**63, ValueError),
    ("text", 5, TypeError),
    ("text", b"a", TypeError),
    ("flag", 1, TypeError),
    ("flag", "true", TypeError),
    ("at", datetime(2026, 1, 1), ValueError),  # noqa: DTZ001
    ("at", "2026-01-01T00:00:00Z", TypeError),
    ("doc", {"a": float("nan")}, ValueError),
    ("doc", {"a": object()}, TypeError),
]


@pytest.mark.parametrize(("column", "value", "error"), REFUSED)
def test_value_is_refused_before_it_reaches_sqlite(
    connection: Connection, column: str, value: Any, error: type[Exception]
) -> None:
    with pytest.raises(exc.StatementError) as caught:
        stored(connection, column, value)
    assert isinstance(caught.value.orig, error)


@pytest.mark.parametrize(("column", "value", "error"), [case for case in REFUSED if case[0] != "doc"])
def test_value_is_refused_before_it_reaches_postgresql(column: str, value: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        TYPES[column].process_bind_param(value, POSTGRESQL)


def test_comparisons_are_checked_too(connection: Connection) -> None:
    with pytest.raises(exc.StatementError, match="must be an int, not str"):
        connection.execute(select(samples).where(samples.c.id == "12"))


def test_null_document_is_null_and_not_a_json_null(connection: Connection) -> None:
    stored(connection, "doc", None)
    assert connection.execute(text("select count(*) from samples where doc is null")).scalar_one() == 1


def test_text_order_of_instants_is_their_order(connection: Connection) -> None:
    instants = [datetime(900, 1, 1, tzinfo=UTC_ZONE), datetime(2026, 1, 1, tzinfo=UTC_ZONE)]
    instants.append(instants[-1] + timedelta(microseconds=1))
    for instant in reversed(instants):
        stored(connection, "at", instant)
    assert connection.execute(select(samples.c.at).order_by(samples.c.at)).scalars().all() == instants
    widths = connection.execute(text("select distinct length(at) from samples")).scalars().all()
    assert widths == [27]


def test_tables_are_strict_and_their_keys_count_up(connection: Connection) -> None:
    ids = [connection.execute(insert(samples).returning(samples.c.id), {"whole": 1}).scalar_one() for _ in range(3)]
    assert ids == [1, 2, 3]
    with pytest.raises(exc.IntegrityError, match="cannot store TEXT value in INTEGER column"):
        connection.execute(text("insert into samples (whole) values ('many')"))


def test_postgresql_gets_its_own_types() -> None:
    ddl = str(CreateTable(samples).compile(dialect=POSTGRESQL))
    expected = ("id BIGSERIAL", "whole INTEGER", "big BIGINT", 'text TEXT COLLATE "C"', "flag BOOLEAN", "doc JSON")
    assert [
        part for part in (*expected, "at TIMESTAMP WITH TIME ZONE", "CONSTRAINT pk_samples") if part not in ddl
    ] == []
