"""Bring a database to the present schema, wholly or not at all."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, exc, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import create_async_engine

from storage import database_url
from storage.lock import sole_writer
from storage.postgresql_errors import explain, is_explained
from storage.transaction import DatabaseUnavailable

MIGRATIONS: Final = Path(__file__).parent / "migrations"
ONE_AT_A_TIME: Final = text("SELECT pg_advisory_xact_lock(hashtext('minishop migrations'))")


def migrate(url: str, revision: str = "head") -> None:
    """Up or down to `revision`; idempotent. Rolls back wholly on any error, also on rows that refer to nothing.

    SQLite: makes the file and its folder; DatabaseUnavailable while another process has the database open.
    PostgreSQL: waits for another process that migrates; not to be called on a running event loop.
    """
    if not database_url.is_sqlite(url):
        asyncio.run(_migrate_postgresql(database_url.parse(url), revision))
        return
    with sole_writer(_with_folder(database_url.sqlite_file(url))), open_engine(url).begin() as connection:
        _walk(connection, revision)
        _refuse_dangling(connection)


async def _migrate_postgresql(url: URL, revision: str) -> None:
    engine = create_async_engine(url, poolclass=NullPool, hide_parameters=True)
    try:
        async with engine.begin() as connection:
            await connection.execute(ONE_AT_A_TIME)
            await connection.run_sync(_walk, revision)
    except (OSError, exc.DBAPIError) as error:
        if not is_explained(error):
            raise
        raise DatabaseUnavailable(explain(error, url)) from error
    finally:
        await engine.dispose()


def _walk(connection: Connection, revision: str) -> None:
    config = config_for(connection)
    if revision != "head" and _is_below(config, revision, connection):
        command.downgrade(config, revision)
    else:
        command.upgrade(config, revision)


def current_revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def config_for(connection: Connection | None = None) -> Config:
    """Alembic's settings; migrations run on this connection, inside its transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _is_below(config: Config, revision: str, connection: Connection) -> bool:
    if revision == "base":
        return True
    applied = current_revision(connection)
    if applied is None:
        return False
    script = ScriptDirectory.from_config(config)
    return revision in {r.revision for r in script.iterate_revisions(applied, "base")} - {applied}


def _with_folder(file: Path) -> Path:
    """The file, whose folder exists from now on: on a fresh machine nobody has made it."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatabaseUnavailable(f"cannot make the folder of {file}: {error.strerror}") from error
    return file


def open_engine(url: str) -> Engine:
    """An engine for migrations and checks of a SQLite schema; every transaction writes, and holds DDL too."""
    engine = create_engine(make_url(url).set(drivername="sqlite"), poolclass=NullPool, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(driver: DBAPIConnection, _record: object) -> None:
        driver.isolation_level = None  # the driver would commit before DDL
        # A table is altered by copying it: with foreign keys on, dropping the old one would take its children along.
        driver.execute("PRAGMA foreign_keys=OFF")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


def _refuse_dangling(connection: Connection) -> None:
    if dangling := connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        raise RuntimeError(f"{len(dangling)} rows refer to nothing after the migration; nothing was changed")
