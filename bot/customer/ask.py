"""문의하기: a customer's words and pictures reach the history of their order, and the shop (M19, D16)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from bot import dialogs
from bot.callbacks import AskShop, OwnOrder, OwnStep
from bot.dialogs import Prompt, Values
from bot.holidays import is_holiday
from bot.i18n import Html
from bot.order_steps import OwnHandler
from bot.screens import toasts
from bot.screens.fitting import stack
from bot.screens.hours import seen_later
from bot.screens.own_cancel import ask_prompt, ask_shop_prompt
from bot.screens.start import which_order
from bot.turn import Said, Tap, Turn
from bot.words import belongs_to, changed, kept, restored, words
from domain.delivery import Side
from domain.errors import DomainError
from domain.order_ports import OrderRow
from domain.people import Caller
from domain.ports import UnitOfWork
from domain.shop import Shop
from domain.thread import Message
from domain.use_cases.ask_shop import ask_about_order, ask_in_thread, ask_shop
from domain.use_cases.continue_album import write_parts
from domain.use_cases.edit_message import edit_message
from domain.use_cases.see_order import see_order
from domain.use_cases.see_own import PersonView, browse_shop, see_own
from domain.writing import Written

Ask = Callable[[UnitOfWork, Message, Caller, datetime], Written]


async def write(tap: Tap, button: OwnOrder) -> None:
    """Asks for the words in a message of its own, or sends those that were waiting to know their order."""
    if await _told_what_was_held(tap, partial(_about_order, button.order)):
        return
    view = await tap.store.read(see_order, button.order, Side.CUSTOMER, tap.caller)
    await tap.answer()
    asking = await tap.send(ask_prompt(view, tap.now, tap.t), silent=True)
    await dialogs.ask(tap.state, Prompt.ASK, tap.now, order=button.order, asking=asking)


async def write_to_shop(tap: Tap, button: AskShop) -> None:
    """The same about no order. Raises ShopNotFound, ConsentMissing."""
    if await _told_what_was_held(tap, partial(_at_shop, button.shop)):
        return
    view = await tap.store.read(browse_shop, button.shop, tap.caller)
    await tap.answer()
    await _ask_for_shop(tap, view.shop)


async def written(turn: Turn, values: Values, text: str) -> None:
    await said(turn, values, words(turn, text))


async def said(turn: Turn, values: Values, message: Message) -> None:
    """The prompt's answer, in words or as a picture."""
    message = message.checked()
    await dialogs.end(turn.state)
    ask = partial(_about_order, values["order"]) if values.get("order") else partial(_at_shop, values["shop"])
    await _tell_shop(turn, ask, message, is_asked=True)
    if asking := values.get("asking"):
        await turn.strip(asking)


async def ask_command(turn: Turn) -> bool:
    """/ask: about which order, or to which shop? False when the person has been at none."""
    person = await turn.store.read(see_own, turn.caller)
    orders, shops = _open(person), _visited(person)
    if len(shops) == 1 and not orders:
        await _ask_for_shop(turn, shops[0])
    elif orders or shops:
        await turn.send(which_order(orders, shops, turn.t), silent=True)
    return bool(orders or shops)


async def inquire(turn: Turn, person: PersonView, message: Message) -> bool:
    """Free words are about the open order; with several the bot asks which, with none they go to the shop (D16).

    False when there is neither an order nor a shop.
    """
    orders, shops = _open(person), _visited(person)
    if len(orders) == 1 and not person.works_at:
        await _tell_shop(turn, partial(_about_order, orders[0].id), message)
    elif not orders and len(shops) == 1 and not person.works_at:
        await _tell_shop(turn, partial(_at_shop, shops[0].id), message)
    elif orders or shops:
        await _hold(turn, message, orders, shops)
    return bool(orders or shops)


async def reply(turn: Turn, thread_id: int, message: Message) -> None:
    """A Telegram reply to what the shop wrote, or to one's own words: it is clear what it is about."""
    await _tell_shop(turn, partial(_in_thread, thread_id), message)


async def about_card(turn: Turn, order_id: int, message: Message) -> None:
    """A Telegram reply to an order's card."""
    await _tell_shop(turn, partial(_about_order, order_id), message)


