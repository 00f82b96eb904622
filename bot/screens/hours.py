"""영업시간 and 주문 잠시 중단: what is set, what can be chosen, and how hours read everywhere."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from bot.callbacks import Home, Hours, HoursStep, PauseOrders, Settings, Visit
from bot.holidays import is_holiday
from bot.i18n import Html, Translator
from bot.screens.fitting import GAP, bold, clip, escaped, stack
from bot.screens.formats import msgid, short_moment
from bot.screens.screen import Button, Screen, Style, rows_of
from domain.hours import ALL_DAY, DAY, BusinessHours, Door, Opening, Span, Spans, seoul_day
from domain.shop import Shop
from domain.use_cases.set_hours import HoursView

PRESETS: Final = (
    (Span(9 * 60, 18 * 60),),
    (Span(9 * 60, 21 * 60),),
    (Span(10 * 60, 22 * 60),),
    (Span(11 * 60, 26 * 60),),
    ALL_DAY,
)
PAUSES: Final = (30, 60, 120)
"""Minutes."""
_WEEKDAYS: Final = (msgid("월"), msgid("화"), msgid("수"), msgid("목"), msgid("금"), msgid("토"), msgid("일"))
_MOST_LISTED: Final = 8


# How hours read


def spans_label(spans: Spans, t: Translator) -> str:
    """`09:00~12:00, 13:00~21:00`; 휴무 for none, 24시간 for the whole day."""
    if not spans:
        return t.plain("휴무")
    return t.plain("24시간") if spans == ALL_DAY else ", ".join(f"{_time(s.opens)}~{_time(s.closes)}" for s in spans)


def hours_summary(hours: BusinessHours | None, t: Translator) -> str:
    """`09:00~21:00 · 일요일 휴무`, as short as a line of the settings."""
    if hours is None:
        return t.plain("정하지 않음")
    working = [spans for spans in hours.week if spans]
    if len(set(working)) > 1:
        return t.plain("요일마다 다름")
    off = [weekday(n, t) for n, spans in enumerate(hours.week) if not spans]
    label = spans_label(working[0] if working else (), t)
    return f"{label} · {t.plain('{days} 휴무', days=', '.join(off))}" if off and working else label


def weekday(n: int, t: Translator) -> str:
    """Monday is 0."""
    return t.plain(_WEEKDAYS[n])


def door_line(opening: Opening, has_hours: bool, t: Translator) -> Html:
    """`🟢 영업중 · 09:00~21:00`: the home screen's second line."""
    today = spans_label(opening.today, t)
    match opening.door:
        case Door.PAUSED if opening.until:
            return t("⏸️ 주문 잠시 중단 · {time}까지", time=short_moment(opening.until, t))
        case Door.PAUSED:
            return t("⏸️ 주문 잠시 중단 · 다시 받을 때까지")
        case Door.CLOSED if opening.until:
            return t("🔴 영업시간 아님 · {time}에 열어요", time=short_moment(opening.until, t))
        case Door.CLOSED:
            return t("🔴 영업시간 아님")
        case _:
            return t("🟢 영업중 · {hours}", hours=today) if has_hours else t("🟢 영업중")


def asking_line(shop: Shop, now: datetime, t: Translator) -> Html | None:
    """`영업시간 09:00~21:00 · 지금 영업중`: whether somebody reads what is asked now; a pause is about orders only."""
    if shop.hours is None:
        return None
    spans = shop.hours.spans_on(seoul_day(now), is_holiday)
    today = spans_label(spans, t)
    if shop.hours.is_open(now, is_holiday):
        return t("영업시간 {hours} · 지금 영업중", hours=today)
    if not spans:
        return t("오늘은 쉬는 날이에요.")
    return t("영업시간 {hours} · 지금 영업종료", hours=today)


def seen_later(opening: Opening, t: Translator) -> Html | None:
    """To a customer whose order or inquiry came outside business hours; None while somebody is there."""
    if opening.door is not Door.CLOSED:
        return None
    if opening.until is None:
        return t("지금은 영업시간이 아닙니다. 가게에서 확인하는 대로 알려 드리겠습니다.")
    return t("지금은 영업시간이 아닙니다. {time} 이후에 확인하겠습니다.", time=short_moment(opening.until, t))


