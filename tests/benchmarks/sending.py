"""What sending costs and how well it keeps Telegram's limits."""

from __future__ import annotations

import asyncio
import selectors
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast

import uvloop
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Message

from bot.i18n import Languages
from bot.order_screens import card_screen
from bot.outbox.dispatcher import Dispatcher
from bot.outbox.limits import BOT_PER_SECOND, Limits
from bot.screens.screen import keyboard
from bot.session import JsonSession
from domain.delivery import Side
from domain.people import Caller
from domain.ports import UnitOfWork
from domain.use_cases.see_order import see_order
from storage.database import open_store
from storage.schema import migrate
from storage.store import Store
from storage.unit_of_work import SqlUnitOfWork
from tests.benchmarks.stores import opened
from tests.benchmarks.taps import BOT_ID, TOKEN
from tests.factories import NOW, a_shop, an_order, store_order

P = ParamSpec("P")
T = TypeVar("T")

_FIRST_CUSTOMER: Final = 700_000
_LATENCY: Final = 0.05
_FLOOD_SECONDS: Final = 30
_WARM_UP: Final = 100


class SimulatedLoop(asyncio.SelectorEventLoop):
    """An event loop whose time passes only while nobody works: 100 seconds of limits take as long as their work."""

    def __init__(self) -> None:
        self._now = 0.0
        self.working = 0
        selector = selectors.DefaultSelector()
        super().__init__(selector)
        self._wait = selector.select
        selector.select = self._select  # type: ignore[method-assign]

    def time(self) -> float:
        return self._now

    def _select(self, timeout: float | None = None) -> list[Any]:
        ready = self._wait(0.001 if self.working else 0)
        if not ready and not self.working and timeout:
            self._now += timeout
        return ready


class WatchedStore:
    """A store that tells the simulated loop while threads are working."""

    def __init__(self, store: Store[SqlUnitOfWork], loop: SimulatedLoop) -> None:
        self._store, self._loop = store, loop
        self.add_commit_listener = store.add_commit_listener

    async def run(self, use_case: Callable[Concatenate[UnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with self._working():
            return await self._store.run(use_case, *args, **kwargs)

    async def read(self, use_case: Callable[Concatenate[UnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        with self._working():
            return await self._store.read(use_case, *args, **kwargs)

    @contextmanager
    def _working(self) -> Iterator[None]:
        self._loop.working += 1
        try:
            yield
        finally:
            self._loop.working -= 1


class InstantTelegram(AiohttpSession):
    """Takes every message a moment later and notes when; one chat answers 429 for a while."""

    def __init__(self, flooded: int | None) -> None:
        super().__init__()
        self.flooded, self.taken = flooded, dict[int, float]()

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        await asyncio.sleep(_LATENCY)
        chat, now = cast(Any, method).chat_id, asyncio.get_running_loop().time()
        if chat == self.flooded and now < _FLOOD_SECONDS:
            raise TelegramRetryAfter(method, "Too Many Requests", retry_after=int(_FLOOD_SECONDS - now) + 1)
        self.taken[chat] = now
        return cast(TelegramType, Message.model_construct(message_id=len(self.taken)))


def within_limits(notices: int, flooded: bool = False) -> dict[int, float]:
    """When each chat got its notice, in seconds of simulated time, with all of Telegram's limits on."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/limits.db"
        migrate(url)
        with asyncio.Runner(loop_factory=SimulatedLoop) as runner:
            return runner.run(_deliver(url, notices, _FIRST_CUSTOMER if flooded else None))


async def _deliver(url: str, notices: int, flooded: int | None) -> dict[int, float]:
    loop = cast(SimulatedLoop, asyncio.get_running_loop())
    loop.working += 1  # opening and filling take no time
    async with opened(open_store(url)) as store:
        await store.run(_queue, notices)
        telegram = InstantTelegram(flooded)
        dispatcher = Dispatcher(
            WatchedStore(store, loop),
            {BOT_ID: Bot(TOKEN, session=telegram)},
            Languages(),
            Limits(clock=loop.time),
            lambda: NOW + timedelta(seconds=loop.time()),
        )
        loop.working -= 1
        await dispatcher.lead(BOT_ID)
        task = asyncio.create_task(dispatcher.run())
        while len(telegram.taken) < notices:
            await asyncio.sleep(0.1)
        await dispatcher.drain(5)
        await task
        loop.working += 1
        return telegram.taken


def limit_itself(notices: int) -> float:
    """The least time that so many messages may take."""
    return notices / BOT_PER_SECOND


async def ours(api_url: str, notices: int) -> float:
    """CPU seconds of this process to deliver so many queued cards: claim, render, send, mark."""
    async with _filled(_WARM_UP) as store:
        bot = Bot(TOKEN, session=JsonSession(api=TelegramAPIServer.from_base(api_url)))
        dispatcher = Dispatcher(store, {BOT_ID: bot}, Languages(), Limits(1e9, 1e9), lambda: NOW)
        await dispatcher.lead(BOT_ID)
        task = asyncio.create_task(dispatcher.run())
        await _until_idle(dispatcher)
        await store.run(_queue, notices, "more")
        began = time.process_time()
        dispatcher.wake()
        await _until_idle(dispatcher)
        spent = time.process_time() - began
        await dispatcher.drain(5)
        await task
        await bot.session.close()
        return spent


async def aiogram(api_url: str, notices: int) -> float:
    """CPU seconds of this process to send such a card so often by aiogram's `send_message`, nothing else."""
    async with _filled(1) as store:
        view = await store.read(see_order, 1, Side.CUSTOMER, Caller(BOT_ID, _FIRST_CUSTOMER, "홍길동"))
    card = card_screen(view, Languages().of("ko"))
    async with Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(api_url))) as bot:
        for chat in range(-_WARM_UP, notices):
            if chat == 0:
                began = time.process_time()
            await bot.send_message(
                _FIRST_CUSTOMER + chat, card.text, parse_mode="HTML", reply_markup=keyboard(card.rows)
            )
        return time.process_time() - began


@asynccontextmanager
async def _filled(orders: int) -> AsyncIterator[Store[SqlUnitOfWork]]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/sending.db"
        await asyncio.to_thread(migrate, url)
        async with opened(open_store(url)) as store:
            await store.run(_queue, orders)
            yield store


async def _until_idle(dispatcher: Dispatcher) -> None:
    while not dispatcher.is_idle:
        await asyncio.sleep(0.05)


def _queue(uow: UnitOfWork, notices: int, token: str = "first") -> None:
    """So many customers have ordered at a shop without staff; each is due the card of their order."""
    shop = uow.shops.add(a_shop(BOT_ID, token))
    for n in range(notices):
        store_order(uow, an_order(shop.id, 4_000_000 + n, customer_id=_FIRST_CUSTOMER + n))


if __name__ == "__main__":
    subject, loop = {"ours": (ours, uvloop.new_event_loop), "aiogram": (aiogram, None)}[sys.argv[1]]
    with asyncio.Runner(loop_factory=loop) as runner:
        sys.stdout.write(f"{runner.run(subject(sys.argv[2], int(sys.argv[3])))}\n")
