"""The steps of an order that are typed, what comes after each, and the basket's memory between them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot import dialogs
from bot.basket import BasketDraft
from bot.callbacks import BuyStep
from bot.dialogs import Prompt, Values
from bot.screens import ordering
from bot.screens.products import products
from bot.screens.screen import Screen
from bot.screens.start import consent
from bot.turn import Turn
from domain.errors import InvalidPhone, InvalidText
from domain.people import MOST_PERSON_NAME, person_name, phone_number
from domain.text import checked_text
from domain.use_cases.place_order import MOST_ADDRESS, MOST_NOTE
from domain.use_cases.see_own import CatalogView, browse_shop


async def basket_at(turn: Turn, shop_id: int) -> BasketDraft:
    """The basket at this shop; one left at another shop is not mixed in."""
    data = (await turn.state.get_data()).get("basket")
    return BasketDraft.from_data(data) if data and data["shop"] == shop_id else BasketDraft(shop_id)


async def keep(turn: Turn, basket: BasketDraft, message_id: int | None) -> None:
    """The basket stays in the dialog; `message_id` is where it is shown."""
    await turn.state.update_data(basket=basket.to_data(), buying=message_id)


async def typed(turn: Turn, values: Values, text: str) -> None:
    """A name, phone, address or note came: on to what is missing, in a new message below it."""
    view = await turn.store.read(browse_shop, values["shop"], turn.caller)
    if not view.customer.has_consented:  # the consent text changed while the prompt was open
        await dialogs.end(turn.state)
        await turn.send(consent(view.shop, turn.t))
        return
    basket, screen = await _taken(turn, view, Prompt(values["prompt"]), text)
    before = (await turn.state.get_data()).get("buying")
    await keep(turn, basket, await turn.send(screen))
    if before:
        await turn.strip(before)


async def _taken(turn: Turn, view: CatalogView, prompt: Prompt, text: str) -> tuple[BasketDraft, Screen]:
    """The basket with the answer and what comes next; after a bad answer the basket as it was, and the prompt again."""
    basket = await basket_at(turn, view.shop.id)
    try:
        answered = _with_answer(basket, prompt, text)
    except (InvalidText, InvalidPhone):
        return basket, _prompt_screen(turn, view, basket, _STEP_OF[prompt], bad=text)
    await dialogs.end(turn.state)
    return answered, await next_screen(turn, view, answered)


def _with_answer(basket: BasketDraft, prompt: Prompt, text: str) -> BasketDraft:
    """Raises InvalidText, InvalidPhone."""
    match prompt:
        case Prompt.BUY_NAME:
            return replace(basket, name=person_name(text))
        case Prompt.BUY_PHONE:
            return replace(basket, phone=phone_number(text))
        case Prompt.BUY_ADDRESS:
            return replace(basket, address=checked_text(text, field="address", most=MOST_ADDRESS, one_line=True))
        case _:
            return replace(basket, note=checked_text(text, field="note", most=MOST_NOTE))


_PROMPT_OF: Final = {
    BuyStep.NAME: Prompt.BUY_NAME,
    BuyStep.PHONE: Prompt.BUY_PHONE,
    BuyStep.ADDRESS: Prompt.BUY_ADDRESS,
    BuyStep.NOTE: Prompt.BUY_NOTE,
}
_STEP_OF: Final = {prompt: step for step, prompt in _PROMPT_OF.items()}


async def next_screen(turn: Turn, view: CatalogView, basket: BasketDraft) -> Screen:
    """The screen of the first missing answer, asking for it where it is typed."""
    match basket.next_step:
        case BuyStep.PRODUCTS:
            return products(view, basket, turn.t)
        case BuyStep.FULFILLMENT:
            return ordering.fulfillment_choice(view, basket, turn.t)
        case BuyStep.PAYMENT:
            return ordering.payment_choice(view, basket, turn.t)
        case BuyStep.OUT_OF_STOCK:
            return ordering.out_of_stock_choice(basket, turn.t)
        case BuyStep.NAME | BuyStep.PHONE | BuyStep.ADDRESS as step:
            return await prompt_for(turn, view, basket, step)
        case _:
            return ordering.summary(view, basket, turn.t)


async def prompt_for(turn: Turn, view: CatalogView, basket: BasketDraft, step: BuyStep) -> Screen:
    """Opens the prompt of a typed step and returns its screen."""
    await dialogs.ask(turn.state, _PROMPT_OF[step], turn.now, shop=basket.shop)
    return _prompt_screen(turn, view, basket, step)


def _prompt_screen(turn: Turn, view: CatalogView, basket: BasketDraft, step: BuyStep, bad: str | None = None) -> Screen:
    match step:
        case BuyStep.NAME:
            return ordering.name_prompt(view, basket, turn.t, telegram_name(turn), bad)
        case BuyStep.PHONE:
            return ordering.phone_prompt(view, basket, turn.t, bad)
        case BuyStep.ADDRESS:
            return ordering.address_prompt(view, basket, turn.t, bad)
        case _:
            return ordering.note_prompt(basket, turn.t, bad)


def telegram_name(turn: Turn) -> str:
    """What the person calls themselves in Telegram, as far as it can stand on a parcel."""
    try:
        return person_name(turn.caller.name[:MOST_PERSON_NAME])
    except InvalidText:
        return ""
