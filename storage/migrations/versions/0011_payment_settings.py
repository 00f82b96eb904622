"""What an owner sets about payments in the chat: keys on trial, how long transfers are waited for.

Revision: 0011, after 0010.
"""

import sqlalchemy as sa
from alembic import op

from storage import column_types

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("shop", "payment_request"):
        op.add_column(table, sa.Column("grace_hours", column_types.Whole(), nullable=False, server_default="24"))
    op.add_column("shop_gateway", sa.Column("secret_tail", sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "shop_gateway", sa.Column("issues_accounts", column_types.Bool(), nullable=False, server_default=sa.false())
    )
    op.create_table(
        "key_trial",
        sa.Column("shop_id", column_types.Big(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("client_key", column_types.CleanText(), nullable=False),
        sa.Column("sealed_secret", sa.Text(), nullable=False),
        sa.Column("is_test", column_types.Bool(), nullable=False),
        sa.Column("secret_tail", sa.Text(), nullable=False),
        sa.Column("issues_accounts", column_types.Bool(), nullable=False),
        sa.Column("asked_by", column_types.Big(), nullable=False),
        sa.Column("asked_at", column_types.UTC(), nullable=False),
        sa.Column("due_at", column_types.UTC(), nullable=False),
        sa.Column("tries", column_types.Whole(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_key_trial_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", name=op.f("pk_key_trial")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("key_trial")
    op.drop_column("shop_gateway", "issues_accounts")
    op.drop_column("shop_gateway", "secret_tail")
    op.drop_column("payment_request", "grace_hours")
    op.drop_column("shop", "grace_hours")
