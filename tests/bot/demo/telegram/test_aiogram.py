"""A real aiogram bot finds here what it finds at Telegram."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramRetryAfter
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    Message,
    ReplyParameters,
)

from bot.demo.telegram import LocalTelegram
from tests.bot.demo.telegram.conftest import TOKEN
from tests.people import LocalTelegramClient, Person, small_picture

BUTTON = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="확인", callback_data="ok", style="primary")]]
)


@pytest.fixture
async def aiobot(telegram: LocalTelegram) -> AsyncIterator[Bot]:
    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(telegram.base_url)))
    yield bot
    await bot.session.close()


async def test_it_sends_edits_pins_and_deletes(aiobot: Bot, person: Person, client: LocalTelegramClient) -> None:
    assert (await aiobot.get_me()).username == "shop_bot"
    sent = await aiobot.send_message(person.id, "<b>주문</b>", parse_mode="HTML", reply_markup=BUTTON)
    assert (sent.html_text, sent.chat.id) == ("<b>주문</b>", person.id)
    edited = await aiobot.edit_message_text("확인", chat_id=person.id, message_id=sent.message_id)
    assert isinstance(edited, Message)
    assert (edited.text, edited.reply_markup) == ("확인", None)
    await aiobot.pin_chat_message(person.id, sent.message_id)
    assert (await aiobot.get_chat(person.id)).pinned_message is not None
    reply = ReplyParameters(message_id=sent.message_id, allow_sending_without_reply=True)
    answered = await aiobot.send_message(person.id, "새 소식", reply_parameters=reply)
    assert answered.reply_to_message is not None
    assert await aiobot.delete_messages(person.id, [answered.message_id])
    await aiobot.set_my_commands(
        [BotCommand(command="orders", description="주문")], scope=BotCommandScopeChat(chat_id=person.id)
    )
    assert await person.commands() == ["orders"]
    assert await client.violations() == []


async def test_it_sends_and_fetches_photos(aiobot: Bot, person: Person, client: LocalTelegramClient) -> None:
    picture = small_picture()
    sent = await aiobot.send_photo(person.id, BufferedInputFile(picture, "영수증.png"), caption="영수증")
    assert sent.photo is not None
    fetched = await aiobot.download(sent.photo[-1])
    assert fetched is not None
    assert fetched.read() == picture
    again = await aiobot.send_photo(person.id, sent.photo[-1].file_id)
    media = InputMediaPhoto(media=BufferedInputFile(small_picture(red=10), "b.png"), caption="둘")
    await aiobot.edit_message_media(media, chat_id=person.id, message_id=again.message_id)
    assert (await person.last()).text == "둘"
    assert len(await aiobot.send_media_group(person.id, [media, media])) == 2
    assert await client.violations() == []


async def test_its_errors_are_those_of_telegram(aiobot: Bot, person: Person, client: LocalTelegramClient) -> None:
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await aiobot.send_message(9, "가")
    await client.faults("429", retry_after=7)
    with pytest.raises(TelegramRetryAfter) as limited:
        await aiobot.send_message(person.id, "가")
    assert limited.value.retry_after == 7
    await person.blocks()
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await aiobot.send_message(person.id, "가")


async def test_it_polls_and_answers(aiobot: Bot, client: LocalTelegramClient) -> None:
    router = Router()

    @router.message()
    async def echo(message: Message) -> None:
        await message.answer(f"받음: {message.text}", reply_markup=BUTTON)

    @router.callback_query()
    async def confirm(query: CallbackQuery) -> None:
        assert isinstance(query.message, Message)
        await query.answer("확인했어요")
        await query.message.edit_text("끝")

    dispatcher = Dispatcher()
    dispatcher.include_router(router)
    polling = asyncio.create_task(dispatcher.start_polling(aiobot, handle_signals=False, close_bot_session=False))
    person = await client.person("shop_bot", "홍길동")
    await person.starts()
    await person.sees("받음: /start")
    assert (await person.taps("확인")).text == "확인했어요"
    await person.sees("끝")
    await dispatcher.stop_polling()
    await polling
    assert await client.violations() == []
