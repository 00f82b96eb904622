"""Alembic's entry: runs migrations on the connection of `storage.schema`, inside its one transaction."""

from typing import Any, Literal

from alembic import context

from storage import column_types
from storage.tables import metadata


def render_type(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Our own types by their short name; Alembic's repr of them would not even compile."""
    is_ours = kind == "type" and type(item).__module__ == column_types.__name__
    return f"column_types.{type(item).__name__}()" if is_ours else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=render_type,
)
context.run_migrations()
