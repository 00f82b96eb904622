"""The composition root: builds the desk's few objects, starts them, and stops them without losing anything."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Update, User
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import utc_now
from bot.config import Settings
from bot.i18n import Languages
from bot.inbox.polling import Poller
from bot.inbox.worker import Inbox
from bot.jobs.housekeeping import Housekeeping
from bot.outbox.dispatcher import CLIENT_TIMEOUT, Dispatcher
from bot.outbox.limits import Limits
from bot.routes import build_dispatcher
from domain.delivery import ChatProfile
from storage.database import open_store
from storage.engine import Store
from storage.schema import migrate
from storage.transaction import DatabaseUnavailable
from storage.unit_of_work import SqlUnitOfWork

__all__ = ["App", "DatabaseUnavailable", "make_bot", "migrate", "opened_store", "serve"]

log = logging.getLogger(__name__)

_DRAIN_SECONDS: Final = 15.0


class App:
    """One running desk: polls, works updates off, delivers. `start` and `stop` may be awaited once each."""

    def __init__(
        self, settings: Settings, *, clock: Callable[[], datetime] = utc_now, limits: Limits | None = None
    ) -> None:
        self.settings = settings
        self.store = open_store(settings.database.url)
        self.bot = make_bot(settings)
        languages = Languages(settings.locale.default)
        self._handlers = build_dispatcher(self.store, languages, clock)
        self.inbox = Inbox(self.store, self._handle, clock)
        self.outbox = Dispatcher(self.store, {self.bot.id: self.bot}, languages, limits or Limits(), clock)
        self.store.add_commit_listener(self.outbox.wake)
        token = settings.telegram.token.get_secret_value()
        self._poller = Poller(settings.telegram.api_url, token, self._take)
        self._housekeeping = Housekeeping(self.store, self.bot, settings.operator.chat_id, clock)
        self._scheduler = AsyncIOScheduler(
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> User:
        """Brings the schema up to date, asks Telegram who the bot is, goes on where it stopped. Returns the bot."""
        await asyncio.to_thread(migrate, self.settings.database.url)
        await self.store.start()
        me = await self.bot.me()
        await self.inbox.start()
        self._tasks = [asyncio.create_task(self._poller.run()), asyncio.create_task(self.outbox.run())]
        self._scheduler.add_job(self._housekeeping.prune, "interval", hours=1)
        self._scheduler.add_job(self._housekeeping.watch, "interval", minutes=1)
        self._scheduler.start()
        # The models live as long as the process; without them a full collection no longer stalls the loop.
        gc.freeze()
        return me

    async def until_failed(self) -> None:
        """Returns never; raises what stopped polling or delivering, such as PollingRefused."""
        await asyncio.gather(*self._tasks)

    async def stop(self) -> None:
        """Takes nothing more, finishes what is in hand, then lets go. What is left stays stored."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        for task in self._tasks[:1]:
            task.cancel()
        await self.inbox.drain(_DRAIN_SECONDS)
        await self.outbox.drain(_DRAIN_SECONDS)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.bot.session.close()
        await self.store.close()

    async def _take(self, updates: list[dict[str, Any]]) -> None:
        await self.inbox.take(self.bot.id, updates)

    async def _handle(self, update: Update, profile: ChatProfile) -> None:
        await self._handlers.feed_update(self.bot, update, profile=profile)


@asynccontextmanager
async def opened_store(settings: Settings) -> AsyncIterator[Store[SqlUnitOfWork]]:
    """The migrated database for one command. Raises DatabaseUnavailable, also while the bot is running."""
    await asyncio.to_thread(migrate, settings.database.url)
    store = open_store(settings.database.url)
    await store.start()
    try:
        yield store
    finally:
        await store.close()


def make_bot(settings: Settings) -> Bot:
    """aiogram's client for the configured Bot API server."""
    server = TelegramAPIServer.from_base(settings.telegram.api_url)
    session = AiohttpSession(api=server, timeout=CLIENT_TIMEOUT)
    return Bot(settings.telegram.token.get_secret_value(), session=session)


async def serve(app: App, announce: Callable[[User], None]) -> None:
    """Runs until SIGINT or SIGTERM, then stops in order. Raises what kept it from going on."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    try:
        announce(await app.start())
        failed = asyncio.create_task(app.until_failed())
        waiting = asyncio.create_task(stopped.wait())
        await asyncio.wait({failed, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if failed.done():
            failed.result()
        failed.cancel()
    finally:
        await app.stop()
