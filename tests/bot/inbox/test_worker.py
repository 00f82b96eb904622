"""What the inbox makes of updates that other processes take in, or have done already."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import Context
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiogram.types import Update

from bot.inbox.raw import to_stored
from bot.inbox.worker import Inbox
from domain.delivery import ChatProfile
from domain.ports import UnitOfWork
from tests.factories import BOT, CUSTOMER, NOW, OTHER_BOT
from tests.fakes import FakeStore

Handle = Callable[[Update, ChatProfile], Awaitable[None]]


def raw(update_id: int, user_id: int = CUSTOMER) -> dict[str, Any]:
    person = {"id": user_id, "is_bot": False, "first_name": "홍길동"}
    chat = {"id": user_id, "type": "private"}
    said = {"message_id": update_id, "date": 1, "chat": chat, "from": person, "text": f"{update_id}"}
    return {"update_id": update_id, "message": said}


def store_elsewhere(uow: UnitOfWork, *update_ids: int, bot_id: int = BOT) -> None:
    """What another process takes in."""
    uow.inbox.add([to_stored(bot_id, raw(update_id)) for update_id in update_ids], NOW)


def touch(uow: UnitOfWork, key: str) -> None:
    uow.chats.save_file_id(BOT, key, "file")


@dataclass(slots=True)
class Bench:
    store: FakeStore
    inbox: Inbox
    handled: list[int] = field(default_factory=list)
    told: list[None] = field(default_factory=list)

    async def until_handled(self, *update_ids: int) -> None:
        async with asyncio.timeout(30):
            while self.handled != list(update_ids) or not self.inbox.is_idle:
                await asyncio.sleep(0.001)

    def statuses(self) -> dict[int, tuple[str, int]]:
        updates = self.store.memory.updates.items()
        return {update_id: (kept.status, kept.update.attempts) for (_, update_id), kept in updates}


@asynccontextmanager
async def a_bench(handle: Handle | None = None, *, is_shared: bool = True) -> AsyncIterator[Bench]:
    store = FakeStore()

    async def take_note(update: Update, profile: ChatProfile) -> None:
        bench.handled.append(update.update_id)
        await (handle or nothing)(update, profile)

    async def nothing(update: Update, profile: ChatProfile) -> None: ...

    inbox = Inbox(store, take_note, lambda: NOW, {}, is_shared=is_shared, tell=lambda: bench.told.append(None))
    bench = Bench(store, inbox)
    running = asyncio.create_task(inbox.run())
    yield bench
    await inbox.drain(5)
    running.cancel()
    await asyncio.wait({running})


async def test_what_came_in_elsewhere_before_is_handled_before_what_came_in_here() -> None:
    async with a_bench() as bench:
        await bench.inbox.lead(BOT)
        bench.store.do(store_elsewhere, 1)
        await bench.inbox.take(BOT, [raw(2)])
        bench.store.do(store_elsewhere, 3)
        bench.inbox.hear()
        await bench.until_handled(1, 2, 3)
        assert bench.told == []


async def test_who_does_not_lead_stores_tells_and_handles_nothing_until_it_leads() -> None:
    async with a_bench() as bench:
        await bench.inbox.lead(OTHER_BOT)
        await bench.inbox.take(BOT, [raw(1)])
        bench.inbox.hear()
        await bench.inbox.lead(OTHER_BOT)
        assert (bench.handled, len(bench.told)) == ([], 1)
        await bench.inbox.lead(BOT)
        await bench.until_handled(1)


async def test_who_loses_the_lead_finishes_what_is_in_hand_and_begins_nothing_more() -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def handle(update: Update, profile: ChatProfile) -> None:
        begun.set()
        await go_on.wait()

    async with a_bench(handle) as bench:
        await bench.inbox.lead(BOT)
        await bench.inbox.take(BOT, [raw(1), raw(2)])
        await begun.wait()
        leaving = asyncio.create_task(bench.inbox.leave(BOT))
        await asyncio.sleep(0)
        go_on.set()
        await leaving
        assert bench.statuses() == {1: ("done", 0), 2: ("pending", 0)}
        await bench.inbox.lead(BOT)
        await bench.until_handled(1, 2)


async def test_an_update_that_was_done_elsewhere_meanwhile_is_no_failure(caplog: pytest.LogCaptureFixture) -> None:
    async def handle(update: Update, profile: ChatProfile) -> None:
        if update.update_id == 1:
            Context().run(elsewhere)
            await bench.store.run(touch, "twice")

    def elsewhere() -> None:
        bench.store.do(lambda uow: uow.inbox.finish(BOT, 1, NOW))

    async with a_bench(handle) as bench:
        await bench.inbox.lead(BOT)
        with caplog.at_level(logging.WARNING):
            await bench.inbox.take(BOT, [raw(1), raw(2)])
            await bench.until_handled(1, 2)
        assert bench.statuses() == {1: ("done", 0), 2: ("done", 0)}
        assert bench.store.memory.files == {}, "it would have been there twice"
    assert caplog.records == []


async def test_what_is_being_handled_is_not_begun_again_by_a_look() -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def handle(update: Update, profile: ChatProfile) -> None:
        begun.set()
        await go_on.wait()

    async with a_bench(handle) as bench:
        await bench.inbox.lead(BOT)
        await bench.inbox.take(BOT, [raw(1)])
        await begun.wait()
        for _ in range(3):
            bench.inbox.hear()
            await asyncio.sleep(0.01)
        go_on.set()
        await bench.until_handled(1)
