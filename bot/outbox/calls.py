"""The calls of Telegram that carry out a plan: one each, but for an album's pictures, which are one call too."""

from __future__ import annotations

from base64 import b64decode
from typing import Final

from aiogram import Bot
from aiogram.types import BotCommandScopeChat, BufferedInputFile, InputFile, InputMediaPhoto

from bot.outbox.plans import Edit, Nothing, Plan, Send, SendPicture, SetMenu, Strip
from bot.outbox.relays import Relay, Revise
from bot.painter import Draw
from bot.plain_calls import edit_caption, edit_text, send_text
from bot.screens.screen import Screen, keyboard
from bot.turn import reply_to

_GREY: Final = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAKAAAAB4CAAAAABQyaazAAAAZklEQVR42u3OMQEAAAwCIPunM5Ih9uyABKTPRVBQUFBQUFBQUFBQUFBQUFBQ"
    "UFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFDwbk7x84VQWN/qAAAAAElFTkSuQmCC"
)


def messages_in(what: Plan) -> int:
    """How many messages the plan costs as Telegram counts: each picture of an album is one."""
    if isinstance(what, Nothing):
        return 0
    return max(1, len(what.photos)) if isinstance(what, Relay) else 1


async def carry_out(bot: Bot, chat_id: int, what: Plan, timeout: int, draw: Draw) -> int | tuple[int, ...] | None:
    """The new or edited message; those of a relay, one for each piece. Raises AiogramError."""
    match what:
        case Send():
            return await send_text(
                bot, chat_id, what.screen, answers=what.reply_to, is_silent=what.is_silent, timeout=timeout
            )
        case SendPicture():
            return await _send_picture(bot, chat_id, what, timeout, draw)
        case Edit():
            await edit_text(bot, chat_id, what.message_id, what.screen, timeout)
            return what.message_id
        case Relay():
            return await _relay(bot, chat_id, what, timeout)
        case Revise(hides_picture=True):
            await _hide_picture(bot, chat_id, what.message_id, what.screen, timeout)
        case Revise(is_caption=False):
            await edit_text(bot, chat_id, what.message_id, what.screen, timeout)
        case Revise():
            await edit_caption(bot, chat_id, what.message_id, what.screen, timeout)
        case SetMenu():
            scope = BotCommandScopeChat(chat_id=chat_id)
            await bot.set_my_commands(list(what.commands), scope=scope, request_timeout=timeout)
        case Strip(screen=Screen() as screen):
            await edit_text(bot, chat_id, what.message_id, screen, timeout)
        case Strip():
            await bot.edit_message_reply_markup(chat_id=chat_id, message_id=what.message_id, request_timeout=timeout)
    return None


async def _send_picture(bot: Bot, chat_id: int, what: SendPicture, timeout: int, draw: Draw) -> int:
    png = await draw(what.chart)
    if png is None:
        return await send_text(bot, chat_id, what.screen, is_silent=what.is_silent, timeout=timeout)
    photo = BufferedInputFile(png, "sales.png")
    return await _send_photo(bot, chat_id, photo, what.screen, None, what.is_silent, timeout)


async def _hide_picture(bot: Bot, chat_id: int, message_id: int, screen: Screen, timeout: int) -> None:
    """Puts a grey one in its place: Telegram lets a bot delete young messages only."""
    grey = InputMediaPhoto(media=BufferedInputFile(_GREY, "grey.png"), caption=screen.text, parse_mode="HTML")
    await bot.edit_message_media(grey, chat_id=chat_id, message_id=message_id, request_timeout=timeout)


async def _relay(bot: Bot, chat_id: int, relay: Relay, timeout: int) -> tuple[int, ...]:
    if not relay.photos:
        answers, is_silent = relay.reply_to, relay.is_silent
        return (await send_text(bot, chat_id, relay.screen, answers=answers, is_silent=is_silent, timeout=timeout),)
    if len(relay.photos) == 1:
        photo = relay.photos[0].file_id
        sent = await _send_photo(bot, chat_id, photo, relay.screen, relay.reply_to, relay.is_silent, timeout)
        return (sent,)
    media = [InputMediaPhoto(media=p.file_id, caption=p.caption or None, parse_mode="HTML") for p in relay.photos]
    album = await bot.send_media_group(
        chat_id,
        list(media),
        reply_parameters=reply_to(relay.reply_to),
        disable_notification=relay.is_silent,
        request_timeout=timeout,
    )
    return tuple(message.message_id for message in album)


async def _send_photo(
    bot: Bot,
    chat_id: int,
    photo: str | InputFile,
    caption: Screen,
    answers: int | None,
    is_silent: bool,
    timeout: int,
) -> int:
    sent = await bot.send_photo(
        chat_id,
        photo,
        caption=caption.text,
        parse_mode="HTML",
        reply_markup=keyboard(caption.rows),
        reply_parameters=reply_to(answers),
        disable_notification=is_silent,
        request_timeout=timeout,
    )
    return sent.message_id
