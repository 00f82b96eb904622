"""The picture of the last two weeks, for every kind of fortnight and in both languages (D17)."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.demo.telegram.files import image_size
from bot.i18n import Languages
from bot.outbox.relays import MOST_CAPTION
from bot.painter import BOLD, HEIGHT, REGULAR, WIDTH, Painter, draw
from bot.screens.fitting import units
from bot.screens.sales_chart import SalesChart, sales_chart
from domain.money import Takings
from domain.order_ports import Counts, DaySales
from domain.use_cases.see_report import RECENT_DAYS, Period, ReportView
from tests.bot.screens.clock_samples import clock_screens
from tests.bot.screens.samples import SHOP

LAST = date(2026, 11, 23)
MOST_UPLOAD = 10 * 1024 * 1024
"""Telegram takes photos of up to 10 MB, whose sides add up to at most 10,000 pixels."""


def before(days: int) -> date:
    return LAST - timedelta(days=days)


FORTNIGHTS = {
    "no sales": [],
    "one day": [DaySales(LAST, 14, Takings(312_000))],
    "the first day only": [DaySales(before(13), 3, Takings(98_000))],
    "every day": [DaySales(before(n), 20 - n, Takings(312_000 - 9_100 * n)) for n in range(RECENT_DAYS)],
    "a great shop": [DaySales(before(n), 98_765, Takings(12_345_678_900)) for n in range(RECENT_DAYS)],
    "an order of nothing": [DaySales(LAST, 1, Takings(0))],
}


def chart(found: list[DaySales], language: str = "ko") -> SalesChart:
    view = ReportView(SHOP, Period.DAY, LAST, LAST, [], Counts({}, 0, Takings(0)), None, found)
    return sales_chart(view, Languages().of(language))


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("fortnight", FORTNIGHTS)
def test_every_fortnight_is_drawn_in_letters_that_the_font_has(fortnight: str, language: str) -> None:
    png = draw(chart(FORTNIGHTS[fortnight], language))  # a letter that is missing is a warning, and fails the test
    assert image_size(png) == (WIDTH, HEIGHT)
    assert WIDTH + HEIGHT <= 10_000
    assert len(png) < 300_000 < MOST_UPLOAD


def test_missing_letters_are_noticed() -> None:
    with pytest.warns(UserWarning, match="missing from font"):
        draw(replace(chart([]), nothing="뷁"))


def test_fonts_are_small_and_their_licence_lies_beside_them() -> None:
    assert REGULAR.stat().st_size + BOLD.stat().st_size < 200_000
    assert "SIL Open Font License, Version 1.1" in REGULAR.with_name("OFL.txt").read_text("utf-8")


def test_fourteen_days_are_shown_with_what_they_came_to() -> None:
    drawn = chart(FORTNIGHTS["every day"])
    assert [column.day for column in drawn.columns] == [str(day) for day in range(10, 24)]
    assert [column.weekday for column in drawn.columns[-3:]] == ["토", "일", "월"]
    assert (drawn.span, drawn.sales_total, drawn.orders_total) == ("11. 10 – 11. 23", "3,539,900원", "189건")
    assert drawn.last_day == "11. 23  20건 · 312,000원"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_numbers_of_a_day_always_fit_below_the_picture(language: str) -> None:
    of_a_day = ("summary day 0", "summary day 1", "report day 0", "report day 1")
    shown = [one for one in clock_screens(Languages().of(language)) if one[0].startswith(of_a_day)]
    assert shown
    assert [name for name, screen in shown if units(screen.text) > MOST_CAPTION] == []


async def test_same_picture_is_drawn_once_and_a_failure_leaves_the_numbers_alone() -> None:
    painter = Painter()
    try:
        first, again = [await painter.draw(chart([])) for _ in range(2)]
        assert first is again
        assert await painter.draw(replace(chart(FORTNIGHTS["one day"]), last_day="뷁")) is None
    finally:
        painter.close()
    assert await painter.draw(chart(FORTNIGHTS["one day"])) is None, "the desk has stopped"


def test_nobody_waits_for_matplotlib_before_the_first_picture() -> None:
    look = "import sys, bot.app; sys.exit('matplotlib' in sys.modules or 'numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", look], check=False).returncode == 0
