"""주문취소 and 취소처리: reasons, last steps and the deeds (M3, M16, M17)."""

from __future__ import annotations

from typing import Final

from bot import dialogs, order_steps
from bot.callbacks import ShopOrder, ShopStep
from bot.dialogs import Prompt, Values, preset
from bot.order_steps import StepHandler, act, asked_about, look, show_dialog, show_on
from bot.screens import toasts
from bot.screens.cancel import (
    KEEP_REASONS,
    PRESET_REASONS,
    approve_dialog,
    cancel_dialog,
    cancel_summary,
    keep_prompt,
    reason_prompt,
)
from bot.turn import Tap, Turn
from domain.errors import ReasonRequired
from domain.lifecycle import Action
from domain.order import MOST_REASON
from domain.text import checked_text
from domain.use_cases.answer_cancel_request import approve_cancel, keep_order
from domain.use_cases.cancel_order import cancel_order
from domain.use_cases.see_order import OrderView

TYPED: Final = "typed"


async def ask(tap: Tap, button: ShopOrder) -> None:
    view = await look(tap, button, Action.CANCEL)
    await show_dialog(tap, view, cancel_dialog(view, tap.t))


async def reason_chosen(tap: Tap, button: ShopOrder) -> None:
    view = await look(tap, button, Action.CANCEL)
    reason = preset(PRESET_REASONS, button.arg)
    await show_dialog(
        tap, view, cancel_summary(view, reason, button.arg, tap.t) if reason else cancel_dialog(view, tap.t)
    )


async def type_reason(tap: Tap, button: ShopOrder) -> None:
    view = await look(tap, button, Action.CANCEL)
    await order_steps.ask(tap, button, Prompt.CANCEL_REASON)
    await show_dialog(tap, view, reason_prompt(view, tap.t))


async def reason_typed(turn: Turn, values: Values, text: str) -> None:
    reason = checked_text(text, field="reason", most=MOST_REASON)
    view = await look(turn, asked_about(values), Action.CANCEL)
    await _remember_reason(turn, view, reason)
    await show_on(turn, values["message"], view, cancel_summary(view, reason, TYPED, turn.t))


async def cancel(tap: Tap, button: ShopOrder) -> None:
    reason = preset(PRESET_REASONS, button.arg) or await _typed_reason(tap, button.order)
    await act(tap, button, tap.t.plain(toasts.CANCELED), cancel_order, reason, tap.caller, tap.now)
    await _forget_reason(tap)


async def _remember_reason(turn: Turn, view: OrderView, reason: str) -> None:
    """Kept until the last step is tapped: callback data has no room for it and nothing personal stands there."""
    await dialogs.end(turn.state)
    await turn.state.update_data(reason={"order": view.order.id, "text": reason})


async def _forget_reason(turn: Turn) -> None:
    data = await turn.state.get_data()
    if data.pop("reason", None):
        await turn.state.set_data(data)


async def _typed_reason(tap: Tap, order_id: int) -> str:
    """What was typed for this order. Raises ReasonRequired when it was for another one."""
    typed = (await tap.state.get_data()).get("reason", {})
    if typed.get("order") != order_id:
        raise ReasonRequired()
    return str(typed["text"])


async def approve_ask(tap: Tap, button: ShopOrder) -> None:
    """A reason of the shop's own may be typed; it need not."""
    view = await look(tap, button, Action.APPROVE_CANCEL)
    await order_steps.ask(tap, button, Prompt.APPROVE_REASON)
    await show_dialog(tap, view, approve_dialog(view, tap.t))


async def approval_typed(turn: Turn, values: Values, text: str) -> None:
    reason = checked_text(text, field="reason", most=MOST_REASON)
    view = await look(turn, asked_about(values), Action.APPROVE_CANCEL)
    await _remember_reason(turn, view, reason)
    await show_on(turn, values["message"], view, approve_dialog(view, turn.t, reason))


async def approve(tap: Tap, button: ShopOrder) -> None:
    own = await _typed_reason(tap, button.order) if button.arg == TYPED else ""
    await act(tap, button, tap.t.plain(toasts.APPROVED), approve_cancel, own, tap.caller, tap.now)
    await _forget_reason(tap)


async def keep_ask(tap: Tap, button: ShopOrder) -> None:
    """The prompt takes a preset by button or a typed reason."""
    view = await look(tap, button, Action.KEEP)
    await order_steps.ask(tap, button, Prompt.KEEP_REASON)
    await show_dialog(tap, view, keep_prompt(view, tap.t))


async def keep(tap: Tap, button: ShopOrder) -> None:
    reason = preset(KEEP_REASONS, button.arg) or ""
    await act(tap, button, tap.t.plain(toasts.KEPT), keep_order, reason, tap.caller, tap.now)


async def keep_typed(turn: Turn, values: Values, text: str) -> None:
    about = asked_about(values)
    reason = checked_text(text, field="reason", most=MOST_REASON)  # a bad one leaves the prompt open
    await dialogs.end(turn.state)
    await turn.store.run(keep_order, about.order, about.version, reason, turn.caller, turn.now)
    await turn.reply(turn.t(toasts.KEPT))


STEPS: Final[dict[ShopStep, StepHandler]] = {
    ShopStep.CANCEL_ASK: ask,
    ShopStep.CANCEL_REASON: reason_chosen,
    ShopStep.CANCEL_TYPE: type_reason,
    ShopStep.CANCEL: cancel,
    ShopStep.APPROVE_ASK: approve_ask,
    ShopStep.APPROVE: approve,
    ShopStep.KEEP_ASK: keep_ask,
    ShopStep.KEEP_REASON: keep,
}
