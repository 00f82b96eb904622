"""What a shop's owner is told about its contract with a payment company, beside any order's own notices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from domain.delivery import Chat, Intent, IntentKind, Side
from domain.reconciling import Difference
from domain.shop import Shop

DIFFERENCES: Final = "differences"
"""News about money instead of people: ledger and payment company differ."""


def difference_intent(shop: Shop, user_id: int, day: datetime, found: Sequence[Difference], now: datetime) -> Intent:
    """The owner hears once a day what ledger and payment company do not agree on."""
    rows = [[one.kind, one.number, one.amount.won, one.is_refund] for one in found]
    return Intent(
        Chat(shop.bot_id, user_id),
        IntentKind.STAFF,
        Side.SHOP,
        f"staff:{shop.id}:payments:{day.isoformat()}:{user_id}",
        now,
        loud=True,
        payload={"news": DIFFERENCES, "shop": shop.name, "shop_id": shop.id, "differences": rows},
    )
