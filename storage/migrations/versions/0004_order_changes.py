"""Rounds of edits on an order's sheet, and what lists show of them.

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

from storage import column_types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "order_change",
        sa.Column("order_id", column_types.Big(), nullable=False),
        sa.Column("round", column_types.Whole(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("lines", column_types.Json(), nullable=False),
        sa.Column("edits", column_types.Json(), nullable=False),
        sa.Column("earlier", column_types.Json(), nullable=False),
        sa.Column("chosen", column_types.Json(), nullable=True),
        sa.Column("editor_id", column_types.Big(), nullable=True),
        sa.Column("editor_name", column_types.CleanText(), nullable=True),
        sa.Column("editing_since", column_types.UTC(), nullable=True),
        sa.Column("requested_at", column_types.UTC(), nullable=True),
        sa.Column("closed_at", column_types.UTC(), nullable=True),
        sa.Column("reason", column_types.CleanText(), nullable=False),
        sa.CheckConstraint(
            "status IN ('approved', 'declined', 'draft', 'requested', 'withdrawn')",
            name=op.f("ck_order_change_status"),
        ),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name=op.f("fk_order_change_order_id")),
        sa.PrimaryKeyConstraint("order_id", "round", name=op.f("pk_order_change")),
        sqlite_strict=True,
    )
    op.add_column("shop_order", sa.Column("rounds", column_types.Whole(), nullable=False, server_default="0"))
    op.add_column("shop_order", sa.Column("sheet_state", sa.Text(), nullable=False, server_default="none"))
    op.add_column("shop", sa.Column("offers_groups", column_types.Bool(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    op.drop_column("shop", "offers_groups")
    op.drop_column("shop_order", "sheet_state")
    op.drop_column("shop_order", "rounds")
    op.drop_table("order_change")
