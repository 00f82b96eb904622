"""영업시간 and 주문 잠시 중단: the owner says when the shop is open, everyone at the counter can stop new orders."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from domain.access import shop_for_staff
from domain.errors import InvalidDay, TooManyClosings
from domain.hours import ALL_DAY, MOST_CLOSINGS, BusinessHours, Pause, Spans, every_day, seoul_day
from domain.notices import navigator_intents
from domain.people import Actor, Caller, Permission, may
from domain.ports import UnitOfWork
from domain.reminders import Reminder
from domain.shop import Shop

_FARTHEST: Final = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class HoursView:
    """A shop's hours as one of its staff sees them."""

    shop: Shop
    viewer: Actor

    @property
    def may_change(self) -> bool:
        return may(self.viewer.role, Permission.SET_HOURS)

    @property
    def hours(self) -> BusinessHours:
        """What is set, or what the first change starts from: open around the clock."""
        return self.shop.hours or every_day(*ALL_DAY)


def see_hours(uow: UnitOfWork, shop_id: int, by: Caller) -> HoursView:
    """Raises ShopNotFound."""
    return HoursView(*shop_for_staff(uow, shop_id, by, Permission.SEE_ORDERS))


def set_spans(
    uow: UnitOfWork, shop_id: int, weekdays: Iterable[int], spans: Spans, by: Caller, now: datetime
) -> HoursView:
    """The same spans (none: 휴무) on these days of the week, Monday being 0. Raises ShopNotFound, NotAllowed."""
    view = _owned(uow, shop_id, by)
    hours = view.hours
    for weekday in weekdays:
        hours = hours.on(weekday, spans)
    return _changed(uow, view, hours, now)


def close_on_holidays(uow: UnitOfWork, shop_id: int, closes: bool, by: Caller, now: datetime) -> HoursView:
    """공휴일 휴무, on or off. Raises ShopNotFound, NotAllowed."""
    view = _owned(uow, shop_id, by)
    return _changed(uow, view, replace(view.hours, closes_on_holidays=closes), now)


def close_on(uow: UnitOfWork, shop_id: int, day: date, by: Caller, now: datetime) -> HoursView:
    """임시 휴무, today or later. Raises ShopNotFound, NotAllowed, InvalidDay, TooManyClosings."""
    view, today = _owned(uow, shop_id, by), seoul_day(now)
    if not today <= day <= today + _FARTHEST:
        raise InvalidDay(given=day.isoformat())
    closings = frozenset(one for one in view.hours.closings if one >= today) | {day}
    if len(closings) > MOST_CLOSINGS:
        raise TooManyClosings(most=MOST_CLOSINGS)
    return _changed(uow, view, replace(view.hours, closings=closings), now)


def reopen_on(uow: UnitOfWork, shop_id: int, day: date, by: Caller, now: datetime) -> HoursView:
    """Takes a 임시 휴무 back. Raises ShopNotFound, NotAllowed."""
    view = _owned(uow, shop_id, by)
    return _changed(uow, view, replace(view.hours, closings=view.hours.closings - {day}), now)


def pause_orders(uow: UnitOfWork, shop_id: int, until: datetime | None, by: Caller, now: datetime) -> HoursView:
    """주문 잠시 중단, until a time or until resumed. Raises ShopNotFound, NotAllowed."""
    return _paused(uow, shop_id, Pause(now, until), by, now)


def resume_orders(uow: UnitOfWork, shop_id: int, by: Caller, now: datetime) -> HoursView:
    """Takes orders again. Raises ShopNotFound, NotAllowed."""
    return _paused(uow, shop_id, None, by, now)


def _owned(uow: UnitOfWork, shop_id: int, by: Caller) -> HoursView:
    return HoursView(*shop_for_staff(uow, shop_id, by, Permission.SET_HOURS))


def _paused(uow: UnitOfWork, shop_id: int, pause: Pause | None, by: Caller, now: datetime) -> HoursView:
    shop, viewer = shop_for_staff(uow, shop_id, by, Permission.PAUSE_ORDERS)
    return _stored(uow, HoursView(replace(shop, pause=pause), viewer), "pause", now)


def _changed(uow: UnitOfWork, view: HoursView, hours: BusinessHours, now: datetime) -> HoursView:
    return _stored(uow, replace(view, shop=replace(view.shop, hours=hours)), "hours", now)


def _stored(uow: UnitOfWork, view: HoursView, what: str, now: datetime) -> HoursView:
    """Every navigator of the shop shows it soon."""
    uow.shops.change(view.shop)
    uow.reminders.wake(view.shop.id, Reminder, now)
    uow.outbox.add(navigator_intents(view.shop, uow.people.staff_of(view.shop.id), what, now))
    return view
