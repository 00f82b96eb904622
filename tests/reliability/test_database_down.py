"""R15: the PostgreSQL server is away for a while."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url, select

from bot.inbox import polling, worker
from storage.tables import inbox_update
from tests.databases import Databases, FreshDatabase, look_at
from tests.desk import USERNAME, Desk, open_desk

QUESTIONS = 10


def states(connection: Connection) -> dict[int, str]:
    """By update, what became of it."""
    return {row.update_id: row.status for row in connection.execute(select(inbox_update))}


async def noticed(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """Until the desk has met the trouble: as the leader it lost its lead, or it could not store what it was given."""

    async def has_complained() -> bool:
        return any(record.levelno >= logging.WARNING for record in caplog.records)

    assert await desk.phones.until(has_complained, within=30)


async def test_nothing_is_confirmed_while_the_database_is_away_and_all_goes_on_when_it_is_back(
    tmp_path: Path,
    fresh_database: FreshDatabase,
    databases: Databases,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(worker, "_RETRY_SECONDS", (0.01,))
    monkeypatch.setattr(polling, "_PAUSES", (0.1,))
    caplog.set_level(logging.WARNING)
    url = fresh_database("postgresql")
    name = make_url(url).database
    async with open_desk(tmp_path, database=url) as desk:
        await desk.orders()
        await desk.settled()
        updates = desk.telegram.world.bots[desk.app.bot.token].updates
        databases.server.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        databases.server.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        caplog.clear()
        confirmed = updates.confirmed_up_to
        for n in range(QUESTIONS):
            await desk.customer.says(f"문의 {n}번")
        await noticed(desk, caplog)
        assert updates.confirmed_up_to == confirmed
        assert (await desk.phones.pending(USERNAME))["pending"] > 0
        databases.server.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        for n in range(QUESTIONS):
            await desk.staff.sees(f"문의 {n}번", within=30)
        await desk.settled()
        texts = [message.text for message in await desk.staff.bot_messages()]
        assert [sum(f"문의 {n}번" in text for text in texts) for n in range(QUESTIONS)] == [1] * QUESTIONS
        assert set((await asyncio.to_thread(look_at, url, states)).values()) == {"done"}
