"""When a shop is open: weekly hours, days off, closings, holidays and pauses; times in and out are aware UTC.

Hours are those of Asia/Seoul. Which days are holidays is data that comes in as a function of the date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise, takewhile
from typing import Final
from zoneinfo import ZoneInfo

from domain.errors import InvalidHours

IsHoliday = Callable[[date], bool]

SEOUL: Final = ZoneInfo("Asia/Seoul")
DAY: Final = 24 * 60
"""Minutes of a day."""
QUIET_FROM: Final = 21 * 60
QUIET_UNTIL: Final = 8 * 60
MOST_SPANS: Final = 4
MOST_CLOSINGS: Final = 60
_HORIZON: Final = 400
"""Days: a shop that does not open within them does not open."""
_SPAN: Final = re.compile(r"(\d{1,2})(?::?(\d{2}))?\s*[-~–—]\s*(\d{1,2})(?::?(\d{2}))?")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Open from `opens` until `closes`, in minutes after the day's midnight; beyond 24:00 it ends on the next day."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not (0 <= self.opens < DAY and self.opens < self.closes <= self.opens + DAY):
            raise InvalidHours(given=f"{self.opens}-{self.closes}")


Spans = tuple[Span, ...]
ALL_DAY: Final = (Span(0, DAY),)


def read_spans(text: str) -> Spans:
    """`09:00-21:00`, `9-12, 13-18`, `18:00~02:00`, `24시간`: what somebody typed. Raises InvalidHours."""
    bare = re.sub(r"\s*시\s*(\d{2})\s*분", r":\1", text.strip().translate(_PLAIN))
    bare = bare.replace("시간", "h").replace("시", "")
    if bare.replace(" ", "") in ("24h", "24H"):
        return ALL_DAY
    return checked_spans(tuple(_span(part.strip(), text) for part in re.split(r"[,/\n]", bare)), text)


_PLAIN: Final = {**{ord("０") + n: str(n) for n in range(10)}, ord("："): ":", ord("～"): "~", ord("，"): ","}


def checked_spans(spans: Spans, given: str = "") -> Spans:
    """In order, none reaching into the next one or around the clock into the first. Raises InvalidHours."""
    spans = tuple(sorted(spans))
    overlaps = any(one.closes > other.opens for one, other in pairwise(spans))
    wraps = len(spans) > 1 and spans[-1].closes - DAY > spans[0].opens
    if overlaps or wraps or not 1 <= len(spans) <= MOST_SPANS:
        raise InvalidHours(given=given[:40])
    return spans


def _span(part: str, given: str) -> Span:
    found = _SPAN.fullmatch(part)
    if found is None:
        raise InvalidHours(given=given[:40])
    opens, closes = _minutes(found[1], found[2]), _minutes(found[3], found[4])
    if opens is None or closes is None or opens == DAY:
        raise InvalidHours(given=given[:40])
    return Span(opens, closes if closes > opens else closes + DAY)


def _minutes(hour: str, minute: str | None) -> int | None:
    minutes = int(hour) * 60 + int(minute or 0)
    return minutes if minutes <= DAY and int(minute or 0) < 60 else None


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """A week from Monday on, each day with its spans (none: a day off), and what overrides it on single days."""

    week: tuple[Spans, ...]
    closings: frozenset[date] = frozenset()
    closes_on_holidays: bool = False

    def spans_on(self, day: date, is_holiday: IsHoliday) -> Spans:
        """The spans that begin on this day."""
        if day in self.closings or (self.closes_on_holidays and is_holiday(day)):
            return ()
        return self.week[day.weekday()]

    def is_open(self, at: datetime, is_holiday: IsHoliday) -> bool:
        day = at.astimezone(SEOUL).date()
        return any(
            start <= at < end
            for began in (day - timedelta(days=1), day)
            for start, end in self._periods(began, is_holiday)
        )

    def next_opening(self, at: datetime, is_holiday: IsHoliday) -> datetime | None:
        """The first open moment from `at` on, `at` itself when open; None for a shop that does not open any more."""
        return next((max(start, at) for start, _ in self._open_from(at, is_holiday)), None)

    def later(self, at: datetime, delay: timedelta, is_holiday: IsHoliday) -> datetime | None:
        """When that much open time has passed since `at`; None for a shop that does not open any more."""
        for start, end in self._open_from(at, is_holiday):
            if end <= at:  # swallowed by a longer one
                continue
            start = max(start, at)
            if delay <= end - start:
                return start + delay
            delay -= end - start
            at = end
        return None

    def next_change(self, at: datetime, is_holiday: IsHoliday) -> datetime | None:
        """When it closes if it is open now, and opens if not; None if that is more than a week away."""
        is_open, end = self.is_open(at, is_holiday), at + timedelta(days=8)
        bounds = (bound for period in self._open_from(at, is_holiday) for bound in period if bound > at)
        for bound in takewhile(lambda bound: bound < end, bounds):
            if self.is_open(bound, is_holiday) is not is_open:
                return bound
        return None

    def on(self, weekday: int, spans: Spans) -> BusinessHours:
        """The same with other spans on one day of the week."""
        return replace(self, week=(*self.week[:weekday], spans, *self.week[weekday + 1 :]))

    def _open_from(self, at: datetime, is_holiday: IsHoliday) -> Iterator[tuple[datetime, datetime]]:
        """Periods that end after `at`, in their order."""
        first = at.astimezone(SEOUL).date() - timedelta(days=1)
        for n in range(_HORIZON):
            for start, end in self._periods(first + timedelta(days=n), is_holiday):
                if end > at:
                    yield start, end

    def _periods(self, day: date, is_holiday: IsHoliday) -> Iterator[tuple[datetime, datetime]]:
        for span in self.spans_on(day, is_holiday):
            yield seoul_time(day, span.opens), seoul_time(day, span.closes)


def every_day(*spans: Span) -> BusinessHours:
    """The same hours on every day of the week."""
    return BusinessHours((spans,) * 7)


WAKING: Final = every_day(Span(QUIET_UNTIL, QUIET_FROM))
"""What counts as business hours for reminders of a shop that has not set its own."""


@dataclass(frozen=True, slots=True)
class Pause:
    """주문 잠시 중단: no new orders from `since` on, until a time or until somebody resumes."""

    since: datetime
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        return self.until is None or at < self.until


class Door(StrEnum):
    """What a customer finds."""

    OPEN = "open"
    CLOSED = "closed"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Opening:
    """A shop's door at one moment: today's spans, and when it opens or takes orders again (None: nobody knows)."""

    door: Door
    today: Spans = ALL_DAY
    until: datetime | None = None


def opening(hours: BusinessHours | None, pause: Pause | None, at: datetime, is_holiday: IsHoliday) -> Opening:
    """A shop without hours is always open; a pause comes before everything."""
    today = hours.spans_on(at.astimezone(SEOUL).date(), is_holiday) if hours else ALL_DAY
    if pause is not None and pause.holds(at):
        return Opening(Door.PAUSED, today, pause.until)
    if hours is None or hours.is_open(at, is_holiday):
        return Opening(Door.OPEN, today)
    return Opening(Door.CLOSED, today, hours.next_opening(at, is_holiday))


# Customers


def is_quiet(at: datetime) -> bool:
    """Whether customers are left alone: from 21:00 to 08:00."""
    minute = _minute_of_day(at)
    return minute >= QUIET_FROM or minute < QUIET_UNTIL


def customers_time(at: datetime, hours: BusinessHours, is_holiday: IsHoliday) -> datetime:
    """The first moment from `at` on at which a customer may be reminded: not in quiet hours, and the shop is open.

    Of a shop that opens in quiet hours only, or not any more, a customer hears when the quiet hours end (D17).
    """
    found = at
    for _ in range(_HORIZON):
        awake = after_quiet(found)
        opens = hours.next_opening(awake, is_holiday)
        if opens is None:
            break
        if opens == awake:
            return awake
        found = opens
    return after_quiet(at)


def after_quiet(at: datetime) -> datetime:
    """`at`, or the end of the quiet hours in which it lies."""
    if not is_quiet(at):
        return at
    day = at.astimezone(SEOUL).date()
    return seoul_time(day + timedelta(days=_minute_of_day(at) >= QUIET_FROM), QUIET_UNTIL)


def seoul_time(day: date, minutes: int) -> datetime:
    """So many minutes after the day's midnight in Seoul, as UTC."""
    return (datetime.combine(day, time(), SEOUL) + timedelta(minutes=minutes)).astimezone(UTC)


def seoul_day(at: datetime) -> date:
    """The day it is in Seoul."""
    return at.astimezone(SEOUL).date()


def _minute_of_day(at: datetime) -> int:
    local = at.astimezone(SEOUL)
    return local.hour * 60 + local.minute
