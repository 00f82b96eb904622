"""Where a customer wants money back to.

Revision: 0012, after 0011.
"""

import sqlalchemy as sa
from alembic import op

from storage import column_types

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_COLUMNS = ("refund_bank", "refund_number", "refund_holder")


def upgrade() -> None:
    for name in _COLUMNS:
        op.add_column("shop_order", sa.Column(name, column_types.CleanText()))


def downgrade() -> None:
    for name in _COLUMNS:
        op.drop_column("shop_order", name)
