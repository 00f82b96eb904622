"""The composition root: builds the desk's few objects, starts them, and stops them without losing anything."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import Final

from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramForbiddenError, TelegramNotFound, TelegramUnauthorizedError
from aiogram.types import Update, User
from aiohttp import web
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import utc_now
from bot.config import Settings
from bot.i18n import Languages
from bot.inbox.polling import ALLOWED_UPDATES, Poller, PollingRefused
from bot.inbox.worker import Inbox
from bot.jobs.housekeeping import Housekeeping
from bot.outbox.dispatcher import CLIENT_TIMEOUT, Dispatcher
from bot.outbox.limits import Limits
from bot.pace import Pace
from bot.routes import build_dispatcher
from bot.session import JsonSession
from bot.web.health import Health
from bot.web.server import build_web, start_web
from bot.web.telegram_webhook import TelegramWebhook, webhook_path
from domain.delivery import ChatProfile
from domain.ports import UnitOfWork
from storage.database import open_store
from storage.engine import Store
from storage.lock import sole_writer
from storage.schema import migrate
from storage.transaction import DatabaseUnavailable
from storage.unit_of_work import SqlUnitOfWork

__all__ = [
    "App",
    "DatabaseUnavailable",
    "WebhookRefused",
    "make_bots",
    "migrate",
    "opened_store",
    "serve",
    "sole_writer",
]

log = logging.getLogger(__name__)

_DRAIN_SECONDS: Final = 8.0
"""For the inbox and then for the outbox: whoever stops a service waits 20 seconds or so before killing it."""


class App:
    """One running desk: takes updates in, works them off, delivers. `start` and `stop` may be awaited once each."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], datetime] = utc_now,
        limits: Limits | None = None,
        pace: Pace | None = None,
        patience: float = 1.0,
    ) -> None:
        self.settings, self._clock = settings, clock
        self.store = open_store(settings.database.url)
        self.bots = {bot.id: bot for bot in make_bots(settings)}
        self.bot = next(iter(self.bots.values()))
        languages = Languages(settings.locale.default)
        self._handlers = build_dispatcher(self.store, languages, clock, pace or Pace(), patience)
        self.inbox = Inbox(self.store, self._handle, clock, self.bots)
        self.outbox = Dispatcher(self.store, self.bots, languages, limits or Limits(), clock)
        self.store.add_commit_listener(self.outbox.wake)
        self._housekeeping = Housekeeping(self.store, self.bot, settings.operator.chat_id, clock)
        self._scheduler = AsyncIOScheduler(
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )
        self._web: web.AppRunner | None = None
        self._taking: list[asyncio.Task[None]] = []
        self._delivering: list[asyncio.Task[None]] = []
        self._is_stopping = False

    async def start(self) -> User:
        """Brings the schema up to date, asks Telegram who the bots are, goes on where it stopped. Returns the first."""
        await asyncio.to_thread(migrate, self.settings.database.url)
        await self.store.start()
        me = await self.bot.me()
        await self._leave_out_refused()
        # The lock on the file proves that nobody else delivers: what a killed process had claimed need not wait.
        await self.store.run(_release, self._clock())
        await self.inbox.start(self.bots)
        self._delivering = [asyncio.create_task(self.outbox.run())]
        await self._take_updates()
        self._scheduler.add_job(self._housekeeping.prune, "interval", hours=1)
        self._scheduler.add_job(self._housekeeping.watch, "interval", minutes=1)
        self._scheduler.start()
        return me

    async def until_failed(self) -> None:
        """Returns never; raises what stopped delivering or the installation's own bot, such as PollingRefused."""
        # Not gather: whoever stops waiting here would cancel the tasks too, in the middle of a claim.
        ended, _ = await asyncio.wait([*self._taking, *self._delivering], return_when=asyncio.FIRST_EXCEPTION)
        for task in ended:
            task.result()

    async def stop(self) -> None:
        """Takes nothing more, finishes what is in hand, then lets go. What is left stays stored."""
        self._is_stopping = True
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        await _cancelled(self._taking)
        if self._web is not None:
            await self._web.cleanup()
        await self.inbox.drain(_DRAIN_SECONDS)
        await self.outbox.drain(_DRAIN_SECONDS)
        await _cancelled(self._delivering)
        for bot in self.bots.values():
            await bot.session.close()
        await self.store.close()

    async def _take_updates(self) -> None:
        telegram, listens = self.settings.telegram, self.settings.web
        secret = telegram.webhook_secret.get_secret_value() if telegram.webhook_secret else ""
        by_webhook = telegram.mode == "webhook"
        webhook = TelegramWebhook(secret, frozenset(self.bots), self.inbox.take) if by_webhook else None
        if listens.port:
            pages = build_web(Health(self.store, lambda: self._is_stopping), webhook)
            self._web = await start_web(pages, listens.host, listens.port)
        for bot in self.bots.values():
            if by_webhook:
                await set_webhook(bot, listens.public_url + webhook_path(bot.id), secret)
            else:
                await bot.delete_webhook()  # what waits at Telegram comes by polling then
                self._taking.append(asyncio.create_task(self._poll(bot)))

    async def _poll(self, bot: Bot) -> None:
        """Raises PollingRefused for the installation's own bot; a shop's bot only goes silent."""
        poller = Poller(self.settings.telegram.api_url, bot.token, partial(self.inbox.take, bot.id))
        try:
            await poller.run()
        except PollingRefused:
            if bot is self.bot:
                raise
            log.critical("bot %s: Telegram refuses its token; it takes nothing in until a restart", bot.id)

    async def _leave_out_refused(self) -> None:
        """One shop's wrong or revoked token does not stop the others."""
        for bot in list(self.bots.values())[1:]:
            try:
                await bot.me()
            except (TelegramUnauthorizedError, TelegramNotFound):
                log.critical("bot %s: Telegram refuses its token; the desk runs without it", bot.id)
                del self.bots[bot.id]
                await bot.session.close()

    async def _handle(self, update: Update, profile: ChatProfile) -> None:
        try:
            await self._handlers.feed_update(self.bots[profile.chat.bot_id], update, profile=profile)
        except TelegramForbiddenError:
            log.info("a person blocked the bot before its answer")


