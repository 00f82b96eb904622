"""When a shop is open, and whether it takes orders.

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

from storage import column_types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("shop", sa.Column("hours", column_types.Json(), nullable=True))
    op.add_column("shop", sa.Column("paused_at", column_types.UTC(), nullable=True))
    op.add_column("shop", sa.Column("paused_until", column_types.UTC(), nullable=True))


def downgrade() -> None:
    op.drop_column("shop", "paused_until")
    op.drop_column("shop", "paused_at")
    op.drop_column("shop", "hours")
