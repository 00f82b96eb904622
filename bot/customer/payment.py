"""[입금했어요] and 환불 계좌: under which name the customer transferred, and where money goes back to (D7, D13)."""

from __future__ import annotations

import secrets
from typing import Final

from bot import dialogs
from bot.callbacks import OwnOrder, OwnStep
from bot.dialogs import Prompt, Values
from bot.order_steps import OwnHandler, act, look, show_dialog
from bot.payments.banks import read_account
from bot.screens import toasts
from bot.screens.own_payment import account_prompt, depositor_prompt
from bot.turn import Tap, Turn
from domain.depositing import depositor
from domain.errors import NothingToRefund
from domain.people import person_name
from domain.refunding import wants_account
from domain.use_cases.ask_account import ask_own_account
from domain.use_cases.give_refund_account import give_refund_account
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


async def virtual_account(tap: Tap, button: OwnOrder) -> None:
    """Raises PaymentNotOffered; the account comes to the card as soon as the payment company has opened it."""
    toast = tap.t.plain(toasts.ACCOUNT_ASKED)
    await act(tap, button, toast, ask_own_account, secrets.token_urlsafe(18), tap.caller, tap.now)


async def account_ask(tap: Tap, button: OwnOrder) -> None:
    """Raises NothingToRefund when no account is wanted any more."""
    view = await look(tap, button)
    if not wants_account(view.order):
        raise NothingToRefund(number=view.order.number)
    await dialogs.ask(tap.state, Prompt.REFUND_ACCOUNT, tap.now, order=button.order)
    await show_dialog(tap, view, account_prompt(view, tap.t))


async def account_typed(turn: Turn, values: Values, text: str) -> None:
    """Raises InvalidRefundAccount; the prompt then stays open."""
    account = read_account(text)
    await dialogs.end(turn.state)
    await turn.store.run(give_refund_account, values["order"], account, turn.caller, turn.now)
    await turn.reply(turn.t(toasts.REFUND_ACCOUNT_GIVEN))


STEPS: Final[dict[OwnStep, OwnHandler]] = {
    OwnStep.REFUND_ACCOUNT: account_ask,
    OwnStep.ACCOUNT: virtual_account,
    OwnStep.REPORT_ASK: report_ask,
    OwnStep.REPORT: report,
}
