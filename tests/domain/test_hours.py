"""When a shop is open (D17): spans past midnight, days off, holidays, pauses, quiet hours; all in Asia/Seoul."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import hours as h
from domain.errors import InvalidHours
from domain.hours import ALL_DAY, BusinessHours, Door, Opening, Pause, Span, every_day, read_spans


def seoul(text: str) -> datetime:
    """`2026-11-23 09:00` in Seoul, as UTC. That day is a Monday."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC) - timedelta(hours=9)


def never(_: date) -> bool:
    return False


def christmas(day: date) -> bool:
    return (day.month, day.day) == (12, 25)


DAYTIME = every_day(Span(9 * 60, 21 * 60))
BAR = every_day(Span(18 * 60, 26 * 60))
LUNCH_AND_DINNER = every_day(Span(11 * 60, 14 * 60), Span(17 * 60, 22 * 60))


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-23 08:59", False),
        ("2026-11-23 09:00", True),
        ("2026-11-23 20:59", True),
        ("2026-11-23 21:00", False),
    ],
)
def test_shop_opens_and_closes_at_its_minute(at: str, is_open: bool) -> None:
    assert DAYTIME.is_open(seoul(at), never) is is_open


@pytest.mark.parametrize(
    ("at", "is_open"),
    [("2026-11-23 17:59", False), ("2026-11-23 23:59", True), ("2026-11-24 01:59", True), ("2026-11-24 02:00", False)],
)
def test_bar_is_open_past_midnight(at: str, is_open: bool) -> None:
    assert BAR.is_open(seoul(at), never) is is_open


def test_evening_belongs_to_the_day_on_which_it_began() -> None:
    monday_off = BAR.on(0, ())
    assert monday_off.is_open(seoul("2026-11-23 01:00"), never), "that is still Sunday's evening"
    assert not monday_off.is_open(seoul("2026-11-23 19:00"), never)
    assert not monday_off.is_open(seoul("2026-11-24 01:00"), never), "Monday had no evening"
    assert monday_off.is_open(seoul("2026-11-24 19:00"), never)


def test_shop_with_several_spans_rests_between_them() -> None:
    assert not LUNCH_AND_DINNER.is_open(seoul("2026-11-23 15:00"), never)
    assert LUNCH_AND_DINNER.next_opening(seoul("2026-11-23 15:00"), never) == seoul("2026-11-23 17:00")
    assert LUNCH_AND_DINNER.next_opening(seoul("2026-11-23 23:00"), never) == seoul("2026-11-24 11:00")


def test_shop_around_the_clock_is_open_on_every_minute_of_a_week() -> None:
    always, start = every_day(*ALL_DAY), seoul("2026-11-22 23:58")
    assert all(always.is_open(start + timedelta(minutes=n), never) for n in range(0, 7 * h.DAY, 7))


def test_days_off_closings_and_holidays_are_skipped() -> None:
    hours = BusinessHours(DAYTIME.on(6, ()).week, frozenset({date(2026, 12, 24)}), closes_on_holidays=True)
    assert hours.next_opening(seoul("2026-11-21 21:00"), christmas) == seoul("2026-11-23 09:00"), "Sunday is off"
    # Thursday is a closing, Friday Christmas.
    assert hours.next_opening(seoul("2026-12-23 21:00"), christmas) == seoul("2026-12-26 09:00")
    assert hours.next_opening(seoul("2026-12-23 21:00"), never) == seoul("2026-12-25 09:00")


def test_closing_does_not_cut_off_the_evening_before() -> None:
    hours = BusinessHours(BAR.week, frozenset({date(2026, 11, 24)}))
    assert hours.is_open(seoul("2026-11-24 01:00"), never)
    assert not hours.is_open(seoul("2026-11-24 19:00"), never)


def test_leap_day_is_a_day_like_others() -> None:
    sundays_off = DAYTIME.on(1, ())  # 29 February 2028 is a Tuesday
    assert not sundays_off.is_open(seoul("2028-02-29 12:00"), never)
    assert DAYTIME.is_open(seoul("2028-02-29 12:00"), never)
    assert DAYTIME.next_opening(seoul("2028-02-28 22:00"), never) == seoul("2028-02-29 09:00")


def test_korea_has_no_summer_time_any_more() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert {h.seoul_time(day, 9 * 60).hour for day in days} == {0}


def test_shop_that_never_opens_has_no_next_opening() -> None:
    closed = every_day()
    assert closed.next_opening(seoul("2026-11-23 12:00"), never) is None
    assert closed.later(seoul("2026-11-23 12:00"), timedelta(minutes=3), never) is None


@pytest.mark.parametrize(
    ("at", "minutes", "due"),
    [
        ("2026-11-23 12:00", 3, "2026-11-23 12:03"),
        ("2026-11-23 20:58", 3, "2026-11-24 09:01"),
        ("2026-11-23 23:00", 3, "2026-11-24 09:03"),
        ("2026-11-23 20:57", 3, "2026-11-23 21:00"),
        ("2026-11-23 08:00", 12 * 60 + 1, "2026-11-24 09:01"),
    ],
)
def test_delay_counts_open_minutes_only(at: str, minutes: int, due: str) -> None:
    assert DAYTIME.later(seoul(at), timedelta(minutes=minutes), never) == seoul(due)


def test_overlapping_evenings_are_not_counted_twice() -> None:
    monday_long = BAR.on(0, (Span(12 * 60, 36 * 60),)).on(1, (Span(10 * 60, 14 * 60),))
    at = seoul("2026-11-23 22:00")
    assert monday_long.later(at, timedelta(hours=15), never) == seoul("2026-11-24 13:00")


# The door


