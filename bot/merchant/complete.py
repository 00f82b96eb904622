"""주문완료: how it is handed over, by which courier under which number, and the deed (M14)."""

from __future__ import annotations

from typing import Final

from bot import dialogs, order_steps
from bot.callbacks import ShopOrder, ShopStep
from bot.dialogs import Prompt, Values
from bot.order_steps import StepHandler, act, asked_about, look, show_dialog, show_on
from bot.screens import toasts
from bot.screens.complete import (
    complete_dialog,
    courier_choice,
    own_delivery,
    parcel_summary,
    payment_missing,
    tracking_prompt,
)
from bot.turn import Tap, Turn
from domain.errors import PaymentMissing
from domain.fulfillment import COURIERS, Fulfillment, OwnDelivery, Parcel, Pickup, tracking_number
from domain.lifecycle import Action
from domain.use_cases.complete_order import complete_order


async def ask(tap: Tap, button: ShopOrder) -> None:
    view = await look(tap, button, Action.COMPLETE)
    await show_dialog(tap, view, complete_dialog(view, tap.t))


async def own(tap: Tap, button: ShopOrder) -> None:
    view = await look(tap, button, Action.COMPLETE)
    await show_dialog(tap, view, own_delivery(view, tap.t))


async def parcel(tap: Tap, button: ShopOrder) -> None:
    """Asks for the number; the courier is the shop's own, or the one just chosen."""
    view = await look(tap, button, Action.COMPLETE)
    courier = _courier(button.arg, view.shop.courier)
    await order_steps.ask(tap, button, Prompt.TRACKING_NUMBER, courier=courier)
    await show_dialog(tap, view, tracking_prompt(view, courier, tap.t))


async def couriers(tap: Tap, button: ShopOrder) -> None:
    view = await look(tap, button, Action.COMPLETE)
    await show_dialog(tap, view, courier_choice(view, tap.t))


async def without_number(tap: Tap, button: ShopOrder) -> None:
    view = await look(tap, button, Action.COMPLETE)
    await show_dialog(tap, view, parcel_summary(view, _courier(button.arg, view.shop.courier), None, tap.t))


async def complete(tap: Tap, button: ShopOrder) -> None:
    try:
        await act(
            tap,
            button,
            tap.t.plain(toasts.COMPLETED),
            complete_order,
            handover(button.arg),
            tap.caller,
            tap.now,
        )
    except PaymentMissing:
        view = await look(tap, button)
        await show_dialog(tap, view, payment_missing(view, tap.t))


async def number_typed(turn: Turn, values: Values, text: str) -> None:
    """The tracking number came: the last step, on the same message."""
    number = tracking_number(text)
    if not number:
        await turn.reply(toasts.digits_needed(text, turn.t))
        return
    view = await look(turn, asked_about(values), Action.COMPLETE)
    await dialogs.end(turn.state)
    await show_on(turn, values["message"], view, parcel_summary(view, values["courier"], number, turn.t))


def handover(arg: str) -> Fulfillment:
    """What a [주문완료] button says: own, pickup, or `courier.number`."""
    if arg == "own":
        return OwnDelivery()
    if arg == "pickup":
        return Pickup()
    code, _, number = arg.partition(".")
    return Parcel(_courier(code, "cj"), tracking_number(number) or None)


def _courier(code: str, otherwise: str) -> str:
    return code if any(courier.code == code for courier in COURIERS) else otherwise


STEPS: Final[dict[ShopStep, StepHandler]] = {
    ShopStep.COMPLETE_ASK: ask,
    ShopStep.COMPLETE_OWN: own,
    ShopStep.COMPLETE_PARCEL: parcel,
    ShopStep.COURIERS: couriers,
    ShopStep.COMPLETE_NO_NUMBER: without_number,
    ShopStep.COMPLETE: complete,
}
