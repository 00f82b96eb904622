"""What ours is measured against, each on asyncio's own loop as its documentation starts it: an empty aiogram handler
(`bare`), and an async-ORM bot (`orm`)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from tests.benchmarks.orm_reference import OrmDesk
from tests.benchmarks.taps import SECRET, TOKEN, webhook_path

Serve = Callable[[int, str, str], Awaitable[None]]


async def bare(port: int, api_url: str, _: str) -> None:
    """aiogram's own webhook with one handler that does nothing."""

    async def nothing(_: CallbackQuery) -> None:
        """Not even an answer."""

    dispatcher = Dispatcher()
    dispatcher.callback_query.register(nothing)
    await aiogram_webhook(dispatcher, port, AiohttpSession(api=TelegramAPIServer.from_base(api_url)))


async def orm(port: int, api_url: str, database: str) -> None:
    """The same job the usual way: async ORM, aiogram calls awaited in the handler."""
    desk = OrmDesk(database)
    dispatcher = Dispatcher()
    dispatcher.callback_query.register(desk.confirm)
    await desk.open()
    await aiogram_webhook(dispatcher, port, AiohttpSession(api=TelegramAPIServer.from_base(api_url)))


async def aiogram_webhook(dispatcher: Dispatcher, port: int, session: AiohttpSession) -> None:
    app = web.Application()
    handler = SimpleRequestHandler(
        dispatcher, Bot(TOKEN, session=session), handle_in_background=False, secret_token=SECRET
    )
    handler.register(app, path=webhook_path())
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()


SUBJECTS: Final[Mapping[str, Serve]] = {"bare": bare, "orm": orm}
