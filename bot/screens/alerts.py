"""환경설정 → 알림: every kind of reminder with its delays, chosen by buttons (D17)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.callbacks import Alerts, Settings
from bot.i18n import Html, Translator
from bot.screens.fitting import BUDGET, GAP, bold, clip, escaped, fitting, stack
from bot.screens.formats import msgid
from bot.screens.screen import Button, Screen, Style, rows_of
from domain.reminders import LADDERS, RULES, Audience, Cadence, Reminder
from domain.shop import Shop
from domain.use_cases.set_reminders import SETTABLE

_HOUR: Final = 60
_DAY: Final = 24 * 60
FIRST: Final = (5, 10, 30, _HOUR, 3 * _HOUR, _DAY)
REPEAT: Final = (10, 30, _HOUR, 3 * _HOUR, _DAY)
MOST: Final = (1, 2, 3, 5, 7)
TOLD_BY_PLAN: Final = frozenset({Reminder.UNSEEN, Reminder.SUMMARY, Reminder.EXPIRING})
"""How often these are told nobody chooses."""
SUMMARY_AT: Final = tuple(hour * _HOUR for hour in (18, 20, 21, 22, 23, 0, 2))

TITLES: Final[Mapping[Reminder, str]] = {
    Reminder.UNSEEN: msgid("새 주문 미확인"),
    Reminder.UNCONFIRMED: msgid("주문확인 대기"),
    Reminder.CANCEL_REQUEST: msgid("취소 요청 대기"),
    Reminder.INQUIRY: msgid("문의 미답변"),
    Reminder.CHANGE: msgid("주문서 확인 (고객)"),
    Reminder.CHANGE_LATE: msgid("주문서 확인 (가게)"),
    Reminder.PAYMENT: msgid("결제 대기 (고객)"),
    Reminder.PAYMENT_LATE: msgid("결제 대기 (가게)"),
    Reminder.EXPIRING: msgid("결제 만료 전"),
    Reminder.DEPOSIT: msgid("입금확인 대기"),
    Reminder.PICKUP: msgid("픽업 대기"),
    Reminder.REFUND: msgid("환불 대기"),
    Reminder.SUMMARY: msgid("마감 요약"),
}
_ABOUT: Final[Mapping[Reminder, str]] = {
    Reminder.UNSEEN: msgid("새 주문을 아무도 확인하지 않으면 직원, 사장님, 고객님 순서로 알려요. 영업시간에만 세요."),
    Reminder.UNCONFIRMED: msgid("주문접수 상태로 남아 있으면 직원에게 알려요."),
    Reminder.CANCEL_REQUEST: msgid("취소 요청에 답하지 않으면 직원에게 알려요."),
    Reminder.INQUIRY: msgid("고객님의 문의에 답하지 않으면 직원에게 알려요."),
    Reminder.CHANGE: msgid("고객님이 주문서변경을 확인하지 않으면 고객님께 알려요."),
    Reminder.CHANGE_LATE: msgid("고객님이 주문서변경을 확인하지 않으면 직원에게 알려요."),
    Reminder.PAYMENT: msgid("요청한 금액을 결제하지 않으면 고객님께 알려요."),
    Reminder.PAYMENT_LATE: msgid("요청한 금액을 결제하지 않으면 직원에게 알려요."),
    Reminder.EXPIRING: msgid("결제 요청이 만료되기 전에 고객님께 알려요."),
    Reminder.DEPOSIT: msgid("고객님이 입금했다고 알렸는데 확인하지 않으면 매니저와 사장님에게 알려요."),
    Reminder.PICKUP: msgid("픽업 주문을 찾아가지 않으면 직원에게 알려요."),
    Reminder.REFUND: msgid("환불할 금액이 남아 있으면 매니저와 사장님에게 알려요."),
    Reminder.SUMMARY: msgid("하루의 주문과 매출을 매니저와 사장님에게 보내요."),
}


def alerts(shop: Shop, t: Translator) -> Screen:
    """Every kind with what is set; a tap opens it."""
    lines = (t("{title} : {state}", title=t.plain(TITLES[k]), state=_state(k, shop, t)) for k in SETTABLE)
    buttons = [Button(fitting(BUDGET[2], t.plain(TITLES[kind])), _to(shop, kind)) for kind in SETTABLE]
    return Screen(
        stack(bold(t("⏰ 알림")), escaped(f"🏪 {clip(shop.name, 100)}"), GAP, *lines),
        rows_of(
            *(buttons[n : n + 2] for n in range(0, len(buttons), 2)),
            [Button(t.plain("닫기"), Settings(shop=shop.id))],
        ),
    )


def alert(shop: Shop, kind: Reminder, t: Translator) -> Screen:
    """One kind: on or off, and its delays."""
    cadence = shop.reminders.of(kind)
    switch = Button(
        t.plain("🔕 끄기") if cadence.is_on else t.plain("🔔 켜기"),
        _to(shop, kind, "on", int(not cadence.is_on)),
        None if cadence.is_on else Style.PRIMARY,
    )
    text = stack(bold(t(TITLES[kind])), t(_ABOUT[kind]), GAP, _explained(kind, cadence, t), _held(kind, t))
    rows = _choices(shop, kind, cadence, t) if cadence.is_on else []
    return Screen(text, rows_of(*rows, [switch], [Button(t.plain("닫기"), Alerts(shop=shop.id))]))


def duration(minutes: int, t: Translator) -> str:
    """`30분`, `3시간`, `1일`."""
    if minutes % _DAY == 0:
        return t.plain("{n}일", n=minutes // _DAY)
    return t.plain("{n}시간", n=minutes // _HOUR) if minutes % _HOUR == 0 else t.plain("{n}분", n=minutes)


def _state(kind: Reminder, shop: Shop, t: Translator) -> str:
    cadence = shop.reminders.of(kind)
    if not cadence.is_on:
        return t.plain("꺼짐")
    if kind is Reminder.UNSEEN:
        return _ladder(cadence.first, t)
    return _time_of_day(cadence.first) if kind is Reminder.SUMMARY else duration(cadence.first, t)


def _explained(kind: Reminder, cadence: Cadence, t: Translator) -> Html:
    if not cadence.is_on:
        return t("지금은 꺼져 있어요.")
    if kind is Reminder.UNSEEN:
        return t("지금 : {steps} 뒤", steps=_ladder(cadence.first, t))
    if kind is Reminder.SUMMARY:
        return t("지금 : 매일 {time}", time=_time_of_day(cadence.first))
    if kind is Reminder.EXPIRING:
        return t("지금 : 만료 {first} 전", first=duration(cadence.first, t))
    return t(
        "지금 : {first} 뒤 처음, 그 뒤 {repeat}마다, 모두 {most}번",
        first=duration(cadence.first, t),
        repeat=duration(cadence.repeat, t),
        most=cadence.most,
    )


def _held(kind: Reminder, t: Translator) -> Html | None:
    if Audience.CUSTOMER not in RULES[kind].audiences:
        return None
    return t("고객님께는 21시부터 8시까지, 그리고 영업시간이 아닐 때 보내지 않아요.")


def _choices(shop: Shop, kind: Reminder, cadence: Cadence, t: Translator) -> list[list[Button]]:
    if kind is Reminder.UNSEEN:
        return [[_choice(shop, kind, "first", n, _ladder(n, t), cadence.first == n)] for n in LADDERS]
    if kind is Reminder.SUMMARY:
        times = [_choice(shop, kind, "first", at, _time_of_day(at), cadence.first == at) for at in SUMMARY_AT]
        return [times[:3], times[3:6], times[6:]]
    first = [_choice(shop, kind, "first", n, duration(n, t), cadence.first == n) for n in FIRST]
    if kind is Reminder.EXPIRING:
        return [first[:3], first[3:]]
    repeat = [
        _choice(shop, kind, "repeat", n, t.plain("{time}마다", time=duration(n, t)), cadence.repeat == n)
        for n in REPEAT
    ]
    most = [_choice(shop, kind, "most", n, t.plain("{n}번", n=n), cadence.most == n) for n in MOST]
    return [first[:3], first[3:], repeat[:2], repeat[2:4], repeat[4:], most[:3], most[3:]]


def _choice(shop: Shop, kind: Reminder, field: str, value: int, label: str, is_set: bool) -> Button:
    return Button(f"• {label}" if is_set else label, _to(shop, kind, field, value))


def _ladder(first: int, t: Translator) -> str:
    steps = " · ".join(str(minutes) for minutes in LADDERS.get(first, LADDERS[3]))
    return t.plain("{n}분", n=steps)


def _time_of_day(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _to(shop: Shop, kind: Reminder, field: str = "", value: int = 0) -> Alerts:
    return Alerts(shop=shop.id, kind=kind.value, field=field, value=value)
