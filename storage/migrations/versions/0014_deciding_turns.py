"""When a person's turn last decided what a card or navigator shows.

Revision: 0014, after 0013.
"""

import sqlalchemy as sa
from alembic import op

from storage import column_types

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_TABLES = ("shown_card", "navigator")


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(table, sa.Column("decided_at", column_types.UTC()))


def downgrade() -> None:
    for table in _TABLES:
        op.drop_column(table, "decided_at")
