"""Orders in lists and as cards: opening one, its details, a number that was typed (M4, M13)."""

from __future__ import annotations

from typing import Final

from bot.callbacks import ShopOrder, ShopStep
from bot.cards import remember_card
from bot.merchant.home import own_shops
from bot.order_steps import StepHandler, show_dialog
from bot.screens.card import shop_card
from bot.screens.detail import detail
from bot.taps import show_card
from bot.turn import Tap, Turn
from domain.delivery import Side
from domain.people import Caller
from domain.ports import UnitOfWork
from domain.use_cases.see_order import OrderView, see_order


async def card(tap: Tap, button: ShopOrder) -> None:
    """[닫기]: back to the card."""
    await show_card(tap, button.order, Side.SHOP)


async def details(tap: Tap, button: ShopOrder) -> None:
    view = await tap.store.read(see_order, button.order, Side.SHOP, tap.caller)
    await show_dialog(tap, view, detail(view, tap.t))


async def send_card(turn: Turn, view: OrderView) -> None:
    """A new card at the end of the chat; the one before loses its buttons."""
    screen = shop_card(view, turn.t)
    message_id = await turn.send(screen, silent=True)
    await turn.store.run(remember_card, turn.chat, Side.SHOP, view.order.id, message_id, screen.digest, turn.now)


def order_of_number(uow: UnitOfWork, text: str, by: Caller) -> OrderView | None:
    """The order of this number at one of the caller's shops, None if there is none or it is no number."""
    if not (text.isascii() and text.isdigit() and len(text) in (7, 8)):
        return None
    for shop in own_shops(uow, by):
        order_id = uow.orders.id_of_number(shop.id, int(text))
        if order_id is not None:
            return see_order(uow, order_id, Side.SHOP, by)
    return None


STEPS: Final[dict[ShopStep, StepHandler]] = {ShopStep.CARD: card, ShopStep.DETAIL: details}