async def keep_with_held(turn: Turn, message: Message) -> bool:
    """A further picture of an album whose first one waits for its order. False when there is none."""
    held = await _held(turn)
    parts = restored(held.get("parts", ()))
    if not belongs_to(parts, message):
        return False
    await turn.state.update_data(held=held | {"parts": kept([*parts, message])})
    return True


async def edit(turn: Said, message: Message) -> bool:
    """What the customer changed reaches the shop, or waits changed. False when it was not passed on."""
    held = await _held(turn)
    if (parts := changed(restored(held.get("parts", ())), message)) is not None:
        await turn.state.update_data(held=held | {"parts": kept(parts)})
        return True
    if await turn.store.run(edit_message, message, turn.caller, turn.now) is None:
        return False
    await turn.reply(turn.t(toasts.EDIT_PASSED_ON))
    return True


def _open(person: PersonView) -> list[OrderRow]:
    return [row for row in person.orders if row.status.is_open]


def _visited(person: PersonView) -> list[Shop]:
    """The shops to which the person has come as a customer only."""
    own = {shop.id for shop, _ in person.works_at}
    return [shop for shop in person.visits if shop.id not in own]


def _about_order(order_id: int, uow: UnitOfWork, message: Message, by: Caller, now: datetime) -> Written:
    return ask_about_order(uow, order_id, message, by, now)


def _at_shop(shop_id: int, uow: UnitOfWork, message: Message, by: Caller, now: datetime) -> Written:
    return ask_shop(uow, shop_id, message, by, now)


def _in_thread(thread_id: int, uow: UnitOfWork, message: Message, by: Caller, now: datetime) -> Written:
    return ask_in_thread(uow, thread_id, message, by, now)


async def _tell_shop(turn: Turn, ask: Ask, message: Message, *, is_asked: bool = False) -> None:
    """Says so for the first message that waits; of those that follow the shop is told without ado."""
    written, number = await turn.store.run(write_parts, ask, [message], turn.caller, turn.now)
    if written.is_first or is_asked:
        await _say_told(turn, written, number)


async def _say_told(turn: Turn, written: Written, number: int | None) -> None:
    await turn.reply(stack(toasts.sent_to_shop(number, turn.t), await _seen_later(turn, written)))


async def _seen_later(turn: Turn, written: Written) -> Html | None:
    """Outside business hours when somebody will look; once, while nobody has answered yet."""
    if not written.is_first:
        return None
    shop = await turn.store.read(_shop_of, written.thread.shop_id)
    return seen_later(shop.opening(turn.now, is_holiday), turn.t)


def _shop_of(uow: UnitOfWork, shop_id: int) -> Shop:
    return uow.shops.get(shop_id)


async def _ask_for_shop(turn: Turn, shop: Shop) -> None:
    asking = await turn.send(ask_shop_prompt(shop, turn.now, turn.t), silent=True)
    await dialogs.ask(turn.state, Prompt.ASK, turn.now, shop=shop.id, asking=asking)


async def _hold(turn: Turn, message: Message, orders: Sequence[OrderRow], shops: Sequence[Shop]) -> None:
    """Asks where it goes. What was held before waits along with it, under the one question that stays open."""
    held = await _held(turn)
    question = await turn.send(which_order(orders, shops, turn.t), answers=message.message_id, silent=True)
    parts = [*restored(held.get("parts", ())), message]
    await turn.state.update_data(held={"question": question, "parts": kept(parts)})
    if held:
        await turn.strip(held["question"])


async def _held(turn: Turn) -> dict[str, Any]:
    return dict((await turn.state.get_data()).get("held", {}))


async def _told_what_was_held(tap: Tap, ask: Ask) -> bool:
    """Sends the words that waited for the tapped question's answer, or lets them wait on where they are refused.

    False when none waited.
    """
    data = await tap.state.get_data()
    held = data.get("held", {})
    if held.get("question") != tap.message_id:
        return False
    await tap.state.set_data({name: value for name, value in data.items() if name != "held"})
    parts = restored(held["parts"])
    try:
        written, number = await tap.store.run(write_parts, ask, parts, tap.caller, tap.now)
    except DomainError:
        await tap.state.set_data(data)
        raise
    await tap.answer()
    await tap.strip(tap.message_id)
    if written.is_first or len(parts) > 1:
        await _say_told(tap, written, number)
    return True


STEPS: Final[dict[OwnStep, OwnHandler]] = {OwnStep.WRITE: write}
