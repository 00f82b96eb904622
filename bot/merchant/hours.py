"""영업시간 and 주문 잠시 중단 in the navigator."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import Final

from bot import dialogs
from bot.callbacks import Home, Hours, HoursStep, PauseOrders
from bot.dialogs import Prompt, Values
from bot.holidays import is_holiday
from bot.merchant.home import remember_navigator_view, send_dialog, show_in_navigator
from bot.screens import hours as screens
from bot.screens import toasts
from bot.screens.screen import Screen
from bot.turn import Tap, Turn
from domain.errors import InvalidDay, NotAllowed
from domain.hours import DAY, read_spans, seoul_day, seoul_time
from domain.shop import Shop
from domain.use_cases.set_hours import (
    HoursView,
    close_on,
    close_on_holidays,
    pause_orders,
    reopen_on,
    resume_orders,
    see_hours,
    set_spans,
)

EVERY_DAY: Final = range(7)


# 주문 잠시 중단


async def pause(tap: Tap, button: PauseOrders) -> None:
    """Asks for how long, pauses, or resumes. Raises ShopNotFound."""
    if not button.how:
        view = await tap.store.read(see_hours, button.shop, tap.caller)
        await _show(tap, view.shop, screens.pause_choice(view, view.shop.opening(tap.now, is_holiday), tap.t))
    elif button.how == "resume":
        await tap.store.run(resume_orders, button.shop, tap.caller, tap.now)
        tap.quiet_toast = tap.t.plain(toasts.ORDERS_RESUMED)
        await show_in_navigator(tap, Home(shop=button.shop))
    else:
        await tap.store.run(pause_orders, button.shop, _until(button.how, tap.now), tap.caller, tap.now)
        tap.quiet_toast = tap.t.plain(toasts.ORDERS_PAUSED)
        await show_in_navigator(tap, Home(shop=button.shop))


def _until(how: str, now: datetime) -> datetime | None:
    """None for a pause that somebody has to end; so does anything that no button of ours says."""
    if how == "today":
        return seoul_time(seoul_day(now), DAY)
    return now + timedelta(minutes=int(how)) if how in map(str, screens.PAUSES) else None


# 영업시간

Step = Callable[[Tap, HoursView, Hours], Awaitable[None]]


async def hours(tap: Tap, button: Hours) -> None:
    """Every button of 영업시간. Raises ShopNotFound, NotAllowed, InvalidDay, TooManyClosings."""
    view = await tap.store.read(see_hours, button.shop, tap.caller)
    if not view.may_change:
        raise NotAllowed()
    await _STEPS[button.step](tap, view, button)


async def _overview(tap: Tap, view: HoursView, _: Hours) -> None:
    await _show(tap, view.shop, screens.hours_screen(view, tap.now, tap.t))


async def _spans(tap: Tap, view: HoursView, button: Hours) -> None:
    await _show(tap, view.shop, screens.spans_choice(view, _weekday(button.day), tap.t))


async def _days(tap: Tap, view: HoursView, _: Hours) -> None:
    await _show(tap, view.shop, screens.day_choice(view, tap.t))


async def _set(tap: Tap, view: HoursView, button: Hours) -> None:
    number = int(button.arg) if button.arg.isascii() and button.arg.isdecimal() else len(screens.PRESETS)
    spans = screens.PRESETS[number] if number < len(screens.PRESETS) else ()
    view = await tap.store.run(set_spans, view.shop.id, _days_of(button.day), spans, tap.caller, tap.now)
    await _saved(tap, view)


async def _type(tap: Tap, view: HoursView, button: Hours) -> None:
    day = _weekday(button.day)
    await _show(tap, view.shop, screens.spans_prompt(view.shop, day, tap.t))
    await dialogs.ask(tap.state, Prompt.HOURS, tap.now, shop=view.shop.id, day=day, message=tap.message_id)


async def _holidays(tap: Tap, view: HoursView, button: Hours) -> None:
    closes = button.arg == "1"
    await _saved(tap, await tap.store.run(close_on_holidays, view.shop.id, closes, tap.caller, tap.now))


async def _closings(tap: Tap, view: HoursView, _: Hours) -> None:
    await _show(tap, view.shop, screens.closings_screen(view, tap.now, tap.t))


async def _close(tap: Tap, view: HoursView, button: Hours) -> None:
    view = await tap.store.run(close_on, view.shop.id, read_day(button.arg, tap.now), tap.caller, tap.now)
    await _closings(tap, view, button)


async def _close_type(tap: Tap, view: HoursView, _: Hours) -> None:
    await _show(tap, view.shop, screens.closing_prompt(view.shop, tap.t))
    await dialogs.ask(tap.state, Prompt.CLOSING, tap.now, shop=view.shop.id, message=tap.message_id)


async def _reopen(tap: Tap, view: HoursView, button: Hours) -> None:
    view = await tap.store.run(reopen_on, view.shop.id, read_day(button.arg, tap.now), tap.caller, tap.now)
    await _closings(tap, view, button)


_STEPS: Final[dict[HoursStep, Step]] = {
    HoursStep.SHOW: _overview,
    HoursStep.WEEK: _spans,
    HoursStep.DAY: _days,
    HoursStep.SET: _set,
    HoursStep.TYPE: _type,
    HoursStep.HOLIDAYS: _holidays,
    HoursStep.CLOSINGS: _closings,
    HoursStep.CLOSE: _close,
    HoursStep.CLOSE_TYPE: _close_type,
    HoursStep.REOPEN: _reopen,
}


# What was typed


async def spans_typed(turn: Turn, values: Values, text: str) -> None:
    """Raises InvalidHours: the prompt stays open for a better answer."""
    spans = read_spans(text)
    days = _days_of(values["day"])
    view = await turn.store.run(set_spans, values["shop"], days, spans, turn.caller, turn.now)
    await _redrawn(turn, values, view.shop, screens.hours_screen(view, turn.now, turn.t))


async def closing_typed(turn: Turn, values: Values, text: str) -> None:
    """Raises InvalidDay: the prompt stays open for a better answer."""
    view = await turn.store.run(close_on, values["shop"], read_day(text, turn.now), turn.caller, turn.now)
    await _redrawn(turn, values, view.shop, screens.closings_screen(view, turn.now, turn.t))


def read_day(text: str, now: datetime) -> date:
    """A date with or without its year; without, the next one that comes. Raises InvalidDay."""
    numbers = [int(n) for n in re.findall(r"\d+", text)[:4] if len(n) <= 4]
    today = seoul_day(now)
    try:
        if len(numbers) == 3:
            return date(numbers[0], numbers[1], numbers[2])
        month, day = numbers
        this_year = date(today.year, month, day)
        return this_year if this_year >= today else date(today.year + 1, month, day)
    except ValueError:
        raise InvalidDay(given=text[:40]) from None


def _weekday(day: int) -> int:
    return day if day in EVERY_DAY else -1


def _days_of(day: int) -> tuple[int, ...]:
    return (day,) if day in EVERY_DAY else tuple(EVERY_DAY)


async def _saved(tap: Tap, view: HoursView) -> None:
    tap.quiet_toast = tap.t.plain(toasts.HOURS_SAVED)
    await _show(tap, view.shop, screens.hours_screen(view, tap.now, tap.t))


async def _redrawn(turn: Turn, values: Values, shop: Shop, screen: Screen) -> None:
    await dialogs.end(turn.state)
    if not await turn.redraw_near(values["message"], screen):
        await send_dialog(turn, screen, shop.id)


async def _show(tap: Tap, shop: Shop, screen: Screen) -> None:
    """On the navigator, as a dialog: changes of the counts leave it alone."""
    await remember_navigator_view(tap, tap.message_id, Home(shop=shop.id), shop.id)
    await tap.show(screen)
