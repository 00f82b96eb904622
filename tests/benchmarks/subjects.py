"""What is measured as a server of its own: `ours`, an empty aiogram handler (`bare`), and an async-ORM bot (`orm`).

All three take the same taps by webhook on the same port and talk to the same Bot API.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import uvloop
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from bot.app import App
from bot.clock import utc_now
from bot.config import Database, Settings, Telegram, Web
from bot.i18n import Languages
from bot.outbox.limits import Limits
from bot.pace import Pace
from bot.routes import build_dispatcher
from bot.session import JsonSession
from domain.delivery import Chat, ChatProfile
from storage.database import open_store
from tests.benchmarks.orm_reference import OrmDesk
from tests.benchmarks.processes import READY
from tests.benchmarks.taps import BOT_ID, SECRET, TOKEN, webhook_path

_UNLIMITED: Final = 1e9

Serve = Callable[[int, str, str], Awaitable[None]]


async def ours(port: int, api_url: str, database: str) -> None:
    """The desk as `python -m bot run` builds it, without the limits that Telegram sets."""
    settings = Settings(
        telegram=Telegram.model_validate(
            {"token": TOKEN, "api_url": api_url, "mode": "webhook", "webhook_secret": SECRET}
        ),
        web=Web(port=port, public_url=f"http://127.0.0.1:{port}"),
        database=Database(url=database),
    )
    app = App(settings, limits=Limits(_UNLIMITED, _UNLIMITED), pace=Pace(actions=_UNLIMITED), patience=60.0)
    await app.start()


async def bare(port: int, api_url: str, _: str) -> None:
    """aiogram's own webhook with one handler that does nothing."""

    async def nothing(_: CallbackQuery) -> None:
        """Not even an answer."""

    dispatcher = Dispatcher()
    dispatcher.callback_query.register(nothing)
    await _aiogram_webhook(dispatcher, port, AiohttpSession(api=TelegramAPIServer.from_base(api_url)))


async def routed(port: int, api_url: str, database: str) -> None:
    """All handlers of the desk behind aiogram's own webhook, without the inbox: what finding the last one costs."""
    dispatcher = build_dispatcher(
        open_store(database), Languages(), utc_now, Pace(actions=_UNLIMITED), patience=_UNLIMITED
    )

    dispatcher.update.outer_middleware(_profiled)
    await _aiogram_webhook(dispatcher, port, JsonSession(api=TelegramAPIServer.from_base(api_url)))


async def _profiled(handler: Callable[..., Awaitable[object]], event: object, data: dict[str, object]) -> object:
    data["profile"] = ChatProfile(Chat(BOT_ID, 1), "김민수", "ko")
    return await handler(event, data)


async def orm(port: int, api_url: str, database: str) -> None:
    """The same job the usual way: async ORM, aiogram calls awaited in the handler."""
    desk = OrmDesk(database)
    dispatcher = Dispatcher()
    dispatcher.callback_query.register(desk.confirm)
    await desk.open()
    await _aiogram_webhook(dispatcher, port, AiohttpSession(api=TelegramAPIServer.from_base(api_url)))


async def _aiogram_webhook(dispatcher: Dispatcher, port: int, session: AiohttpSession) -> None:
    app = web.Application()
    handler = SimpleRequestHandler(
        dispatcher, Bot(TOKEN, session=session), handle_in_background=False, secret_token=SECRET
    )
    handler.register(app, path=webhook_path())
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()


_ON_UVLOOP: Final = frozenset({"ours", "routed"})
SUBJECTS: Final[Mapping[str, Serve]] = {"ours": ours, "bare": bare, "routed": routed, "orm": orm}


async def main(name: str, port: int, api_url: str, database: str) -> None:
    await SUBJECTS[name](port, api_url, database)
    gc.collect()
    gc.freeze()
    sys.stdout.write(f"{READY}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    # Ours on the loop that `run` takes, the references on asyncio's own, which is what aiogram runs on.
    loop = uvloop.new_event_loop if sys.argv[1] in _ON_UVLOOP else None
    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]))
