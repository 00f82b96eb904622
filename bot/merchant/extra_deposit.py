"""[추가 입금 기록] in 주문상세: how much arrived on top of what the order costs, looked at once more, then booked."""

from __future__ import annotations

from typing import Final

from bot import dialogs, order_steps
from bot.callbacks import ShopOrder, ShopStep
from bot.dialogs import Prompt, Values
from bot.order_steps import StepHandler, act, asked_about, look, show_dialog, show_on
from bot.pending_lines import number
from bot.screens import extra_deposit as screens
from bot.screens import toasts
from bot.turn import Tap, Turn
from domain.depositing import require_extra
from domain.errors import InvalidDeposit
from domain.money import Money
from domain.sheet_input import typed_amount
from domain.use_cases.book_extra_deposit import book_extra_deposit


async def ask(tap: Tap, button: ShopOrder) -> None:
    """Raises OrderNotFound, OrderChangedMeanwhile, NotAllowed."""
    view = await look(tap, button)
    require_extra(view.order, view.viewer)
    await order_steps.ask(tap, button, Prompt.EXTRA_DEPOSIT)
    await show_dialog(tap, view, screens.extra_prompt(view, tap.t))


async def typed(turn: Turn, values: Values, text: str) -> None:
    """Raises InvalidDeposit: the prompt stays open for a better answer; OrderNotFound, OrderChangedMeanwhile."""
    amount = typed_amount(text)
    if amount is None:
        raise InvalidDeposit(given=text[:40])
    view = await look(turn, asked_about(values))
    require_extra(view.order, view.viewer)
    await dialogs.end(turn.state)
    await show_on(turn, values["message"], view, screens.extra_dialog(view, amount, turn.t))


async def book(tap: Tap, button: ShopOrder) -> None:
    amount = Money(number(button.arg))
    await act(tap, button, tap.t.plain(toasts.EXTRA_BOOKED), book_extra_deposit, amount, tap.caller, tap.now)


STEPS: Final[dict[ShopStep, StepHandler]] = {ShopStep.EXTRA_ASK: ask, ShopStep.EXTRA: book}
