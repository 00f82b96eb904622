"""Virtual accounts that customers ask for in the chat; whether they may is a setting of the shop.

Revision: 0013, after 0012.
"""

import sqlalchemy as sa
from alembic import op

from storage import column_types

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, column in (("shop", "offers_accounts"), ("payment_attempt", "wants_account")):
        op.add_column(table, sa.Column(column, column_types.Bool(), nullable=False, server_default=sa.false()))
    for table in ("shop_gateway", "key_trial"):
        op.drop_column(table, "issues_accounts")


def downgrade() -> None:
    for table in ("shop_gateway", "key_trial"):
        without = sa.false()
        op.add_column(table, sa.Column("issues_accounts", column_types.Bool(), nullable=False, server_default=without))
    with op.batch_alter_table("key_trial", table_kwargs={"sqlite_strict": True}) as batch:
        batch.alter_column("issues_accounts", existing_type=column_types.Bool(), server_default=None)
    op.drop_column("payment_attempt", "wants_account")
    op.drop_column("shop", "offers_accounts")
