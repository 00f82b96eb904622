"""What staff type into the order sheet, kept until it is saved: lines with their preview, a surcharge, a fee (M8)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Concatenate, Final, ParamSpec

from bot import dialogs
from bot.callbacks import ShopOrder, ShopStep
from bot.cards import edit_on_card
from bot.dialogs import Prompt, Values
from bot.order_screens import editor_of, editor_screen, is_editor
from bot.order_steps import StepHandler, show_dialog, show_on
from bot.pending_lines import DATA_KEY, PendingLines, number, offer_key
from bot.screens import toasts
from bot.screens.sheet_prompts import (
    DISCOUNT,
    SURCHARGE,
    goods_prompt,
    unread_lines,
)
from bot.screens.sheet_request import request_dialog, someone_else
from bot.turn import Tap, Turn
from domain.change import ChangeAction
from domain.delivery import Side
from domain.editing import required
from domain.errors import DomainError, ProductGone, SomeoneElseEditing, TooManyLines
from domain.money import ZERO
from domain.order import Order
from domain.ports import UnitOfWork
from domain.sheet import MOST_LINES, OrderLine
from domain.sheet_input import Typed, Unread, typed_fee, typed_goods, typed_surcharges
from domain.use_cases.add_lines import add_lines
from domain.use_cases.draft_change import set_delivery_fee
from domain.use_cases.see_offers import see_offers
from domain.use_cases.see_order import OrderView, see_order

P = ParamSpec("P")
AGAIN: Final = "again"
SEND: Final = "send"


async def see(turn: Turn, order_id: int) -> OrderView:
    """The order, if its sheet can be edited now. Raises OrderNotFound, OrderChangedMeanwhile, CancelRequestPending."""
    view = await turn.store.read(see_order, order_id, Side.SHOP, turn.caller)
    required(view.order, ChangeAction.EDIT, view.viewer)
    return view


async def show_editor(tap: Tap, order_id: int) -> None:
    """The editor, or who else is at it; lines that were typed and not saved come first."""
    view, pending = await see(tap, order_id), await pending_lines(tap, order_id)
    if not is_editor(view):
        await show_someone_else(tap, order_id)
        return
    await listen(tap, order_id, tap.message_id)
    await show_dialog(tap, view, editor_screen(view, pending, tap.t), editor_of(view.order))


async def show_someone_else(tap: Tap, order_id: int) -> None:
    view, pending = await see(tap, order_id), await pending_lines(tap, order_id)
    await show_dialog(tap, view, someone_else(view, len(pending.lines), tap.t))


async def edit(
    turn: Turn,
    message_id: int,
    order_id: int,
    use_case: Callable[Concatenate[UnitOfWork, int, P], Order],
    *args: P.args,
    **kwargs: P.kwargs,
) -> None:
    """Runs an edit; the outbox draws the editor again on the message that shows it, which listens for more."""
    if await run_edit(turn, message_id, order_id, turn.is_far(message_id), use_case, *args, **kwargs):
        view, pending = await see(turn, order_id), await pending_lines(turn, order_id)
        screen = editor_screen(view, pending, turn.t)
        shown = await show_on(turn, message_id, view, screen, editor_of(view.order))
        await listen(turn, order_id, shown)


async def run_edit(
    turn: Turn,
    message_id: int,
    order_id: int,
    is_followed: bool,
    use_case: Callable[Concatenate[UnitOfWork, int, P], Order],
    *args: P.args,
    **kwargs: P.kwargs,
) -> bool:
    """Runs an edit, and listens for more. True if the caller has to draw what follows, as it must if `is_followed`."""
    await listen(turn, order_id, message_id)
    return await turn.store.run(
        edit_on_card, turn.chat, message_id, turn.now, is_followed, use_case, order_id, *args, **kwargs
    )


async def listen(turn: Turn, order_id: int, message_id: int, prompt: Prompt = Prompt.SHEET_LINES) -> None:
    """The editor takes lines without being asked, so that its other buttons do not end an input of note."""
    quiet = prompt is Prompt.SHEET_LINES
    await dialogs.ask(turn.state, prompt, turn.now, order=order_id, message=message_id, quiet=quiet)


# Lines that wait


async def pending_lines(turn: Turn, order_id: int) -> PendingLines:
    """What the person typed for this order and has not saved."""
    return PendingLines.kept_in(await turn.state.get_data(), order_id)


async def keep(turn: Turn, pending: PendingLines) -> None:
    """Raises TooManyLines."""
    if len(pending.lines) > MOST_LINES:
        raise TooManyLines(most=MOST_LINES)
    data = await turn.state.get_data()
    data.pop(DATA_KEY, None)
    is_empty = pending == PendingLines(pending.order)
    await turn.state.set_data(data if is_empty else data | {DATA_KEY: pending.to_data()})


# Typing


async def lines_typed(turn: Turn, values: Values, text: str) -> None:
    """Goods: they are shown before they are saved, below those that wait already."""
    typed, order_id = typed_goods(text), values["order"]
    if not typed.lines:
        await _say_unread(turn, typed.unread)
        return
    await keep(turn, (await pending_lines(turn, order_id)).with_typed(typed))
    await _show_waiting(turn, values["message"], order_id)


async def surcharge_typed(turn: Turn, values: Values, text: str) -> None:
    """추가금액 is saved at once: the editor shows it, and 되돌리기 takes it back."""
    typed, order_id, message_id = typed_surcharges(text), values["order"], values["message"]
    await _say_unread(turn, typed.unread)
    if not typed.lines:
        return
    lines = tuple(line if line.name else replace(line, name=_word(line)) for line in typed.lines)
    try:
        await edit(turn, message_id, order_id, add_lines, lines, 0, True, turn.caller, turn.now)
    except SomeoneElseEditing:
        await keep(turn, PendingLines(order_id, lines, are_surcharges=True))
        await _show_waiting(turn, message_id, order_id)


async def fee_typed(turn: Turn, values: Values, text: str) -> None:
    fee = typed_fee(text)
    if isinstance(fee, Unread):
        await _say_unread(turn, (fee,))
        return
    await edit(turn, values["message"], values["order"], set_delivery_fee, fee, turn.caller, turn.now)


async def _show_waiting(turn: Turn, message_id: int, order_id: int) -> None:
    """The preview of what waits, or who has to be asked before it can be saved."""
    view, pending = await see(turn, order_id), await pending_lines(turn, order_id)
    if is_editor(view):
        screen = editor_screen(view, pending, turn.t)
        shown = await show_on(turn, message_id, view, screen, editor_of(view.order))
    else:
        shown = await show_on(turn, message_id, view, someone_else(view, len(pending.lines), turn.t))
    await listen(turn, order_id, shown)


async def _say_unread(turn: Turn, unread: Sequence[Unread]) -> None:
    if text := unread_lines(unread, turn.t):
        await turn.reply(text)


def _word(line: OrderLine) -> str:
    return DISCOUNT if line.unit_price < ZERO else SURCHARGE


# Buttons


async def ask(tap: Tap, button: ShopOrder) -> None:
    """[＋ 상품 추가], a page of its products, or [다시 입력], which forgets what waits."""
    pending = await pending_lines(tap, button.order)
    page = number(button.arg)
    if not page:
        is_again = button.arg == AGAIN
        await keep(tap, PendingLines(button.order, replaces=pending.replaces if is_again else 0))
    await _show_prompt(tap, button.order, page)


async def ask_replacement(tap: Tap, button: ShopOrder) -> None:
    """What takes the place of these goods?"""
    await see(tap, button.order)  # before anything is remembered of it
    await keep(tap, PendingLines(button.order, replaces=number(button.arg)))
    await _show_prompt(tap, button.order, 1)


async def _show_prompt(tap: Tap, order_id: int, page: int) -> None:
    view, pending = await see(tap, order_id), await pending_lines(tap, order_id)
    if not is_editor(view):
        await show_someone_else(tap, order_id)
        return
    offers = await tap.store.read(see_offers, order_id, tap.caller)
    await listen(tap, order_id, tap.message_id)
    await show_dialog(tap, view, goods_prompt(view, offers, pending.replaces, page, tap.t), editor_of(view.order))


async def pick(tap: Tap, button: ShopOrder) -> None:
    """A product, or a line of before, as if it had been typed. Raises ProductGone."""
    offers = await tap.store.read(see_offers, button.order, tap.caller)
    line = next((line for line in (*offers.recent, *offers.products) if offer_key(line) == button.arg), None)
    if line is None:
        raise ProductGone(count=1)
    await keep(tap, (await pending_lines(tap, button.order)).with_typed(Typed((line,))))
    await show_editor(tap, button.order)


async def count(tap: Tap, button: ShopOrder) -> None:
    pending = await pending_lines(tap, button.order)
    if pending.lines:
        await keep(tap, pending.with_quantity(number(button.arg)))
    await show_editor(tap, button.order)


async def save(tap: Tap, button: ShopOrder) -> None:
    """[저장], or [저장하고 확인요청], which goes on to the last step before the customer is asked."""
    pending, is_last = await pending_lines(tap, button.order), button.arg == SEND
    if not pending.lines:
        await show_editor(tap, button.order)
        return
    await keep(tap, PendingLines(button.order))
    try:
        await _save(tap, pending, is_followed=is_last)
    except DomainError:
        await keep(tap, pending)
        raise
    await tap.answer(tap.t.plain(toasts.LINES_SAVED))
    if is_last:
        view = await see(tap, button.order)
        await show_dialog(tap, view, request_dialog(view, tap.t), editor_of(view.order))


async def _save(tap: Tap, pending: PendingLines, *, is_followed: bool) -> None:
    order, message, what = pending.order, tap.message_id, (pending.lines, pending.replaces, pending.are_surcharges)
    if is_followed:
        await run_edit(tap, message, order, True, add_lines, *what, tap.caller, tap.now)
    else:
        await edit(tap, message, order, add_lines, *what, tap.caller, tap.now)


STEPS: Final[dict[ShopStep, StepHandler]] = {
    ShopStep.ADD_ASK: ask,
    ShopStep.ADD_PICK: pick,
    ShopStep.ADD_COUNT: count,
    ShopStep.ADD: save,
    ShopStep.REPLACE: ask_replacement,
}
