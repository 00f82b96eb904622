"""The composition root: builds the desk's few objects, starts them, and stops them without losing anything."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Final

from aiogram import Bot
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramForbiddenError, TelegramNotFound, TelegramUnauthorizedError
from aiogram.types import Update, User
from aiohttp import web
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import utc_now
from bot.config import Settings
from bot.holidays import is_holiday
from bot.i18n import Languages
from bot.inbox.polling import ALLOWED_UPDATES, Polling
from bot.inbox.worker import Inbox
from bot.jobs.housekeeping import Housekeeping
from bot.jobs.payment_comparison import PaymentComparison
from bot.jobs.reminders import EVERY, Reminders
from bot.leading import HOUSEKEEPING, Duties, Duty, only_if
from bot.outbox.dispatcher import CLIENT_TIMEOUT, Dispatcher
from bot.outbox.limits import Limits
from bot.pace import Pace
from bot.painter import Painter
from bot.payments.opening import desk_key, gateways_of, pay_links, payment_worker
from bot.routes import build_dispatcher
from bot.session import JsonSession
from bot.web.health import Health
from bot.web.payment_page import PaymentPage
from bot.web.server import Routes, build_web, start_web
from bot.web.telegram_webhook import TelegramWebhook, webhook_path
from bot.web.toss_webhook import TossWebhook
from domain.delivery import GRACE, ChatProfile
from domain.hours import SEOUL
from domain.ports import Wakes
from storage.copying import CannotCopy, copy_database
from storage.database import open_leadership, open_store
from storage.engine import Store
from storage.lock import sole_writer
from storage.schema import migrate
from storage.transaction import DatabaseUnavailable
from storage.unit_of_work import SqlUnitOfWork

__all__ = [
    "App",
    "CannotCopy",
    "DatabaseUnavailable",
    "WebhookRefused",
    "copy_database",
    "make_bots",
    "migrate",
    "opened_store",
    "serve",
    "sole_writer",
]

log = logging.getLogger(__name__)

_DRAIN_SECONDS: Final = 8.0
"""For the inbox, then for the outbox and payments: whoever stops a service waits some 20 seconds before killing it."""


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
        sweep_every: timedelta = EVERY,
    ) -> None:
        self.settings, self._clock = settings, clock
        self.store = open_store(settings.database.url)
        self.bots = {bot.id: bot for bot in make_bots(settings)}
        self.bot = next(iter(self.bots.values()))
        key = desk_key(settings)
        links = pay_links(settings, key)
        languages = Languages(settings.locale.default, links)
        self.painter = Painter()
        self._handlers = build_dispatcher(self.store, languages, clock, pace or Pace(), patience, self.painter.draw)
        self.leadership = open_leadership(settings.database.url)
        is_shared, grace = self.leadership.is_shared, GRACE if self.leadership.is_shared else timedelta(0)
        self.inbox = Inbox(self.store, self._handle, clock, self.bots, is_shared=is_shared, tell=self.leadership.tell)
        self.outbox = Dispatcher(self.store, self.bots, languages, limits or Limits(), clock, grace, self.painter.draw)
        self._polling = Polling(settings.telegram.api_url, self.bots, self.bot.id, self.inbox.take)
        self.gateways = gateways_of(settings, key, clock)
        self.payments = payment_worker(self.store, self.gateways, clock, self._keeps_house)
        self._listen_to_commits()
        self._comparison = PaymentComparison(self.store, self.gateways, clock)
        self._pay_routes = self._pages_for_paying(languages) if links else ()
        self._housekeeping = Housekeeping(self.store, self.bot, settings.operator.chat_id, clock)
        self.reminders = Reminders(self.store, clock, is_holiday)
        self._sweep_every = sweep_every
        self._scheduler = AsyncIOScheduler(
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )
        self._web: web.AppRunner | None = None
        self._running: list[asyncio.Task[None]] = []
        self._is_stopping = False

    def _pages_for_paying(self, languages: Languages) -> tuple[Routes, ...]:
        page = PaymentPage(self.store, self.gateways, languages, self.settings.web.public_url, self._clock)
        return page, TossWebhook(self.store, self.gateways, self._clock)

    async def start(self) -> User:
        """Brings the schema up to date, asks Telegram who the bots are, goes on where it stopped. Returns the first."""
        await asyncio.to_thread(migrate, self.settings.database.url)
        await self.store.start()
        me = await self.bot.me()
        await self._leave_out_refused()
        await self._lead()
        await self._take_updates()
        for job, every in (
            (self._housekeeping.prune, timedelta(hours=1)),
            (self._housekeeping.watch, timedelta(minutes=1)),
            (self.reminders.sweep, self._sweep_every),
        ):
            self._scheduler.add_job(only_if(self._keeps_house, job), "interval", seconds=every.total_seconds())
        compares = only_if(self._keeps_house, self._comparison.compare_all)
        self._scheduler.add_job(compares, "cron", hour=4, minute=30, timezone=SEOUL)
        self._scheduler.start()
        return me

    async def until_failed(self) -> None:
        """Returns never; raises what stopped delivering or the installation's own bot, such as PollingRefused."""
        # Not gather: whoever stops waiting here would cancel the tasks too, in the middle of a claim.
        ended, _ = await asyncio.wait(self._running, return_when=asyncio.FIRST_EXCEPTION)
        for task in ended:
            task.result()

    async def stop(self) -> None:
        """Takes nothing more, finishes what is in hand, then lets others lead. What is left stays stored."""
        self._is_stopping = True
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        await self._polling.stop()
        if self._web is not None:
            await self._web.cleanup()
        await self.inbox.drain(_DRAIN_SECONDS)
        await asyncio.gather(self.outbox.drain(_DRAIN_SECONDS), self.payments.drain(_DRAIN_SECONDS))
        self.painter.close()
        await _cancelled(self._running)
        await self.leadership.close()
        await self.gateways.close()
        for bot in self.bots.values():
            await bot.session.close()
        await self.store.close()

    async def _lead(self) -> None:
        """Works for the bots that no other process works for, and goes on trying to get the others."""
        is_polling = self.settings.telegram.mode == "polling"
        if is_polling:
            for bot in self.bots.values():
                await bot.delete_webhook()  # what waits at Telegram comes by polling then
        duties: list[Duty] = [self.outbox, self.inbox, *([self._polling] if is_polling else [])]
        await self.leadership.start(self._seats, Duties(self.bots, duties, self._hear))
        works = [self.outbox.run(), self.payments.run(), self.leadership.run(), self._polling.until_refused()]
        if self.leadership.is_shared:
            works.append(self.inbox.run())
        self._running = [asyncio.create_task(work) for work in works]

    def _hear(self) -> None:
        """Another process stored or queued something."""
        self.inbox.hear()
        self.outbox.wake()
        self.payments.wake()

    def _listen_to_commits(self) -> None:
        self.store.add_commit_listener(self.outbox.wake, Wakes.OUTBOX)
        self.store.add_commit_listener(self.payments.wake, Wakes.PAYMENTS)
        self.store.add_commit_listener(self._tell_others)

    def _tell_others(self) -> None:
        """This one did."""
        if self.leadership.held != self._seats:
            self.leadership.tell()

    async def _take_updates(self) -> None:
        telegram, listens = self.settings.telegram, self.settings.web
        secret = telegram.webhook_secret.get_secret_value() if telegram.webhook_secret else ""
        by_webhook = telegram.mode == "webhook"
        webhook = TelegramWebhook(secret, frozenset(self.bots), self.inbox.take) if by_webhook else None
        if listens.port:
            pages = build_web(Health(self.store, self._roles, lambda: self._is_stopping), webhook, self._pay_routes)
            self._web = await start_web(pages, listens.host, listens.port)
        if by_webhook:
            for bot in self.bots.values():
                await set_webhook(bot, listens.public_url + webhook_path(bot.id), secret)

    def _keeps_house(self) -> bool:
        return HOUSEKEEPING in self.leadership.held

    @property
    def _seats(self) -> frozenset[int]:
        return frozenset((*self.bots, HOUSEKEEPING))

    def _roles(self) -> dict[str, str]:
        """What this process is, for every bot."""
        held = self.leadership.held
        return {str(bot_id): "leader" if bot_id in held else "standby" for bot_id in self.bots}

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
