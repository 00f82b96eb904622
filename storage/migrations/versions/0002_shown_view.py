"""A card remembers the dialog that is drawn again when its order changes.

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("shown_card", sa.Column("view", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("shown_card", "view")
