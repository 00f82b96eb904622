"""내 주문: a customer's own orders, as a list, a card and in full."""

from __future__ import annotations

from typing import Final

from bot.callbacks import OwnOrder, OwnOrders, OwnStep
from bot.order_steps import OwnHandler, remember, show_dialog
from bot.screens.own_orders import own_card, own_detail, own_list
from bot.taps import show_card
from bot.turn import Tap, Turn
from domain.delivery import Side
from domain.use_cases.see_order import see_order
from domain.use_cases.see_own import see_own


async def card(tap: Tap, button: OwnOrder) -> None:
    await show_card(tap, button.order, Side.CUSTOMER)


async def details(tap: Tap, button: OwnOrder) -> None:
    view = await tap.store.read(see_order, button.order, Side.CUSTOMER, tap.caller)
    await show_dialog(tap, view, own_detail(view, tap.t))


async def own_orders(tap: Tap, button: OwnOrders) -> None:
    """The list, or one of its orders as a new card at the end of the chat."""
    if not button.order:
        await tap.show(own_list(await tap.store.read(see_own, tap.caller), tap.t))
        return
    view = await tap.store.read(see_order, button.order, Side.CUSTOMER, tap.caller)
    screen = own_card(view, tap.t)
    await tap.answer()
    await remember(tap, view, await tap.send(screen, silent=True), screen.digest)


async def orders_command(turn: Turn) -> None:
    await turn.send(own_list(await turn.store.read(see_own, turn.caller), turn.t), silent=True)


STEPS: Final[dict[OwnStep, OwnHandler]] = {OwnStep.CARD: card, OwnStep.DETAIL: details}
