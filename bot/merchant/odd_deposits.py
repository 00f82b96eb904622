"""[추가 입금 기록] and [다른 금액이 들어왔어요]: how much arrived, looked at once more, then booked (D5, D7)."""

from __future__ import annotations

from typing import Final

from bot import dialogs, order_steps
from bot.callbacks import ShopOrder, ShopStep
from bot.dialogs import Prompt, Values
from bot.order_steps import StepHandler, act, asked_about, look, show_dialog, show_on
from bot.pending_lines import number
from bot.screens import odd_deposits as screens
from bot.screens import toasts
from bot.turn import Tap, Turn
from domain.errors import InvalidDeposit
from domain.money import ZERO, Money
from domain.odd_deposits import require_bookable
from domain.sheet_input import typed_amount
from domain.use_cases.book_deposit import book_deposit


async def ask(tap: Tap, button: ShopOrder) -> None:
    """How much? A bank's message has told that already. Raises OrderNotFound, OrderChangedMeanwhile, NotAllowed."""
    view, amount = await look(tap, button), Money(number(button.arg))
    require_bookable(view.order, view.viewer)
    if amount > ZERO:
        await show_dialog(tap, view, screens.booking_dialog(view, amount, tap.t))
        return
    await order_steps.ask(tap, button, Prompt.EXTRA_DEPOSIT)
    await show_dialog(tap, view, screens.amount_prompt(view, tap.t))


async def typed(turn: Turn, values: Values, text: str) -> None:
    """Raises InvalidDeposit: the prompt stays open for a better answer; OrderNotFound, OrderChangedMeanwhile."""
    amount = typed_amount(text)
    if amount is None:
        raise InvalidDeposit(given=text[:40])
    view = await look(turn, asked_about(values))
    require_bookable(view.order, view.viewer)
    await dialogs.end(turn.state)
    await show_on(turn, values["message"], view, screens.booking_dialog(view, amount, turn.t))


async def book(tap: Tap, button: ShopOrder) -> None:
    amount, link = Money(number(button.arg)), tap.t.links.draw() if tap.t.links else None
    await act(tap, button, tap.t.plain(toasts.DEPOSIT_BOOKED), book_deposit, amount, link, tap.caller, tap.now)


STEPS: Final[dict[ShopStep, StepHandler]] = {ShopStep.EXTRA_ASK: ask, ShopStep.EXTRA: book}
