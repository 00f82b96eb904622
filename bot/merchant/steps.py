"""What every button on an order comes down to: look and show a dialog, or act and let the cards follow."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Concatenate, ParamSpec

from bot import dialogs
from bot.callbacks import ShopOrder, ShopStep
from bot.cards import act_on_card, remember_card
from bot.dialogs import Prompt, Values
from bot.navigator import in_navigator
from bot.screens.screen import Screen
from bot.taps import show_card
from bot.turn import Tap, Turn
from domain.delivery import Side
from domain.lifecycle import Action
from domain.order import Order
from domain.ports import UnitOfWork
from domain.use_cases.see_order import OrderView, see_order

P = ParamSpec("P")
StepHandler = Callable[[Tap, ShopOrder], Awaitable[None]]


async def look(turn: Turn, button: ShopOrder, action: Action | None = None) -> OrderView:
    """The order as it was drawn on the button.

    Raises OrderNotFound, and OrderChangedMeanwhile when someone acted since. With an action also NotAllowed.
    """
    view = await turn.store.read(see_order, button.order, Side.SHOP, turn.caller)
    view.order.expect(button.version)
    if action is not None:
        view.order.require(action, view.viewer)
    return view


async def show_dialog(tap: Tap, view: OrderView, screen: Screen) -> None:
    """The tapped message shows a dialog about the order, until a change or [닫기] brings the card back."""
    await tap.show(await _placed(tap, tap.message_id, view, screen))


async def show_on(turn: Turn, message_id: int, view: OrderView, screen: Screen) -> None:
    """The same for a message of this chat that was not tapped: the one that asked for what was typed."""
    await turn.redraw(message_id, await _placed(turn, message_id, view, screen))


async def _placed(turn: Turn, message_id: int, view: OrderView, screen: Screen) -> Screen:
    order = view.order
    is_navigator = await turn.store.run(remember_card, turn.chat, Side.SHOP, order.id, message_id, None, turn.now)
    return in_navigator(screen, order, turn.t) if is_navigator else screen


async def act(
    tap: Tap,
    button: ShopOrder,
    toast: str,
    use_case: Callable[Concatenate[UnitOfWork, int, int, P], Order],
    *args: P.args,
    **kwargs: P.kwargs,
) -> None:
    """Runs the use case on the order as drawn and answers with the toast; the outbox redraws every card."""
    is_navigator = await tap.store.run(
        act_on_card,
        tap.chat,
        Side.SHOP,
        tap.message_id,
        tap.now,
        use_case,
        button.order,
        button.version,
        *args,
        **kwargs,
    )
    await tap.answer(toast)
    if is_navigator:  # its redraw by the outbox is gathered with others; who tapped sees the outcome now
        await show_card(tap, button.order, Side.SHOP)


async def ask(tap: Tap, button: ShopOrder, prompt: Prompt, **values: str) -> None:
    """The next text answers a prompt about this order, on the tapped message."""
    await dialogs.ask(
        tap.state, prompt, tap.now, order=button.order, version=button.version, message=tap.message_id, **values
    )


def asked_about(values: Values) -> ShopOrder:
    """The order and version that a prompt was about."""
    return ShopOrder(step=ShopStep.CARD, order=values["order"], version=values["version"])