def not_taking_orders(shop: Shop, opening: Opening, t: Translator) -> Screen:
    """To a customer who comes while orders are paused: why, until when, and a way to look again."""
    when = opening.until
    until = (
        t("{time}부터 다시 주문할 수 있습니다.", time=short_moment(when, t))
        if when
        else t("잠시 후 다시 확인해 주세요.")
    )
    text = stack(bold(escaped(clip(shop.name, 100))), t("지금은 주문이 많아 새 주문을 받지 않고 있습니다."), until)
    return Screen(text, rows_of([Button(t.plain("🔄 다시 확인"), Visit(shop=shop.id))]))


def _time(minutes: int) -> str:
    minutes = minutes if minutes <= DAY else minutes - DAY
    return f"{minutes // 60:02}:{minutes % 60:02}"


# 주문 잠시 중단


def pause_choice(view: HoursView, opening: Opening, t: Translator) -> Screen:
    """For how long, or whether to go on."""
    shop = view.shop
    is_paused = opening.door is Door.PAUSED
    resume = Button(t.plain("▶️ 주문 다시 받기"), PauseOrders(shop=shop.id, how="resume"), Style.SUCCESS)
    lengths = [Button(_length(m, t), PauseOrders(shop=shop.id, how=str(m))) for m in PAUSES]
    today = Button(t.plain("오늘 하루"), PauseOrders(shop=shop.id, how="today"))
    endless = Button(t.plain("직접 켤 때까지"), PauseOrders(shop=shop.id, how="open"))
    return Screen(
        stack(
            bold(t("⏸️ 주문 잠시 중단")),
            door_line(opening, shop.hours is not None, t),
            GAP,
            t("새 주문만 멈춰요. 들어온 주문은 그대로 처리할 수 있어요."),
            None if is_paused else t("얼마 동안 멈출까요?"),
        ),
        rows_of([resume if is_paused else None], lengths, [today, endless], [_home(shop, t)]),
    )


