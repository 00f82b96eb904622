"""What the bot remembers about Telegram chats: who is there, what is shown, what is half typed."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Index, Text

from storage.column_types import BIG, UTC, Bool, CleanText, Json, strict_table
from storage.tables.definition import metadata

chat_profile: Final = strict_table(
    "chat_profile",
    metadata,
    Column("bot_id", BIG, primary_key=True),
    Column("chat_id", BIG, primary_key=True),
    Column("name", CleanText, nullable=False),
    Column("language", Text, nullable=False),
    Column("is_reachable", Bool, nullable=False),
)

shown_card: Final = strict_table(
    "shown_card",
    metadata,
    Column("bot_id", BIG, primary_key=True),
    Column("chat_id", BIG, primary_key=True),
    Column("side", Text, primary_key=True),
    Column("order_id", BIG, primary_key=True),
    Column("message_id", BIG, nullable=False),
    Column("drawn", Text),
    Column("view", Text, nullable=False, server_default=""),
    Column("decided_at", UTC),
    Index("ix_shown_card_message", "bot_id", "chat_id", "message_id"),
)

navigator: Final = strict_table(
    "navigator",
    metadata,
    Column("bot_id", BIG, primary_key=True),
    Column("chat_id", BIG, primary_key=True),
    Column("shop_id", BIG, nullable=False),
    Column("message_id", BIG, nullable=False),
    Column("view", Text, nullable=False),
    Column("order_id", BIG),
    Column("drawn", Text),
    Column("decided_at", UTC),
)

dialog: Final = strict_table(
    "dialog",
    metadata,
    Column("bot_id", BIG, primary_key=True),
    Column("chat_id", BIG, primary_key=True),
    Column("user_id", BIG, primary_key=True),
    Column("state", Text),
    Column("data", Json, nullable=False),
    Column("changed_at", UTC, nullable=False),
)

uploaded_file: Final = strict_table(
    "uploaded_file",
    metadata,
    Column("bot_id", BIG, primary_key=True),
    Column("digest", Text, primary_key=True),
    Column("file_id", Text, nullable=False),
)
