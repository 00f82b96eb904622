"""Placing an order in the chat: products, how and where, payment, wish, summary (M1, D24)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from random import SystemRandom
from typing import Final

from bot import dialogs
from bot.basket import BasketDraft
from bot.callbacks import Buy, BuyStep, Visit
from bot.customer.checkout import basket_at, keep, next_screen, prompt_for, telegram_name
from bot.customer.pictures import send_picture
from bot.dialogs import Prompt
from bot.holidays import is_holiday
from bot.screens import ordering, toasts
from bot.screens.hours import not_taking_orders, seen_later
from bot.screens.products import page_of, picture_caption, products
from bot.screens.screen import Screen
from bot.screens.start import consent
from bot.turn import Tap, Turn
from domain.errors import DomainError, EmptyOrder, PriceChanged, ProductGone
from domain.fulfillment import FulfillmentKind
from domain.hours import Door
from domain.money import Money
from domain.payment import PaymentMethod
from domain.sheet import OutOfStockWish
from domain.use_cases.place_order import place_order
from domain.use_cases.see_own import CatalogView, browse_shop

_draw: Final = SystemRandom().randint
"""Order numbers must not be guessable from earlier ones."""


async def enter(turn: Turn, shop_id: int) -> None:
    """The shop's products in a new message, or the consent that comes first (D18). Raises ShopNotFound."""
    view = await turn.store.read(browse_shop, shop_id, turn.caller)
    if not view.customer.has_consented:
        await turn.send(consent(view.shop, turn.t))
        return
    opening = view.shop.opening(turn.now, is_holiday)
    if opening.door is Door.PAUSED:
        await turn.send(not_taking_orders(view.shop, opening, turn.t))
        return
    basket = await basket_at(turn, shop_id)
    before = (await turn.state.get_data()).get("buying")
    await keep(turn, basket, await turn.send(products(view, basket, turn.t)))
    if before:  # an old summary must not place what is in the basket now
        await turn.strip(before)


async def visit(tap: Tap, button: Visit) -> None:
    await tap.answer()
    await enter(tap, button.shop)


async def buy(tap: Tap, button: Buy) -> None:
    """Every button of the ordering screens. Raises ShopNotFound."""
    view = await tap.store.read(browse_shop, button.shop, tap.caller)
    if not view.customer.has_consented:
        await tap.show(consent(view.shop, tap.t))
        return
    basket = await basket_at(tap, button.shop)
    await _STEPS[button.step](tap, view, basket, button.arg)


# Steps: (tap, what the shop sells, the basket, the button's argument)

Step = Callable[[Tap, CatalogView, BasketDraft, str], Awaitable[None]]


async def _products(tap: Tap, view: CatalogView, basket: BasketDraft, arg: str) -> None:
    await _show(tap, basket, products(view, basket, tap.t, _number(arg) or 1))


async def _add(tap: Tap, view: CatalogView, basket: BasketDraft, arg: str) -> None:
    await _change(tap, view, basket, _number(arg), 1)


async def _remove(tap: Tap, view: CatalogView, basket: BasketDraft, arg: str) -> None:
    await _change(tap, view, basket, _number(arg), -1)


async def _change(tap: Tap, view: CatalogView, basket: BasketDraft, product_id: int, by: int) -> None:
    """One more or one less, on the list or under a product's picture."""
    product = next((product for product in view.products if product.id == product_id), None)
    if product is None:
        raise ProductGone(count=1)
    basket = basket.changed(product_id, by)
    shelf = products(view, basket, tap.t, page_of(view, product_id))
    if not tap.is_on_picture:
        await _show(tap, basket, shelf)
        return
    message_id = (await tap.state.get_data()).get("buying")
    await keep(tap, basket, message_id)
    await tap.show(picture_caption(product, basket, tap.t))
    if message_id:
        await tap.redraw(message_id, shelf)


async def _picture(tap: Tap, view: CatalogView, basket: BasketDraft, arg: str) -> None:
    product = next((product for product in view.products if product.id == _number(arg)), None)
    if product is None:
        raise ProductGone(count=1)
    await tap.answer()
    await send_picture(tap, product, picture_caption(product, basket, tap.t))


async def _fulfillment(tap: Tap, view: CatalogView, basket: BasketDraft, _: str) -> None:
    if not basket.quantities:
        raise EmptyOrder()
    view.shop.require_taking_orders(tap.now)  # before anything is typed for an order that will not be taken
    await _show(tap, basket, ordering.fulfillment_choice(view, basket, tap.t))


async def _delivery(tap: Tap, view: CatalogView, basket: BasketDraft, _: str) -> None:
    await _next(tap, view, replace(basket, fulfillment=FulfillmentKind.DELIVERY))


async def _pickup(tap: Tap, view: CatalogView, basket: BasketDraft, _: str) -> None:
    await _next(tap, view, replace(basket, fulfillment=FulfillmentKind.PICKUP))


