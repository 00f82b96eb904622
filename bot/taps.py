"""Routes a tap by its packed prefix in one dictionary step, answers it once, and turns refusals into alerts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from aiogram.exceptions import AiogramError
from aiogram.filters.callback_data import CallbackData

from bot.callbacks import EDITING, Buy, OpenTyped, OwnOrder, ShopOrder, ShopStep, Talk
from bot.cards import redraw_card, remember_card
from bot.dialogs import BUYING, DRAFTING, TALKING, end, open_prompt
from bot.navigator import in_navigator
from bot.order_screens import editor_of, order_screen
from bot.pending_lines import PendingLines
from bot.screens import toasts
from bot.turn import Tap
from domain.delivery import Side
from domain.errors import DomainError, NewerSheet, OrderChangedMeanwhile
from domain.use_cases.see_order import see_order

_MOST_NUMBER: Final = 2**63 - 1

Handler = Callable[[Tap, Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Route:
    """How the buttons of one prefix are read and who handles them."""

    data: type[CallbackData]
    handle: Handler


class Taps:
    """Every button of the bot; unknown and broken data is answered like a button from a time before."""

    def __init__(self, routes: Mapping[type[CallbackData], Handler]) -> None:
        self._routes = {data.__prefix__: Route(data, handle) for data, handle in routes.items()}

    async def __call__(self, turn: Tap) -> None:
        early = asyncio.create_task(_answer_when_late(turn))
        try:
            await self._route(turn)
            await turn.answer()
        finally:
            early.cancel()

    async def _route(self, tap: Tap) -> None:
        packed = tap.query.data or ""
        route = self._routes.get(packed.partition(":")[0])
        button = _unpacked(route.data, packed) if route else None
        if route is None or button is None:
            await tap.answer(tap.t.plain(toasts.BUTTON_OUTDATED), alert=True)
            return
        await _end_prompt(tap, button)
        try:
            await route.handle(tap, button)
        except DomainError as error:
            await tap.answer_refusal(error)
            if isinstance(error, OrderChangedMeanwhile | NewerSheet) and isinstance(button, ShopOrder | OwnOrder):
                await _redraw(tap, button)


def _unpacked(data: type[CallbackData], packed: str) -> CallbackData | None:
    """None for broken data, and for numbers that no database holds."""
    try:
        button = data.unpack(packed)
    except (ValueError, TypeError):
        return None
    return None if any(isinstance(n, int) and abs(n) > _MOST_NUMBER for _, n in button) else button


async def _redraw(tap: Tap, button: ShopOrder | OwnOrder) -> None:
    """The tapped message was out of date: the outbox draws it, so that it happens whatever fails meanwhile."""
    side, order_id = Side.SHOP if isinstance(button, ShopOrder) else Side.CUSTOMER, button.order
    is_in_editor = isinstance(button, ShopOrder) and button.step in EDITING
    opened = ShopOrder(step=ShopStep.EDIT, order=order_id, version=0) if is_in_editor else None  # of no version: drawn
    key = f"order:{order_id}:tap:{tap.query.id}"
    if await tap.store.run(redraw_card, tap.chat, side, order_id, tap.message_id, key, tap.now, opened):
        await show_order(tap, order_id, side, opened)


async def show_card(tap: Tap, order_id: int, side: Side) -> None:
    """The tapped message shows the order's present card (D11). Raises OrderNotFound."""
    await show_order(tap, order_id, side)


async def show_order(tap: Tap, order_id: int, side: Side, opened: ShopOrder | None = None) -> None:
    """The same, or the dialog that was open if it is still the person's. Raises OrderNotFound."""
    view = await tap.store.read(see_order, order_id, side, tap.caller)
    pending = PendingLines.kept_in(await tap.state.get_data(), order_id)
    screen, still = order_screen(view, opened.pack() if opened else "", pending, tap.t)
    opened = editor_of(view.order) if still else None
    # What it shows is not remembered: nobody would draw it again if the edit that follows does not arrive.
    chat, message_id, now = tap.chat, tap.message_id, tap.now
    if not await tap.store.run(remember_card, chat, side, order_id, message_id, None, now, opened):
        await tap.show(screen)
        return
    screen = in_navigator(screen, view.order, tap.t)
    await tap.show(screen)
    # Now it is shown. A navigator of which nothing is remembered counts as a dialog, and redraws would pass it by.
    await tap.store.run(remember_card, chat, side, order_id, message_id, screen.digest, now, opened)


async def _end_prompt(tap: Tap, button: CallbackData) -> None:
    """Any button ends an open prompt and says so; those that belong to the input itself stay quiet about it."""
    opened = await open_prompt(tap.state, tap.now)
    if isinstance(button, OpenTyped) or opened is None:
        return
    await end(tap.state)
    prompt, values = opened
    is_answer = (isinstance(button, Buy) and prompt in BUYING) or (isinstance(button, Talk) and prompt in TALKING)
    is_step = isinstance(button, ShopOrder) and button.step in EDITING and prompt in DRAFTING
    if not (is_answer or is_step or values.get("quiet")):
        tap.quiet_toast = tap.t.plain(toasts.INPUT_CANCELED)


async def _answer_when_late(tap: Tap) -> None:
    await asyncio.sleep(tap.patience)
    with suppress(AiogramError):  # the handler's own answer will say what is wrong
        await tap.answer_early()
