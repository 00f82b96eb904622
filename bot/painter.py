"""Draws the picture of the closing summary: legible on a phone, in a light chat and in a dark one."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bot.screens.sales_chart import SalesChart

if TYPE_CHECKING:
    from matplotlib.figure import Figure

log = logging.getLogger(__name__)

PATIENCE: Final = 12.0
"""A delivery is claimed for half a minute: after this long its numbers go without a picture."""
_KEPT: Final = 8
"""The managers of a shop are shown the same, and a delivery may be tried again."""

WIDTH: Final = 1080
HEIGHT: Final = 960
_DPI: Final = 100
_FONTS: Final = Path(__file__).parent / "fonts"
REGULAR: Final = _FONTS / "NotoSansKR-Regular.ttf"
BOLD: Final = _FONTS / "NotoSansKR-Bold.ttf"
"""Both hold the letters of the desk's own words and no others."""

# Slate is neither the white of a light chat nor the black of a dark one; all text on it has a contrast of 6 and more.
_CARD, _GROUND = "#26303d", "#55637a"
_TEXT, _MUTED, _WEEKEND = "#f5f7fa", "#b8c3cf", "#ffa99c"
_SALES, _ORDERS, _TODAY = "#6ea8fe", "#5cc8b2", "#ffd166"

# Pixels from the left and from below.
_LEFT, _RIGHT = 48, WIDTH - 48
_TITLE, _NAMES, _TOTALS, _LAST_DAY = 880, 802, 726, 660
_SALES_BARS, _ORDER_BARS = (356, 220), (190, 84)
_DAY, _WEEKDAY = 122, 72
_MOST_DIGITS: Final = 4
"""So many fit above a column; longer numbers are written smaller."""


Draw = Callable[[SalesChart], Awaitable[bytes | None]]
"""A PNG, or None: the numbers matter more than their picture."""


async def undrawn(_: SalesChart) -> None:
    """A `Draw` for a desk without pictures."""


class Painter:
    """Draws in one thread of its own: it takes a while, and matplotlib is not made for several."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "painter")
        self._draw: Callable[[SalesChart], bytes] = lru_cache(_KEPT)(draw)

    async def draw(self, chart: SalesChart) -> bytes | None:
        """None if it fails or takes too long."""
        try:
            drawn = asyncio.get_running_loop().run_in_executor(self._thread, self._draw, chart)
            return await asyncio.wait_for(drawn, PATIENCE)
        except Exception:
            log.exception("a picture was not drawn")
            return None

    def close(self) -> None:
        """Begins no further picture."""
        self._thread.shutdown(wait=False, cancel_futures=True)


def draw(chart: SalesChart) -> bytes:
    """A PNG of WIDTH × HEIGHT. The first time it loads matplotlib, which takes a second."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure((WIDTH / _DPI, HEIGHT / _DPI), dpi=_DPI, facecolor=_CARD)
    FigureCanvasAgg(figure)
    _head(figure, chart)
    if chart.is_empty:
        _write(figure, WIDTH / 2, 440, chart.nothing, 40, _MUTED, ha="center")
    else:
        _sales(figure, chart)
        _orders(figure, chart)
    _days(figure, chart)
    png = io.BytesIO()
    figure.savefig(png, format="png", dpi=_DPI)
    return png.getvalue()


def _head(figure: Figure, chart: SalesChart) -> None:
    _write(figure, _LEFT, _TITLE, chart.title, 46, _TEXT, bold=True)
    _write(figure, _RIGHT, _TITLE, chart.span, 38, _MUTED, ha="right")
    for x, ha, name, total, color in (
        (_LEFT, "left", chart.sales, chart.sales_total, _SALES),
        (_RIGHT, "right", chart.orders, chart.orders_total, _ORDERS),
    ):
        _write(figure, x, _NAMES, name, 38, color, ha=ha)
        _write(figure, x, _TOTALS, total, 66, _TEXT, bold=True, ha=ha)
    _write(figure, _LEFT, _LAST_DAY, chart.last_day, 40, _TODAY)


def _sales(figure: Figure, chart: SalesChart) -> None:
    """The best day says how much; the last one does in the head."""
    values = [column.sales for column in chart.columns]
    tops = _bars(figure, *_SALES_BARS, values, _SALES)
    best, last = values.index(max(values)), len(values) - 1
    x, ha = _x(best, len(values)), "center"
    if best < 2:
        x, ha = _LEFT, "left"
    elif best > last - 2:
        x, ha = _RIGHT, "right"
    _write(figure, x, tops[best] + 14, chart.columns[best].amount, 38, _TEXT, bold=True, ha=ha)


def _orders(figure: Figure, chart: SalesChart) -> None:
    """Every day says how many."""
    numbers = [column.orders for column in chart.columns]
    tops = _bars(figure, *_ORDER_BARS, numbers, _ORDERS)
    digits = max(len(str(number)) for number in numbers)
    size = 36 if digits < _MOST_DIGITS else 36 * 3.2 / digits
    for n, (number, top) in enumerate(zip(numbers, tops, strict=True)):
        if number:
            _write(figure, _x(n, len(numbers)), top + 10, str(number), size, _TEXT, ha="center")


def _bars(figure: Figure, bottom: int, height: int, values: Sequence[int], color: str) -> list[float]:
    """One for each day, the last in the colour of today, on a line to stand on; returns where they end."""
    box = (_LEFT / WIDTH, bottom / HEIGHT, (_RIGHT - _LEFT) / WIDTH, height / HEIGHT)
    axes = figure.add_axes(box)
    axes.set_axis_off()
    axes.set_xlim(-0.5, len(values) - 0.5)
    shown, most = [max(value, 0) for value in values], max(*values, 1)
    axes.set_ylim(0, most)
    axes.bar(range(len(values)), shown, 0.68, color=[color] * (len(values) - 1) + [_TODAY])
    axes.axhline(0, color=_GROUND, linewidth=3)
    return [bottom + height * value / most for value in shown]


def _days(figure: Figure, chart: SalesChart) -> None:
    last = len(chart.columns) - 1
    for n, column in enumerate(chart.columns):
        x = _x(n, len(chart.columns))
        color = _TODAY if n == last else _WEEKEND if column.is_weekend else _MUTED
        _write(figure, x, _DAY, column.day, 38, color, bold=n == last, ha="center")
        _write(figure, x, _WEEKDAY, column.weekday, 33, color, ha="center")


def _x(n: int, columns: int) -> float:
    """The middle of a column."""
    return _LEFT + (n + 0.5) * (_RIGHT - _LEFT) / columns


def _write(
    figure: Figure, x: float, y: float, text: str, size: float, color: str, *, bold: bool = False, **aligned: Any
) -> None:
    """`size` in pixels, `y` of the line on which the letters stand."""
    points = size * 72 / _DPI
    font = BOLD if bold else REGULAR
    figure.text(x / WIDTH, y / HEIGHT, text, fontsize=points, font=font, color=color, parse_math=False, **aligned)
