"""The schema's way up and down, on real files."""

import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, exc, text

from storage import schema
from storage.lock import sole_writer
from storage.schema import migrate
from storage.tables import metadata
from storage.transaction import DatabaseUnavailable
from tests.databases import FreshDatabase, empty, look_at

MOVE_ROWS_ONLY = {"0010"}
"""Revisions that leave the tables as they are."""


def revisions() -> list[str]:
    """Oldest first."""
    script = ScriptDirectory.from_config(schema.config_for())
    return [revision.revision for revision in script.walk_revisions()][::-1]


def tables_of(database: Path) -> dict[str, str]:
    """Every table and index with its SQL, without the spaces that only its writer saw."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    written = {name: " ".join(sql.split()) for name, sql in rows if not name.startswith("alembic")}
    # A table that a migration copied has its name in quotes.
    return {name: sql.replace(f'CREATE TABLE "{name}"', f"CREATE TABLE {name}") for name, sql in written.items()}


def shape(database: Path) -> dict[str, list[str]]:
    """The same without the order in which constraints stand: copying a table puts them in another one."""
    return {name: words(sql) for name, sql in tables_of(database).items()}


def words(sql: str) -> list[str]:
    """The statement without its order: Alembic sorts constraints in its own way."""
    return sorted(re.findall(r"[^\s,]+", sql))


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "shop.db"


@pytest.fixture
def url(database: Path) -> str:
    return f"sqlite:///{database}"


def test_there_are_revisions_in_one_line() -> None:
    assert revisions()
    assert revisions() == sorted(revisions())
    assert len(ScriptDirectory.from_config(schema.config_for()).get_heads()) == 1


def test_every_revision_goes_up_down_and_up_again(url: str, database: Path) -> None:
    assert revisions()
    for earlier, revision in pairwise(["base", *revisions()]):
        before = shape(database)
        migrate(url, revision)
        after = shape(database)
        assert (after == before) is (revision in MOVE_ROWS_ONLY)
        migrate(url, earlier)
        assert shape(database) == before
        migrate(url, revision)
        assert shape(database) == after


def test_migrated_database_is_what_the_tables_say(url: str, database: Path, tmp_path: Path) -> None:
    migrate(url)
    with schema.open_engine(url).connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    fresh = tmp_path / "fresh.db"
    engine = create_engine(f"sqlite:///{fresh}")
    metadata.create_all(engine)
    engine.dispose()
    assert tables_of(database).keys() == tables_of(fresh).keys()
    for name, sql in tables_of(fresh).items():
        assert words(tables_of(database)[name]) == words(sql)


def test_every_table_is_strict(url: str, database: Path) -> None:
    migrate(url)
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'").fetchall()
    strict = {name for name, is_strict in rows if is_strict}
    assert {table.name for table in metadata.sorted_tables} == strict


def test_conversations_that_wait_when_the_desk_is_updated_are_reminded_of(url: str, database: Path) -> None:
    migrate(url, "0009")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(
            "INSERT INTO shop (id, bot_id, name, customer_token, delivery_fee, courier) VALUES (1, 7, '샵', 'x', 0, '')"
        )
        for thread, since in ((5, "2026-11-23T01:00:00.000000Z"), (6, None)):
            row = (thread, thread, since)
            connection.execute(
                "INSERT INTO thread (id, shop_id, customer_id, waiting_since, unread) VALUES (?, 1, ?, ?, 0)", row
            )
        connection.commit()
    migrate(url, "0010")
    with closing(sqlite3.connect(database)) as connection:
        found = connection.execute("SELECT kind, subject, shop_id, since, due_at FROM due_reminder").fetchall()
    since = "2026-11-23T01:00:00.000000Z"
    assert found == [("inquiry", 5, 1, since, since)]


OLD_ORDER = {
    "shop_id": 1,
    "customer_id": 5,
    "version": 1,
    "placed_at": "2026-11-23T01:00:00.000000Z",
    "item_count": 1,
    "delivery_fee": 3000,
    "total": 6000,
    "refunded": 0,
    "fulfillment": "pickup",
    "out_of_stock": "call",
    "refused_requests": 0,
} | dict.fromkeys(("recipient_name", "recipient_phone", "recipient_address", "name_key", "phone_last4"), "")
OLD_ORDER |= dict.fromkeys(("note", "handled_by", "cancel_reason"), "")


def test_orders_that_nobody_is_asked_to_pay_are_unpaid_when_the_desk_is_updated(url: str, database: Path) -> None:
    migrate(url, "0014")
    orders = [
        #   status, method, captured, sheet, request
        ("confirmed", "bank_transfer", 0, "none", None),
        ("confirmed", "pay_link", 4000, "drafted", None),
        ("confirmed", "bank_transfer", 6000, "none", None),
        ("confirmed", "bank_transfer", 8000, "none", None),
        ("confirmed", "door_cash", 0, "none", "due_on_delivery"),
        ("confirmed", "bank_transfer", 0, "requested", None),
        ("placed", "bank_transfer", 0, "none", None),
        ("canceled", "pay_link", 0, "none", "processing"),
    ]
    names = ("status", "payment_method", "captured", "sheet_state", "request_state")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(
            "INSERT INTO shop (id, bot_id, name, customer_token, delivery_fee, courier) VALUES (1, 7, '샵', 'x', 0, '')"
        )
        connection.execute("INSERT INTO concern_count VALUES (1, 'payment', 1), (1, 'refund', 1)")
        for number, values in enumerate(orders, start=1):
            row = OLD_ORDER | {"id": number, "number": number} | dict(zip(names, values, strict=True))
            marks = ", ".join("?" * len(row))
            connection.execute(f"INSERT INTO shop_order ({', '.join(row)}) VALUES ({marks})", list(row.values()))
        connection.execute(
            "INSERT INTO payment_refund"
            " (order_id, number, request, attempt, amount, state, key, started_at, code, message)"
            " VALUES (3, 1, 1, 1, 1500, 'pending', 'a', 'x', '', ''), (4, 1, 1, 1, 2000, 'failed', 'b', 'x', '', '')"
        )
        connection.commit()
    counted = "SELECT concern, orders FROM concern_count ORDER BY concern"
    for revision, count in (("0015", 3), ("0014", 1), ("0015", 3)):
        migrate(url, revision)
        with closing(sqlite3.connect(database)) as connection:
            assert connection.execute(counted).fetchall() == [("payment", count), ("refund", 1)]
    with closing(sqlite3.connect(database)) as connection:
        found = connection.execute("SELECT id, unpaid FROM shop_order WHERE unpaid <> 0 ORDER BY id").fetchall()
    assert found == [(1, 6000), (2, 2000), (3, 1500)]


def test_failed_migration_leaves_the_database_as_it_was(url: str, database: Path) -> None:
    migrate(url)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("INSERT INTO order_line VALUES (99, 0, 'x', 1, 1, '')")
        connection.execute("UPDATE alembic_version SET version_num = 'never existed'")
        connection.commit()
    before = tables_of(database)
    with pytest.raises(Exception, match="never existed"):
        migrate(url)
    assert tables_of(database) == before


def test_rows_that_refer_to_nothing_stop_a_migration(url: str, database: Path) -> None:
    migrate(url)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("INSERT INTO order_line VALUES (99, 0, 'x', 1, 1, '')")
        connection.commit()
    with pytest.raises(RuntimeError, match="1 rows refer to nothing"):
        migrate(url)


# PostgreSQL


def schema_of(connection: Connection) -> set[str]:
    """Every column, constraint and index of PostgreSQL's, in its own words."""
    told = text(
        "SELECT format('%s.%s %s %s', table_name, column_name, data_type, collation_name) || is_nullable"
        " FROM information_schema.columns WHERE table_schema = 'public'"
        " UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)"
        " FROM pg_constraint WHERE connamespace = 'public'::regnamespace"
        " UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'"
    )
    return {line for line in connection.execute(told).scalars() if "alembic" not in line}


