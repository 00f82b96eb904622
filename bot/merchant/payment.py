"""입금확인 and 환불완료: money that a manager saw come or go (D6, D7)."""

from __future__ import annotations

from typing import Final

from bot.callbacks import ShopOrder, ShopStep
from bot.order_steps import StepHandler, act, look, show_dialog
from bot.screens import toasts
from bot.screens.cancel import deposit_dialog, refund_dialog
from bot.turn import Tap
from domain.depositing import require_deposit
from domain.refunding import require_refund
from domain.use_cases.confirm_deposit import confirm_deposit
from domain.use_cases.record_refund import record_refund


async def deposit_ask(tap: Tap, button: ShopOrder) -> None:
    """Raises OrderNotFound, OrderChangedMeanwhile, NotAllowed, NothingToCollect."""
    view = await look(tap, button)
    require_deposit(view.order, view.viewer)
    await show_dialog(tap, view, deposit_dialog(view, tap.t))


async def deposit(tap: Tap, button: ShopOrder) -> None:
    await act(tap, button, tap.t.plain(toasts.DEPOSIT_CONFIRMED), confirm_deposit, tap.caller, tap.now)


async def refund_ask(tap: Tap, button: ShopOrder) -> None:
    """Raises OrderNotFound, OrderChangedMeanwhile, NotAllowed, NothingToRefund."""
    view = await look(tap, button)
    require_refund(view.order, view.viewer)
    await show_dialog(tap, view, refund_dialog(view, tap.t))


async def refund(tap: Tap, button: ShopOrder) -> None:
    await act(tap, button, tap.t.plain(toasts.REFUND_RECORDED), record_refund, tap.caller, tap.now)


STEPS: Final[dict[ShopStep, StepHandler]] = {
    ShopStep.DEPOSIT_ASK: deposit_ask,
    ShopStep.DEPOSIT: deposit,
    ShopStep.REFUND_ASK: refund_ask,
    ShopStep.REFUND: refund,
}
