"""What was said and done: conversations, the timeline, and the messages that show somebody's words."""

from __future__ import annotations

from typing import Final

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Text, literal_column

from domain.delivery import Side
from domain.people import Role
from domain.thread import Delivery
from storage.column_types import BIG, PK, UTC, CleanText, Json, Whole, strict_table
from storage.tables.definition import metadata, one_of, partial_index

thread: Final = strict_table(
    "thread",
    metadata,
    Column("id", PK, primary_key=True),
    Column("shop_id", BIG, ForeignKey("shop.id"), nullable=False),
    Column("customer_id", BIG, nullable=False),
    Column("order_id", BIG, ForeignKey("shop_order.id")),
    Column("waiting_since", UTC),
    Column("unread", Whole, nullable=False),
    Column("claimed_by", BIG),
    Column("claimed_name", CleanText),
    Column("claimed_until", UTC),
)
partial_index("uq_thread_order", thread.c.order_id.is_not(None), thread.c.order_id, unique=True)
partial_index("uq_thread_customer", thread.c.order_id.is_(None), thread.c.shop_id, thread.c.customer_id, unique=True)
partial_index(
    "ix_thread_waiting", thread.c.waiting_since.is_not(None), thread.c.shop_id, thread.c.waiting_since, thread.c.id
)

timeline_entry: Final = strict_table(
    "timeline_entry",
    metadata,
    Column("id", PK, primary_key=True),
    Column("order_id", BIG, ForeignKey("shop_order.id")),
    Column("thread_id", BIG, ForeignKey("thread.id")),  # of an entry that belongs to no order
    Column("at", UTC, nullable=False),
    Column("kind", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("user_id", BIG, nullable=False),
    Column("name", CleanText, nullable=False),
    Column("data", Json, nullable=False),
    Column("delivery", Text),
    Index("ix_timeline_entry_order", "order_id", "id"),
    one_of("role", Role),
    one_of("delivery", Delivery),
    CheckConstraint("(order_id IS NULL) <> (thread_id IS NULL)", name="belongs"),
)
partial_index(
    "ix_timeline_entry_thread",
    timeline_entry.c.thread_id.is_not(None),
    timeline_entry.c.thread_id,
    timeline_entry.c.id,
)

relayed_message: Final = strict_table(
    "relayed_message",
    metadata,
    Column("bot_id", BIG, primary_key=True),
    Column("chat_id", BIG, primary_key=True),
    Column("message_id", BIG, primary_key=True),
    Column("side", Text, nullable=False),
    Column("thread_id", BIG, ForeignKey("thread.id"), nullable=False),
    Column("entry_id", BIG, ForeignKey("timeline_entry.id"), nullable=False),
    Column("piece", Text, nullable=False),
    Column("album", Text, nullable=False),
    Index("ix_relayed_message_entry", "entry_id", "bot_id", "chat_id"),
    Index("ix_relayed_message_thread", "thread_id", "bot_id", "chat_id", "side", "message_id"),
    one_of("side", Side),
)
partial_index(
    "ix_relayed_message_album",
    relayed_message.c.album != literal_column("''"),
    relayed_message.c.bot_id,
    relayed_message.c.chat_id,
    relayed_message.c.album,
)

inquiry_count: Final = strict_table(
    "inquiry_count",
    metadata,
    Column("shop_id", BIG, ForeignKey("shop.id"), primary_key=True),
    Column("threads", BIG, nullable=False),
)
