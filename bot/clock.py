"""Time as the shops count it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

SEOUL: Final = ZoneInfo("Asia/Seoul")


def utc_now() -> datetime:
    """Now, aware, UTC."""
    return datetime.now(UTC)


def shop_day(moment: datetime) -> date:
    """The day it is in Korea."""
    return moment.astimezone(SEOUL).date()
