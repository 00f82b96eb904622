"""Moving a whole database: nothing is lost, nothing is overwritten, and it goes on counting where it stopped."""

import re
from datetime import UTC as UTC_ZONE
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import CheckConstraint, Column, Connection, Table, delete, func, insert, select, text
from sqlalchemy.types import LargeBinary

from storage.column_types import UTC, Bool, CleanText, Json, Whole
from storage.copying import CannotCopy, copy_database
from storage.lock import sole_writer
from storage.schema import migrate
from storage.tables import metadata, order_line, shop, timeline_entry
from storage.transaction import DatabaseUnavailable
from tests.databases import FreshDatabase, Kind, empty, look_at

KEYS = (1, 2, 41)
WAYS = [("sqlite", "postgresql"), ("postgresql", "sqlite"), ("sqlite", "sqlite"), ("postgresql", "postgresql")]
either_way = pytest.mark.parametrize(("old", "new"), WAYS)


def allowed(table: Table) -> dict[str, list[str]]:
    """By column, what a CHECK lets it be."""
    checks = [str(check.sqltext) for check in table.constraints if isinstance(check, CheckConstraint)]
    lists = [found for check in checks if (found := re.fullmatch(r"(\w+) IN \((.*)\)", check))]
    return {found[1]: re.findall(r"'(\w+)'", found[2]) for found in lists}


def value(column: Column[Any], key: int, choices: list[str]) -> Any:
    """Something of the column's type; where NULL may stand it stands in one row."""
    if column.nullable and key == 2:
        return None
    if choices:
        return choices[key % len(choices)]
    match column.type:
        case Whole():
            return key if column.primary_key or column.foreign_keys else 2 ** (column.type.bits - 2) + key
        case UTC():
            return datetime(2026, 1, 2, 3, 4, 5, 6, UTC_ZONE) + timedelta(days=key)
        case Bool():
            return key % 2 == 0
        case Json():
            return {"나중": key, "a": [1.5, None, "🎁"]}
        case LargeBinary():
            return bytes([0, 255, key])
        case CleanText():
            return f"{column.name} '{key}'\n주문 🎁"
        case _:
            return f"{column.name}-{key}"


def fill(connection: Connection) -> None:
    """Three rows in every table there is."""
    for table in metadata.sorted_tables:
        lists = allowed(table)
        rows = [{c.name: value(c, key, lists.get(c.name, [])) for c in table.columns} for key in KEYS]
        if table is timeline_entry:  # which belongs either to an order or to a conversation
            rows = [row | {"thread_id": None if row["order_id"] else key} for row, key in zip(rows, KEYS, strict=True)]
        connection.execute(insert(table), rows)


def everything(connection: Connection) -> dict[str, list[Any]]:
    tables = metadata.sorted_tables
    return {t.name: [tuple(row) for row in connection.execute(select(t).order_by(*t.primary_key))] for t in tables}


@pytest.fixture
def addresses(fresh_database: FreshDatabase, old: Kind, new: Kind) -> tuple[str, str]:
    source = fresh_database(old)
    look_at(source, fill)
    return source, fresh_database(new, empty)


@either_way
def test_every_table_arrives_as_it_was(addresses: tuple[str, str]) -> None:
    report = copy_database(*addresses)
    source, target = (look_at(url, everything) for url in addresses)
    assert target == source
    assert {name: len(rows) for name, rows in source.items()} == {table.name: len(KEYS) for table in report}
    assert all(table.rows == len(KEYS) and table.sum for table in report)


@pytest.mark.parametrize(("old", "new"), [way for way in WAYS if way[1] == "postgresql"])
def test_copy_goes_on_counting_where_the_other_stopped(addresses: tuple[str, str]) -> None:
    """SQLite counts on from the last row by itself."""
    counted = [(table.name, table.autoincrement_column) for table in metadata.sorted_tables]

    def next_keys(connection: Connection) -> dict[str, int]:
        sequences = {
            name: func.pg_get_serial_sequence(name, column.name) for name, column in counted if column is not None
        }
        return {name: connection.execute(select(func.nextval(it))).scalar_one() for name, it in sequences.items()}

    copy_database(*addresses)
    keys = look_at(addresses[1], next_keys)
    assert len(keys) > 5
    assert set(keys.values()) == {KEYS[-1] + 1}


@either_way
def test_database_with_anything_in_it_is_not_copied_into(addresses: tuple[str, str]) -> None:
    source, target = addresses
    migrate(target)
    look_at(target, fill)
    before = look_at(target, everything)
    with pytest.raises(CannotCopy, match=r"is not empty: .* has rows"):
        copy_database(source, target)
    assert look_at(target, everything) == before


@pytest.mark.parametrize(("old", "new"), WAYS[:2])
def test_copy_that_came_out_different_is_undone(addresses: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof is broken here by reading a row less than there is."""
    monkeypatch.setattr("storage.copying.select", lambda *what: select(*what).where(text("1=1")).limit(2))
    with pytest.raises(CannotCopy, match="differs after copying"):
        copy_database(*addresses)
    assert not any(look_at(addresses[1], everything).values())


def test_running_bot_keeps_its_database(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    source, target = fresh_database("sqlite"), fresh_database("postgresql", empty)
    with sole_writer(tmp_path / "shop.db"), pytest.raises(DatabaseUnavailable, match="in use by another"):
        copy_database(source, target)


def test_file_that_is_not_there_is_not_made(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable, match=r"there is no .*nothing\.db"):
        copy_database(f"sqlite:///{tmp_path / 'nothing.db'}", fresh_database("postgresql", empty))
    assert not (tmp_path / "nothing.db").exists()


def test_database_is_not_copied_onto_itself(fresh_database: FreshDatabase) -> None:
    with pytest.raises(CannotCopy, match="the same database"):
        copy_database(*[fresh_database("sqlite")] * 2)


def test_database_of_an_older_release_is_brought_up_to_date_first(fresh_database: FreshDatabase) -> None:
    source = fresh_database("sqlite", empty)
    migrate(source, "0001")
    with pytest.raises(CannotCopy, match="not up to date; bring it there first with: minishop migrate"):
        copy_database(source, fresh_database("postgresql", empty))


def test_many_rows_go_in_several_batches(fresh_database: FreshDatabase) -> None:
    def add_lines(connection: Connection) -> None:
        fill(connection)
        connection.execute(delete(order_line))
        line = {"order_id": 1, "name": "콜라", "unit_price": 3500, "quantity": 1, "code": ""}
        connection.execute(insert(order_line), [line | {"position": n} for n in range(1234)])

    source, target = fresh_database("sqlite"), fresh_database("postgresql", empty)
    look_at(source, add_lines)
    rows = {table.name: table.rows for table in copy_database(source, target)}
    assert rows["order_line"] == 1234
    count = select(func.count()).select_from(order_line)
    assert look_at(target, lambda connection: connection.execute(count).scalar_one()) == 1234
    assert rows["shop"] == len(look_at(target, lambda connection: connection.execute(select(shop)).all()))