def test_door_says_when_it_opens_again() -> None:
    at = seoul("2026-11-23 22:00")
    assert h.opening(DAYTIME, None, at, never) == Opening(Door.CLOSED, DAYTIME.week[0], seoul("2026-11-24 09:00"))
    assert h.opening(DAYTIME, None, seoul("2026-11-23 12:00"), never) == Opening(Door.OPEN, DAYTIME.week[0])
    assert h.opening(None, None, at, never).door is Door.OPEN, "a shop without hours is always open"


def test_pause_holds_until_its_time_or_until_resumed() -> None:
    at = seoul("2026-11-23 12:00")
    for_a_while = Pause(at, at + timedelta(minutes=30))
    assert h.opening(DAYTIME, for_a_while, at, never).until == for_a_while.until
    assert h.opening(DAYTIME, for_a_while, at, never).door is Door.PAUSED
    assert h.opening(DAYTIME, for_a_while, at + timedelta(minutes=30), never).door is Door.OPEN
    assert h.opening(DAYTIME, Pause(at), at + timedelta(days=30), never).door is Door.PAUSED


# Quiet hours


@pytest.mark.parametrize(
    ("at", "after"),
    [
        ("2026-11-23 20:59", "2026-11-23 20:59"),
        ("2026-11-23 21:00", "2026-11-24 08:00"),
        ("2026-12-31 23:59", "2027-01-01 08:00"),
        ("2028-02-28 22:00", "2028-02-29 08:00"),
        ("2026-11-24 00:00", "2026-11-24 08:00"),
        ("2026-11-24 07:59", "2026-11-24 08:00"),
        ("2026-11-24 08:00", "2026-11-24 08:00"),
    ],
)
def test_quiet_hours_end_at_eight(at: str, after: str) -> None:
    assert h.after_quiet(seoul(at)) == seoul(after)
    assert h.is_quiet(seoul(at)) is (at != after)


@pytest.mark.parametrize(
    ("hours", "at", "told"),
    [
        (DAYTIME, "2026-11-23 22:00", "2026-11-24 09:00"),
        (DAYTIME, "2026-11-23 12:00", "2026-11-23 12:00"),
        (BAR, "2026-11-23 12:00", "2026-11-23 18:00"),
        (BAR, "2026-11-23 22:00", "2026-11-24 18:00"),
        (every_day(Span(22 * 60, 28 * 60)), "2026-11-23 22:00", "2026-11-24 08:00"),
        (every_day(), "2026-11-23 12:00", "2026-11-23 12:00"),
    ],
)
def test_customer_is_told_when_awake_and_somebody_is_there(hours: BusinessHours, at: str, told: str) -> None:
    assert h.customers_time(seoul(at), hours, never) == seoul(told)


# What is typed


@pytest.mark.parametrize(
    ("typed", "spans"),
    [
        ("09:00-21:00", (Span(540, 1260),)),
        ("9-21", (Span(540, 1260),)),
        ("9시~21시", (Span(540, 1260),)),
        ("9시 30분 ~ 21시", (Span(570, 1260),)),
        ("０９：００～２１：００", (Span(540, 1260),)),
        ("0900-2130", (Span(540, 1290),)),
        ("18:00-02:00", (Span(1080, 1560),)),
        ("17:00-22:00, 11-14", (Span(660, 840), Span(1020, 1320))),
        ("00:00-24:00", ALL_DAY),
        ("24시간", ALL_DAY),
        ("09:00-09:00", (Span(540, 1980),)),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, spans: h.Spans) -> None:
    assert read_spans(typed) == spans


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "아침부터 저녁까지",
        "9",
        "25:00-26:00",
        "09:60-10:00",
        "24:00-25:00",
        "9-12, 11-14",
        "18-02, 01-03",
        "-",
        "9-9-9",
        "1-2, 3-4, 5-6, 7-8, 9-10",
    ],
)
def test_what_no_day_can_have_is_refused_with_what_was_typed(typed: str) -> None:
    with pytest.raises(InvalidHours) as refusal:
        read_spans(typed)
    assert refusal.value.params["given"] == typed[:40]


# Whatever the hours

few = settings(deadline=None, max_examples=40)
spans = st.tuples(st.integers(0, h.DAY - 1), st.integers(1, h.DAY)).map(lambda s: Span(s[0], s[0] + s[1]))
weeks = st.lists(st.lists(spans, max_size=2).map(lambda found: tuple(sorted(found))), min_size=7, max_size=7).map(tuple)
moments = st.integers(0, 400 * h.DAY).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n))


@few
@given(weeks, moments)
def test_next_opening_is_the_first_open_moment(week: tuple[h.Spans, ...], at: datetime) -> None:
    hours = BusinessHours(week)
    opens = hours.next_opening(at, never)
    if opens is None:
        assert not any(week)
        return
    assert hours.is_open(opens, never)
    assert (opens == at) is hours.is_open(at, never)
    waiting = range(int((opens - at).total_seconds()) // 60)
    assert not any(hours.is_open(at + timedelta(minutes=n), never) for n in waiting[:: max(1, len(waiting) // 50)])


@few
@given(weeks, moments, st.integers(0, 3000))
def test_open_minutes_between_are_the_delay(week: tuple[h.Spans, ...], at: datetime, minutes: int) -> None:
    hours = BusinessHours(week)
    due = hours.later(at, timedelta(minutes=minutes), never)
    if due is None or due - at > timedelta(days=10):
        return
    between = (at + timedelta(minutes=n) for n in range(int((due - at).total_seconds()) // 60))
    assert sum(hours.is_open(moment, never) for moment in between) == minutes


@few
@given(weeks, moments)
def test_customer_is_never_told_in_quiet_hours(week: tuple[h.Spans, ...], at: datetime) -> None:
    told = h.customers_time(at, BusinessHours(week), never)
    assert told >= at
    assert not h.is_quiet(told)