def _length(minutes: int, t: Translator) -> str:
    return t.plain("{n}분", n=minutes) if minutes < 60 else t.plain("{n}시간", n=minutes // 60)


# 영업시간


def hours_screen(view: HoursView, now: datetime, t: Translator) -> Screen:
    """The week at a glance, holidays and coming closings, and what the owner can change."""
    shop, hours = view.shop, view.shop.hours
    week = hours.week if hours else ()
    closes = bool(hours and hours.closes_on_holidays)
    coming = _coming(hours, now)
    holidays = Hours(step=HoursStep.HOLIDAYS, shop=shop.id, arg=str(int(not closes)))
    return Screen(
        stack(
            bold(t("🕘 영업시간")),
            escaped(f"🏪 {clip(shop.name, 100)}"),
            GAP,
            *(escaped(f"{weekday(n, t)}  {spans_label(spans, t)}") for n, spans in enumerate(week)),
            None if hours else t("아직 정하지 않았어요. 정하기 전에는 항상 영업중으로 안내해요."),
            GAP,
            t("공휴일 : 휴무") if closes else t("공휴일 : 영업"),
            t("임시 휴무일 : {days}", days=", ".join(_day(day, t) for day in coming)) if coming else None,
        ),
        rows_of(
            [_to(HoursStep.WEEK, shop, t.plain("매일 같은 시간")), _to(HoursStep.DAY, shop, t.plain("요일별"))],
            [
                Button(t.plain("공휴일 영업") if closes else t.plain("공휴일 휴무"), holidays),
                _to(HoursStep.CLOSINGS, shop, t.plain("임시 휴무일")),
            ],
            [Button(t.plain("닫기"), Settings(shop=shop.id))],
        ),
    )


def spans_choice(view: HoursView, day: int, t: Translator) -> Screen:
    """Ready-made hours for one day of the week, or for all (-1)."""
    shop = view.shop
    presets = [
        Button(spans_label(spans, t), Hours(step=HoursStep.SET, shop=shop.id, day=day, arg=str(n)))
        for n, spans in enumerate(PRESETS)
    ]
    off = Button(t.plain("휴무"), Hours(step=HoursStep.SET, shop=shop.id, day=day, arg="off")) if day >= 0 else None
    type_it = Button(t.plain("✍️ 직접 입력"), Hours(step=HoursStep.TYPE, shop=shop.id, day=day))
    back = HoursStep.DAY if day >= 0 else HoursStep.SHOW
    return Screen(
        stack(bold(_of_day(day, t)), t("영업시간을 골라 주세요.")),
        rows_of(presets[0:2], presets[2:4], [presets[4], off], [type_it], [_to(back, shop, t.plain("닫기"))]),
    )


def day_choice(view: HoursView, t: Translator) -> Screen:
    """Which day of the week?"""
    shop = view.shop
    days = [
        Button(weekday(n, t), Hours(step=HoursStep.WEEK, shop=shop.id, day=n), None if spans else Style.DANGER)
        for n, spans in enumerate(view.hours.week)
    ]
    text = stack(
        bold(t("🕘 요일별 영업시간")),
        *(escaped(f"{weekday(n, t)}  {spans_label(spans, t)}") for n, spans in enumerate(view.hours.week)),
    )
    return Screen(text, rows_of(days[:4], days[4:], [_to(HoursStep.SHOW, shop, t.plain("닫기"))]))


def spans_prompt(shop: Shop, day: int, t: Translator) -> Screen:
    """Waits for typed hours."""
    return Screen(
        stack(
            bold(_of_day(day, t)),
            t("영업시간을 보내 주세요."),
            GAP,
            t("예) 09:00-21:00"),
            t("예) 10:00-14:00, 17:00-02:00"),
        ),
        rows_of([_to(HoursStep.SHOW, shop, t.plain("닫기"))]),
    )


def closings_screen(view: HoursView, now: datetime, t: Translator) -> Screen:
    """Coming single days off; a tap on one takes it back."""
    shop, today = view.shop, seoul_day(now)
    coming = _coming(view.shop.hours, now)[:_MOST_LISTED]
    taken = [
        [Button(f"{_day(day, t)} ✕", Hours(step=HoursStep.REOPEN, shop=shop.id, arg=day.isoformat()))] for day in coming
    ]
    soon = [
        Button(label, Hours(step=HoursStep.CLOSE, shop=shop.id, arg=day.isoformat()))
        for label, day in ((t.plain("오늘 휴무"), today), (t.plain("내일 휴무"), today + timedelta(days=1)))
        if day not in coming
    ]
    type_it = Button(t.plain("✍️ 날짜 입력"), Hours(step=HoursStep.CLOSE_TYPE, shop=shop.id))
    text = stack(
        bold(t("임시 휴무일")),
        t("쉬는 날을 눌러 정해 주세요. 정한 날을 누르면 취소돼요.") if coming else t("쉬는 날을 정해 주세요."),
    )
    return Screen(text, rows_of(*taken, soon, [type_it], [_to(HoursStep.SHOW, shop, t.plain("닫기"))]))


def closing_prompt(shop: Shop, t: Translator) -> Screen:
    """Waits for a typed date."""
    return Screen(
        stack(bold(t("임시 휴무일")), t("쉬는 날짜를 보내 주세요."), GAP, t("예) 12월 25일"), t("예) 2026-12-25")),
        rows_of([_to(HoursStep.CLOSINGS, shop, t.plain("닫기"))]),
    )


def _coming(hours: BusinessHours | None, now: datetime) -> list[date]:
    return sorted(day for day in (hours.closings if hours else ()) if day >= seoul_day(now))


def _day(day: date, t: Translator) -> str:
    dated = t.plain("{month}. {day}", month=day.month, day=day.day)
    return f"{dated}({weekday(day.weekday(), t)})"


def _of_day(day: int, t: Translator) -> Html:
    return t("🕘 영업시간 · {day}", day=weekday(day, t)) if day >= 0 else t("🕘 매일 영업시간")


def _to(step: HoursStep, shop: Shop, label: str) -> Button:
    return Button(label, Hours(step=step, shop=shop.id))


def _home(shop: Shop, t: Translator) -> Button:
    return Button(t.plain("🏠 홈"), Home(shop=shop.id))
