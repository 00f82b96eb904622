"""The calls that nearly every tap makes, built without aiogram's validation, which costs more than sending them.

Their values are our own and plain; the local Telegram of the tests holds them against the Bot API's table.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final, TypeVar

from aiogram import Bot
from aiogram.methods import AnswerCallbackQuery, EditMessageCaption, EditMessageText, SendMessage, TelegramMethod

from bot.screens.screen import Screen

_NO_PREVIEW: Final = {"is_disabled": True}

M = TypeVar("M", bound=TelegramMethod[Any])


async def send_text(
    bot: Bot,
    chat_id: int,
    screen: Screen,
    *,
    answers: int | None = None,
    is_silent: bool = False,
    timeout: int | None = None,
) -> int:
    """A new message; returns its id. It is sent also if the message that it answers is gone."""
    reply = {"message_id": answers, "allow_sending_without_reply": True} if answers else None
    values = {"text": screen.text, "link_preview_options": _NO_PREVIEW, "reply_parameters": reply}
    call = _unchecked(SendMessage, screen, {"chat_id": chat_id, "disable_notification": is_silent, **values})
    return (await bot(call, timeout)).message_id


async def edit_text(bot: Bot, chat_id: int, message_id: int, screen: Screen, timeout: int | None = None) -> None:
    """Also takes the keys away if the screen has none. The same goes for a caption."""
    values = {"text": screen.text, "link_preview_options": _NO_PREVIEW}
    await bot(_unchecked(EditMessageText, screen, {"chat_id": chat_id, "message_id": message_id, **values}), timeout)


async def edit_caption(bot: Bot, chat_id: int, message_id: int, screen: Screen, timeout: int | None = None) -> None:
    """Of a picture."""
    values = {"chat_id": chat_id, "message_id": message_id, "caption": screen.text}
    await bot(_unchecked(EditMessageCaption, screen, values), timeout)


async def answer_tap(bot: Bot, query_id: str, text: str, *, alert: bool) -> None:
    """Ends the waiting of a button."""
    values = {"callback_query_id": query_id, "text": text or None, "show_alert": alert}
    await bot(_blank(AnswerCallbackQuery).model_copy(update=values))


def _unchecked(method: type[M], screen: Screen, values: dict[str, Any]) -> M:
    made: M = _blank(method).model_copy(update={"parse_mode": "HTML", "reply_markup": screen.markup, **values})
    return made


@cache
def _blank(method: type[M]) -> M:
    """A copy of it is cheap; to make one anew, pydantic looks up every field's default."""
    return method.model_construct()
