"""메시지 전송: staff answer customers by reply, on the conversation's screen, or with one tap (M20, D16)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, Final

from bot import dialogs
from bot.callbacks import ShopOrder, ShopStep, Talk, TalkStep
from bot.dialogs import Prompt, Values
from bot.order_steps import StepHandler
from bot.screens import talk as screens
from bot.screens import toasts
from bot.turn import Tap, Turn
from bot.words import belongs_to, kept, restored, words
from domain.errors import DomainError, QuickReplyGone, SomeoneElseAnswers
from domain.people import Caller
from domain.ports import UnitOfWork
from domain.thread import Message
from domain.use_cases.answer_customer import answer_customer
from domain.use_cases.close_thread import close_thread
from domain.use_cases.continue_album import write_parts
from domain.use_cases.hold_thread import hold_thread, release_thread, thread_of_order
from domain.use_cases.see_thread import ThreadView, remember_screen, see_thread
from domain.writing import Written

_MOST_UNSENT: Final = 10
"""So many answers of one person wait for a decision; who closes the question leaves its words behind."""

Place = Callable[[UnitOfWork, Caller], int]
"""Finds the conversation, which may have to be made first."""


async def write(tap: Tap, button: ShopOrder) -> None:
    """[메시지 전송] of an order: its conversation, in a message of its own, so that the card stays readable."""
    await _open(tap, partial(_of_order, button.order), order=button.order)


async def talk(tap: Tap, button: Talk) -> None:
    """Every button of a conversation. Raises ThreadNotFound, NotAllowed."""
    await _STEPS[button.step](tap, button)


async def _open_step(tap: Tap, button: Talk) -> None:
    if button.arg:
        await _turn_to(tap, button.thread, page=button.arg)
    else:
        await _open(tap, partial(_of_thread, button.thread), thread=button.thread)


async def _take(tap: Tap, button: Talk) -> None:
    await _turn_to(tap, button.thread, takes_over=True)


async def _quick(tap: Tap, button: Talk) -> None:
    """Raises QuickReplyGone, SomeoneElseAnswers."""
    view = await tap.store.read(see_thread, button.thread, tap.caller, tap.now)
    text = next((text for text in screens.quick_replies(view) if screens.key_of(text) == button.arg), None)
    if text is None:
        raise QuickReplyGone()
    message = Message(text, is_preset=text in screens.QUICK_REPLIES)
    try:
        await tap.store.run(answer_customer, button.thread, message, tap.caller, tap.now)
    except SomeoneElseAnswers as error:
        await tap.answer_refusal(error)
        await _turn_to(tap, button.thread)
    else:
        await tap.answer()
        await tap.strip(tap.message_id)


async def _send_after_all(tap: Tap, button: Talk) -> None:
    """What was typed while somebody else was answering, and waits under the tapped question."""
    await tap.store.read(see_thread, button.thread, tap.caller, tap.now)
    waiting = await _unsent(tap)
    unsent = waiting.pop(str(tap.message_id), None)
    if unsent is None:  # too many came after it
        await tap.answer(tap.t.plain(toasts.BUTTON_OUTDATED), alert=True)
        return
    await tap.answer()
    await tap.strip(tap.message_id)
    await tap.state.update_data(undecided=waiting)
    answer = partial(_answer, partial(_of_thread, button.thread), unsent["answers"], True)
    await tap.store.run(write_parts, answer, restored(unsent["parts"]), tap.caller, tap.now)


async def _close(tap: Tap, button: Talk) -> None:
    """Raises NothingWaits."""
    await tap.store.run(close_thread, button.thread, button.arg, tap.caller, tap.now)
    tap.quiet_toast = tap.t.plain(toasts.CLOSED_UNANSWERED)
    await tap.answer()
    await tap.strip(tap.message_id)


async def _leave(tap: Tap, button: Talk) -> None:
    await tap.store.run(release_thread, button.thread, tap.caller)
    await tap.answer()
    await tap.strip(tap.message_id)


async def written(turn: Turn, values: Values, text: str) -> None:
    await said(turn, values, words(turn, text))


async def said(turn: Turn, values: Values, message: Message) -> None:
    """The answer that the conversation's screen waits for, in words or as a picture."""
    message = message.checked()
    await dialogs.end(turn.state)  # before the writing, so that both are stored together
    place = partial(_of_thread, values["thread"]) if "thread" in values else partial(_of_order, values["order"])
    await _send(turn, place, None, message)
    if asking := values.get("asking"):
        await turn.strip(asking)


