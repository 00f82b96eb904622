"""What a failure of PostgreSQL means: try again, the connection is gone, or a sentence for the operator."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from typing import Final

from sqlalchemy import URL, exc

_CONFLICTS: Final = frozenset({"40001", "40P01"})
"""Serialization failure, deadlock."""
_DUPLICATE: Final = "23505"
_LOST: Final = ("08", "57P01", "57P02", "57P03")
_SENTENCES: Final[Mapping[str, str]] = {
    "28000": "the PostgreSQL server at {place} does not let the user {user} in; look at its pg_hba.conf",
    "28P01": "the PostgreSQL server at {place} refuses the password of the user {user}",
    "3D000": "the PostgreSQL server at {place} has no database {database}; make it with: createdb {database}",
    "42501": "the user {user} may not work in the database {database}; let it own the database and its tables",
    "42P01": "the database {database} lacks a table; bring it up to date with: minishop migrate",
    "53300": "the PostgreSQL server at {place} has no connection left; raise its max_connections",
    "57P03": "the PostgreSQL server at {place} is starting or stopping; try again in a moment",
}
_AGAIN: Final = "InvalidCachedStatementError"
"""A migration changed a table under a prepared statement; SQLAlchemy prepares it anew when it is run again."""


def is_passing(error: BaseException) -> bool:
    """Whether the whole transaction, run again from its start, may well succeed."""
    return isinstance(error, exc.DBAPIError) and (
        _sqlstate(error) in _CONFLICTS
        or is_lost(error)
        or type(error.orig).__name__ == _AGAIN
        or _is_taken_place(error)
    )


def _is_taken_place(error: exc.DBAPIError) -> bool:
    """Somebody else inserted the row with this primary key meanwhile; who runs again finds it there."""
    cause = getattr(error.orig, "__cause__", None)
    return _sqlstate(error) == _DUPLICATE and (getattr(cause, "constraint_name", None) or "").startswith("pk_")


def is_lost(error: BaseException) -> bool:
    """Whether the connection is gone, and with it the answer to what was sent last."""
    return isinstance(error, exc.DBAPIError) and (error.connection_invalidated or _sqlstate(error).startswith(_LOST))


def is_explained(error: BaseException) -> bool:
    """Whether `explain` knows better than the error itself."""
    return is_lost(error) or isinstance(error, OSError) or _sqlstate(error) in _SENTENCES


def explain(error: BaseException, url: URL) -> str:
    """One sentence on why the database cannot be reached or used. Never the password."""
    place = _place(url)
    if sentence := _SENTENCES.get(_sqlstate(error)):
        return sentence.format(place=place, user=url.username or "(none)", database=url.database)
    match error:
        case socket.gaierror():
            return f"no computer is called {url.host}; correct the address of the PostgreSQL server"
        case ssl.SSLError():
            return f"the encrypted connection to {place} failed ({error.reason}); look at sslmode"
        case TimeoutError():
            return f"the PostgreSQL server at {place} did not answer in time"
        case OSError():
            return f"no PostgreSQL server answers at {place}; start it or correct its address"
        case _:
            return f"the PostgreSQL server at {place} said: {getattr(error, 'orig', None) or error}"


def _sqlstate(error: BaseException) -> str:
    """Of SQLAlchemy's error or the driver's own."""
    return getattr(getattr(error, "orig", error), "sqlstate", None) or ""


def _place(url: URL) -> str:
    host = url.host or url.query.get("host") or "localhost"
    return f"{host}:{url.port or 5432}"