async def _name(tap: Tap, view: CatalogView, basket: BasketDraft, arg: str) -> None:
    known = {"saved": view.customer.name, "telegram": telegram_name(tap)}.get(arg)
    await (_next(tap, view, replace(basket, name=known)) if known else _ask(tap, view, basket, BuyStep.NAME))


async def _phone(tap: Tap, view: CatalogView, basket: BasketDraft, arg: str) -> None:
    known = view.customer.phone if arg == "saved" else ""
    await (_next(tap, view, replace(basket, phone=known)) if known else _ask(tap, view, basket, BuyStep.PHONE))


async def _address(tap: Tap, view: CatalogView, basket: BasketDraft, arg: str) -> None:
    known = view.customer.address if arg == "saved" else ""
    await (_next(tap, view, replace(basket, address=known)) if known else _ask(tap, view, basket, BuyStep.ADDRESS))


async def _payment(tap: Tap, view: CatalogView, basket: BasketDraft, arg: str) -> None:
    if arg in view.shop.payment_methods:
        await _next(tap, view, replace(basket, payment_method=PaymentMethod(arg)))
    else:
        await _show(tap, basket, ordering.payment_choice(view, basket, tap.t))


async def _out_of_stock(tap: Tap, view: CatalogView, basket: BasketDraft, arg: str) -> None:
    if arg in tuple(OutOfStockWish):
        await _next(tap, view, replace(basket, out_of_stock=OutOfStockWish(arg)))
    else:
        await _show(tap, basket, ordering.out_of_stock_choice(basket, tap.t))


async def _note(tap: Tap, view: CatalogView, basket: BasketDraft, _: str) -> None:
    await dialogs.ask(tap.state, Prompt.BUY_NOTE, tap.now, shop=basket.shop)
    await _show(tap, basket, ordering.note_prompt(basket, tap.t))


async def _summary(tap: Tap, view: CatalogView, basket: BasketDraft, _: str) -> None:
    await _next(tap, view, basket)


async def _place(tap: Tap, view: CatalogView, basket: BasketDraft, arg: str) -> None:
    """The order and the end of its basket are one transaction: a second tap finds no basket."""
    kept = await tap.state.get_data()
    if not basket.quantities or kept.get("buying") != tap.message_id:
        await tap.answer(tap.t.plain(toasts.ORDERED_ALREADY))
        return
    if not basket.is_complete:
        await _next(tap, view, basket)
        return
    await tap.state.set_data({key: value for key, value in kept.items() if key not in ("basket", "buying")})
    try:
        order = await tap.store.run(place_order, basket.to_basket(Money(_number(arg))), tap.caller, tap.now, _draw)
    except DomainError as refusal:
        await tap.state.set_data(kept)
        if isinstance(refusal, PriceChanged | ProductGone):
            await tap.answer_refusal(refusal)
            await _next(tap, view, basket.only([product.id for product in view.products]))
            return
        raise
    await tap.answer(tap.t.plain(toasts.ORDERED))
    later = seen_later(view.shop.opening(tap.now, is_holiday), tap.t)
    await tap.show(Screen(toasts.order_received(order.number, later, tap.t)))


async def _quit(tap: Tap, view: CatalogView, basket: BasketDraft, _: str) -> None:
    data = await tap.state.get_data()
    await tap.state.set_data({key: value for key, value in data.items() if key not in ("basket", "buying")})
    await tap.show(ordering.quit_done(tap.t))


_STEPS: Final[dict[BuyStep, Step]] = {
    BuyStep.PRODUCTS: _products,
    BuyStep.ADD: _add,
    BuyStep.REMOVE: _remove,
    BuyStep.PICTURE: _picture,
    BuyStep.FULFILLMENT: _fulfillment,
    BuyStep.DELIVERY: _delivery,
    BuyStep.PICKUP: _pickup,
    BuyStep.NAME: _name,
    BuyStep.PHONE: _phone,
    BuyStep.ADDRESS: _address,
    BuyStep.PAYMENT: _payment,
    BuyStep.OUT_OF_STOCK: _out_of_stock,
    BuyStep.NOTE: _note,
    BuyStep.SUMMARY: _summary,
    BuyStep.PLACE: _place,
    BuyStep.QUIT: _quit,
}


# What comes next


async def _next(tap: Tap, view: CatalogView, basket: BasketDraft) -> None:
    await _show(tap, basket, await next_screen(tap, view, basket))


async def _ask(tap: Tap, view: CatalogView, basket: BasketDraft, step: BuyStep) -> None:
    await _show(tap, basket, await prompt_for(tap, view, basket, step))


async def _show(tap: Tap, basket: BasketDraft, screen: Screen) -> None:
    await keep(tap, basket, tap.message_id)
    await tap.show(screen)


def _number(arg: str) -> int:
    """0 for anything but a plain number."""
    return int(arg) if arg.isascii() and arg.isdecimal() and len(arg) < 16 else 0
