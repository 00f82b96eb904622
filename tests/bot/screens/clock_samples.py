"""Every screen that has to do with the clock: hours, pauses, reminders, reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from bot.i18n import Translator
from bot.screens import alerts, home, hours, reminders, report
from bot.screens.screen import Screen
from domain.hours import ALL_DAY, BusinessHours, Door, Opening, Pause, Span, every_day
from domain.lifecycle import OrderStatus
from domain.money import MOST_WON, Takings
from domain.order_ports import Counts, DaySales
from domain.reminders import OF_SHOPS, OF_THREADS, RULES, Cadence, Reminder, Wait
from domain.shop import Shop
from domain.use_cases.see_order import OrderView
from domain.use_cases.see_reminder import ReminderView
from domain.use_cases.see_report import Period, ReportView
from domain.use_cases.see_shop import HomeView
from domain.use_cases.set_hours import HoursView
from domain.use_cases.set_reminders import SETTABLE
from tests.bot.screens.samples import (
    CUSTOMER,
    LONG,
    OWNER,
    SHOP,
    STAFF,
    every_order,
    hostile_in_every_state,
    seoul,
    view,
)

Named = tuple[str, Screen]
NOW = seoul(2021, 5, 31, 16, 51)  # a Monday

SPLIT = (Span(540, 720), Span(780, 900), Span(960, 1080), Span(1140, 1560))
WEEK: BusinessHours = every_day(Span(540, 1260)).on(6, ())
HOSTILE = BusinessHours((SPLIT,) * 7, frozenset(date(2021, 6, 1) + timedelta(days=n) for n in range(60)), True)


def clock_screens(t: Translator) -> Iterator[Named]:
    """All of them, named after what they show."""
    yield from _reminders(t)
    for name, shop in shops():
        yield from _hours(name, HoursView(shop, OWNER), t)
        yield from _alerts(name, shop, t)
        yield from _reports(name, shop, t)
        counts = Counts(dict.fromkeys(OrderStatus, 2), 14, Takings(312_000))
        yield f"home: {name}", home.home(HomeView(shop, counts, 1), NOW, t)


def _reminders(t: Translator) -> Iterator[Named]:
    views = [(name, view(example, STAFF)) for name, example in every_order()]
    for name, seen in [*views, *hostile_in_every_state()]:
        for kind in RULES.keys() - OF_SHOPS - OF_THREADS - {Reminder.CHANGE, Reminder.PAYMENT, Reminder.EXPIRING}:
            for n, since in ((1, NOW - timedelta(minutes=3)), (2, NOW - timedelta(days=400))):
                told = ReminderView(replace(seen, names_shop=n > 1), Wait(kind, since), n, NOW, True)
                yield f"{kind} {n}: {name}", reminders.order_reminder(told, NOW, t)
    for name, own in own_views():
        for kind in (Reminder.UNSEEN, Reminder.CHANGE, Reminder.PAYMENT, Reminder.EXPIRING):
            yield f"{kind}: {name}", reminders.order_reminder(ReminderView(own, Wait(kind, NOW), 3, NOW, True), NOW, t)


def _reports(name: str, shop: Shop, t: Translator) -> Iterator[Named]:
    month = [DaySales(date(2021, 5, n), 1_234_567, Takings(MOST_WON)) for n in range(1, 32)]
    counts = Counts(dict.fromkeys(OrderStatus, 1_234_567), 14, Takings(312_000))
    for period in Period:
        for days, oldest in (([], None), (month[:1], NOW), (month, NOW)):
            seen = ReportView(shop, period, date(2021, 5, 1), date(2021, 5, 31), days, counts, oldest)
            yield f"report {period} {len(days)}: {name}", report.report(seen, t)
            yield f"summary {period} {len(days)}: {name}", report.closing_summary(seen, t)


def own_views() -> Iterator[tuple[str, OrderView]]:
    for name, example in every_order():
        yield name, view(example, CUSTOMER)


def _alerts(name: str, shop: Shop, t: Translator) -> Iterator[Named]:
    yield f"alerts: {name}", alerts.alerts(shop, t)
    for kind in SETTABLE:
        yield f"alert {kind}: {name}", alerts.alert(shop, kind, t)
        off = replace(shop, reminders=shop.reminders.with_cadence(kind, Cadence(1440, 1440, 7, is_on=False)))
        yield f"alert {kind} off: {name}", alerts.alert(off, kind, t)
        yield f"alerts, {kind} off: {name}", alerts.alerts(off, t)


def shops() -> Iterator[tuple[str, Shop]]:
    """A shop at every kind of door."""
    hostile = replace(SHOP, id=9_999_999, name=LONG[:200], hours=HOSTILE)
    yield "hours never set", SHOP
    yield "open", replace(SHOP, hours=WEEK)
    yield "around the clock", replace(SHOP, hours=every_day(*ALL_DAY))
    yield "closed for the day", replace(SHOP, hours=every_day(Span(540, 600)))
    yield "closed for good", replace(SHOP, hours=every_day())
    yield "paused for a while", replace(SHOP, pause=Pause(NOW, NOW + timedelta(minutes=30)))
    yield "paused until resumed", replace(hostile, pause=Pause(NOW))
    yield "hostile", hostile


def _hours(name: str, view: HoursView, t: Translator) -> Iterator[Named]:
    opening = view.shop.opening(NOW, lambda day: False)
    yield f"pause: {name}", hours.pause_choice(view, opening, t)
    yield f"hours: {name}", hours.hours_screen(view, NOW, t)
    yield f"days: {name}", hours.day_choice(view, t)
    yield f"closings: {name}", hours.closings_screen(view, NOW, t)
    yield f"closing typed: {name}", hours.closing_prompt(view.shop, t)
    yield f"not taking orders: {name}", hours.not_taking_orders(view.shop, opening, t)
    for day in (-1, 0, 6):
        yield f"spans of {day}: {name}", hours.spans_choice(view, day, t)
        yield f"spans typed of {day}: {name}", hours.spans_prompt(view.shop, day, t)
    for until in (None, NOW):
        later = hours.seen_later(Opening(Door.CLOSED, (), until), t)
        assert later
        yield f"seen later, {until}", Screen(later)
