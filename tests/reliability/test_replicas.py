"""Several processes on one PostgreSQL: whoever leads may go at any time, and another goes on where it was."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import make_url

from bot.app import App
from storage.leadership import SharedLeadership
from storage.transaction import DatabaseUnavailable
from tests.databases import FreshDatabase, empty, rows
from tests.desk import Desk, open_desk

_LEADING = "FROM pg_stat_activity WHERE application_name = 'minishop leader' AND datname = current_database()"


def leads(app: App) -> bool:
    return app.leadership.held >= {app.bot.id}


async def until_somebody_leads(*apps: App) -> App:
    """A moment later than the loss of the one before, but no more than half a minute."""
    async with asyncio.timeout(30):
        while True:
            for app in apps:
                if leads(app):
                    return app
            await asyncio.sleep(0.01)


async def asks(desk: Desk, numbers: range) -> None:
    for number in numbers:
        await desk.customer.says(f"문의 {number}번입니다")


async def every_question_arrived_once(desk: Desk, count: int) -> None:
    for member in (desk.owner, desk.staff):
        for number in range(count):
            await member.sees(f"문의 {number}번입니다", within=30)
    await desk.settled()
    url = desk.app.settings.database.url
    written = rows(url, "SELECT data FROM timeline_entry WHERE kind = 'message' ORDER BY id")
    texts = [next(n for n in range(count) if f"문의 {n}번" in data) for (data,) in written]
    assert texts == list(range(count)), "each once, in the order in which they were written"
    assert rows(url, "SELECT count(*) FROM inbox_update WHERE status <> 'done'") == [(0,)]
    assert rows(url, "SELECT count(*) FROM inbox_update WHERE attempts > 0") == [(0,)]


async def health(app: App) -> dict[str, str]:
    url = f"http://127.0.0.1:{app.settings.web.port}/health"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        found: dict[str, str] = (await answer.json())["bots"]
        return found


async def test_a_standby_takes_over_from_a_leader_that_stops(tmp_path: Path, fresh_database: FreshDatabase) -> None:
    async with open_desk(tmp_path, "polling", database=fresh_database("postgresql"), replicas=2) as desk:
        await desk.orders()
        first, second = desk.apps
        bot = str(first.bot.id)
        assert [(await health(app))[bot] for app in desk.apps] == ["leader", "standby"]
        await asks(desk, range(10))
        await first.stop()
        desk.apps.remove(first)
        await asks(desk, range(10, 20))
        assert await until_somebody_leads(second) is second
        assert await health(second) == {bot: "leader"}
        await every_question_arrived_once(desk, 20)


async def test_a_leader_whose_connection_is_cut_steps_down_and_nothing_is_lost_or_done_twice(
    tmp_path: Path, fresh_database: FreshDatabase
) -> None:
    async with open_desk(tmp_path, "webhook", database=fresh_database("postgresql"), replicas=2) as desk:
        await desk.orders()
        for times in range(3):
            leader = await until_somebody_leads(*desk.apps)
            await asks(desk, range(10 * times, 10 * times + 5))
            rows(leader.settings.database.url, f"SELECT pg_terminate_backend(pid) {_LEADING}")
            await asks(desk, range(10 * times + 5, 10 * times + 10))
            async with asyncio.timeout(30):
                while leads(leader):
                    await asyncio.sleep(0.001)
        await until_somebody_leads(*desk.apps)
        await every_question_arrived_once(desk, 30)


async def test_a_process_that_asks_no_more_loses_its_lead(fresh_database: FreshDatabase) -> None:
    """The server ends the connection of a frozen leader; here that is asked of it at once."""
    url = fresh_database("postgresql", empty)
    leadership = SharedLeadership(make_url(url).set(drivername="postgresql+asyncpg"))
    frozen = Nobody()
    await leadership.start([7], frozen)
    assert frozen.seats == {7}
    idle = rows(url, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
    async with server_that_waits_for_nobody(leadership):
        assert idle == [(1,)]
        async with asyncio.timeout(30):
            while rows(url, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") != [(0,)]:
                await asyncio.sleep(0.05)
    await leadership.close()


class Nobody:
    """A candidate that does nothing with its seats."""

    def __init__(self) -> None:
        self.seats: set[int] = set()

    async def lead(self, seat: int) -> None:
        self.seats.add(seat)

    async def leave(self, seat: int) -> None:
        self.seats.remove(seat)

    def hear(self) -> None: ...


@asynccontextmanager
async def server_that_waits_for_nobody(leadership: SharedLeadership) -> AsyncIterator[None]:
    connection = leadership._connection
    assert connection is not None
    assert await connection.fetchval("SHOW idle_session_timeout") == "10s"
    await connection.execute("SET idle_session_timeout = '100ms'")
    yield


@asynccontextmanager
async def a_pooler_before(url: str) -> AsyncIterator[str]:
    """Passes everything on, but the process id that the server names: a pooler has its own."""
    folder, database = make_url(url).query["host"], make_url(url).database

    async def pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, change: bool) -> None:
        try:
            while chunk := await reader.read(65536):
                place = chunk.find(b"K\x00\x00\x00\x0c") if change else -1
                if place >= 0:
                    chunk = chunk[: place + 5] + b"\x00\x00\x00\x01" + chunk[place + 9 :]
                writer.write(chunk)
        finally:
            writer.close()
            await writer.wait_closed()

    pipes: list[asyncio.Future[Any]] = []

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        theirs, ours = await asyncio.open_unix_connection(f"{folder}/.s.PGSQL.{make_url(url).port or 5432}")
        both = pipe(reader, ours, False), pipe(theirs, writer, True)
        pipes.append(asyncio.gather(*both, return_exceptions=True))

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    async with server:
        yield f"postgresql+asyncpg://postgres@127.0.0.1:{server.sockets[0].getsockname()[1]}/{database}"
    await asyncio.gather(*pipes)


async def test_a_pooler_in_between_is_refused_because_it_would_pass_our_locks_on(fresh_database: FreshDatabase) -> None:
    async with a_pooler_before(fresh_database("postgresql", empty)) as pooled:
        with pytest.raises(DatabaseUnavailable, match="pooler"):
            await SharedLeadership(make_url(pooled)).start([7], Nobody())


async def test_what_is_not_there_is_said_in_one_sentence(fresh_database: FreshDatabase) -> None:
    url = make_url(fresh_database("postgresql", empty)).set(drivername="postgresql+asyncpg", database="elsewhere")
    with pytest.raises(DatabaseUnavailable, match="has no database elsewhere"):
        await SharedLeadership(url).start([7], Nobody())


async def test_two_processes_share_the_seats_out_and_each_seat_has_one_of_them(fresh_database: FreshDatabase) -> None:
    url = make_url(fresh_database("postgresql", empty)).set(drivername="postgresql+asyncpg")
    one, other = Nobody(), Nobody()
    first, second = SharedLeadership(url), SharedLeadership(url)
    await first.start([1, 2], one)
    await second.start([2, 3], other)
    assert (one.seats, other.seats) == ({1, 2}, {3})
    running = asyncio.create_task(second.run())
    await first.close()
    async with asyncio.timeout(30):
        while other.seats != {2, 3}:
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.wait({running})
    await second.close()
