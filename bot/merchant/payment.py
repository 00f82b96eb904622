"""입금확인 and 환불완료: money that a manager saw come or go (D6, D7)."""

from __future__ import annotations

from typing import Final

from bot.callbacks import ShopOrder, ShopStep
from bot.merchant.steps import StepHandler, act, look, show_dialog
from bot.screens.cancel import deposit_dialog, refund_dialog
from bot.turn import Tap
from domain.errors import NotAllowed
from domain.people import Permission, may
from domain.use_cases.confirm_deposit import confirm_deposit
from domain.use_cases.record_refund import record_refund
from domain.use_cases.see_order import OrderView


async def deposit_ask(tap: Tap, button: ShopOrder) -> None:
    view = await _look(tap, button, Permission.CONFIRM_DEPOSIT)
    await show_dialog(tap, view, deposit_dialog(view, tap.t))


async def deposit(tap: Tap, button: ShopOrder) -> None:
    await act(tap, button, tap.t.plain("입금을 확인했어요"), confirm_deposit, tap.caller, tap.now)


async def refund_ask(tap: Tap, button: ShopOrder) -> None:
    view = await _look(tap, button, Permission.RECORD_REFUND)
    await show_dialog(tap, view, refund_dialog(view, tap.t))


async def refund(tap: Tap, button: ShopOrder) -> None:
    await act(tap, button, tap.t.plain("환불완료로 기록했어요"), record_refund, tap.caller, tap.now)


async def _look(tap: Tap, button: ShopOrder, permission: Permission) -> OrderView:
    """Raises OrderNotFound, OrderChangedMeanwhile, NotAllowed."""
    view = await look(tap, button)
    if not may(view.viewer.role, permission):
        raise NotAllowed(number=view.order.number)
    return view


STEPS: Final[dict[ShopStep, StepHandler]] = {
    ShopStep.DEPOSIT_ASK: deposit_ask,
    ShopStep.DEPOSIT: deposit,
    ShopStep.REFUND_ASK: refund_ask,
    ShopStep.REFUND: refund,
}
