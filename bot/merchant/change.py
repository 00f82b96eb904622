"""상품 추가 및 수정: the editor, its steps on single lines, and asking the customer (M8, M9, D1)."""

from __future__ import annotations

from typing import Final

from bot.callbacks import ShopOrder, ShopStep
from bot.dialogs import Prompt
from bot.merchant import change_lines
from bot.merchant.change_lines import edit, keep, listen, run_edit, see, show_editor, show_someone_else
from bot.order_screens import editor_of, is_editor
from bot.order_steps import StepHandler, act, look, show_dialog
from bot.pending_lines import PendingLines, number, numbers
from bot.screens import toasts
from bot.screens.screen import Screen
from bot.screens.sheet_editor import discard_dialog, drop_choice, replace_choice, void_amount, void_choice
from bot.screens.sheet_prompts import fee_prompt, surcharge_prompt
from bot.screens.sheet_request import request_dialog, request_in_the_way
from bot.turn import Tap
from domain.change import ChangeAction
from domain.editing import required
from domain.errors import PaymentInProgress, PaymentRequestLive, SomeoneElseEditing
from domain.money import Money
from domain.payment_request import RequestState
from domain.use_cases.accept_counter import accept_counter
from domain.use_cases.draft_change import (
    cancel_goods,
    delete_line,
    discard_draft,
    set_delivery_fee,
    take_over_draft,
    undo_edit,
)
from domain.use_cases.request_change import request_change
from domain.use_cases.see_order import OrderView
from domain.use_cases.withdraw_change import withdraw_change
from domain.use_cases.withdraw_payment import withdraw_payment

# The editor and its dialogs


async def open_editor(tap: Tap, button: ShopOrder) -> None:
    """[상품 추가 및 수정]; the way back from a dialog of the editor forgets what waited to be saved there."""
    if button.arg == BACK:
        await keep(tap, PendingLines(button.order))
    await show_editor(tap, button.order)


async def take_over(tap: Tap, button: ShopOrder) -> None:
    """[이어서 수정]: the draft as it is by now, and what was typed before."""
    view = await see(tap, button.order)
    order, version = view.order.id, view.order.version
    await run_edit(tap, tap.message_id, order, True, take_over_draft, version, tap.caller, tap.now)
    await tap.answer(tap.t.plain(toasts.TAKEN_OVER))
    await show_editor(tap, button.order)


async def withdraw_and_edit(tap: Tap, button: ShopOrder) -> None:
    """[요청취소하고 수정]: the customer is no longer asked for an amount that an edit would change (D5)."""
    view = await look(tap, button)
    if view.order.asked_request and view.order.asked_request.state is RequestState.PROCESSING:
        raise PaymentInProgress(number=view.order.number)
    order, version = button.order, button.version
    await run_edit(tap, tap.message_id, order, True, withdraw_payment, version, tap.caller, tap.now)
    await tap.answer(tap.t.plain(toasts.PAYMENT_WITHDRAWN))
    await show_editor(tap, button.order)


async def _dialog(tap: Tap, view: OrderView, screen: Screen) -> None:
    """A dialog of the editor: what does not concern the draft leaves it open."""
    if not is_editor(view):
        await show_someone_else(tap, view.order.id)
        return
    await listen(tap, view.order.id, tap.message_id)
    await show_dialog(tap, view, screen, editor_of(view.order))


async def _look(tap: Tap, button: ShopOrder) -> OrderView:
    view = await look(tap, button)
    required(view.order, ChangeAction.EDIT, view.viewer)
    return view


async def void_ask(tap: Tap, button: ShopOrder) -> None:
    view = await _look(tap, button)
    await _dialog(tap, view, void_choice(view, number(button.arg), tap.t))


async def void_count(tap: Tap, button: ShopOrder) -> None:
    """Raises NotOnSheet."""
    view, (key, quantity) = await _look(tap, button), numbers(button.arg, 2)
    await _dialog(tap, view, void_amount(view, view.order.drafted_sheet.left_of(key), quantity, tap.t))


async def void(tap: Tap, button: ShopOrder) -> None:
    """A single unit is cancelled at once; of several the shop says how many. Raises NotOnSheet, TotalBelowZero."""
    view, (key, quantity) = await _look(tap, button), numbers(button.arg, 2)
    left = view.order.drafted_sheet.left_of(key)
    if not quantity and left.quantity > 1:
        await _dialog(tap, view, void_amount(view, left, left.quantity, tap.t))
        return
    order, version = button.order, button.version
    await edit(tap, tap.message_id, order, cancel_goods, version, key, quantity or None, tap.caller, tap.now)
    await tap.answer(tap.t.plain(toasts.LINES_SAVED))


