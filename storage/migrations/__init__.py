"""Every step of the schema, as Alembic runs them."""
