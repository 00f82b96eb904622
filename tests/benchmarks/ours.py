"""The desk under measurement: whole, and its routing alone. Same port and same Bot API as the references."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, cast

from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType

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
from tests.benchmarks.references import Serve, aiogram_webhook
from tests.benchmarks.taps import BOT_ID, SECRET, TOKEN

_UNLIMITED: Final = 1e9


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


async def routed(port: int, api_url: str, database: str) -> None:
    """All handlers of the desk behind aiogram's own webhook, without the inbox: what finding the last one costs."""
    dispatcher = build_dispatcher(
        open_store(database), Languages(), utc_now, Pace(actions=_UNLIMITED), patience=_UNLIMITED
    )

    dispatcher.update.outer_middleware(_profiled)
    await aiogram_webhook(dispatcher, port, Unsent(api=TelegramAPIServer.from_base(api_url)))


async def _profiled(handler: Callable[..., Awaitable[object]], event: object, data: dict[str, object]) -> object:
    data["profile"] = ChatProfile(Chat(BOT_ID, 1), "김민수", "ko")
    return await handler(event, data)


class Unsent(JsonSession):
    """Every call has succeeded already: the reference makes none."""

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        return cast(TelegramType, True)


SUBJECTS: Final[Mapping[str, Serve]] = {"ours": ours, "routed": routed}
