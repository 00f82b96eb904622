"""주문확인: the dialog and the deed (M3)."""

from __future__ import annotations

from typing import Final

from bot.callbacks import ShopOrder, ShopStep
from bot.order_steps import StepHandler, act, look, show_dialog
from bot.screens import toasts
from bot.screens.confirm import confirm_dialog
from bot.turn import Tap
from domain.lifecycle import Action
from domain.use_cases.confirm_order import confirm_order


async def ask(tap: Tap, button: ShopOrder) -> None:
    view = await look(tap, button, Action.CONFIRM)
    await show_dialog(tap, view, confirm_dialog(view, tap.t))


async def confirm(tap: Tap, button: ShopOrder) -> None:
    await act(tap, button, tap.t.plain(toasts.CONFIRMED), confirm_order, tap.caller, tap.now)


STEPS: Final[dict[ShopStep, StepHandler]] = {ShopStep.CONFIRM_ASK: ask, ShopStep.CONFIRM: confirm}
