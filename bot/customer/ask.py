"""문의하기: a customer's words reach the history of their order, and the shop (M19, D16)."""

from __future__ import annotations

from typing import Final

from bot import dialogs
from bot.callbacks import OwnOrder, OwnStep
from bot.dialogs import Prompt, Values
from bot.order_steps import OwnHandler
from bot.screens import toasts
from bot.screens.own_cancel import ask_prompt
from bot.screens.start import which_order
from bot.turn import Tap, Turn
from domain.delivery import Side
from domain.ports import OrderRow
from domain.text import checked_text
from domain.use_cases.see_order import see_order
from domain.use_cases.see_own import PersonView, see_own
from domain.use_cases.send_message import MOST_MESSAGE, write_to_shop


async def write(tap: Tap, button: OwnOrder) -> None:
    """Asks for the words in a message of its own, or sends those that were waiting to know their order."""
    held = await _take_held(tap)
    if held is not None:
        await tap.answer()
        await _tell_shop(tap, button.order, held)
        return
    view = await tap.store.read(see_order, button.order, Side.CUSTOMER, tap.caller)
    await tap.answer()
    asking = await tap.send(ask_prompt(view, tap.t), silent=True)
    await dialogs.ask(tap.state, Prompt.ASK, tap.now, order=button.order, asking=asking)


async def written(turn: Turn, values: Values, text: str) -> None:
    text = checked_text(text, field="message", most=MOST_MESSAGE)
    await dialogs.end(turn.state)
    await _tell_shop(turn, values["order"], text)
    if asking := values.get("asking"):
        await turn.strip(asking)


async def ask_command(turn: Turn) -> bool:
    """/ask: about which order? False when the person has none."""
    person = await turn.store.read(see_own, turn.caller)
    if person.orders:
        await turn.send(which_order(_askable(person), turn.t), silent=True)
    return bool(person.orders)


async def inquire(turn: Turn, person: PersonView, text: str) -> bool:
    """Free text is about the open order; with several the bot asks which. False when there is no order at all."""
    rows = _askable(person)
    if len(rows) == 1 and not person.works_at:
        await _tell_shop(turn, rows[0].id, text)
    elif rows:
        message_id = await turn.send(which_order(rows, turn.t), silent=True)
        held = (await turn.state.get_data()).get("held", {})
        await turn.state.update_data(held=held | {str(message_id): text})
    return bool(rows)


def _askable(person: PersonView) -> list[OrderRow]:
    """The open orders; without any the last one, whatever its status."""
    return [row for row in person.orders if row.status.is_open] or person.orders[:1]


async def _tell_shop(turn: Turn, order_id: int, text: str) -> None:
    order = await turn.store.run(write_to_shop, order_id, text, turn.caller, turn.now)
    await turn.reply(toasts.sent_to_shop(order.number, turn.t))


async def _take_held(tap: Tap) -> str | None:
    """The words that waited for the tapped question's answer; several questions may stand open."""
    data = await tap.state.get_data()
    held = dict(data.get("held", {}))
    text: str | None = held.pop(str(tap.message_id), None)
    if text is not None:
        await tap.state.set_data(data | {"held": held})
    return text


STEPS: Final[dict[OwnStep, OwnHandler]] = {OwnStep.WRITE: write}
