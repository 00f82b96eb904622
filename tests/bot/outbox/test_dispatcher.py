"""What the dispatcher makes of Telegram's answers, said by a session that plays Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import ClientDecodeError, TelegramBadRequest, TelegramForbiddenError
from aiogram.methods import TelegramMethod
from aiogram.methods.base import TelegramType

from bot.i18n import Languages
from bot.jobs.housekeeping import Housekeeping
from bot.outbox.dispatcher import Dispatcher
from bot.outbox.limits import Limits
from bot.outbox.outcome import MOST_BROKEN
from domain.delivery import Chat, Intent, IntentKind, ShownCard, Side
from domain.ports import UnitOfWork
from tests.factories import BOT, NOW, OTHER_BOT, STAFF, an_order, open_shop, store_order
from tests.fakes import FakeStore, QueuedIntent

HERE = Chat(BOT, STAFF)
MENU = Intent(HERE, IntentKind.MENU, Side.SHOP, "menu", NOW)
ANSWER = '{"ok":true,"result":{"chat":{"first_name":"홍길동"},"text":"010-1234-1234"}'
Say = Callable[[TelegramMethod[Any]], Any]


class Said(AiohttpSession):
    """Answers every call with what `say` returns or raises."""

    def __init__(self, say: Say) -> None:
        super().__init__()
        self.say = say

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        return cast(TelegramType, self.say(method))


@dataclass(slots=True)
class Bench:
    """A dispatcher on a store in memory and a clock to turn."""

    store: FakeStore
    dispatcher: Dispatcher
    limits: Limits
    bot: Bot
    now: list[datetime] = field(default_factory=lambda: [NOW])

    @property
    def intents(self) -> list[QueuedIntent]:
        return self.store.memory.intents

    async def idle(self) -> None:
        async with asyncio.timeout(30):
            while not self.dispatcher.is_idle:
                await asyncio.sleep(0.001)

    async def passes(self, **units: float) -> None:
        await self.idle()
        self.now[0] += timedelta(**units)
        self.dispatcher.wake()
        await asyncio.sleep(0)
        await self.idle()


@asynccontextmanager
async def bench_where(say: Say, *intents: Intent) -> AsyncIterator[Bench]:
    store, limits, now = FakeStore(), Limits(), [NOW]
    store.do(open_shop)
    store.do(lambda uow: uow.outbox.add(intents))
    bot = Bot(f"{BOT}:token", session=Said(say))
    dispatcher = Dispatcher(store, {BOT: bot}, Languages(), limits, lambda: now[0])
    store.add_commit_listener(dispatcher.wake)
    await dispatcher.lead(BOT)
    task = asyncio.create_task(dispatcher.run())
    bench = Bench(store, dispatcher, limits, bot, now)
    await bench.idle()
    yield bench
    await dispatcher.drain(5)
    await task


def refuses(method: TelegramMethod[Any]) -> Any:
    raise TelegramBadRequest(method, "Bad Request: can't parse entities: unsupported tag 홍길동")


def blocks(method: TelegramMethod[Any]) -> Any:
    raise TelegramForbiddenError(method, "Forbidden: bot was blocked by the user")


def garbles(method: TelegramMethod[Any]) -> Any:
    raise ClientDecodeError("Failed to decode object", ValueError("홍길동"), ANSWER)


async def watched(bench: Bench) -> None:
    await Housekeeping(bench.store, bench.bot, None, lambda: bench.now[0]).watch()


async def test_what_telegram_refuses_is_dead_and_both_the_log_and_the_watch_say_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with bench_where(refuses, MENU) as bench:
        assert [queued.status for queued in bench.intents] == ["dead"]
        assert [r.getMessage() for r in caplog.records if r.levelname == "ERROR"] == [
            "intent 1 (menu) is dead: refused"
        ]
        assert "홍길동" not in caplog.text
        await watched(bench)
        assert "outbox: 0 late, 1 dead; inbox: 0 dead" in caplog.text


async def test_a_person_who_blocked_the_bot_is_no_alarm(caplog: pytest.LogCaptureFixture) -> None:
    async with bench_where(blocks, MENU) as bench:
        await watched(bench)
        assert [queued.status for queued in bench.intents] == ["unreachable"]
        assert caplog.text == ""


async def test_an_answer_that_cannot_be_read_is_neither_logged_nor_quoted(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    async with bench_where(garbles, MENU) as bench:
        assert [(queued.status, queued.error) for queued in bench.intents] == [("pending", "ClientDecodeError")]
    assert "홍길동" not in caplog.text
    assert "010-1234-1234" not in caplog.text


async def test_a_card_sent_anew_is_judged_like_any_other(caplog: pytest.LogCaptureFixture) -> None:
    def say(method: TelegramMethod[Any]) -> Any:
        if method.__api_method__ == "editMessageText":
            raise TelegramBadRequest(method, "Bad Request: message to edit not found")
        garbles(method)

    def lose_card(uow: UnitOfWork) -> None:
        uow.chats.save_card(ShownCard(HERE, Side.SHOP, 1, 50, "old"))
        uow.outbox.add([Intent(HERE, IntentKind.CARD, Side.SHOP, "again", NOW, 1)])

    async with bench_where(say) as bench:
        bench.store.do(store_order, an_order())
        bench.store.memory.intents.clear()
        bench.store.do(lose_card)
        await bench.passes(seconds=0)
        [card] = bench.intents
        assert (card.status, card.error, card.faults) == ("pending", "ClientDecodeError", 0)
    assert "홍길동" not in caplog.text


async def test_outages_before_a_fault_of_our_own_do_not_use_up_its_tries() -> None:
    trouble: list[Say] = [garbles]

    def say(method: TelegramMethod[Any]) -> Any:
        return trouble[0](method)

    def stumbles(method: TelegramMethod[Any]) -> Any:
        raise KeyError("order")

    async with bench_where(say, MENU) as bench:
        for _ in range(2 * MOST_BROKEN):
            await bench.passes(minutes=6)
        trouble[0] = stumbles
        for faults in range(1, MOST_BROKEN):
            await bench.passes(minutes=6)
            assert [(queued.status, queued.faults) for queued in bench.intents] == [("pending", faults)]
        await bench.passes(minutes=6)
        assert [queued.status for queued in bench.intents] == ["dead"]


async def test_a_paused_bot_costs_its_intents_no_attempt() -> None:
    async with bench_where(lambda method: True) as bench:
        bench.limits.flooded(Chat(BOT, 1), 60)
        bench.limits.flooded(Chat(BOT, 2), 60)
        bench.store.do(lambda uow: uow.outbox.add([MENU]))
        await bench.idle()
        await bench.passes(seconds=1)
        assert [(queued.status, queued.attempts) for queued in bench.intents] == [("pending", 0)]


async def test_intents_of_a_bot_that_another_leads_or_nobody_are_left_alone() -> None:
    elsewhere = Chat(OTHER_BOT, STAFF)
    strange = [
        Intent(elsewhere, IntentKind.MENU, Side.SHOP, "one", NOW),
        Intent(Chat(OTHER_BOT, 7), IntentKind.MENU, Side.SHOP, "two", NOW),
    ]
    async with bench_where(lambda method: True, *strange, MENU) as bench:
        for _ in range(MOST_BROKEN):
            await bench.passes(minutes=6)
        assert [(queued.status, queued.attempts) for queued in bench.intents] == [
            ("pending", 0),
            ("pending", 0),
            ("sent", 1),
        ]
