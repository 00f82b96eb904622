"""One person's turn: what a handler needs to know and to do about one update."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.fsm.context import FSMContext
from aiogram.types import BufferedInputFile, CallbackQuery, Message, ReplyParameters

from bot.errors import alert_text
from bot.i18n import Html, Translator
from bot.painter import Draw
from bot.plain_calls import answer_tap, edit_caption, edit_text, send_text
from bot.screens.fitting import escaped
from bot.screens.screen import Screen, keyboard
from domain.delivery import Chat
from domain.errors import DomainError
from domain.people import Caller
from domain.ports import Store

_HARMLESS = (
    "message is not modified",
    "message to edit not found",
    "message can't be edited",
    "there is no text in the message to edit",
    "message_id_invalid",
    "message to delete not found",
    "message can't be deleted",
    "query is too old",
)


_NEAR: Final = 4
"""A dialog this many messages above what was typed is still on the screen: mostly lines typed into it lie between."""


@dataclass(slots=True)
class Turn:
    """Who acts, where, when and in which language, with the means to answer."""

    bot: Bot
    chat: Chat
    caller: Caller
    t: Translator
    now: datetime
    store: Store
    state: FSMContext
    draw: Draw

    async def send(self, screen: Screen, *, answers: int | None = None, silent: bool = False) -> int:
        """A new message in this chat; returns its id."""
        return await send_text(self.bot, self.chat.chat_id, screen, answers=answers, is_silent=silent)

    async def reply(self, text: Html) -> None:
        """A short message without buttons."""
        await self.send(Screen(text))

    async def send_photo(self, image: bytes | str, caption: Screen, *, silent: bool = False) -> Message:
        """A picture, as bytes or as the id of an uploaded file."""
        return await self.bot.send_photo(
            self.chat.chat_id,
            image if isinstance(image, str) else BufferedInputFile(image, "picture.png"),
            caption=caption.text,
            parse_mode="HTML",
            reply_markup=keyboard(caption.rows),
            disable_notification=silent,
        )

    async def redraw(self, message_id: int, screen: Screen) -> bool:
        """Edits a message of this chat; one that looks like that already is left alone. False if it is gone."""
        try:
            await edit_text(self.bot, self.chat.chat_id, message_id, screen)
        except TelegramBadRequest as error:
            if not _is_harmless(error):
                raise
            return "not modified" in error.message
        return True

    def is_far(self, message_id: int) -> bool:
        """Whether the message has scrolled away from where the person is; one that was tapped has not."""
        return False

    async def redraw_near(self, message_id: int, screen: Screen) -> bool:
        """The same, but False also for a message that has scrolled away: the answer belongs where the person is."""
        return not self.is_far(message_id) and await self.redraw(message_id, screen)

    async def recaption(self, message_id: int, screen: Screen) -> None:
        """The same for a picture's caption and keys."""
        with unless_harmless():
            await edit_caption(self.bot, self.chat.chat_id, message_id, screen)

    async def strip(self, message_id: int) -> None:
        """Takes the buttons off a message of this chat."""
        with unless_harmless():
            await self.bot.edit_message_reply_markup(chat_id=self.chat.chat_id, message_id=message_id)


@dataclass(slots=True)
class Tap(Turn):
    """A turn that began with a button."""

    query: CallbackQuery
    patience: float = 1.0
    """Seconds after which the button stops waiting, whatever is not decided yet."""
    quiet_toast: str = ""
    is_answered: bool = False

    @property
    def message_id(self) -> int:
        """The tapped message; 0 for the rare button of an inline message."""
        return self.query.message.message_id if self.query.message else 0

    async def answer(self, text: str = "", *, alert: bool = False) -> None:
        """Ends the button's waiting, once. What is left to say after that is sent as a message instead."""
        if self.is_answered:
            if text:
                await self.send(Screen(escaped(text)))
            return
        self.is_answered = True
        with unless_harmless():
            await answer_tap(self.bot, self.query.id, (text or self.quiet_toast)[:200], alert=alert)

    async def answer_early(self) -> None:
        """Nothing was decided within a second: end the waiting, tell the outcome later."""
        if not self.is_answered:
            await self.answer()

    async def answer_refusal(self, refusal: DomainError) -> None:
        """What the tap did not do, and what to do next."""
        await self.answer(alert_text(refusal, self.t), alert=True)

    @property
    def is_on_picture(self) -> bool:
        """Whether the tapped message is a picture with a caption."""
        return isinstance(self.query.message, Message) and bool(self.query.message.photo)

    async def show(self, screen: Screen) -> bool:
        """Turns the tapped message into the screen; a call only if it looks different. False if it cannot be.

        That may be a picture, if the message is so old that Telegram no longer shows it to us.
        """
        await self.answer()
        message = self.query.message
        if message is None or (isinstance(message, Message) and _looks_like(message, screen)):
            return True
        if self.is_on_picture:
            await self.recaption(message.message_id, screen)
            return True
        return await self.redraw(message.message_id, screen)


@dataclass(slots=True)
class Said(Turn):
    """A turn that began with a message."""

    message: Message

    def is_far(self, message_id: int) -> bool:
        """Ids count the messages of all the bot's chats: with much going on elsewhere, a near one may pass for far."""
        return self.message.message_id - message_id > _NEAR

    @property
    def text(self) -> str:
        return self.message.text or ""


@contextmanager
def unless_harmless() -> Iterator[None]:
    """Swallows refusals that mean: it looks like that already, or there is nothing left to change or to answer."""
    try:
        yield
    except TelegramBadRequest as error:
        if not _is_harmless(error):
            raise


def _is_harmless(error: TelegramBadRequest) -> bool:
    return any(known in error.message.lower() for known in _HARMLESS)


def _looks_like(message: Message, screen: Screen) -> bool:
    shown = message.reply_markup and message.reply_markup.model_dump(exclude_none=True)
    return message.text is not None and message.html_text == screen.text and shown == screen.markup


def reply_to(message_id: int | None) -> ReplyParameters | None:
    """Replies to the message if it is still there, else just sends."""
    return ReplyParameters(message_id=message_id, allow_sending_without_reply=True) if message_id else None
