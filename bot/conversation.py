"""What a message means: a command, a reply, the answer to a prompt, an order's number, an inquiry; never silence."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Final

from aiogram.exceptions import TelegramBadRequest

from bot import dialogs
from bot.callbacks import Close, Noop, OpenTyped
from bot.customer import approve, ask, checkout, shop, start
from bot.customer import cancel as own_cancel
from bot.customer import orders as own_orders
from bot.customer import payment as own_payment
from bot.dialogs import DRAFTING, Prompt, Values
from bot.errors import alert_text
from bot.merchant import (
    bank_messages,
    cancel,
    change_lines,
    complete,
    home,
    hours,
    messages,
    odd_deposits,
    orders,
    pay_account,
    pay_settings,
    quick_replies,
    report,
)
from bot.replies import continued, replied
from bot.screens import toasts
from bot.screens.fitting import escaped
from bot.screens.messages import typed_number
from bot.screens.start import help_customer, help_shop, nothing_there, unknown_input
from bot.turn import Said, Tap, Turn
from bot.words import message_of, words
from domain.delivery import Side
from domain.errors import DomainError, OrderChangedMeanwhile, OrderNotFound, ThreadNotFound
from domain.thread import Message
from domain.use_cases.see_order import see_order
from domain.use_cases.see_own import see_own

Answer = Callable[[Turn, Values, str], Awaitable[None]]

PROMPTS: Final[Mapping[Prompt, Answer]] = {
    Prompt.CANCEL_REASON: cancel.reason_typed,
    Prompt.KEEP_REASON: cancel.keep_typed,
    Prompt.APPROVE_REASON: cancel.approval_typed,
    Prompt.TRACKING_NUMBER: complete.number_typed,
    Prompt.WRITE: messages.written,
    Prompt.SEARCH: home.search_typed,
    Prompt.REQUEST_REASON: own_cancel.reason_typed,
    Prompt.ASK: ask.written,
    Prompt.QUICK_REPLY: quick_replies.added,
    Prompt.DEPOSITOR: own_payment.name_typed,
    Prompt.REFUND_ACCOUNT: own_payment.account_typed,
    Prompt.BUY_NAME: checkout.typed,
    Prompt.BUY_PHONE: checkout.typed,
    Prompt.BUY_ADDRESS: checkout.typed,
    Prompt.BUY_NOTE: checkout.typed,
    Prompt.SHEET_LINES: change_lines.lines_typed,
    Prompt.SHEET_SURCHARGE: change_lines.surcharge_typed,
    Prompt.SHEET_FEE: change_lines.fee_typed,
    Prompt.DECLINE_REASON: approve.reason_typed,
    Prompt.HOURS: hours.spans_typed,
    Prompt.CLOSING: hours.closing_typed,
    Prompt.GATEWAY_KEYS: pay_settings.keys_typed,
    Prompt.SHOP_ACCOUNT: pay_account.typed,
    Prompt.EXTRA_DEPOSIT: odd_deposits.typed,
}


async def said(turn: Said) -> None:
    """Every message of a private chat."""
    try:
        message = message_of(turn)
        if turn.text.startswith("/"):
            await _command(turn)
        elif message is None:
            await turn.reply(turn.t(toasts.NOT_PASSED_ON))
        elif await continued(turn, message) or await replied(turn):
            return
        elif message.photos:
            await _picture(turn, message)
        else:
            await _text(turn)
    except DomainError as error:
        await _refused(turn, error)


async def _refused(turn: Turn, error: DomainError) -> None:
    """Says why not. A prompt stays open for a better answer, unless its order moved on."""
    if isinstance(error, OrderChangedMeanwhile | OrderNotFound | ThreadNotFound):
        await dialogs.end(turn.state)
    await turn.reply(escaped(alert_text(error, turn.t)))


async def edited(turn: Said) -> None:
    """What a customer changed is passed on; anything else stays as it was: silence would look like success."""
    try:
        message = message_of(turn)
        if message is None or not await ask.edit(turn, message):
            await turn.reply(turn.t(toasts.EDIT_STAYS_HERE))
    except DomainError as error:
        await _refused(turn, error)


# Commands


async def _command(turn: Said) -> None:
    """Like any button, a command ends an open prompt."""
    name, _, rest = turn.text[1:].partition(" ")
    name = name.partition("@")[0].lower()
    was_open = await dialogs.open_prompt(turn.state, turn.now) is not None
    if await turn.state.get_state() is not None:
        await dialogs.end(turn.state)
    match name:
        case "start":
            await start.start(turn, rest.strip())
        case "cancel":
            await turn.reply(turn.t(toasts.INPUT_CANCELED) if was_open else turn.t(toasts.NO_INPUT))
        case "orders":
            await own_orders.orders_command(turn)
        case _:
            if not await _known_command(turn, name):
                await turn.send(nothing_there(name, turn.t))


async def _known_command(turn: Turn, name: str) -> bool:
    """False for what is no command, or not one of this person's."""
    match name:
        case "home" | "new" | "confirmed" | "cancels" | "inquiries":
            return await home.command(turn, name)
        case "search":
            return await home.search_command(turn)
        case "report":
            return await report.report_command(turn)
        case "ask":
            return await ask.ask_command(turn)
        case "shop":
            return await _shop_command(turn)
        case "help":
            person = await turn.store.read(see_own, turn.caller)
            await turn.send(help_shop(turn.t) if person.works_at else help_customer(turn.t))
            return True
    return False


