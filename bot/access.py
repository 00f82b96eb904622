"""Who is acting, in which chat and language: builds the turn that every handler gets.

Telegram vouches for `from.id`; what that person may do is decided in `domain/access.py`, inside the transaction.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, Message, TelegramObject

from bot.i18n import Languages, Translator
from bot.pace import Pace, Verdict
from bot.painter import Draw
from bot.screens import toasts
from bot.turn import Said, Tap, unless_harmless
from domain.delivery import ChatProfile
from domain.people import Caller
from domain.ports import Store

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class Access(BaseMiddleware):
    """Puts a `turn` into the handler's arguments. Needs the worker's `profile` of the chat."""

    def __init__(
        self,
        store: Store,
        languages: Languages,
        clock: Callable[[], datetime],
        pace: Pace,
        patience: float,
        draw: Draw,
    ) -> None:
        self._store, self._languages, self._clock = store, languages, clock
        self._pace, self._patience, self._draw = pace, patience, draw

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        bot: Bot = data["bot"]
        profile: ChatProfile = data["profile"]
        state: FSMContext = data["state"]
        t = self._languages.of(profile.language)
        person = event.from_user if isinstance(event, Message | CallbackQuery) else None
        if person is None:
            return None
        verdict = self._pace.judge(person.id, data["event_update"].update_id, self._time_of(event))
        if verdict is not Verdict.FINE:
            await _slow_down(event, t, is_warned=verdict is Verdict.SILENT)
            return None
        caller = Caller(profile.chat.bot_id, person.id, profile.name)
        means = (bot, profile.chat, caller, t, self._clock(), self._store, state, self._draw)
        if isinstance(event, CallbackQuery):
            data["turn"] = Tap(*means, event, self._patience)
        elif isinstance(event, Message):
            data["turn"] = Said(*means, event)
        return await handler(event, data)

    def _time_of(self, event: TelegramObject) -> float:
        """A message carries the time it was written; a tap does not, but Telegram keeps none for long."""
        now = self._clock().timestamp()
        return min(event.date.timestamp(), now) if isinstance(event, Message) else now


async def _slow_down(event: TelegramObject, t: Translator, *, is_warned: bool) -> None:
    """One warning; after it only the button stops waiting."""
    text = t.plain(toasts.TOO_FAST)
    with unless_harmless():
        if isinstance(event, CallbackQuery):
            await event.answer(None if is_warned else text, show_alert=not is_warned)
        elif isinstance(event, Message) and not is_warned:
            await event.answer(text)
