"""Every table of the shop's memory; constraints and indexes are named, so that migrations find them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    case,
    false,
    literal_column,
    true,
)

from domain.change import ChangeStatus, SheetState
from domain.delivery import IntentKind, Policy, Side
from domain.fulfillment import FulfillmentKind
from domain.gateway_work import TaskKind
from domain.lifecycle import OrderStatus
from domain.payment import MovementKind, PaymentMethod
from domain.payment_request import ASKED, LIVE, AttemptState, RefundState, RequestKind, RequestState
from domain.people import SHOP, Role
from domain.sheet import OutOfStockWish
from domain.thread import Delivery
from storage.column_types import BIG, PK, UTC, Bool, CleanText, Json, Whole, new_metadata, strict_table

metadata: Final = new_metadata()


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


def is_status(table: Any, *statuses: StrEnum) -> ColumnElement[bool]:
    """A condition with its values written out: only such a one lets a database use a partial index."""
    values: list[ColumnElement[str]] = [literal_column(f"'{status}'") for status in statuses]
    condition: ColumnElement[bool] = table.c.status == values[0] if len(values) == 1 else table.c.status.in_(values)
    return condition


def _one_of(column: str, values: Iterable[StrEnum]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in sorted(values))
    return CheckConstraint(f"{column} IN ({listed})", name=column)


def _partial_index(name: str, where: ColumnElement[bool], *columns: Column[Any], unique: bool = False) -> Index:
    return Index(name, *columns, unique=unique, sqlite_where=where, postgresql_where=where)


shop: Final = strict_table(
    "shop",
    metadata,
    Column("id", PK, primary_key=True),
    Column("bot_id", BIG, nullable=False, index=True),
    Column("name", CleanText, nullable=False),
    Column("customer_token", Text, nullable=False, unique=True),
    Column("delivery_fee", BIG, nullable=False),
    Column("courier", Text, nullable=False),
    Column("account_bank", CleanText),
    Column("account_number", CleanText),
    Column("account_holder", CleanText),
    Column("hours", Json),
    Column("paused_at", UTC),
    Column("paused_until", UTC),
    Column("offers_groups", Bool, nullable=False, server_default=true()),
    Column("payment_days", Whole, nullable=False, server_default="3"),
    Column("has_gateway", Bool, nullable=False, server_default=false()),
    Column("reminders", Json),
)

shop_member: Final = strict_table(
    "shop_member",
    metadata,
    Column("shop_id", BIG, ForeignKey("shop.id"), primary_key=True),
    Column("user_id", BIG, primary_key=True, index=True),
    Column("role", Text, nullable=False),
    Column("name", CleanText, nullable=False),
    Column("on_duty", Bool, nullable=False),
    Column("joined_at", UTC, nullable=False),
    _one_of("role", SHOP),
)

shop_invite: Final = strict_table(
    "shop_invite",
    metadata,
    Column("id", PK, primary_key=True),
    Column("shop_id", BIG, ForeignKey("shop.id"), nullable=False),
    Column("role", Text, nullable=False),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("expires_at", UTC, nullable=False),
    Column("used_at", UTC),
    Column("used_by", BIG),
    Column("used_name", CleanText),
    Column("decided_at", UTC),
    _one_of("role", SHOP),
)

customer: Final = strict_table(
    "customer",
    metadata,
    Column("shop_id", BIG, ForeignKey("shop.id"), primary_key=True),
    Column("user_id", BIG, primary_key=True, index=True),
    Column("consent_version", Text),
    Column("consent_at", UTC),
    Column("name", CleanText, nullable=False),
    Column("phone", CleanText, nullable=False),
    Column("address", CleanText, nullable=False),
)

product: Final = strict_table(
    "product",
    metadata,
    Column("id", PK, primary_key=True),
    Column("shop_id", BIG, ForeignKey("shop.id"), nullable=False, index=True),
    Column("name", CleanText, nullable=False),
    Column("price", BIG, nullable=False),
    Column("code", CleanText, nullable=False),
    Column("has_image", Bool, nullable=False),
)

product_image: Final = strict_table(
    "product_image",
    metadata,
    Column("product_id", BIG, ForeignKey("product.id"), primary_key=True),
    Column("image", LargeBinary, nullable=False),
)

shop_order: Final = strict_table(
    "shop_order",
    metadata,
    Column("id", PK, primary_key=True),
    Column("shop_id", BIG, ForeignKey("shop.id"), nullable=False),
    Column("number", Whole, nullable=False),
    Column("customer_id", BIG, nullable=False),
    Column("status", Text, nullable=False),
    Column("version", Whole, nullable=False),
    Column("placed_at", UTC, nullable=False),
    Column("changed_at", UTC),
    Column("completed_at", UTC),
    Column("delivery_fee", BIG, nullable=False),
    Column("total", BIG, nullable=False),
    Column("item_count", Whole, nullable=False),
    Column("captured", BIG, nullable=False),
    Column("refunded", BIG, nullable=False),
    Column("requests", Whole, nullable=False, server_default="0"),
    Column("refunds", Whole, nullable=False, server_default="0"),
    Column("request_state", Text),
    Column("fulfillment", Text, nullable=False),
    Column("payment_method", Text, nullable=False),
    Column("out_of_stock", Text, nullable=False),
    Column("recipient_name", CleanText, nullable=False),
    Column("recipient_phone", CleanText, nullable=False),
    Column("recipient_address", CleanText, nullable=False),
    Column("name_key", CleanText, nullable=False),
    Column("phone_last4", CleanText, nullable=False),
    Column("note", CleanText, nullable=False),
    Column("handled_by", CleanText, nullable=False),
    Column("handover", Text),
    Column("handover_courier", Text),
    Column("handover_tracking_number", CleanText),
    Column("cancel_request_reason", CleanText),
    Column("cancel_request_at", UTC),
    Column("refused_requests", Whole, nullable=False),
    Column("cancel_reason", CleanText, nullable=False),
    Column("rounds", Whole, nullable=False, server_default="0"),
    Column("sheet_state", Text, nullable=False, server_default="none"),
    UniqueConstraint("shop_id", "number"),
    Index("ix_shop_order_status_page", "shop_id", "status", "placed_at", "id"),
    Index("ix_shop_order_page", "shop_id", "placed_at", "id"),
    Index("ix_shop_order_name", "shop_id", "name_key", "placed_at", "id"),
    Index("ix_shop_order_phone", "shop_id", "phone_last4", "placed_at", "id"),
    Index("ix_shop_order_customer", "customer_id", "placed_at", "id"),
    _one_of("status", OrderStatus),
    _one_of("fulfillment", FulfillmentKind),
    _one_of("payment_method", PaymentMethod),
    _one_of("out_of_stock", OutOfStockWish),
    CheckConstraint("handover IN ('own_delivery', 'parcel', 'pickup')", name="handover"),
)

order_line: Final = strict_table(
    "order_line",
    metadata,
    Column("order_id", BIG, ForeignKey("shop_order.id"), primary_key=True),
    Column("position", Whole, primary_key=True),
    Column("name", CleanText, nullable=False),
    Column("unit_price", BIG, nullable=False),
    Column("quantity", Whole, nullable=False),
    Column("code", CleanText, nullable=False),
)

is_edited: Final = shop_order.c.rounds > literal_column("0")
"""A condition with its value written out, for the partial index."""
_partial_index("ix_shop_order_edited", is_edited, shop_order.c.shop_id, shop_order.c.id)

owes_approval: Final = shop_order.c.sheet_state == literal_column(f"'{SheetState.REQUESTED}'")
owes_payment: Final = shop_order.c.request_state.in_([literal_column(f"'{state}'") for state in sorted(ASKED)])
owes_refund: Final = shop_order.c.captured - shop_order.c.refunded > case(
    (shop_order.c.status == literal_column(f"'{OrderStatus.CANCELED}'"), literal_column("0")), else_=shop_order.c.total
)
"""The orders of each concern, found by their own partial index."""
for _concern, _owes in (("approval", owes_approval), ("payment", owes_payment), ("refund", owes_refund)):
    _partial_index(f"ix_shop_order_{_concern}", _owes, shop_order.c.shop_id, shop_order.c.placed_at, shop_order.c.id)

order_change: Final = strict_table(
    "order_change",
    metadata,
    Column("order_id", BIG, ForeignKey("shop_order.id"), primary_key=True),
    Column("round", Whole, primary_key=True),
    Column("status", Text, nullable=False),
    Column("lines", Json, nullable=False),
    Column("edits", Json, nullable=False),
    Column("earlier", Json, nullable=False),
    Column("chosen", Json),
    Column("editor_id", BIG),
    Column("editor_name", CleanText),
    Column("editing_since", UTC),
    Column("requested_at", UTC),
    Column("closed_at", UTC),
    Column("reason", CleanText, nullable=False),
    _one_of("status", ChangeStatus),
)

money_movement: Final = strict_table(
    "money_movement",
    metadata,
    Column("id", PK, primary_key=True),
    Column("order_id", BIG, ForeignKey("shop_order.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("amount", BIG, nullable=False),
    Column("at", UTC, nullable=False),
    Column("by_user_id", BIG, nullable=False),
    Column("provider", Text),
    Column("transaction_id", CleanText),
    Column("request", Whole, nullable=False, server_default="0"),
    Column("attempt", Whole, nullable=False, server_default="0"),
    Column("is_stray", Bool, nullable=False, server_default=false()),
    Index("uq_money_movement_transaction", "provider", "transaction_id", unique=True),
    _one_of("kind", MovementKind),
    CheckConstraint("amount > 0", name="amount"),
)

payment_request: Final = strict_table(
    "payment_request",
    metadata,
    Column("order_id", BIG, ForeignKey("shop_order.id"), primary_key=True),
    Column("number", Whole, primary_key=True),
    Column("shop_id", BIG, ForeignKey("shop.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("amount", BIG, nullable=False),
    Column("requested_at", UTC, nullable=False),
    Column("expires_at", UTC),
    Column("nonce", Text),
    Column("token_hash", Text, unique=True),
    Column("is_unwanted", Bool, nullable=False),
    Column("depositor", CleanText, nullable=False),
    Column("reported_at", UTC),
    Column("reminded_at", UTC),
    _one_of("kind", RequestKind),
    _one_of("state", RequestState),
    CheckConstraint("amount > 0", name="amount"),
)
is_live_request = payment_request.c.state.in_([literal_column(f"'{state}'") for state in sorted(LIVE)])
_partial_index("uq_payment_request_live", is_live_request, payment_request.c.order_id, unique=True)
_partial_index("ix_payment_request_live", is_live_request, payment_request.c.shop_id, payment_request.c.amount)

payment_attempt: Final = strict_table(
    "payment_attempt",
    metadata,
    Column("order_id", BIG, ForeignKey("shop_order.id"), primary_key=True),
    Column("request", Whole, primary_key=True),
    Column("number", Whole, primary_key=True),
    Column("provider", Text, nullable=False),
    Column("order_ref", Text, nullable=False, unique=True),
    Column("payment_ref", CleanText),
    Column("state", Text, nullable=False),
    Column("opened_at", UTC, nullable=False),
    Column("secret", CleanText, nullable=False),
    Column("account_bank", CleanText),
    Column("account_number", CleanText),
    Column("account_holder", CleanText),
    Column("account_due_at", UTC),
    Column("code", CleanText, nullable=False),
    Column("message", CleanText, nullable=False),
    Column("receipt_url", CleanText, nullable=False),
    UniqueConstraint("provider", "payment_ref"),
    _one_of("state", AttemptState),
)

payment_refund: Final = strict_table(
    "payment_refund",
    metadata,
    Column("order_id", BIG, ForeignKey("shop_order.id"), primary_key=True),
    Column("number", Whole, primary_key=True),
    Column("request", Whole, nullable=False),
    Column("attempt", Whole, nullable=False),
    Column("amount", BIG, nullable=False),
    Column("state", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True),
    Column("started_at", UTC, nullable=False),
    Column("code", CleanText, nullable=False),
    Column("message", CleanText, nullable=False),
    _one_of("state", RefundState),
    CheckConstraint("amount > 0", name="amount"),
)

shop_gateway: Final = strict_table(
    "shop_gateway",
    metadata,
    Column("shop_id", BIG, ForeignKey("shop.id"), primary_key=True),
    Column("provider", Text, nullable=False),
    Column("public_id", Text, nullable=False, unique=True),
    Column("client_key", Text, nullable=False),
    Column("sealed_secret", Text, nullable=False),
    Column("is_test", Bool, nullable=False),
)

gateway_task: Final = strict_table(
    "gateway_task",
    metadata,
    Column("id", PK, primary_key=True),
    Column("dedupe_key", CleanText, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("order_id", BIG, ForeignKey("shop_order.id"), nullable=False),
    Column("request", Whole, nullable=False),
    Column("attempt", Whole, nullable=False),
    Column("refund", Whole, nullable=False),
    Column("due_at", UTC, nullable=False),
    Column("attempts", Whole, nullable=False),
    Column("lease_token", Text),
    Column("lease_until", UTC),
    Column("last_error", CleanText),
    Column("finished_at", UTC),
    _one_of("kind", TaskKind),
)
_partial_index("ix_gateway_task_open", gateway_task.c.finished_at.is_(None), gateway_task.c.due_at, gateway_task.c.id)
_partial_index("ix_gateway_task_order", gateway_task.c.finished_at.is_(None), gateway_task.c.order_id)

gateway_webhook: Final = strict_table(
    "gateway_webhook",
    metadata,
    Column("shop_id", BIG, ForeignKey("shop.id"), primary_key=True),
    Column("dedupe_key", CleanText, primary_key=True),
    Column("received_at", UTC, nullable=False),
)

bank_message: Final = strict_table(
    "bank_message",
    metadata,
    Column("id", PK, primary_key=True),
    Column("shop_id", BIG, ForeignKey("shop.id"), nullable=False, index=True),
    Column("amount", BIG, nullable=False),
    Column("name", CleanText, nullable=False),
    Column("at", UTC, nullable=False),
)

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
_partial_index("uq_thread_order", thread.c.order_id.is_not(None), thread.c.order_id, unique=True)
_partial_index("uq_thread_customer", thread.c.order_id.is_(None), thread.c.shop_id, thread.c.customer_id, unique=True)
_partial_index(
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
    _one_of("role", Role),
    _one_of("delivery", Delivery),
    CheckConstraint("(order_id IS NULL) <> (thread_id IS NULL)", name="belongs"),
)
_partial_index(
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
    _one_of("side", Side),
)
_partial_index(
    "ix_relayed_message_album",
    relayed_message.c.album != literal_column("''"),
    relayed_message.c.bot_id,
    relayed_message.c.chat_id,
    relayed_message.c.album,
)

quick_replies: Final = strict_table(
    "quick_replies",
    metadata,
    Column("shop_id", BIG, ForeignKey("shop.id"), primary_key=True),
    Column("texts", Json, nullable=False),
)

inquiry_count: Final = strict_table(
    "inquiry_count",
    metadata,
    Column("shop_id", BIG, ForeignKey("shop.id"), primary_key=True),
    Column("threads", BIG, nullable=False),
)

status_count: Final = strict_table(
    "status_count",
    metadata,
    Column("shop_id", BIG, ForeignKey("shop.id"), primary_key=True),
    Column("status", Text, primary_key=True),
    Column("orders", BIG, nullable=False),
)

concern_count: Final = strict_table(
    "concern_count",
    metadata,
    Column("shop_id", BIG, ForeignKey("shop.id"), primary_key=True),
    Column("concern", Text, primary_key=True),
    Column("orders", BIG, nullable=False),
)

day_count: Final = strict_table(
    "day_count",
    metadata,
    Column("shop_id", BIG, ForeignKey("shop.id"), primary_key=True),
    Column("day", Text, primary_key=True),
    Column("orders", BIG, nullable=False),
    Column("won", BIG, nullable=False),
    Column("won_by_hand", BIG, nullable=False, server_default="0"),
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
    _one_of("status", InboxStatus),
)
_partial_index("ix_inbox_update_pending", is_status(inbox_update, InboxStatus.PENDING), inbox_update.c.received)

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
    _one_of("lane", Lane),
    _one_of("kind", IntentKind),
    _one_of("side", Side),
    _one_of("policy", Policy),
    _one_of("status", OutboxStatus),
)


def is_waiting(table: Table, kind: IntentKind) -> ColumnElement[bool]:
    """Not claimed yet and of this kind: of such redraws one per target is enough."""
    return is_status(table, OutboxStatus.PENDING) & (table.c.kind == literal_column(f"'{kind}'"))


_o = outbox_intent.c
_unfinished = is_status(outbox_intent, OutboxStatus.PENDING, OutboxStatus.SENDING)
_partial_index("ix_outbox_intent_unfinished", _unfinished, _o.bot_id, _o.chat_id, _o.lane, _o.id)
_partial_index("ix_outbox_intent_queue", _unfinished, _o.id, _o.due_at)
_partial_index("ix_outbox_intent_dead", is_status(outbox_intent, OutboxStatus.DEAD), _o.finished_at)
_partial_index(
    "uq_outbox_intent_navigator",
    is_waiting(outbox_intent, IntentKind.NAVIGATOR),
    _o.bot_id,
    _o.chat_id,
    unique=True,
)
_partial_index(
    "uq_outbox_intent_card",
    is_waiting(outbox_intent, IntentKind.CARD),
    _o.bot_id,
    _o.chat_id,
    _o.side,
    _o.order_id,
    unique=True,
)
