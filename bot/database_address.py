"""What `database.url` may say, checked without opening anything; no message shows the password."""

from __future__ import annotations

from typing import Final
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

_SQLITE: Final = "sqlite:///"
_POSTGRESQL: Final = ("postgresql", "postgresql+asyncpg", "postgres")
_OPTIONS: Final = ("host", "port", "ssl", "sslmode")


def check_database_url(url: str) -> str:
    """The url, or ValueError with what is wrong about it."""
    if url.startswith(_SQLITE):
        _check_sqlite(url.removeprefix(_SQLITE))
    elif url.partition("://")[0] in _POSTGRESQL:
        _check_postgresql(url)
    else:
        raise ValueError("names a database other than SQLite and PostgreSQL")
    return url


def passwords_in(url: str) -> tuple[str, ...]:
    """The password as it is and as it is written there; nothing if there is none."""
    written = urlsplit(url).password
    return (unquote(written), written) if written else ()


def _check_sqlite(path: str) -> None:
    if path in ("", ":memory:"):
        raise ValueError("names no file, and the orders would be lost at every restart")


def _check_postgresql(url: str) -> None:
    parts, options = _split(url)
    if not parts.hostname and "host" not in options:
        raise ValueError("names no server")
    if not parts.path.strip("/") or "/" in parts.path.strip("/"):
        raise ValueError("names no database on that server")
    if not set(options) <= set(_OPTIONS):  # not named: it may be the rest of a password with a ?
        raise ValueError(f"has an option that is not known; there are {', '.join(_OPTIONS)}")


def _split(url: str) -> tuple[SplitResult, dict[str, list[str]]]:
    try:
        parts = urlsplit(url)
        has_good_port = parts.port is None or parts.port > 0
    except ValueError:  # Its text quotes the address, password and all.
        has_good_port = False
    if not has_good_port or parts.netloc.count("@") > 1 or "@" in parts.path:
        raise ValueError("cannot be read: in a password / must be written %2F, @ %40, : %3A, # %23, ? %3F and % %25")
    return parts, parse_qs(parts.query, keep_blank_values=True)
