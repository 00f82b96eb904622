"""주문관리: the pinned navigator with home, lists and search (M4)."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from aiogram.exceptions import AiogramError

from bot import dialogs
from bot.callbacks import ChooseShop, Home, Inquiries, OrderList, Search, Tab
from bot.cards import remember_navigator
from bot.dialogs import Prompt, Values
from bot.navigator import View, draw, look
from bot.screens import toasts
from bot.screens.home import shop_choice
from bot.screens.orders import search_prompt, search_results
from bot.screens.screen import Screen
from bot.turn import Tap, Turn
from domain.delivery import Chat, Navigator
from domain.people import Caller
from domain.ports import UnitOfWork
from domain.shop import Shop
from domain.text import clean
from domain.use_cases.see_order import OrderView
from domain.use_cases.see_shop import search_orders

MOST_QUERY: Final = 100
TABS: Final[dict[str, Tab]] = {
    "new": Tab.PLACED,
    "confirmed": Tab.CONFIRMED,
    "cancels": Tab.CANCEL_REQUESTED,
}


async def send_navigator(turn: Turn, view: View, shop_id: int) -> None:
    """A new navigator at the end of the chat, pinned silently; the one before loses its buttons."""
    screen = draw(view, await turn.store.read(look, view, turn.caller, turn.now), turn.now, turn.t)
    message_id = await turn.send(screen, silent=True)
    navigator = Navigator(turn.chat, shop_id, message_id, view.pack(), drawn=screen.digest)
    before = await turn.store.run(remember_navigator, navigator, turn.now)
    await _pin(turn, message_id, before)


async def _pin(turn: Turn, message_id: int, before: int | None) -> None:
    """The pin moves with the navigator."""
    with suppress(AiogramError):  # a navigator without a pin still works
        if before:
            await turn.bot.unpin_chat_message(turn.chat.chat_id, message_id=before)
        await turn.bot.pin_chat_message(turn.chat.chat_id, message_id, disable_notification=True)


async def command(turn: Turn, name: str) -> bool:
    """/home, /new, /confirmed, /cancels and /inquiries for staff; False for people who work nowhere here."""
    shop_id = await turn.store.read(present_shop, turn.chat, turn.caller)
    if shop_id is None:
        return False
    await send_navigator(turn, _view_of(name, shop_id), shop_id)
    return True


def _view_of(command: str, shop_id: int) -> View:
    if command == "inquiries":
        return Inquiries(shop=shop_id)
    tab = TABS.get(command)
    return OrderList(shop=shop_id, tab=tab) if tab else Home(shop=shop_id)


async def search_command(turn: Turn) -> bool:
    """/search: asks in a new message, which becomes the navigator."""
    shop_id = await turn.store.read(present_shop, turn.chat, turn.caller)
    if shop_id is None:
        return False
    message_id = await turn.send(search_prompt(shop_id, turn.t), silent=True)
    before = await remember_navigator_view(turn, message_id, Home(shop=shop_id), shop_id)
    await _pin(turn, message_id, before)
    await dialogs.ask(turn.state, Prompt.SEARCH, turn.now, shop=shop_id, message=message_id)
    return True


async def home(tap: Tap, button: Home) -> None:
    if button.fresh:
        tap.quiet_toast = tap.t.plain(toasts.REFRESHED)
    await show_in_navigator(tap, Home(shop=button.shop))


async def show_in_navigator(tap: Tap, view: View) -> None:
    """The tapped message turns into the view and is the navigator from now on."""
    seen = await tap.store.read(look, view, tap.caller, tap.now)
    screen = draw(view, seen, tap.now, tap.t)
    shop_id, order_id = (seen.order.shop_id, seen.order.id) if isinstance(seen, OrderView) else (seen.shop.id, None)
    if tap.is_on_picture:
        await tap.answer()
        await send_navigator(tap, view, shop_id)
        return
    before = await remember_navigator_view(tap, tap.message_id, view, shop_id, screen.digest, order_id)
    is_shown = await tap.show(screen)
    if before:
        await _pin(tap, tap.message_id, before)
    if not is_shown:
        await send_navigator(tap, view, shop_id)


async def show_dialog(tap: Tap, screen: Screen, shop_id: int) -> None:
    """On the navigator, where changes of the counts leave it alone; a picture stays what it is."""
    if tap.is_on_picture:
        await tap.answer()
        await send_dialog(tap, screen, shop_id)
        return
    before = await remember_navigator_view(tap, tap.message_id, Home(shop=shop_id), shop_id)
    is_shown = await tap.show(screen)
    if before:
        await _pin(tap, tap.message_id, before)
    if not is_shown:
        await send_dialog(tap, screen, shop_id)


async def send_dialog(turn: Turn, screen: Screen, shop_id: int) -> None:
    """The same in a new message at the end of the chat."""
    message_id = await turn.send(screen, silent=True)
    await _pin(turn, message_id, await remember_navigator_view(turn, message_id, Home(shop=shop_id), shop_id))


async def search(tap: Tap, button: Search) -> None:
    """Page 0 asks; a later page shows more of what this chat looked for last. Raises ShopNotFound."""
    await tap.store.read(look, Home(shop=button.shop), tap.caller, tap.now)  # before anything is remembered of it
    query = (await tap.state.get_data()).get("search")
    await remember_navigator_view(tap, tap.message_id, Home(shop=button.shop), button.shop)
    if button.page > 0 and query:
        await tap.show(await _found(tap, button.shop, query, button.page))
        return
    await dialogs.ask(tap.state, Prompt.SEARCH, tap.now, shop=button.shop, message=tap.message_id)
    await tap.show(search_prompt(button.shop, tap.t))


async def search_typed(turn: Turn, values: Values, text: str) -> None:
    query = clean(text, one_line=True)[:MOST_QUERY]
    await dialogs.end(turn.state)
    await turn.state.update_data(search=query)
    found = await _found(turn, values["shop"], query, 1)
    if not await turn.redraw_near(values["message"], found):
        await send_dialog(turn, found, values["shop"])


async def choose_shop(tap: Tap, _: ChooseShop) -> None:
    shops = await tap.store.read(own_shops, tap.caller)
    if shops:  # a dialog of the navigator: counts that change leave it alone
        await remember_navigator_view(tap, tap.message_id, Home(shop=shops[0].id), shops[0].id)
    await tap.show(shop_choice(shops, tap.t))


async def _found(turn: Turn, shop_id: int, query: str, page: int) -> Screen:
    found = await turn.store.read(search_orders, shop_id, query, page, turn.caller)
    return search_results(found, query, turn.t)


async def remember_navigator_view(
    turn: Turn, message_id: int, view: View, shop_id: int, drawn: str | None = None, order_id: int | None = None
) -> int | None:
    """The message shows this view of the shop, `drawn` as the digest says; None: a dialog that redraws leave alone.

    Returns the message that was the navigator before, if it was another.
    """
    navigator = Navigator(turn.chat, shop_id, message_id, view.pack(), order_id, drawn)
    return await turn.store.run(remember_navigator, navigator, turn.now)


def own_shops(uow: UnitOfWork, by: Caller) -> list[Shop]:
    """The shops in which the caller works, oldest membership first."""
    return [shop for shop, _ in uow.people.shops_of(by.bot_id, by.user_id)]


def present_shop(uow: UnitOfWork, chat: Chat, by: Caller) -> int | None:
    """The shop that this chat looked at last, if the person still works there, else their first one."""
    shops = [shop.id for shop in own_shops(uow, by)]
    navigator = uow.chats.navigator(chat)
    if navigator and navigator.shop_id in shops:
        return navigator.shop_id
    return shops[0] if shops else None
