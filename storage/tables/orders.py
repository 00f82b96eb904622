"""Orders, their rounds of edits, and the counters that lists and the home screen read."""

from __future__ import annotations

from typing import Final

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Text, UniqueConstraint, case, literal_column

from domain.change import ChangeStatus, SheetState
from domain.fulfillment import FulfillmentKind
from domain.lifecycle import OrderStatus
from domain.payment import PaymentMethod
from domain.sheet import OutOfStockWish
from storage.column_types import BIG, PK, UTC, CleanText, Json, Whole, strict_table
from storage.tables.definition import metadata, one_of, partial_index

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
    Column("refund_bank", CleanText),
    Column("refund_number", CleanText),
    Column("refund_holder", CleanText),
    Column("rounds", Whole, nullable=False, server_default="0"),
    Column("sheet_state", Text, nullable=False, server_default="none"),
    Column("unpaid", BIG, nullable=False, server_default="0"),
    UniqueConstraint("shop_id", "number"),
    Index("ix_shop_order_status_page", "shop_id", "status", "placed_at", "id"),
    Index("ix_shop_order_page", "shop_id", "placed_at", "id"),
    Index("ix_shop_order_name", "shop_id", "name_key", "placed_at", "id"),
    Index("ix_shop_order_phone", "shop_id", "phone_last4", "placed_at", "id"),
    Index("ix_shop_order_customer", "customer_id", "placed_at", "id"),
    one_of("status", OrderStatus),
    one_of("fulfillment", FulfillmentKind),
    one_of("payment_method", PaymentMethod),
    one_of("out_of_stock", OutOfStockWish),
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
partial_index("ix_shop_order_edited", is_edited, shop_order.c.shop_id, shop_order.c.id)

owes_approval: Final = shop_order.c.sheet_state == literal_column(f"'{SheetState.REQUESTED}'")
owes_payment: Final = shop_order.c.unpaid > literal_column("0")
owes_refund: Final = shop_order.c.captured - shop_order.c.refunded > case(
    (shop_order.c.status == literal_column(f"'{OrderStatus.CANCELED}'"), literal_column("0")), else_=shop_order.c.total
)
"""The orders of each concern, found by their own partial index."""
for _concern, _owes in (("approval", owes_approval), ("payment", owes_payment), ("refund", owes_refund)):
    partial_index(f"ix_shop_order_{_concern}", _owes, shop_order.c.shop_id, shop_order.c.placed_at, shop_order.c.id)

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
    one_of("status", ChangeStatus),
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
