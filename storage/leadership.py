"""Who leads what: on SQLite the only process everything, on PostgreSQL whoever holds the lock of a seat."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Iterable
from contextlib import suppress
from typing import Final, Protocol

import asyncpg
from sqlalchemy import URL

from storage import database_url
from storage.postgresql_errors import explain
from storage.transaction import DatabaseUnavailable

log = logging.getLogger(__name__)

CHANNEL: Final = "minishop"
_LOOK_SECONDS: Final = 1.0
_ANSWER_SECONDS: Final = 5.0
_PAUSES: Final = (0.1, 0.5, 1, 2, 5)
_SETTINGS: Final = (
    "application_name = 'minishop leader'",
    # Who stops asking, as a frozen process does, or cannot be reached loses its locks within ten seconds or so.
    "idle_session_timeout = '10s'",
    "tcp_keepalives_idle = 5",
    "tcp_keepalives_interval = 1",
    "tcp_keepalives_count = 5",
)
_TAKE: Final = (
    "SELECT seat FROM unnest($1::bigint[]) AS seat"
    " WHERE pg_try_advisory_lock(hashtextextended('minishop seat ' || seat, 0))"
)
_GIVE_UP: Final = f"SELECT pg_advisory_unlock_all(), pg_notify('{CHANNEL}', '')"
_POOLED: Final = (
    "there is a connection pooler between us and PostgreSQL, which passes our locks on to others; "
    "write the address of the server itself into database.url"
)
_TELL: Final = f"SELECT pg_notify('{CHANNEL}', '')"


class Candidate(Protocol):
    """Who takes a seat when it is free. A seat is a number."""

    async def lead(self, seat: int) -> None:
        """The seat is ours from now on."""

    async def leave(self, seat: int) -> None:
        """The seat may be another's already. Returns when what was in hand is finished or given up."""

    def hear(self) -> None:
        """Another process has stored or queued something."""


class Leadership(ABC):
    """Which of the processes on one database does what only one may do."""

    @property
    @abstractmethod
    def is_shared(self) -> bool:
        """Whether there may be other processes."""

    @property
    @abstractmethod
    def held(self) -> frozenset[int]:
        """The seats that are ours."""

    @abstractmethod
    async def start(self, seats: Iterable[int], candidate: Candidate) -> None:
        """Takes the seats that are free. Raises DatabaseUnavailable."""

    @abstractmethod
    async def run(self) -> None:
        """Takes seats when they become free and leaves those that are lost, until cancelled."""

    @abstractmethod
    async def close(self) -> None:
        """Frees every seat at once; `run` has ended, and what was in hand is finished. Idempotent."""

    @abstractmethod
    def tell(self) -> None:
        """The other processes hear that something was stored or queued."""


def open_leadership(url: str) -> Leadership:
    """For a database URL; asks for nothing until `start`."""
    address = database_url.parse(url)
    return SoleLeadership() if address.get_backend_name() == "sqlite" else SharedLeadership(address)


class SoleLeadership(Leadership):
    """The lock on the database's file proves that there is no other process: every seat is ours, for ever."""

    def __init__(self) -> None:
        self._held: frozenset[int] = frozenset()

    @property
    def is_shared(self) -> bool:
        return False

    @property
    def held(self) -> frozenset[int]:
        return self._held

    async def start(self, seats: Iterable[int], candidate: Candidate) -> None:
        self._held = frozenset(seats)
        for seat in self._held:
            await candidate.lead(seat)

    async def run(self) -> None:
        await asyncio.Event().wait()

    async def close(self) -> None:
        self._held = frozenset()

    def tell(self) -> None:
        """There is nobody to hear it."""


class SharedLeadership(Leadership):
    """One connection of its own holds the locks of our seats and hears the other processes; all of it ends together.

    A lock proves that the connection of whoever held it before is gone, not that its process is: that one has
    `domain.delivery.GRACE` to notice, and can store nothing twice meanwhile.
    """

    def __init__(self, url: URL) -> None:
        self._url = url
        self._connection: asyncpg.Connection | None = None
        self._candidate: Candidate | None = None
        self._free: set[int] = set()
        self._ours: set[int] = set()
        self._nudged = asyncio.Event()
        self._has_news = False

    @property
    def is_shared(self) -> bool:
        return True

    @property
    def held(self) -> frozenset[int]:
        return frozenset(self._ours)

    async def start(self, seats: Iterable[int], candidate: Candidate) -> None:
        self._candidate, self._free = candidate, set(seats)
        try:
            self._connection = await self._connected()
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise DatabaseUnavailable(explain(error, self._url)) from error
        await self._take(self._connection)

    async def run(self) -> None:
        failures = 0
        while True:
            try:
                self._connection = self._connection or await self._connected()
                failures = 0
                await self._stay(self._connection)
            except Exception as error:  # whatever it was, we must not go on believing that we lead
                log.warning("the connection for leading is lost (%s)", type(error).__name__)
            await self._step_down()
            await asyncio.sleep(_PAUSES[min(failures, len(_PAUSES) - 1)])
            failures += 1

    async def close(self) -> None:
        connection, self._connection = self._connection, None
        self._ours.clear()
        self._free.clear()
        if connection is None:
            return
        try:
            await connection.execute(_GIVE_UP, timeout=_ANSWER_SECONDS)
            await connection.close(timeout=_ANSWER_SECONDS)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            connection.terminate()  # which frees the seats too, only unheard

    def tell(self) -> None:
        self._has_news = True
        self._nudged.set()

    async def _connected(self) -> asyncpg.Connection:
        _, options = self._url.get_dialect()().create_connect_args(self._url)
        connection = await asyncpg.connect(**options, timeout=_ANSWER_SECONDS)
        try:
            if await connection.fetchval("SELECT pg_backend_pid()") != connection.get_server_pid():
                raise DatabaseUnavailable(_POOLED)
            await connection.execute("".join(f"SET {setting};" for setting in _SETTINGS))
            connection.add_termination_listener(lambda _: self._nudged.set())
            await connection.add_listener(CHANNEL, self._heard)
        except BaseException:
            connection.terminate()
            raise
        return connection

    async def _stay(self, connection: asyncpg.Connection) -> None:
        """Raises as soon as the connection is gone."""
        while True:
            self._nudged.clear()
            if self._has_news:
                self._has_news = False
                await connection.execute(_TELL, timeout=_ANSWER_SECONDS)
            await self._take(connection)
            # Not `wait_for`: on Python 3.11 it forgets a cancellation that comes together with what it waits for.
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_SECONDS):
                    await self._nudged.wait()

    async def _take(self, connection: asyncpg.Connection) -> None:
        """Asks also when nothing is free: the answer tells that our locks still hold."""
        assert self._candidate is not None
        for row in await connection.fetch(_TAKE, sorted(self._free), timeout=_ANSWER_SECONDS):
            self._free.discard(row["seat"])
            self._ours.add(row["seat"])
            log.info("leads seat %s", row["seat"])
            await self._candidate.lead(row["seat"])

    async def _step_down(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None
        lost = frozenset(self._ours)
        self._free |= lost
        self._ours.clear()
        if self._candidate is not None:
            await asyncio.gather(*(self._candidate.leave(seat) for seat in lost))

    def _heard(self, connection: object, pid: int, _channel: str, _payload: object) -> None:
        if self._connection is None or pid == self._connection.get_server_pid():
            return
        if self._free:
            self._nudged.set()  # perhaps somebody gave a seat up
        if self._candidate is not None:
            self._candidate.hear()