async def replace_ask(tap: Tap, button: ShopOrder) -> None:
    view = await _look(tap, button)
    await _dialog(tap, view, replace_choice(view, number(button.arg), tap.t))


async def surcharge_ask(tap: Tap, button: ShopOrder) -> None:
    view = await _look(tap, button)
    await _dialog(tap, view, surcharge_prompt(view, tap.t))
    await listen(tap, button.order, tap.message_id, Prompt.SHEET_SURCHARGE)


async def fee_ask(tap: Tap, button: ShopOrder) -> None:
    view = await _look(tap, button)
    await _dialog(tap, view, fee_prompt(view, tap.t))
    await listen(tap, button.order, tap.message_id, Prompt.SHEET_FEE)


async def fee(tap: Tap, button: ShopOrder) -> None:
    """One of the usual fees. Raises InvalidAmount, TotalBelowZero."""
    wanted = Money(number(button.arg))
    await edit(tap, tap.message_id, button.order, set_delivery_fee, wanted, tap.caller, tap.now, button.version)
    await tap.answer(tap.t.plain(toasts.LINES_SAVED))


async def drop_ask(tap: Tap, button: ShopOrder) -> None:
    view = await _look(tap, button)
    await _dialog(tap, view, drop_choice(view, number(button.arg), tap.t))


async def drop(tap: Tap, button: ShopOrder) -> None:
    """Raises NotOnSheet, TotalBelowZero."""
    key = number(button.arg)
    await edit(tap, tap.message_id, button.order, delete_line, button.version, key, tap.caller, tap.now)
    await tap.answer(tap.t.plain(toasts.LINE_DROPPED))


async def undo(tap: Tap, button: ShopOrder) -> None:
    """Raises NothingToUndo."""
    await edit(tap, tap.message_id, button.order, undo_edit, button.version, tap.caller, tap.now)
    await tap.answer(tap.t.plain(toasts.UNDONE))


async def discard_ask(tap: Tap, button: ShopOrder) -> None:
    view = await _look(tap, button)
    await _dialog(tap, view, discard_dialog(view, tap.t))


async def discard(tap: Tap, button: ShopOrder) -> None:
    link = tap.t.links.draw() if tap.t.links else None
    await act(tap, button, tap.t.plain(toasts.DISCARDED), discard_draft, link, tap.caller, tap.now)


# The customer's part


async def send_ask(tap: Tap, button: ShopOrder) -> None:
    view = await _look(tap, button)
    await _dialog(tap, view, request_dialog(view, tap.t))


async def send(tap: Tap, button: ShopOrder) -> None:
    """Raises NothingToSend."""
    await act(tap, button, tap.t.plain(toasts.CHANGE_SENT), request_change, tap.caller, tap.now)


async def pull_back(tap: Tap, button: ShopOrder) -> None:
    await act(tap, button, tap.t.plain(toasts.CHANGE_PULLED_BACK), withdraw_change, tap.caller, tap.now)


async def counter(tap: Tap, button: ShopOrder) -> None:
    await act(tap, button, tap.t.plain(toasts.COUNTER_ACCEPTED), accept_counter, tap.caller, tap.now)


def _unless_taken(handler: StepHandler) -> StepHandler:
    """Somebody else's draft, or a live payment request, is not refused with a word only: the caller may go on."""

    async def handle(tap: Tap, button: ShopOrder) -> None:
        try:
            await handler(tap, button)
        except SomeoneElseEditing:
            await show_someone_else(tap, button.order)
        except PaymentRequestLive:
            view = await look(tap, button)
            await show_dialog(tap, view, request_in_the_way(view, tap.t))

    return handle


BACK: Final = "back"
_STEPS: Final[dict[ShopStep, StepHandler]] = {
    ShopStep.EDIT: open_editor,
    ShopStep.TAKE_OVER: take_over,
    ShopStep.PAY_WITHDRAW_EDIT: withdraw_and_edit,
    ShopStep.VOID_ASK: void_ask,
    ShopStep.VOID_COUNT: void_count,
    ShopStep.VOID: void,
    ShopStep.REPLACE_ASK: replace_ask,
    ShopStep.SURCHARGE_ASK: surcharge_ask,
    ShopStep.FEE_ASK: fee_ask,
    ShopStep.FEE: fee,
    ShopStep.DROP_ASK: drop_ask,
    ShopStep.DROP: drop,
    ShopStep.UNDO: undo,
    ShopStep.DISCARD_ASK: discard_ask,
    ShopStep.DISCARD: discard,
    ShopStep.SEND_ASK: send_ask,
    ShopStep.SEND: send,
    ShopStep.PULL_BACK: pull_back,
    ShopStep.COUNTER: counter,
}
STEPS: Final = {step: _unless_taken(handler) for step, handler in (_STEPS | change_lines.STEPS).items()}
