"""What waits and when it is told; what each shop has set about it.

Orders that wait already are reminded of from their next change on.

Revision: 0006, after 0005.
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage import column_types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_LANES = ("chat", "navigator")
_KINDS = ("card", "menu", "navigator", "notice", "staff", "strip")
_EPOCH = datetime(2021, 1, 1, tzinfo=UTC)


def upgrade() -> None:
    due_reminder = op.create_table(
        "due_reminder",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", column_types.Big(), nullable=False),
        sa.Column("shop_id", column_types.Big(), nullable=False),
        sa.Column("since", column_types.UTC(), nullable=False),
        sa.Column("deadline", column_types.UTC(), nullable=True),
        sa.Column("counts_from", column_types.UTC(), nullable=False),
        sa.Column("due_at", column_types.UTC(), nullable=True),
        sa.Column("told", column_types.Whole(), nullable=False),
        sa.Column("snoozed_until", column_types.UTC(), nullable=True),
        sa.Column("is_stopped", column_types.Bool(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_due_reminder_shop_id")),
        sa.PrimaryKeyConstraint("kind", "subject", name=op.f("pk_due_reminder")),
        sqlite_strict=True,
    )
    op.create_index("ix_due_reminder_due", "due_reminder", ["due_at"])
    op.create_index("ix_due_reminder_shop", "due_reminder", ["shop_id", "kind"])
    op.add_column("shop", sa.Column("reminders", column_types.Json(), nullable=True))
    _allow("lane", (*_LANES, "reminder"))
    _allow("kind", (*_KINDS, "reminder"))
    _begin_for_shops(due_reminder)


def downgrade() -> None:
    op.execute("DELETE FROM outbox_intent WHERE kind = 'reminder'")
    _allow("kind", _KINDS)
    _allow("lane", _LANES)
    op.drop_column("shop", "reminders")
    op.drop_table("due_reminder")


def _begin_for_shops(due_reminder: sa.Table) -> None:
    """Every shop is looked at for its door and its closing summary, as a new one is."""
    epoch = sa.literal(_EPOCH, column_types.UTC())
    for kind in ("door", "summary"):
        values: tuple[sa.ColumnElement[Any], ...] = (
            sa.literal(kind),
            sa.column("id"),
            sa.column("id"),
            epoch,
            epoch,
            epoch,
            sa.literal(0),
            sa.false(),
        )
        shops = sa.select(*values).select_from(sa.table("shop"))
        names = ["kind", "subject", "shop_id", "since", "counts_from", "due_at", "told", "is_stopped"]
        op.execute(due_reminder.insert().from_select(names, shops))


def _allow(column: str, values: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{value}'" for value in sorted(values))
    with op.batch_alter_table("outbox_intent", table_kwargs={"sqlite_strict": True}) as batch:
        batch.drop_constraint(op.f(f"ck_outbox_intent_{column}"), type_="check")
        batch.create_check_constraint(op.f(f"ck_outbox_intent_{column}"), f"{column} IN ({listed})")
