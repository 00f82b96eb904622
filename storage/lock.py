"""A lock that lets one process at a time write a SQLite file, and that dies with its process."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from storage.transaction import DatabaseUnavailable


@contextmanager
def sole_writer(database: Path) -> Iterator[None]:
    """Hold `<database>-lock`, or raise DatabaseUnavailable at once if another store holds it.

    The lock is itself a SQLite lock: it works on every system, and the kernel frees it after a kill.
    """
    lock_file = Path(f"{database.resolve()}-lock")
    try:
        connection = sqlite3.connect(lock_file, timeout=0, isolation_level=None)
    except sqlite3.OperationalError as error:
        raise DatabaseUnavailable(f"cannot open {database}: {error}") from error
    with closing(connection):
        _lock(connection, database)
        yield


def _lock(connection: sqlite3.Connection, database: Path) -> None:
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise DatabaseUnavailable(f"{database} is in use by another running process") from error
        raise DatabaseUnavailable(f"cannot lock {database}: {error}") from error