async def _shop_command(turn: Turn) -> bool:
    """/shop: the shop's products; with several shops the choice."""
    person = await turn.store.read(see_own, turn.caller)
    if len(person.visits) == 1:
        await shop.enter(turn, person.visits[0].id)
    elif person.visits:
        await start.start(turn, "")
    return bool(person.visits)


# Text


async def _text(turn: Said) -> None:
    opened = await dialogs.open_prompt(turn.state, turn.now)
    if (opened is None or opened[0] in DRAFTING) and await bank_messages.passed_on(turn):
        return
    view = await turn.store.read(orders.order_of_number, turn.text.strip(), turn.caller)
    if opened and view and opened[0] is not Prompt.SEARCH:  # a number is what a search asks for
        await turn.state.update_data(typed=turn.text)
        await turn.send(typed_number(view.order.id, view.order.number, turn.t))
    elif opened:
        await _answer(turn, *opened, turn.text)
    elif view:
        await orders.send_card(turn, view)
    else:
        await _free_words(turn, words(turn, turn.text))


async def _picture(turn: Said, message: Message) -> None:
    opened = await dialogs.open_prompt(turn.state, turn.now)
    if opened is None:
        await _free_words(turn, message)
    elif opened[0] is Prompt.WRITE:
        await messages.said(turn, opened[1], message)
    elif opened[0] is Prompt.ASK:
        await ask.said(turn, opened[1], message)
    else:
        await turn.reply(turn.t(toasts.TEXT_ONLY))


async def _answer(turn: Turn, prompt: Prompt, values: Values, text: str) -> None:
    await PROMPTS[prompt](turn, values, text)


async def _free_words(turn: Said, message: Message) -> None:
    if await pay_settings.hidden(turn, message.text) or await _came_too_late(turn):
        return
    person = await turn.store.read(see_own, turn.caller)
    if not await ask.inquire(turn, person, message):
        await turn.send(unknown_input(turn.t))


async def _came_too_late(turn: Turn) -> bool:
    """An answer after its prompt's time is no inquiry: an address typed for one shop must not reach another's staff."""
    prompt = await turn.state.get_state()
    if prompt is None:
        return False
    await dialogs.end(turn.state)
    if prompt == Prompt.ASK:  # words for the shop are welcome at any time
        return False
    await turn.reply(turn.t(toasts.TOO_LATE))
    return True


async def typed_number_answer(tap: Tap, button: OpenTyped) -> None:
    """Seven digits came while a prompt was open: they are an order to open, or the answer after all."""
    opened = await dialogs.open_prompt(tap.state, tap.now)
    data = await tap.state.get_data()
    text = data.pop("typed", "")
    await tap.state.set_data(data)
    await tap.answer()
    await tap.strip(tap.message_id)
    if button.open:
        await dialogs.end(tap.state)
        await orders.send_card(tap, await tap.store.read(see_order, button.order, Side.SHOP, tap.caller))
    elif opened and text:
        try:
            await _answer(tap, *opened, text)
        except DomainError as error:  # the tap is answered already: say it as to any other input
            await _refused(tap, error)


# Buttons that belong to no order


async def close(tap: Tap, _: Close) -> None:
    """[닫기] of a prompt or a picture: the message has served."""
    await tap.answer()
    if tap.is_on_picture:
        with suppress(TelegramBadRequest):  # older than two days
            await tap.bot.delete_message(tap.chat.chat_id, tap.message_id)
            return
    await tap.strip(tap.message_id)


async def noop(tap: Tap, button: Noop) -> None:
    """A label among the keys."""
    says = {"first": tap.t.plain(toasts.FIRST_PAGE), "last": tap.t.plain(toasts.LAST_PAGE)}
    await tap.answer(says.get(button.says, ""))
