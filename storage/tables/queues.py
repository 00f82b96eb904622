"""What waits to be done: updates as they came, messages on their way, reminders to come."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from sqlalchemy import Column, ColumnElement, ForeignKey, Index, Table, Text, UniqueConstraint, literal_column

from domain.delivery import IntentKind, Policy, Side
from storage.column_types import BIG, PK, UTC, Bool, CleanText, Json, Whole, strict_table
from storage.tables.definition import is_status, metadata, one_of, partial_index


class InboxStatus(StrEnum):
    """What became of an update."""

    PENDING = "pending"
    DONE = "done"
    DEAD = "dead"


class OutboxStatus(StrEnum):
    """What became of an intent; the last four are final."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    UNREACHABLE = "unreachable"
    DEAD = "dead"


class Lane(StrEnum):
    """Intents of one chat and lane leave in order; lanes do not wait for each other."""

    CHAT = "chat"
    NAVIGATOR = "navigator"
    REMINDER = "reminder"


inbox_update: Final = strict_table(
    "inbox_update",
    metadata,
    Column("received", PK, primary_key=True),
    Column("bot_id", BIG, nullable=False),
    Column("update_id", BIG, nullable=False),
    Column("lane", BIG, nullable=False),
    Column("payload", CleanText, nullable=False),
    Column("status", Text, nullable=False),
    Column("attempts", Whole, nullable=False),
    Column("error", CleanText),
    Column("received_at", UTC, nullable=False),
    Column("finished_at", UTC),
    UniqueConstraint("bot_id", "update_id"),
    one_of("status", InboxStatus),
)
partial_index("ix_inbox_update_pending", is_status(inbox_update, InboxStatus.PENDING), inbox_update.c.received)

outbox_intent: Final = strict_table(
    "outbox_intent",
    metadata,
    Column("id", PK, primary_key=True),
    Column("dedupe_key", Text, nullable=False, unique=True),
    Column("bot_id", BIG, nullable=False),
    Column("chat_id", BIG, nullable=False),
    Column("lane", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("side", Text, nullable=False),
    Column("order_id", BIG),
    Column("loud", Bool, nullable=False),
    Column("policy", Text, nullable=False),
    Column("payload", Json, nullable=False),
    Column("status", Text, nullable=False),
    Column("attempts", Whole, nullable=False),
    Column("faults", Whole, nullable=False),
    Column("queued_for", UTC, nullable=False),  # the first due time; `due_at` moves with every retry
    Column("due_at", UTC, nullable=False),
    Column("lease_token", Text),
    Column("lease_until", UTC),
    Column("message_id", BIG),
    Column("last_error", CleanText),
    Column("finished_at", UTC),
    one_of("lane", Lane),
    one_of("kind", IntentKind),
    one_of("side", Side),
    one_of("policy", Policy),
    one_of("status", OutboxStatus),
)


def is_waiting(table: Table, kind: IntentKind) -> ColumnElement[bool]:
    """Not claimed yet and of this kind: of such redraws one per target is enough."""
    return is_status(table, OutboxStatus.PENDING) & (table.c.kind == literal_column(f"'{kind}'"))


_o = outbox_intent.c
_unfinished = is_status(outbox_intent, OutboxStatus.PENDING, OutboxStatus.SENDING)
partial_index("ix_outbox_intent_unfinished", _unfinished, _o.bot_id, _o.chat_id, _o.lane, _o.id)
partial_index("ix_outbox_intent_queue", _unfinished, _o.id, _o.due_at)
partial_index("ix_outbox_intent_dead", is_status(outbox_intent, OutboxStatus.DEAD), _o.finished_at)
partial_index(
    "uq_outbox_intent_navigator",
    is_waiting(outbox_intent, IntentKind.NAVIGATOR),
    _o.bot_id,
    _o.chat_id,
    unique=True,
)
partial_index(
    "uq_outbox_intent_card",
    is_waiting(outbox_intent, IntentKind.CARD),
    _o.bot_id,
    _o.chat_id,
    _o.side,
    _o.order_id,
    unique=True,
)

due_reminder: Final = strict_table(
    "due_reminder",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("subject", BIG, primary_key=True),
    Column("shop_id", BIG, ForeignKey("shop.id"), nullable=False),
    Column("since", UTC, nullable=False),
    Column("deadline", UTC),
    Column("counts_from", UTC, nullable=False),
    Column("due_at", UTC),  # NULL: asleep
    Column("told", Whole, nullable=False),
    Column("snoozed_until", UTC),
    Column("is_stopped", Bool, nullable=False),
    Index("ix_due_reminder_due", "due_at"),
    Index("ix_due_reminder_shop", "shop_id", "kind"),
)
