"""Shops, who works there, who buys there, and what they sell."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, LargeBinary, Text, false, true

from domain.people import SHOP
from storage.column_types import BIG, PK, UTC, Bool, CleanText, Json, Whole, strict_table
from storage.tables.definition import metadata, one_of

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
    Column("grace_hours", Whole, nullable=False, server_default="24"),
    Column("has_gateway", Bool, nullable=False, server_default=false()),
    Column("offers_accounts", Bool, nullable=False, server_default=false()),
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
    one_of("role", SHOP),
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
    one_of("role", SHOP),
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

quick_replies: Final = strict_table(
    "quick_replies",
    metadata,
    Column("shop_id", BIG, ForeignKey("shop.id"), primary_key=True),
    Column("texts", Json, nullable=False),
)
