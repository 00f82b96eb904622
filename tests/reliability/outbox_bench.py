"""Dispatchers in this process, on a clock to turn, against a local Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.demo.telegram import LocalTelegram
from bot.i18n import Languages
from bot.outbox.dispatcher import Dispatcher
from bot.outbox.limits import Limits
from domain.people import Caller
from domain.ports import UnitOfWork
from domain.thread import Message
from domain.use_cases.answer_customer import answer_customer
from domain.use_cases.hold_thread import thread_of_order
from storage.engine import Store
from storage.unit_of_work import SqlUnitOfWork
from tests.desk import hire
from tests.factories import NOW, OWNER, a_shop, an_order, store_order
from tests.people import LocalTelegramClient
from tests.reliability.driver import STAFF, TOKEN, USERNAME, Gate

_STEP: Final = timedelta(seconds=1)
_PATIENCE: Final = 60.0


@dataclass(slots=True)
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True)
class Bench:
    """One shop whose customers each have one order; nobody takes updates in."""

    store: Store[SqlUnitOfWork]
    telegram: LocalTelegram
    phones: LocalTelegramClient
    gate: Gate
    clock: Clock
    bot: Bot
    orders: dict[int, int]
    database: Path = Path()

    def dispatcher(self) -> Dispatcher:
        """Not yet running; woken by what the store commits."""
        made = Dispatcher(
            self.store, {self.bot.id: self.bot}, Languages(), Limits(per_bot=1e6, per_chat=1e6), self.clock
        )
        self.store.add_commit_listener(made.wake)
        return made

    async def writes(self, customer: int, text: str) -> None:
        """The shop writes to a customer: one notice."""
        by = Caller(self.bot.id, OWNER, "김사장")
        thread = await self.store.run(thread_of_order, self.orders[customer], by)
        await self.store.run(answer_customer, thread.id, Message(text), by, self.clock.now)

    def texts(self, customer: int) -> list[str]:
        """What the bot said in this chat, oldest first."""
        chat = self.telegram.world.chats[self.bot.id, customer]
        return [message.text for message in chat.visible() if message.from_bot]

    async def idle(self, dispatcher: Dispatcher) -> None:
        """Until nothing is due at the present time and nothing is under way."""
        async with asyncio.timeout(_PATIENCE):
            while not dispatcher.is_idle:
                await asyncio.sleep(0.005)

    async def pass_time(self, dispatcher: Dispatcher, seconds: int) -> None:
        """Second by second, so that a lease never runs out under a call."""
        for _ in range(seconds):
            await self.idle(dispatcher)
            self.clock.now += _STEP
            dispatcher.wake()
            await asyncio.sleep(0)
        await self.idle(dispatcher)


@asynccontextmanager
async def open_bench(store: Store[SqlUnitOfWork], customers: Sequence[int], seed: int) -> AsyncIterator[Bench]:
    """The orders are placed; their cards wait to be sent."""
    async with AsyncExitStack() as stack:
        telegram = LocalTelegram(page=None, seed=seed)
        account = telegram.add_bot(TOKEN, USERNAME, "샵앤샵")
        gate = Gate(telegram)
        url = await telegram.start()
        stack.push_async_callback(telegram.stop)
        phones = await stack.enter_async_context(LocalTelegramClient(url))
        for user_id in (*STAFF, *customers):
            await (await phones.person(USERNAME, f"사람 {user_id}", id=user_id)).starts()
        bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
        stack.push_async_callback(bot.session.close)
        orders = await store.run(_open, account.id, tuple(customers))
        yield Bench(store, telegram, phones, gate, Clock(), bot, orders)


@asynccontextmanager
async def running(dispatcher: Dispatcher) -> AsyncIterator[Dispatcher]:
    """Delivers as long as the block lasts."""
    await dispatcher.lead(int(TOKEN.partition(":")[0]))
    task = asyncio.create_task(dispatcher.run())
    try:
        yield dispatcher
    finally:
        await dispatcher.drain(5)
        task.cancel()
        await asyncio.wait({task})


def _open(uow: UnitOfWork, bot_id: int, customers: tuple[int, ...]) -> dict[int, int]:
    shop = uow.shops.add(a_shop(bot_id))
    for user_id, role in STAFF.items():
        hire(uow, shop.id, user_id, role, f"사람 {user_id}")
    return {
        customer: store_order(uow, an_order(shop.id, 4_000_000 + customer, customer_id=customer))
        for customer in customers
    }
