"""[입금했어요]: the customer says under which name they transferred (D13)."""

from __future__ import annotations

from typing import Final

from bot import dialogs
from bot.callbacks import OwnOrder, OwnStep
from bot.dialogs import Prompt, Values
from bot.order_steps import OwnHandler, act, look, show_dialog
from bot.screens import toasts
from bot.screens.own_payment import depositor_prompt
from bot.turn import Tap, Turn
from domain.depositing import depositor
from domain.people import person_name
from domain.use_cases.report_deposit import report_own_deposit


async def report_ask(tap: Tap, button: OwnOrder) -> None:
    view = await look(tap, button)
    await dialogs.ask(tap.state, Prompt.DEPOSITOR, tap.now, order=button.order, version=button.version)
    await show_dialog(tap, view, depositor_prompt(view, tap.t))


async def report(tap: Tap, button: OwnOrder) -> None:
    """One of the two names that the buttons say."""
    view = await look(tap, button)
    name = depositor(view.order) if button.arg == "number" else view.order.recipient.name
    await act(tap, button, tap.t.plain(toasts.DEPOSIT_REPORTED), report_own_deposit, name, tap.caller, tap.now)


async def name_typed(turn: Turn, values: Values, text: str) -> None:
    name = person_name(text)
    await dialogs.end(turn.state)
    order, version = values["order"], values["version"]
    await turn.store.run(report_own_deposit, order, version, name, turn.caller, turn.now)
    await turn.reply(turn.t(toasts.DEPOSIT_REPORTED))


STEPS: Final[dict[OwnStep, OwnHandler]] = {
    OwnStep.REPORT_ASK: report_ask,
    OwnStep.REPORT: report,
}
