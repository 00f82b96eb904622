"""Where the database is, as the settings write it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import URL, make_url

_POSTGRESQL: Final = ("postgresql", "postgres")
_OPTIONS: Final = frozenset({"host", "port", "ssl"})


def parse(url: str) -> URL:
    """The address, with its asynchronous driver. Raises ValueError, which never tells the password."""
    parsed = make_url(url)
    backend = parsed.drivername.partition("+")[0]
    if backend == "sqlite":
        if not parsed.database or parsed.database == ":memory:":
            raise ValueError("the database needs a file: sqlite:///path/to/shop.db")
        return parsed.set(drivername="sqlite+aiosqlite")
    if backend not in _POSTGRESQL:
        raise ValueError(f"there is no storage for {backend} databases")
    return _for_asyncpg(parsed)


def is_sqlite(url: str) -> bool:
    return parse(url).get_backend_name() == "sqlite"


def sqlite_file(url: str) -> Path:
    """The file of a SQLite URL. Raises ValueError for any other."""
    parsed = parse(url)
    if parsed.get_backend_name() != "sqlite":
        raise ValueError("the database needs a file: sqlite:///path/to/shop.db")
    return Path(str(parsed.database))


def _for_asyncpg(url: URL) -> URL:
    """With the driver that the store uses, and with its name for what everybody else calls sslmode."""
    if not url.database:
        raise ValueError("the database needs a name: postgresql://user:password@host/shop")
    options = {"ssl" if name == "sslmode" else name: value for name, value in url.query.items()}
    if unknown := sorted(options.keys() - _OPTIONS):
        raise ValueError(f"the database's address has an unknown option: {unknown[0]}; there are host, port, sslmode")
    return url.set(drivername="postgresql+asyncpg", query=options)
