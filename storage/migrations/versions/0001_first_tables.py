"""The tables of the first release.

Revision: 0001, after nothing.
"""

import sqlalchemy as sa
from alembic import op

from storage import column_types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "chat_profile",
        sa.Column("bot_id", column_types.Big(), nullable=False),
        sa.Column("chat_id", column_types.Big(), nullable=False),
        sa.Column("name", column_types.CleanText(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("is_reachable", column_types.Bool(), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "chat_id", name=op.f("pk_chat_profile")),
        sqlite_strict=True,
    )
    op.create_table(
        "dialog",
        sa.Column("bot_id", column_types.Big(), nullable=False),
        sa.Column("chat_id", column_types.Big(), nullable=False),
        sa.Column("user_id", column_types.Big(), nullable=False),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("data", column_types.Json(), nullable=False),
        sa.Column("changed_at", column_types.UTC(), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "chat_id", "user_id", name=op.f("pk_dialog")),
        sqlite_strict=True,
    )
    op.create_table(
        "inbox_update",
        sa.Column("received", column_types.Big(), nullable=False),
        sa.Column("bot_id", column_types.Big(), nullable=False),
        sa.Column("update_id", column_types.Big(), nullable=False),
        sa.Column("lane", column_types.Big(), nullable=False),
        sa.Column("payload", column_types.CleanText(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", column_types.Whole(), nullable=False),
        sa.Column("error", column_types.CleanText(), nullable=True),
        sa.Column("received_at", column_types.UTC(), nullable=False),
        sa.Column("finished_at", column_types.UTC(), nullable=True),
        sa.CheckConstraint("status IN ('dead', 'done', 'pending')", name=op.f("ck_inbox_update_status")),
        sa.PrimaryKeyConstraint("received", name=op.f("pk_inbox_update")),
        sa.UniqueConstraint("bot_id", "update_id", name=op.f("uq_inbox_update_bot_id_update_id")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_inbox_update_pending",
        "inbox_update",
        ["received"],
        unique=False,
        sqlite_where=sa.text("status = 'pending'"),
        postgresql_where=sa.text("status = 'pending'"),
    )

    op.create_table(
        "navigator",
        sa.Column("bot_id", column_types.Big(), nullable=False),
        sa.Column("chat_id", column_types.Big(), nullable=False),
        sa.Column("shop_id", column_types.Big(), nullable=False),
        sa.Column("message_id", column_types.Big(), nullable=False),
        sa.Column("view", sa.Text(), nullable=False),
        sa.Column("order_id", column_types.Big(), nullable=True),
        sa.Column("drawn", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("bot_id", "chat_id", name=op.f("pk_navigator")),
        sqlite_strict=True,
    )
    op.create_table(
        "outbox_intent",
        sa.Column("id", column_types.Big(), nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("bot_id", column_types.Big(), nullable=False),
        sa.Column("chat_id", column_types.Big(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("order_id", column_types.Big(), nullable=True),
        sa.Column("loud", column_types.Bool(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("payload", column_types.Json(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("attempts", column_types.Whole(), nullable=False),
        sa.Column("faults", column_types.Whole(), nullable=False),
        sa.Column("queued_for", column_types.UTC(), nullable=False),
        sa.Column("due_at", column_types.UTC(), nullable=False),
        sa.Column("lease_token", sa.Text(), nullable=True),
        sa.Column("lease_until", column_types.UTC(), nullable=True),
        sa.Column("message_id", column_types.Big(), nullable=True),
        sa.Column("last_error", column_types.CleanText(), nullable=True),
        sa.Column("finished_at", column_types.UTC(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('card', 'menu', 'navigator', 'notice', 'staff', 'strip')", name=op.f("ck_outbox_intent_kind")
        ),
        sa.CheckConstraint("lane IN ('chat', 'navigator')", name=op.f("ck_outbox_intent_lane")),
        sa.CheckConstraint("policy IN ('must', 'once')", name=op.f("ck_outbox_intent_policy")),
        sa.CheckConstraint("side IN ('customer', 'shop')", name=op.f("ck_outbox_intent_side")),
        sa.CheckConstraint(
            "status IN ('dead', 'pending', 'sending', 'sent', 'unknown', 'unreachable')",
            name=op.f("ck_outbox_intent_status"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_intent")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_intent_dedupe_key")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_outbox_intent_dead",
        "outbox_intent",
        ["finished_at"],
        unique=False,
        sqlite_where=sa.text("status = 'dead'"),
        postgresql_where=sa.text("status = 'dead'"),
    )
    op.create_index(
        "ix_outbox_intent_queue",
        "outbox_intent",
        ["id", "due_at"],
        unique=False,
        sqlite_where=sa.text("status IN ('pending', 'sending')"),
        postgresql_where=sa.text("status IN ('pending', 'sending')"),
    )
    op.create_index(
        "ix_outbox_intent_unfinished",
        "outbox_intent",
        ["bot_id", "chat_id", "lane", "id"],
        unique=False,
        sqlite_where=sa.text("status IN ('pending', 'sending')"),
        postgresql_where=sa.text("status IN ('pending', 'sending')"),
    )
    op.create_index(
        "uq_outbox_intent_card",
        "outbox_intent",
        ["bot_id", "chat_id", "side", "order_id"],
        unique=True,
        sqlite_where=sa.text("status = 'pending' AND kind = 'card'"),
        postgresql_where=sa.text("status = 'pending' AND kind = 'card'"),
    )
    op.create_index(
        "uq_outbox_intent_navigator",
        "outbox_intent",
        ["bot_id", "chat_id"],
        unique=True,
        sqlite_where=sa.text("status = 'pending' AND kind = 'navigator'"),
        postgresql_where=sa.text("status = 'pending' AND kind = 'navigator'"),
    )

    op.create_table(
        "shop",
        sa.Column("id", column_types.Big(), nullable=False),
        sa.Column("bot_id", column_types.Big(), nullable=False),
        sa.Column("name", column_types.CleanText(), nullable=False),
        sa.Column("customer_token", sa.Text(), nullable=False),
        sa.Column("delivery_fee", column_types.Big(), nullable=False),
        sa.Column("courier", sa.Text(), nullable=False),
        sa.Column("account_bank", column_types.CleanText(), nullable=True),
        sa.Column("account_number", column_types.CleanText(), nullable=True),
        sa.Column("account_holder", column_types.CleanText(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop")),
        sa.UniqueConstraint("customer_token", name=op.f("uq_shop_customer_token")),
        sqlite_strict=True,
    )
    op.create_table(
        "shown_card",
        sa.Column("bot_id", column_types.Big(), nullable=False),
        sa.Column("chat_id", column_types.Big(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("order_id", column_types.Big(), nullable=False),
        sa.Column("message_id", column_types.Big(), nullable=False),
        sa.Column("drawn", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("bot_id", "chat_id", "side", "order_id", name=op.f("pk_shown_card")),
        sqlite_strict=True,
    )
    op.create_index("ix_shown_card_message", "shown_card", ["bot_id", "chat_id", "message_id"], unique=False)

    op.create_table(
        "uploaded_file",
        sa.Column("bot_id", column_types.Big(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "digest", name=op.f("pk_uploaded_file")),
        sqlite_strict=True,
    )
    op.create_table(
        "customer",
        sa.Column("shop_id", column_types.Big(), nullable=False),
        sa.Column("user_id", column_types.Big(), nullable=False),
        sa.Column("consent_version", sa.Text(), nullable=True),
        sa.Column("consent_at", column_types.UTC(), nullable=True),
        sa.Column("name", column_types.CleanText(), nullable=False),
        sa.Column("phone", column_types.CleanText(), nullable=False),
        sa.Column("address", column_types.CleanText(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_customer_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "user_id", name=op.f("pk_customer")),
        sqlite_strict=True,
    )
    op.create_index("ix_customer_user_id", "customer", ["user_id"], unique=False)

    op.create_table(
        "day_count",
        sa.Column("shop_id", column_types.Big(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("orders", column_types.Big(), nullable=False),
        sa.Column("won", column_types.Big(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_day_count_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "day", name=op.f("pk_day_count")),
        sqlite_strict=True,
    )
    op.create_table(
        "product",
        sa.Column("id", column_types.Big(), nullable=False),
        sa.Column("shop_id", column_types.Big(), nullable=False),
        sa.Column("name", column_types.CleanText(), nullable=False),
        sa.Column("price", column_types.Big(), nullable=False),
        sa.Column("code", column_types.CleanText(), nullable=False),
        sa.Column("has_image", column_types.Bool(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_product_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sqlite_strict=True,
    )
    op.create_index("ix_product_shop_id", "product", ["shop_id"], unique=False)

    op.create_table(
        "shop_invite",
        sa.Column("id", column_types.Big(), nullable=False),
        sa.Column("shop_id", column_types.Big(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("expires_at", column_types.UTC(), nullable=False),
        sa.Column("used_at", column_types.UTC(), nullable=True),
        sa.Column("used_by", column_types.Big(), nullable=True),
        sa.Column("used_name", column_types.CleanText(), nullable=True),
        sa.Column("decided_at", column_types.UTC(), nullable=True),
        sa.CheckConstraint("role IN ('manager', 'owner', 'staff')", name=op.f("ck_shop_invite_role")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_shop_invite_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_invite")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_shop_invite_token_hash")),
        sqlite_strict=True,
    )
    op.create_table(
        "shop_member",
        sa.Column("shop_id", column_types.Big(), nullable=False),
        sa.Column("user_id", column_types.Big(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("name", column_types.CleanText(), nullable=False),
        sa.Column("on_duty", column_types.Bool(), nullable=False),
        sa.Column("joined_at", column_types.UTC(), nullable=False),
        sa.CheckConstraint("role IN ('manager', 'owner', 'staff')", name=op.f("ck_shop_member_role")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_shop_member_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "user_id", name=op.f("pk_shop_member")),
        sqlite_strict=True,
    )
    op.create_index("ix_shop_member_user_id", "shop_member", ["user_id"], unique=False)

    op.create_table(
        "shop_order",
        sa.Column("id", column_types.Big(), nullable=False),
        sa.Column("shop_id", column_types.Big(), nullable=False),
        sa.Column("number", column_types.Whole(), nullable=False),
        sa.Column("customer_id", column_types.Big(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("version", column_types.Whole(), nullable=False),
        sa.Column("placed_at", column_types.UTC(), nullable=False),
        sa.Column("changed_at", column_types.UTC(), nullable=True),
        sa.Column("completed_at", column_types.UTC(), nullable=True),
        sa.Column("delivery_fee", column_types.Big(), nullable=False),
        sa.Column("total", column_types.Big(), nullable=False),
        sa.Column("item_count", column_types.Whole(), nullable=False),
        sa.Column("captured", column_types.Big(), nullable=False),
        sa.Column("refunded", column_types.Big(), nullable=False),
        sa.Column("fulfillment", sa.Text(), nullable=False),
        sa.Column("payment_method", sa.Text(), nullable=False),
        sa.Column("out_of_stock", sa.Text(), nullable=False),
        sa.Column("recipient_name", column_types.CleanText(), nullable=False),
        sa.Column("recipient_phone", column_types.CleanText(), nullable=False),
        sa.Column("recipient_address", column_types.CleanText(), nullable=False),
        sa.Column("name_key", column_types.CleanText(), nullable=False),
        sa.Column("phone_last4", column_types.CleanText(), nullable=False),
        sa.Column("note", column_types.CleanText(), nullable=False),
        sa.Column("handled_by", column_types.CleanText(), nullable=False),
        sa.Column("handover", sa.Text(), nullable=True),
        sa.Column("handover_courier", sa.Text(), nullable=True),
        sa.Column("handover_tracking_number", column_types.CleanText(), nullable=True),
        sa.Column("cancel_request_reason", column_types.CleanText(), nullable=True),
        sa.Column("cancel_request_at", column_types.UTC(), nullable=True),
        sa.Column("refused_requests", column_types.Whole(), nullable=False),
        sa.Column("cancel_reason", column_types.CleanText(), nullable=False),
        sa.CheckConstraint("fulfillment IN ('delivery', 'pickup')", name=op.f("ck_shop_order_fulfillment")),
        sa.CheckConstraint("handover IN ('own_delivery', 'parcel', 'pickup')", name=op.f("ck_shop_order_handover")),
        sa.CheckConstraint(
            "out_of_stock IN ('call', 'cancel_all', 'leave_out', 'similar')", name=op.f("ck_shop_order_out_of_stock")
        ),
        sa.CheckConstraint(
            "payment_method IN ('bank_transfer', 'door_card', 'door_cash', 'pay_link')",
            name=op.f("ck_shop_order_payment_method"),
        ),
        sa.CheckConstraint(
            "status IN ('cancel_requested', 'canceled', 'completed', 'confirmed', 'placed')",
            name=op.f("ck_shop_order_status"),
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_shop_order_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop_order")),
        sa.UniqueConstraint("shop_id", "number", name=op.f("uq_shop_order_shop_id_number")),
        sqlite_strict=True,
    )
    op.create_index("ix_shop_order_customer", "shop_order", ["customer_id", "placed_at", "id"], unique=False)
    op.create_index("ix_shop_order_name", "shop_order", ["shop_id", "name_key", "placed_at", "id"], unique=False)
    op.create_index("ix_shop_order_page", "shop_order", ["shop_id", "placed_at", "id"], unique=False)
    op.create_index("ix_shop_order_phone", "shop_order", ["shop_id", "phone_last4", "placed_at", "id"], unique=False)
    op.create_index("ix_shop_order_status_page", "shop_order", ["shop_id", "status", "placed_at", "id"], unique=False)

    op.create_table(
        "status_count",
        sa.Column("shop_id", column_types.Big(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("orders", column_types.Big(), nullable=False),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_status_count_shop_id")),
        sa.PrimaryKeyConstraint("shop_id", "status", name=op.f("pk_status_count")),
        sqlite_strict=True,
    )
    op.create_table(
        "money_movement",
        sa.Column("id", column_types.Big(), nullable=False),
        sa.Column("order_id", column_types.Big(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", column_types.Big(), nullable=False),
        sa.Column("at", column_types.UTC(), nullable=False),
        sa.Column("by_user_id", column_types.Big(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('capture', 'collected', 'refund', 'reversal')", name=op.f("ck_money_movement_kind")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_money_movement_amount")),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name=op.f("fk_money_movement_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_money_movement")),
        sqlite_strict=True,
    )
    op.create_index("ix_money_movement_order_id", "money_movement", ["order_id"], unique=False)

    op.create_table(
        "order_line",
        sa.Column("order_id", column_types.Big(), nullable=False),
        sa.Column("position", column_types.Whole(), nullable=False),
        sa.Column("name", column_types.CleanText(), nullable=False),
        sa.Column("unit_price", column_types.Big(), nullable=False),
        sa.Column("quantity", column_types.Whole(), nullable=False),
        sa.Column("code", column_types.CleanText(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name=op.f("fk_order_line_order_id")),
        sa.PrimaryKeyConstraint("order_id", "position", name=op.f("pk_order_line")),
        sqlite_strict=True,
    )
    op.create_table(
        "product_image",
        sa.Column("product_id", column_types.Big(), nullable=False),
        sa.Column("image", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_product_image_product_id")),
        sa.PrimaryKeyConstraint("product_id", name=op.f("pk_product_image")),
        sqlite_strict=True,
    )
    op.create_table(
        "timeline_entry",
        sa.Column("id", column_types.Big(), nullable=False),
        sa.Column("order_id", column_types.Big(), nullable=False),
        sa.Column("at", column_types.UTC(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("user_id", column_types.Big(), nullable=False),
        sa.Column("name", column_types.CleanText(), nullable=False),
        sa.Column("data", column_types.Json(), nullable=False),
        sa.CheckConstraint("role IN ('customer', 'manager', 'owner', 'staff')", name=op.f("ck_timeline_entry_role")),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name=op.f("fk_timeline_entry_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeline_entry")),
        sqlite_strict=True,
    )
    op.create_index("ix_timeline_entry_order", "timeline_entry", ["order_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("timeline_entry")
    op.drop_table("product_image")
    op.drop_table("order_line")
    op.drop_table("money_movement")
    op.drop_table("status_count")
    op.drop_table("shop_order")
    op.drop_table("shop_member")
    op.drop_table("shop_invite")
    op.drop_table("product")
    op.drop_table("day_count")
    op.drop_table("customer")
    op.drop_table("uploaded_file")
    op.drop_table("shown_card")
    op.drop_table("shop")
    op.drop_table("outbox_intent")
    op.drop_table("navigator")
    op.drop_table("inbox_update")
    op.drop_table("dialog")
    op.drop_table("chat_profile")
