"""Conversations with customers: threads, who answers them, and which message shows what.

Revision: 0007, after 0006.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage import column_types

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_STRICT = {"sqlite_strict": True}
_KINDS = ("card", "menu", "navigator", "notice", "reminder", "staff", "strip")
_NEW_KINDS = ("receipt", "relay", "revise")


def upgrade() -> None:
    _make_threads()
    with op.batch_alter_table("timeline_entry", table_kwargs=_STRICT) as batch:
        batch.alter_column("order_id", existing_type=column_types.Big(), nullable=True)
        batch.add_column(sa.Column("thread_id", column_types.Big(), nullable=True))
        batch.add_column(sa.Column("delivery", sa.Text(), nullable=True))
        batch.create_foreign_key(op.f("fk_timeline_entry_thread_id"), "thread", ["thread_id"], ["id"])
        batch.create_check_constraint(
            op.f("ck_timeline_entry_delivery"), "delivery IN ('blocked', 'failed', 'pending', 'sent')"
        )
        batch.create_check_constraint(op.f("ck_timeline_entry_belongs"), "(order_id IS NULL) <> (thread_id IS NULL)")
    has_thread = sa.text("thread_id IS NOT NULL")
    op.create_index(
        "ix_timeline_entry_thread",
        "timeline_entry",
        ["thread_id", "id"],
        sqlite_where=has_thread,
        postgresql_where=has_thread,
    )
    _make_memory()
    _make_notes()
    _allow_kinds(_KINDS + _NEW_KINDS)
    op.execute("INSERT INTO inquiry_count (shop_id, threads) SELECT id, 0 FROM shop")


def downgrade() -> None:
    """What was said about no order, and what is on its way as a relay, goes: there is no place for it below."""
    op.execute("DELETE FROM outbox_intent WHERE kind IN ('receipt', 'relay', 'revise')")
    _allow_kinds(_KINDS)
    for table in ("inquiry_count", "quick_replies", "relayed_message"):
        op.drop_table(table)
    op.execute("DELETE FROM timeline_entry WHERE thread_id IS NOT NULL")
    op.drop_index("ix_timeline_entry_thread", "timeline_entry")
    with op.batch_alter_table("timeline_entry", table_kwargs=_STRICT) as batch:
        batch.drop_constraint(op.f("ck_timeline_entry_belongs"), type_="check")
        batch.drop_constraint(op.f("ck_timeline_entry_delivery"), type_="check")
        batch.drop_constraint(op.f("fk_timeline_entry_thread_id"), type_="foreignkey")
        batch.drop_column("delivery")
        batch.drop_column("thread_id")
        batch.alter_column("order_id", existing_type=column_types.Big(), nullable=False)
    op.drop_table("thread")


def _make_threads() -> None:
    op.create_table(
        "thread",
        sa.Column("id", column_types.Big(), nullable=False),
        sa.Column("shop_id", column_types.Big(), nullable=False),
        sa.Column("customer_id", column_types.Big(), nullable=False),
        sa.Column("order_id", column_types.Big(), nullable=True),
        sa.Column("waiting_since", column_types.UTC(), nullable=True),
        sa.Column("unread", column_types.Whole(), nullable=False),
        sa.Column("claimed_by", column_types.Big(), nullable=True),
        sa.Column("claimed_name", column_types.CleanText(), nullable=True),
        sa.Column("claimed_until", column_types.UTC(), nullable=True),
        sa.ForeignKeyConstraint(["order_id"], ["shop_order.id"], name=op.f("fk_thread_order_id")),
        sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f("fk_thread_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread")),
        sqlite_strict=True,
    )
    for name, where, columns, unique in (
        ("uq_thread_order", "order_id IS NOT NULL", ["order_id"], True),
        ("uq_thread_customer", "order_id IS NULL", ["shop_id", "customer_id"], True),
        ("ix_thread_waiting", "waiting_since IS NOT NULL", ["shop_id", "waiting_since", "id"], False),
    ):
        condition = sa.text(where)
        op.create_index(name, "thread", columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


def _make_memory() -> None:
    op.create_table(
        "relayed_message",
        sa.Column("bot_id", column_types.Big(), nullable=False),
        sa.Column("chat_id", column_types.Big(), nullable=False),
        sa.Column("message_id", column_types.Big(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("thread_id", column_types.Big(), nullable=False),
        sa.Column("entry_id", column_types.Big(), nullable=False),
        sa.Column("piece", sa.Text(), nullable=False),
        sa.Column("album", sa.Text(), nullable=False),
        sa.CheckConstraint("side IN ('customer', 'shop')", name=op.f("ck_relayed_message_side")),
        sa.ForeignKeyConstraint(["entry_id"], ["timeline_entry.id"], name=op.f("fk_relayed_message_entry_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["thread.id"], name=op.f("fk_relayed_message_thread_id")),
        sa.PrimaryKeyConstraint("bot_id", "chat_id", "message_id", name=op.f("pk_relayed_message")),
        sqlite_strict=True,
    )
    has_album = sa.text("album != ''")
    op.create_index(
        "ix_relayed_message_album",
        "relayed_message",
        ["bot_id", "chat_id", "album"],
        sqlite_where=has_album,
        postgresql_where=has_album,
    )
    op.create_index("ix_relayed_message_entry", "relayed_message", ["entry_id", "bot_id", "chat_id"])
    place = ["thread_id", "bot_id", "chat_id", "side", "message_id"]
    op.create_index("ix_relayed_message_thread", "relayed_message", place)


def _make_notes() -> None:
    columns: dict[str, sa.Column[Any]] = {
        "quick_replies": sa.Column("texts", column_types.Json(), nullable=False),
        "inquiry_count": sa.Column("threads", column_types.Big(), nullable=False),
    }
    for table, column in columns.items():
        op.create_table(
            table,
            sa.Column("shop_id", column_types.Big(), nullable=False),
            column,
            sa.ForeignKeyConstraint(["shop_id"], ["shop.id"], name=op.f(f"fk_{table}_shop_id")),
            sa.PrimaryKeyConstraint("shop_id", name=op.f(f"pk_{table}")),
            sqlite_strict=True,
        )


def _allow_kinds(kinds: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{kind}'" for kind in sorted(kinds))
    with op.batch_alter_table("outbox_intent", table_kwargs=_STRICT) as batch:
        batch.drop_constraint(op.f("ck_outbox_intent_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_outbox_intent_kind"), f"kind IN ({listed})")
