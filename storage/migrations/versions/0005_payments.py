"""Payment requests with their attempts and refunds, work for payment companies, and who else may stand in a timeline.

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

from storage import column_types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_LIVE = sa.text("state IN ('awaiting_deposit', 'due_on_delivery', 'processing', 'requested')")
_STATES = (
    "state IN ('awaiting_deposit', 'canceled', 'due_on_delivery', 'expired', 'paid', "
    "'partially_refunded', 'processing', 'refunded', 'requested')"
)
_OPEN = sa.text("finished_at IS NULL")
_ROLES = "role IN ('customer', 'manager', 'owner', 'staff')"
_ROLES_AND_SYSTEM = "role IN ('customer', 'manager', 'owner', 'staff', 'system')"


def upgrade() -> None:
    op.create_table(
        "bank_message",
        sa.Column("id", column_types.Big(), nullable=False),
        sa.Column("shop_id", column_types.Big(), nullable=False),
        sa.Column("amount", column_types.Big(), nullable=False),
        sa.Column("name", column_types.CleanText(), nullable=False),
        sa.Column("at", column_types.UTC(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_bank_message_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_message")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_bank_message_shop_id"), "bank_message", ["shop_id"], unique=False)
    op.create_table(
        "gateway_webhook",
        sa.Column("shop_id", column_types.Big(), nullable=False),
        sa.Column("dedupe_key", column_types.CleanText(), nullable=False),
        sa.Column("received_at", column_types.UTC(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_gateway_webhook_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "dedupe_key", name=op.f("pk_gateway_webhook")),
        sqlite_strict=True,
    )
    op.create_table(
        "shop_gateway",
        sa.Column("shop_id", column_types.Big(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("client_key", sa.Text(), nullable=False),
        sa.Column("sealed_secret", sa.Text(), nullable=False),
        sa.Column("is_test", column_types.Bool(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_shop_gateway_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", name=op.f("pk_shop_gateway")),
        sa.UniqueConstraint("public_id", name=op.f("uq_shop_gateway_public_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "gateway_task",
        sa.Column("id", column_types.Big(), nullable=False),
        sa.Column("dedupe_key", column_types.CleanText(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("order_id", column_types.Big(), nullable=False),
        sa.Column("request", column_types.Whole(), nullable=False),
        sa.Column("attempt", column_types.Whole(), nullable=False),
        sa.Column("refund", column_types.Whole(), nullable=False),
        sa.Column("due_at", column_types.UTC(), nullable=False),
        sa.Column("attempts", column_types.Whole(), nullable=False),
        sa.Column("lease_token", sa.Text(), nullable=True),
        sa.Column("lease_until", column_types.UTC(), nullable=True),
        sa.Column("last_error", column_types.CleanText(), nullable=True),
        sa.Column("finished_at", column_types.UTC(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('confirm', 'expire', 'fetch', 'issue_account', 'refund', 'revoke')",
            name=op.f("ck_gateway_task_kind"),
        ),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name=op.f("fk_gateway_task_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gateway_task")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_gateway_task_dedupe_key")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_gateway_task_open",
        "gateway_task",
        ["due_at", "id"],
        unique=False,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )
    op.create_index(
        "ix_gateway_task_order", "gateway_task", ["order_id"], unique=False, sqlite_where=_OPEN, postgresql_where=_OPEN
    )
    op.create_table(
        "payment_attempt",
        sa.Column("order_id", column_types.Big(), nullable=False),
        sa.Column("request", column_types.Whole(), nullable=False),
        sa.Column("number", column_types.Whole(), nullable=False),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("order_ref", sa.Text(), nullable=False),
        sa.Column("payment_ref", column_types.CleanText(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opened_at", column_types.UTC(), nullable=False),
        sa.Column("secret", column_types.CleanText(), nullable=False),
        sa.Column("account_bank", column_types.CleanText(), nullable=True),
        sa.Column("account_number", column_types.CleanText(), nullable=True),
        sa.Column("account_holder", column_types.CleanText(), nullable=True),
        sa.Column("account_due_at", column_types.UTC(), nullable=True),
        sa.Column("code", column_types.CleanText(), nullable=False),
        sa.Column("message", column_types.CleanText(), nullable=False),
        sa.Column("receipt_url", column_types.CleanText(), nullable=False),
        sa.CheckConstraint(
            "state IN ('closed', 'failed', 'opened', 'paid', 'returned')", name=op.f("ck_payment_attempt_state")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name=op.f("fk_payment_attempt_order_id")),
        sa.PrimaryKeyConstraint("order_id", "request", "number", name=op.f("pk_payment_attempt")),
        sa.UniqueConstraint("order_ref", name=op.f("uq_payment_attempt_order_ref")),
        sa.UniqueConstraint("provider", "payment_ref", name=op.f("uq_payment_attempt_provider_payment_ref")),
        sqlite_strict=True,
    )
    op.create_table(
        "payment_refund",
        sa.Column("order_id", column_types.Big(), nullable=False),
        sa.Column("number", column_types.Whole(), nullable=False),
        sa.Column("request", column_types.Whole(), nullable=False),
        sa.Column("attempt", column_types.Whole(), nullable=False),
        sa.Column("amount", column_types.Big(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("started_at", column_types.UTC(), nullable=False),
        sa.Column("code", column_types.CleanText(), nullable=False),
        sa.Column("message", column_types.CleanText(), nullable=False),
        sa.CheckConstraint("state IN ('by_hand', 'done', 'failed', 'pending')", name=op.f("ck_payment_refund_state")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_refund_amount")),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name=op.f("fk_payment_refund_order_id")),
        sa.PrimaryKeyConstraint("order_id", "number", name=op.f("pk_payment_refund")),
        sa.UniqueConstraint("key", name=op.f("uq_payment_refund_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "payment_request",
        sa.Column("order_id", column_types.Big(), nullable=False),
        sa.Column("number", column_types.Whole(), nullable=False),
        sa.Column("shop_id", column_types.Big(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("amount", column_types.Big(), nullable=False),
        sa.Column("requested_at", column_types.UTC(), nullable=False),
        sa.Column("expires_at", column_types.UTC(), nullable=True),
        sa.Column("nonce", sa.Text(), nullable=True),
        sa.Column("token_hash", sa.Text(), nullable=True),
        sa.Column("is_unwanted", column_types.Bool(), nullable=False),
        sa.Column("depositor", column_types.CleanText(), nullable=False),
        sa.Column("reported_at", column_types.UTC(), nullable=True),
        sa.Column("reminded_at", column_types.UTC(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('at_door', 'pay_link', 'transfer', 'virtual_account')", name=op.f("ck_payment_request_kind")
        ),
        sa.CheckConstraint(
            _STATES,
            name=op.f("ck_payment_request_state"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_request_amount")),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name=op.f("fk_payment_request_order_id")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_payment_request_shop_id")),
        sa.PrimaryKeyConstraint("order_id", "number", name=op.f("pk_payment_request")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_payment_request_token_hash")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_payment_request_live",
        "payment_request",
        ["shop_id", "amount"],
        unique=False,
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
    )
    op.create_index(
        "uq_payment_request_live",
        "payment_request",
        ["order_id"],
        unique=True,
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
    )
    op.add_column("money_movement", sa.Column("provider", sa.Text(), nullable=True))
    op.add_column("money_movement", sa.Column("transaction_id", column_types.CleanText(), nullable=True))
    op.add_column("money_movement", sa.Column("request", column_types.Whole(), server_default="0", nullable=False))
    op.add_column("money_movement", sa.Column("attempt", column_types.Whole(), server_default="0", nullable=False))
    op.add_column(
        "money_movement", sa.Column("is_stray", column_types.Bool(), server_default=sa.false(), nullable=False)
    )
    op.create_index("uq_money_movement_transaction", "money_movement", ["provider", "transaction_id"], unique=True)
    op.add_column("shop", sa.Column("payment_days", column_types.Whole(), server_default="3", nullable=False))
    op.add_column("shop", sa.Column("has_gateway", column_types.Bool(), server_default=sa.false(), nullable=False))
    op.add_column("shop_order", sa.Column("requests", column_types.Whole(), server_default="0", nullable=False))
    op.add_column("shop_order", sa.Column("refunds", column_types.Whole(), server_default="0", nullable=False))
    op.add_column("shop_order", sa.Column("request_state", sa.Text(), nullable=True))
    op.create_index(op.f("ix_shop_bot_id"), "shop", ["bot_id"], unique=False)
    _allow_roles(_ROLES_AND_SYSTEM)


def downgrade() -> None:
    op.execute("DELETE FROM timeline_entry WHERE role = 'system'")
    _allow_roles(_ROLES)
    op.drop_index(op.f("ix_shop_bot_id"), table_name="shop")
    op.drop_column("shop_order", "request_state")
    op.drop_column("shop_order", "refunds")
    op.drop_column("shop_order", "requests")
    op.drop_column("shop", "has_gateway")
    op.drop_column("shop", "payment_days")
    op.drop_index("uq_money_movement_transaction", table_name="money_movement")
    op.drop_column("money_movement", "is_stray")
    op.drop_column("money_movement", "attempt")
    op.drop_column("money_movement", "request")
    op.drop_column("money_movement", "transaction_id")
    op.drop_column("money_movement", "provider")
    op.drop_index("uq_payment_request_live", table_name="payment_request")
    op.drop_index("ix_payment_request_live", table_name="payment_request")
    op.drop_table("payment_request")
    op.drop_table("payment_refund")
    op.drop_table("payment_attempt")
    op.drop_index("ix_gateway_task_order", table_name="gateway_task")
    op.drop_index("ix_gateway_task_open", table_name="gateway_task")
    op.drop_table("gateway_task")
    op.drop_table("shop_gateway")
    op.drop_table("gateway_webhook")
    op.drop_index(op.f("ix_bank_message_shop_id"), table_name="bank_message")
    op.drop_table("bank_message")


def _allow_roles(condition: str) -> None:
    """SQLite changes a constraint by copying the table, and would not know by itself how strict that is."""
    name = op.f("ck_timeline_entry_role")
    with op.batch_alter_table("timeline_entry", table_kwargs={"sqlite_strict": True}) as table:
        table.drop_constraint(name, type_="check")
        table.create_check_constraint(name, condition)
