"""메시지 전송: staff write to an order's customer (M20)."""

from __future__ import annotations

from typing import Final

from bot import dialogs
from bot.callbacks import ShopOrder, ShopStep
from bot.dialogs import Prompt, Values
from bot.order_steps import StepHandler
from bot.screens import toasts
from bot.screens.messages import write_prompt
from bot.turn import Tap, Turn
from domain.delivery import Side
from domain.text import checked_text
from domain.use_cases.see_order import see_order
from domain.use_cases.send_message import MOST_MESSAGE, write_to_customer


async def write(tap: Tap, button: ShopOrder) -> None:
    """Asks in a message of its own: the card stays readable, and this button also stands under relayed messages."""
    view = await tap.store.read(see_order, button.order, Side.SHOP, tap.caller)
    await tap.answer()
    asking = await tap.send(write_prompt(view, tap.t))
    await dialogs.ask(tap.state, Prompt.WRITE, tap.now, order=button.order, asking=asking)


async def written(turn: Turn, values: Values, text: str) -> None:
    text = checked_text(text, field="message", most=MOST_MESSAGE)
    await dialogs.end(turn.state)  # before the writing, so that both are stored together
    order = await turn.store.run(write_to_customer, values["order"], text, turn.caller, turn.now)
    await turn.strip(values["asking"])
    await turn.reply(toasts.sent_to_customer(order, turn.t))


STEPS: Final[dict[ShopStep, StepHandler]] = {ShopStep.WRITE: write}
