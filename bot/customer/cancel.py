"""주문취소 and 취소 신청 by the customer (M2, M5, D19)."""

from __future__ import annotations

from typing import Final

from bot import dialogs
from bot.callbacks import OwnOrder, OwnStep
from bot.dialogs import Prompt, Values, preset
from bot.order_steps import OwnHandler, act, look, show_dialog
from bot.screens import toasts
from bot.screens.own_cancel import REQUEST_REASONS, own_cancel_dialog, request_dialog, request_prompt
from bot.turn import Tap, Turn
from domain.lifecycle import Action
from domain.order import MOST_REASON
from domain.text import checked_text
from domain.use_cases.cancel_own_order import cancel_own_order
from domain.use_cases.request_cancel import request_cancel
from domain.use_cases.withdraw_cancel_request import withdraw_cancel_request


async def cancel_ask(tap: Tap, button: OwnOrder) -> None:
    view = await look(tap, button, Action.CANCEL)
    await show_dialog(tap, view, own_cancel_dialog(view, tap.t))


async def cancel(tap: Tap, button: OwnOrder) -> None:
    await act(tap, button, tap.t.plain(toasts.CANCELED), cancel_own_order, tap.caller, tap.now)


async def request_ask(tap: Tap, button: OwnOrder) -> None:
    view = await look(tap, button, Action.REQUEST_CANCEL)
    await show_dialog(tap, view, request_dialog(view, tap.t))


async def request_chosen(tap: Tap, button: OwnOrder) -> None:
    reason = preset(REQUEST_REASONS, button.arg) or ""
    toast = tap.t.plain(toasts.CANCEL_REQUESTED)
    await act(tap, button, toast, request_cancel, reason, False, tap.caller, tap.now)


async def type_reason(tap: Tap, button: OwnOrder) -> None:
    view = await look(tap, button, Action.REQUEST_CANCEL)
    await dialogs.ask(tap.state, Prompt.REQUEST_REASON, tap.now, order=button.order, version=button.version)
    await show_dialog(tap, view, request_prompt(view, tap.t))


async def reason_typed(turn: Turn, values: Values, text: str) -> None:
    reason = checked_text(text, field="reason", most=MOST_REASON)
    await dialogs.end(turn.state)
    order, version = values["order"], values["version"]
    await turn.store.run(request_cancel, order, version, reason, True, turn.caller, turn.now)
    await turn.reply(turn.t(toasts.CANCEL_REQUESTED))


async def withdraw(tap: Tap, button: OwnOrder) -> None:
    toast = tap.t.plain(toasts.WITHDRAWN)
    await act(tap, button, toast, withdraw_cancel_request, tap.caller, tap.now)


STEPS: Final[dict[OwnStep, OwnHandler]] = {
    OwnStep.CANCEL_ASK: cancel_ask,
    OwnStep.CANCEL: cancel,
    OwnStep.REQUEST_ASK: request_ask,
    OwnStep.REQUEST_REASON: request_chosen,
    OwnStep.REQUEST_TYPE: type_reason,
    OwnStep.WITHDRAW: withdraw,
}
