"""The words and numbers of the picture with the last two weeks; nothing in it names a person (D17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.i18n import Translator
from bot.screens.formats import won
from bot.screens.hours import weekday
from domain.money import Money, Takings
from domain.order_ports import DaySales
from domain.use_cases.see_report import RECENT_DAYS, ReportView

_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True)
class Column:
    """One day; `sales` is in won, `amount` says the same in words."""

    day: str
    weekday: str
    is_weekend: bool
    sales: int
    amount: str
    orders: int


@dataclass(frozen=True, slots=True)
class SalesChart:
    """All that is to be drawn, in one language; `nothing` stands where the columns would, if all are empty."""

    title: str
    span: str
    sales: str
    orders: str
    sales_total: str
    orders_total: str
    last_day: str
    columns: tuple[Column, ...]
    nothing: str

    @property
    def is_empty(self) -> bool:
        return not any(column.orders or column.sales for column in self.columns)


def sales_chart(view: ReportView, t: Translator) -> SalesChart:
    """The two weeks that end with the report's last day; a day that is not among the recent ones had no sales."""
    by_day, last = {one.day: one for one in view.recent}, view.last
    days = [last - timedelta(days=n) for n in reversed(range(RECENT_DAYS))]
    rows = [by_day.get(day) or DaySales(day, 0, Takings(0)) for day in days]
    total = Takings(sum(row.sales.won for row in rows))
    return SalesChart(
        t.plain("최근 {n}일", n=RECENT_DAYS),
        f"{_dated(days[0], t)} – {_dated(last, t)}",
        t.plain("매출"),
        t.plain("완료한 주문"),
        won(total, t),
        t.plain("{n}건", n=f"{sum(row.orders for row in rows):,}"),
        t.plain("{day}  {n}건 · {total}", day=_dated(last, t), n=rows[-1].orders, total=won(rows[-1].sales, t)),
        tuple(_column(row, t) for row in rows),
        t.plain("아직 완료한 주문이 없어요"),
    )


def _column(row: DaySales, t: Translator) -> Column:
    sales: Money = row.sales
    n = row.day.weekday()
    return Column(str(row.day.day), weekday(n, t), n >= _SATURDAY, sales.won, won(sales, t), row.orders)


def _dated(day: date, t: Translator) -> str:
    return t.plain("{month}. {day}", month=day.month, day=day.day)