def _release(uow: UnitOfWork, now: datetime) -> int:
    return uow.outbox.release(now)


async def _cancelled(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


class WebhookRefused(Exception):
    """Telegram did not take the webhook as it was set."""


async def set_webhook(bot: Bot, url: str, secret: str) -> None:
    """Tells Telegram where updates go, and looks whether it understood. Raises WebhookRefused."""
    await bot.set_webhook(url, secret_token=secret, allowed_updates=list(ALLOWED_UPDATES))
    info = await bot.get_webhook_info()
    if info.url != url or set(info.allowed_updates or ()) != set(ALLOWED_UPDATES):
        raise WebhookRefused(f"Telegram has another webhook: {info.url or 'none'}")


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


def make_bots(settings: Settings) -> list[Bot]:
    """aiogram's clients for the configured Bot API server, the installation's own bot first."""
    server = TelegramAPIServer.from_base(settings.telegram.api_url)
    return [Bot(token, session=JsonSession(api=server, timeout=CLIENT_TIMEOUT)) for token in settings.telegram.tokens]


async def serve(app: App, announce: Callable[[User], None]) -> None:
    """Runs until SIGINT or SIGTERM, then stops in order. Raises what kept it from going on."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    try:
        announce(await app.start())
        # The models live as long as the process; without them a full collection no longer stalls the loop.
        gc.freeze()
        failed = asyncio.create_task(app.until_failed())
        waiting = asyncio.create_task(stopped.wait())
        await asyncio.wait({failed, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        if failed.done():
            failed.result()
        failed.cancel()
    finally:
        await app.stop()
