"""Alembic's entry: runs migrations on the connection of `storage.schema`, inside its one transaction."""

from alembic import context

from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    user_module_prefix="column_types.",
)
context.run_migrations()
