"""주문서변경: the customer approves, declines, or chooses group by group (M10, D1, D23)."""

from __future__ import annotations

from typing import Final

from bot import dialogs
from bot.callbacks import OwnOrder, OwnStep
from bot.dialogs import Prompt, Values, preset
from bot.order_steps import OwnHandler, act_on, show_dialog
from bot.pending_lines import numbers
from bot.screens import toasts
from bot.screens.own_sheet import DECLINE_REASONS, GROUPS_PER_PAGE, decline_dialog, decline_prompt, group_choice
from bot.turn import Tap, Turn
from domain.change import ChangeAction
from domain.delivery import Side
from domain.editing import open_groups, required
from domain.errors import NewerSheet
from domain.money import Money
from domain.order import MOST_REASON
from domain.text import checked_text
from domain.use_cases.answer_change import approve_change, choose_groups, decline_change
from domain.use_cases.see_order import OrderView, see_order


async def approve(tap: Tap, button: OwnOrder) -> None:
    """The button says which round and which total: anything newer is shown first (M10)."""
    round_, amount = numbers(button.arg, 2)
    toast = tap.t.plain(toasts.SHEET_APPROVED)
    await act_on(tap, button, toast, approve_change, button.order, round_, Money(amount), tap.caller, tap.now)


async def decline_ask(tap: Tap, button: OwnOrder) -> None:
    view = await _look(tap, button, ChangeAction.DECLINE)
    await show_dialog(tap, view, decline_dialog(view, tap.t))


async def decline_type(tap: Tap, button: OwnOrder) -> None:
    view = await _look(tap, button, ChangeAction.DECLINE)
    round_ = numbers(button.arg, 1)[0]
    await dialogs.ask(tap.state, Prompt.DECLINE_REASON, tap.now, order=button.order, round=round_)
    await show_dialog(tap, view, decline_prompt(view, tap.t))


async def decline(tap: Tap, button: OwnOrder) -> None:
    """With one of the preset reasons, or with none."""
    round_, (_, _, which) = numbers(button.arg, 1)[0], button.arg.partition(".")
    reason, toast = preset(DECLINE_REASONS, which) or "", tap.t.plain(toasts.CHANGE_DECLINED)
    await act_on(tap, button, toast, decline_change, button.order, round_, reason, tap.caller, tap.now)


async def reason_typed(turn: Turn, values: Values, text: str) -> None:
    reason = checked_text(text, field="reason", most=MOST_REASON)
    await dialogs.end(turn.state)
    await turn.store.run(decline_change, values["order"], values["round"], reason, turn.caller, turn.now)
    await turn.reply(turn.t(toasts.CHANGE_DECLINED))


async def choose_ask(tap: Tap, button: OwnOrder) -> None:
    """하나씩 고르기, or another page of it."""
    await _show_choice(tap, button, numbers(button.arg, 2)[1])


async def choose_turn(tap: Tap, button: OwnOrder) -> None:
    """One group from ✅ to ❌ or back."""
    round_, group = numbers(button.arg, 2)
    refused = await _refused(tap, button.order, round_)
    await _remember(tap, button.order, round_, refused ^ {group})
    await _show_choice(tap, button, group // GROUPS_PER_PAGE + 1)


async def choose(tap: Tap, button: OwnOrder) -> None:
    """[선택대로 보내기] is about the total on it: another choice meanwhile is shown first."""
    round_, amount = numbers(button.arg, 2)
    view = await _look(tap, button, ChangeAction.CHOOSE)
    refused = await _refused(tap, button.order, round_)
    chosen = [n for n in range(len(open_groups(view.order))) if n not in refused]
    toast, what = tap.t.plain(toasts.CHOICE_SENT), (button.order, round_, chosen, Money(amount))
    await act_on(tap, button, toast, choose_groups, *what, tap.caller, tap.now)


async def _show_choice(tap: Tap, button: OwnOrder, page: int) -> None:
    view = await _look(tap, button, ChangeAction.CHOOSE)
    refused = await _refused(tap, button.order, numbers(button.arg, 1)[0])
    await show_dialog(tap, view, group_choice(view, refused, page, tap.t))


async def _look(tap: Tap, button: OwnOrder, action: ChangeAction) -> OrderView:
    """The order whose round the button names. Raises NewerSheet, OrderChangedMeanwhile, CancelRequestPending."""
    view = await tap.store.read(see_order, button.order, Side.CUSTOMER, tap.caller)
    if required(view.order, action, view.viewer).round != numbers(button.arg, 1)[0]:
        raise NewerSheet(number=view.order.number)
    return view


# What is refused so far, kept in the dialog: a button has no room for a hundred groups


async def _refused(tap: Tap, order_id: int, round_: int) -> frozenset[int]:
    kept = (await tap.state.get_data()).get("choice", {})
    is_of_round = (kept.get("order"), kept.get("round")) == (order_id, round_)
    return frozenset(kept["refused"]) if is_of_round else frozenset()


async def _remember(tap: Tap, order_id: int, round_: int, refused: frozenset[int]) -> None:
    await tap.state.update_data(choice={"order": order_id, "round": round_, "refused": sorted(refused)})


STEPS: Final[dict[OwnStep, OwnHandler]] = {
    OwnStep.APPROVE: approve,
    OwnStep.DECLINE_ASK: decline_ask,
    OwnStep.DECLINE_TYPE: decline_type,
    OwnStep.DECLINE: decline,
    OwnStep.CHOOSE_ASK: choose_ask,
    OwnStep.CHOOSE_TURN: choose_turn,
    OwnStep.CHOOSE: choose,
}
