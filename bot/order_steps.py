"""What every button on an order comes down to, for both sides: look and show a dialog, or act and let the cards follow.

Whose button it is says the side: staff tap a `ShopOrder`, customers an `OwnOrder`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Concatenate, ParamSpec

from bot import dialogs
from bot.callbacks import OwnOrder, ShopOrder, ShopStep
from bot.cards import act_on_card, move_card, remember_card
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
Q = ParamSpec("Q")
StepHandler = Callable[[Tap, ShopOrder], Awaitable[None]]
OwnHandler = Callable[[Tap, OwnOrder], Awaitable[None]]


async def look(turn: Turn, button: ShopOrder | OwnOrder, action: Action | None = None) -> OrderView:
    """The order as it was drawn on the button.

    Raises OrderNotFound, and OrderChangedMeanwhile when someone acted since. With an action also NotAllowed.
    """
    view = await turn.store.read(see_order, button.order, _side(button), turn.caller)
    view.order.expect(button.version)
    if action is not None:
        view.order.require(action, view.viewer)
    return view


async def show_dialog(tap: Tap, view: OrderView, screen: Screen, opened: ShopOrder | None = None) -> None:
    """The tapped message shows a dialog about the order, until a change or [닫기] brings the card back.

    A change draws `opened` instead, as long as that is the viewer's.
    """
    await tap.show(await _placed(tap, tap.message_id, view, screen, opened))


async def show_on(turn: Turn, message_id: int, view: OrderView, screen: Screen, opened: ShopOrder | None = None) -> int:
    """The same for a message of this chat that was not tapped: the one that asked for what was typed.

    Where that is gone or has scrolled away, a new one. Returns the message that shows it.
    """
    if await turn.redraw_near(message_id, await _placed(turn, message_id, view, screen, opened)):
        return message_id
    shown = await turn.send(screen, silent=True)
    await turn.store.run(move_card, turn.chat, view.side, view.order.id, shown, turn.now, opened)
    return shown


async def _placed(turn: Turn, message_id: int, view: OrderView, screen: Screen, opened: ShopOrder | None) -> Screen:
    is_navigator = await remember(turn, view, message_id, None, opened)
    return in_navigator(screen, view.order, turn.t) if is_navigator else screen


async def remember(
    turn: Turn, view: OrderView, message_id: int, drawn: str | None, opened: ShopOrder | None = None
) -> bool:
    """This message shows the order from now on, `drawn` as the digest says (None: a dialog). True for the navigator."""
    order_id, now = view.order.id, turn.now
    return await turn.store.run(remember_card, turn.chat, view.side, order_id, message_id, drawn, now, opened)


async def act(
    tap: Tap,
    button: ShopOrder | OwnOrder,
    toast: str,
    use_case: Callable[Concatenate[UnitOfWork, int, int, P], Order],
    *args: P.args,
    **kwargs: P.kwargs,
) -> None:
    """Runs the use case on the order as drawn and answers with the toast; the outbox redraws every card."""
    await act_on(tap, button, toast, use_case, button.order, button.version, *args, **kwargs)


async def act_on(
    tap: Tap,
    button: ShopOrder | OwnOrder,
    toast: str,
    use_case: Callable[Concatenate[UnitOfWork, Q], Order],
    *args: Q.args,
    **kwargs: Q.kwargs,
) -> None:
    """The same for a use case that knows in another way what it was asked on."""
    side = _side(button)
    is_navigator = await tap.store.run(act_on_card, tap.chat, side, tap.message_id, tap.now, use_case, *args, **kwargs)
    await tap.answer(toast)
    if is_navigator:  # its redraw by the outbox is gathered with others; who tapped sees the outcome now
        await show_card(tap, button.order, side)


async def ask(tap: Tap, button: ShopOrder, prompt: Prompt, **values: str) -> None:
    """The next text answers a prompt about this order, on the tapped message."""
    await dialogs.ask(
        tap.state, prompt, tap.now, order=button.order, version=button.version, message=tap.message_id, **values
    )


def asked_about(values: Values) -> ShopOrder:
    """The order and version that a prompt was about."""
    return ShopOrder(step=ShopStep.CARD, order=values["order"], version=values["version"])


def _side(button: ShopOrder | OwnOrder) -> Side:
    return Side.SHOP if isinstance(button, ShopOrder) else Side.CUSTOMER
