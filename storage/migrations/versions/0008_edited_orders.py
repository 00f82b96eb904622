"""Finds a shop's edited orders, newest first, for the lines that it added lately.

Revision: 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_shop_order_edited",
        "shop_order",
        ["shop_id", "id"],
        unique=False,
        sqlite_where=sa.text("rounds > 0"),
        postgresql_where=sa.text("rounds > 0"),
    )


def downgrade() -> None:
    op.drop_index("ix_shop_order_edited", table_name="shop_order")