async def reply(turn: Turn, thread_id: int, answers: int | None, message: Message) -> None:
    """To entry `answers` of the conversation."""
    await _send(turn, partial(_of_thread, thread_id), answers, message.checked())


async def _send(turn: Turn, place: Place, answers: int | None, message: Message) -> None:
    """If somebody else is answering, the words wait for a decision."""
    try:
        await turn.store.run(write_parts, partial(_answer, place, answers, False), [message], turn.caller, turn.now)
    except SomeoneElseAnswers as error:
        thread_id = await turn.store.read(place, turn.caller)
        question = await turn.send(screens.someone_answers(thread_id, str(error.params["name"]), turn.t))
        waiting = await _unsent(turn) | {str(question): {"answers": answers, "parts": kept([message])}}
        await turn.state.update_data(undecided=dict(list(waiting.items())[-_MOST_UNSENT:]))


async def keep_with_unsent(turn: Turn, message: Message) -> bool:
    """A further picture of an album that waits for a decision. False when there is none."""
    waiting = await _unsent(turn)
    for question, unsent in waiting.items():
        parts = restored(unsent["parts"])
        if belongs_to(parts, message):
            waiting[question] = unsent | {"parts": kept([*parts, message])}
            await turn.state.update_data(undecided=waiting)
            return True
    return False


async def _unsent(turn: Turn) -> dict[str, Any]:
    """What waits for a decision, by the message that asks for it; the oldest first."""
    return dict((await turn.state.get_data()).get("undecided", {}))


async def _open(tap: Tap, place: Place, **about: int) -> None:
    """The conversation in a new message; whoever opens it is the one who answers, unless somebody else is.

    The prompt is set before anything is written: so both are stored together, whatever happens to the screen.
    """
    await dialogs.ask(tap.state, Prompt.WRITE, tap.now, **about)
    view = await _hold(tap, place)
    await tap.answer()
    shown = await tap.send(screens.thread(view, tap.t), silent=True)
    await tap.store.run(remember_screen, view.thread.id, shown, tap.caller, tap.now)
    await _listen(tap, view, shown)


async def _turn_to(tap: Tap, thread_id: int, *, page: int = 1, takes_over: bool = False) -> None:
    """The tapped message shows another page of it, or who answers now."""
    place = partial(_of_thread, thread_id)
    await dialogs.ask(tap.state, Prompt.WRITE, tap.now, thread=thread_id, asking=tap.message_id)
    view = await _hold(tap, place, takes_over=takes_over, page=page)
    await tap.show(screens.thread(view, tap.t))
    await _listen(tap, view, tap.message_id)


async def _hold(tap: Tap, place: Place, *, takes_over: bool = False, page: int = 1) -> ThreadView:
    """Raises OrderNotFound, ThreadNotFound, NotAllowed; then nothing is asked for."""
    try:
        return await tap.store.run(_held, place, tap.caller, tap.now, takes_over, page)
    except DomainError:
        await dialogs.end(tap.state)
        raise


async def _listen(turn: Turn, view: ThreadView, asking: int) -> None:
    """What comes next is the answer, if nobody else is answering."""
    if view.other_holder is None:
        await dialogs.ask(turn.state, Prompt.WRITE, turn.now, thread=view.thread.id, asking=asking)
    else:
        await dialogs.end(turn.state)


def _of_thread(thread_id: int, _: UnitOfWork, by: Caller) -> int:
    return thread_id


def _of_order(order_id: int, uow: UnitOfWork, by: Caller) -> int:
    return thread_of_order(uow, order_id, by).id


def _held(uow: UnitOfWork, place: Place, by: Caller, now: datetime, takes_over: bool, page: int) -> ThreadView:
    thread_id = place(uow, by)
    with suppress(SomeoneElseAnswers):  # the view says who
        hold_thread(uow, thread_id, by, now, takes_over=takes_over)
    return see_thread(uow, thread_id, by, now, page)


def _answer(
    place: Place,
    answers: int | None,
    takes_over: bool,
    uow: UnitOfWork,
    message: Message,
    by: Caller,
    now: datetime,
) -> Written:
    return answer_customer(uow, place(uow, by), message, by, now, answers=answers, takes_over=takes_over)


_STEPS: Final[dict[TalkStep, Callable[[Tap, Talk], Awaitable[None]]]] = {
    TalkStep.OPEN: _open_step,
    TalkStep.TAKE: _take,
    TalkStep.QUICK: _quick,
    TalkStep.SEND: _send_after_all,
    TalkStep.CLOSE: _close,
    TalkStep.LEAVE: _leave,
}
STEPS: Final[dict[ShopStep, StepHandler]] = {ShopStep.WRITE: write}
