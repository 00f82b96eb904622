"""Counts and finds what waits for approval, payment or a refund; from now on adds up money confirmed by hand.

Revision: 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

from storage import column_types

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_CONCERNS = {
    "approval": "sheet_state = 'requested'",
    "payment": "request_state IN ('awaiting_deposit', 'processing', 'requested')",
    "refund": "captured - refunded > CASE WHEN (status = 'canceled') THEN 0 ELSE total END",
}


def upgrade() -> None:
    op.create_table(
        "concern_count",
        sa.Column("shop_id", column_types.Big(), nullable=False),
        sa.Column("concern", sa.Text(), nullable=False),
        sa.Column("orders", column_types.Big(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_concern_count_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "concern", name=op.f("pk_concern_count")),
        sqlite_strict=True,
    )
    op.add_column("day_count", sa.Column("won_by_hand", column_types.Big(), nullable=False, server_default="0"))
    for concern, holds in _CONCERNS.items():
        where = sa.text(holds)
        columns = ["shop_id", "placed_at", "id"]
        name = f"ix_shop_order_{concern}"
        op.create_index(name, "shop_order", columns, sqlite_where=where, postgresql_where=where)
        op.execute(
            f"INSERT INTO concern_count (shop_id, concern, orders) SELECT id, '{concern}', "
            f"(SELECT count(*) FROM shop_order WHERE shop_id = shop.id AND {holds}) FROM shop"
        )


def downgrade() -> None:
    for concern in _CONCERNS:
        op.drop_index(f"ix_shop_order_{concern}", table_name="shop_order")
    op.drop_column("day_count", "won_by_hand")
    op.drop_table("concern_count")
