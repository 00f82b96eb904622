"""Korea's public holidays, substitute ones included, from the `holidays` package."""

from __future__ import annotations

from datetime import date
from functools import cache


def is_holiday(day: date) -> bool:
    """Whether it is a public holiday in Korea."""
    return day in _of_year(day.year)


@cache
def _of_year(year: int) -> frozenset[date]:
    import holidays  # not needed until a shop closes on them

    return frozenset(holidays.country_holidays("KR", years=year))