def differences(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


@pytest.fixture
def server_url(fresh_database: FreshDatabase) -> str:
    return fresh_database("postgresql", empty)


def test_every_revision_goes_up_down_and_up_again_on_postgresql(server_url: str) -> None:
    for earlier, revision in pairwise(["base", *revisions()]):
        before = look_at(server_url, schema_of)
        migrate(server_url, revision)
        after = look_at(server_url, schema_of)
        assert (after == before) is (revision in MOVE_ROWS_ONLY)
        migrate(server_url, earlier)
        assert look_at(server_url, schema_of) == before
        migrate(server_url, revision)
        assert look_at(server_url, schema_of) == after


def test_migrated_postgresql_is_what_the_tables_say(server_url: str, fresh_database: FreshDatabase) -> None:
    migrate(server_url)
    assert look_at(server_url, differences) == []
    fresh = fresh_database("postgresql", empty)
    look_at(fresh, metadata.create_all)
    assert look_at(server_url, schema_of) == look_at(fresh, schema_of)


def test_failed_migration_leaves_postgresql_as_it_was(server_url: str) -> None:
    def spoil(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE timeline_entry (id int)"))  # a name that the first migration takes late

    look_at(server_url, spoil)
    before = look_at(server_url, schema_of)
    with pytest.raises(exc.DBAPIError, match="already exists"):
        migrate(server_url)
    assert look_at(server_url, schema_of) == before


def test_of_processes_that_start_at_once_one_migrates(server_url: str) -> None:
    with ThreadPoolExecutor(4) as processes:
        list(processes.map(migrate, [server_url] * 4))
    assert look_at(server_url, schema.current_revision) == revisions()[-1]


def test_database_in_use_is_not_migrated(url: str, database: Path) -> None:
    with sole_writer(database), pytest.raises(DatabaseUnavailable):
        migrate(url)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_database_without_a_file_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="needs a file"):
        migrate(url)
