"""Column types that mean the same on SQLite and PostgreSQL, and refuse what either would silently change."""

import json
from datetime import UTC as UTC_ZONE
from datetime import datetime
from typing import Any, Final

from sqlalchemy import JSON, BigInteger, Boolean, DateTime, Dialect, Integer, MetaData, Table, Text
from sqlalchemy.schema import SchemaItem
from sqlalchemy.types import TypeDecorator, TypeEngine

to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode

_NAMING: Final = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


def new_metadata() -> MetaData:
    """Metadata that names every constraint, so that a migration can find it on both databases."""
    return MetaData(naming_convention=_NAMING)


def strict_table(name: str, metadata: MetaData, *items: SchemaItem) -> Table:
    """A table in which SQLite checks the types too."""
    return Table(name, metadata, *items, sqlite_strict=True)


class UTC(TypeDecorator[datetime]):
    """An aware instant. Reads back as UTC; ISO text of fixed width on SQLite, so that text order is time order."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if not isinstance(value, datetime):
            raise TypeError(f"an instant must be a datetime, not {type(value).__name__}")
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone; this datetime is naive")
        value = value.astimezone(UTC_ZONE)
        if dialect.name != "sqlite":
            return value
        return value.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return datetime.fromisoformat(value) if isinstance(value, str) else value.astimezone(UTC_ZONE)


class Json(TypeDecorator[Any]):
    """A JSON document, its texts cleaned like `CleanText`; None is NULL. JSON on PostgreSQL, text on SQLite.

    Not JSONB, which sorts keys: a basket's goods stand in the order in which they were chosen.
    """

    impl = JSON
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(none_as_null=True)

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else JSON(none_as_null=True))

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        if value is None:
            return None
        cleaned = _clean_document(value)
        return to_json(cleaned) if dialect.name == "sqlite" else cleaned

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return json.loads(value) if isinstance(value, str) and dialect.name == "sqlite" else value


class Bool(TypeDecorator[bool]):
    """True or False and nothing that merely looks like it; 1 or 0 on SQLite."""

    impl = Boolean
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Boolean())

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> Any:
        if value is not None and not isinstance(value, bool):
            raise TypeError(f"a truth value must be a bool, not {type(value).__name__}")
        return int(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)


class Whole(TypeDecorator[int]):
    """A whole number of 32 bits: SQLite would take "12" and asyncpg 1.5 without a word, here both are a TypeError."""

    impl: Any = Integer
    cache_ok = True
    bits = 32

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool):
            raise TypeError(f"a whole number must be an int, not {type(value).__name__}")
        if not -(1 << self.bits - 1) <= value < 1 << self.bits - 1:
            raise ValueError(f"{value} does not fit into {self.bits} bits")
        return value


class Big(Whole):
    """A whole number of 64 bits: money, and ids that come from outside."""

    impl = BigInteger
    cache_ok = True
    bits = 64

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())


BIG: Final = Big()
PK: Final = Big()  # INTEGER on SQLite: only that name makes a primary key the rowid, which counts up by itself


class CleanText(TypeDecorator[str]):
    """Text that both databases can hold: NUL is dropped, a lone surrogate becomes U+FFFD.

    Compared and sorted by code points on both, as in Python: a PostgreSQL server's own language would sort otherwise.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Text() if dialect.name == "sqlite" else Text(collation="C")

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is not None and not isinstance(value, str):
            raise TypeError(f"a text must be a str, not {type(value).__name__}")
        return None if value is None else _clean(value)


def _clean(text: str) -> str:
    text = text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _clean_document(value: Any) -> Any:
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, dict):
        return {_clean_document(key): _clean_document(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean_document(item) for item in value]
    return value
