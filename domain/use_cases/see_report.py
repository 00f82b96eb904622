"""마감 요약 and /report: a shop's days in numbers, for who may see them (D17, D21)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.access import shop_for_staff
from domain.money import Takings
from domain.order_ports import Counts, DaySales
from domain.people import Caller, Permission
from domain.ports import UnitOfWork
from domain.shop import Shop

RECENT_DAYS: Final = 14


class Period(StrEnum):
    """What a report is about, counted back from its last day."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"

    def first(self, last: date) -> date:
        """Weeks begin on Monday."""
        if self is Period.WEEK:
            return date.fromordinal(last.toordinal() - last.weekday())
        return last.replace(day=1) if self is Period.MONTH else last


@dataclass(frozen=True, slots=True)
class ReportView:
    """What was completed on each day with any, and what waits now; `oldest` is when the oldest open order came."""

    shop: Shop
    period: Period
    first: date
    last: date
    days: list[DaySales]
    counts: Counts
    oldest: datetime | None
    recent: list[DaySales] = field(default_factory=list)
    """The same for the last RECENT_DAYS days, whatever the period is."""

    @property
    def orders(self) -> int:
        return sum(day.orders for day in self.days)

    @property
    def sales(self) -> Takings:
        return Takings(sum(day.sales.won for day in self.days))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was done and nothing waits."""
        return not self.orders and self.oldest is None


def see_report(uow: UnitOfWork, shop_id: int, period: Period, last: date, by: Caller) -> ReportView:
    """Raises ShopNotFound, NotAllowed."""
    shop, _ = shop_for_staff(uow, shop_id, by, Permission.SEE_REPORTS)
    first = period.first(last)
    days = uow.orders.sales(shop_id, first, last)
    recent = uow.orders.sales(shop_id, last - timedelta(days=RECENT_DAYS - 1), last)
    counts, oldest = uow.orders.counts(shop_id, last), uow.orders.oldest_open(shop_id)
    return ReportView(shop, period, first, last, days, counts, oldest, recent)
