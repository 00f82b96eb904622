"""Money: what moved, what is asked for, and the work that payment companies are asked to do."""

from __future__ import annotations

from typing import Final

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Text, UniqueConstraint, false, literal_column

from domain.gateway_work import TaskKind
from domain.payment import MovementKind
from domain.payment_request import LIVE, AttemptState, RefundState, RequestKind, RequestState
from storage.column_types import BIG, PK, UTC, Bool, CleanText, Whole, strict_table
from storage.tables.definition import metadata, one_of, partial_index

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
    one_of("kind", MovementKind),
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
    Column("grace_hours", Whole, nullable=False, server_default="24"),
    one_of("kind", RequestKind),
    one_of("state", RequestState),
    CheckConstraint("amount > 0", name="amount"),
)
is_live_request: Final = payment_request.c.state.in_([literal_column(f"'{state}'") for state in sorted(LIVE)])
partial_index("uq_payment_request_live", is_live_request, payment_request.c.order_id, unique=True)
partial_index("ix_payment_request_live", is_live_request, payment_request.c.shop_id, payment_request.c.amount)

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
    Column("wants_account", Bool, nullable=False, server_default=false()),
    UniqueConstraint("provider", "payment_ref"),
    one_of("state", AttemptState),
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
    one_of("state", RefundState),
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
    Column("secret_tail", Text, nullable=False, server_default=""),
)

key_trial: Final = strict_table(
    "key_trial",
    metadata,
    Column("shop_id", BIG, ForeignKey("shop.id"), primary_key=True),
    Column("provider", Text, nullable=False),
    Column("public_id", Text, nullable=False),
    Column("client_key", CleanText, nullable=False),
    Column("sealed_secret", Text, nullable=False),
    Column("is_test", Bool, nullable=False),
    Column("secret_tail", Text, nullable=False),
    Column("asked_by", BIG, nullable=False),
    Column("asked_at", UTC, nullable=False),
    Column("due_at", UTC, nullable=False),
    Column("tries", Whole, nullable=False),
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
    one_of("kind", TaskKind),
)
partial_index("ix_gateway_task_open", gateway_task.c.finished_at.is_(None), gateway_task.c.due_at, gateway_task.c.id)
partial_index("ix_gateway_task_order", gateway_task.c.finished_at.is_(None), gateway_task.c.order_id)

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
