"""내 주문: a customer's own orders, as a list, a card and in full."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Concatenate, Final, ParamSpec

from bot.callbacks import OwnOrder, OwnOrders, OwnStep
from bot.cards import act_on_card, remember_card
from bot.screens.own_orders import own_card, own_detail, own_list
from bot.screens.screen import Screen
from bot.taps import show_card
from bot.turn import Tap, Turn
from domain.delivery import Side
from domain.lifecycle import Action
from domain.order import Order
from domain.ports import UnitOfWork
from domain.use_cases.see_order import OrderView, see_order
from domain.use_cases.see_own import see_own

P = ParamSpec("P")
OwnHandler = Callable[[Tap, OwnOrder], Awaitable[None]]


async def look(turn: Turn, button: OwnOrder, action: Action | None = None) -> OrderView:
    """The caller's order as it was drawn on the button. Raises OrderNotFound, OrderChangedMeanwhile."""
    view = await turn.store.read(see_order, button.order, Side.CUSTOMER, turn.caller)
    view.order.expect(button.version)
    if action is not None:
        view.order.require(action, view.viewer)
    return view


async def show_dialog(tap: Tap, view: OrderView, screen: Screen) -> None:
    """The tapped message shows a dialog about the order until [닫기] or a change brings the card back."""
    await remember(tap, view, tap.message_id, None)
    await tap.show(screen)


async def remember(turn: Turn, view: OrderView, message_id: int, drawn: str | None) -> None:
    """This message is the order's card in this chat from now on."""
    await turn.store.run(remember_card, turn.chat, Side.CUSTOMER, view.order.id, message_id, drawn, turn.now)


async def act(
    tap: Tap,
    button: OwnOrder,
    toast: str,
    use_case: Callable[Concatenate[UnitOfWork, int, int, P], Order],
    *args: P.args,
    **kwargs: P.kwargs,
) -> None:
    """Runs the use case on the order as drawn and answers with the toast; the outbox redraws every card."""
    await tap.store.run(
        act_on_card,
        tap.chat,
        Side.CUSTOMER,
        tap.message_id,
        tap.now,
        use_case,
        button.order,
        button.version,
        *args,
        **kwargs,
    )
    await tap.answer(toast)


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
