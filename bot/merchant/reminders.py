"""[1시간 뒤] [그만] under a reminder, and 환경설정 → 알림."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.callbacks import Alerts, Nudge, NudgeStep
from bot.merchant.home import show_dialog
from bot.screens import alerts as screens
from bot.screens import toasts
from bot.turn import Tap
from domain.errors import NotAllowed, ReminderOver
from domain.reminders import LADDERS, Cadence, Reminder
from domain.use_cases.answer_reminder import snooze_reminder, stop_reminder
from domain.use_cases.set_reminders import SETTABLE, see_reminders, set_reminder


async def nudge(tap: Tap, button: Nudge) -> None:
    """The reminder's buttons go: it has served. Raises ReminderOver."""
    if button.kind not in tuple(Reminder):
        raise ReminderOver()
    kind = Reminder(button.kind)
    if button.step is NudgeStep.LATER:
        await tap.store.run(snooze_reminder, kind, button.subject, tap.caller, tap.now)
        await tap.answer(tap.t.plain(toasts.REMINDED_LATER))
    else:
        await tap.store.run(stop_reminder, kind, button.subject, tap.caller)
        await tap.answer(tap.t.plain(toasts.REMINDED_NO_MORE))
    await tap.strip(tap.message_id)


async def alerts(tap: Tap, button: Alerts) -> None:
    """The list, one kind, or a change of it. Raises ShopNotFound, NotAllowed."""
    shop = await tap.store.read(see_reminders, button.shop, tap.caller)
    if not button.kind:
        await show_dialog(tap, screens.alerts(shop, tap.t), shop.id)
        return
    if button.kind not in SETTABLE:
        raise NotAllowed()
    kind = Reminder(button.kind)
    if button.field:
        cadence = _changed(kind, shop.reminders.of(kind), button)
        shop = await tap.store.run(set_reminder, button.shop, kind, cadence, tap.caller, tap.now)
        tap.quiet_toast = tap.t.plain(toasts.ALERTS_SAVED)
    await show_dialog(tap, screens.alert(shop, kind, tap.t), shop.id)


_OFFERED: Final = {"on": (0, 1), "first": screens.FIRST, "repeat": screens.REPEAT, "most": screens.MOST}


def _changed(kind: Reminder, cadence: Cadence, button: Alerts) -> Cadence:
    """Only what is offered. Raises NotAllowed."""
    firsts = {Reminder.UNSEEN: tuple(LADDERS), Reminder.SUMMARY: screens.SUMMARY_AT}
    offered = firsts.get(kind, screens.FIRST) if button.field == "first" else _OFFERED.get(button.field, ())
    is_fixed = kind in screens.TOLD_BY_PLAN and button.field in ("repeat", "most")
    if is_fixed or button.value not in offered:
        raise NotAllowed()
    match button.field:
        case "on":
            return replace(cadence, is_on=bool(button.value))
        case "first":
            return replace(cadence, first=button.value)
        case "repeat":
            return replace(cadence, repeat=button.value)
        case _:
            return replace(cadence, most=button.value)
