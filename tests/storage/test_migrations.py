"""The schema's way up and down, on real files."""

import re
import sqlite3
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from storage import schema
from storage.lock import sole_writer
from storage.schema import migrate
from storage.tables import metadata
from storage.transaction import DatabaseUnavailable


def revisions() -> list[str]:
    """Oldest first."""
    script = ScriptDirectory.from_config(schema.config_for())
    return [revision.revision for revision in script.walk_revisions()][::-1]


def tables_of(database: Path) -> dict[str, str]:
    """Every table and index with its SQL, without the spaces that only its writer saw."""
    with closing(sqlite3.connect(database)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {name: " ".join(sql.split()) for name, sql in rows if not name.startswith("alembic")}


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
        before = tables_of(database)
        migrate(url, revision)
        after = tables_of(database)
        assert after != before
        migrate(url, earlier)
        assert tables_of(database) == before
        migrate(url, revision)
        assert tables_of(database) == after


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


def test_database_in_use_is_not_migrated(url: str, database: Path) -> None:
    with sole_writer(database), pytest.raises(DatabaseUnavailable):
        migrate(url)


@pytest.mark.parametrize("url", ["postgresql://localhost/shop", "sqlite://", "sqlite:///:memory:"])
def test_database_without_a_file_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="needs a file"):
        migrate(url)
