"""Telegram's webhook and the health pages over real HTTP: what is answered, and when."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec, TypeVar

import pytest
from aiohttp import ClientSession, web

from bot.web.health import Health
from bot.web.server import build_web, start_web
from bot.web.telegram_webhook import MOST_BYTES, SECRET_HEADER, TelegramWebhook, webhook_path
from tests.factories import BOT, OTHER_BOT
from tests.fakes import FakeStore

P = ParamSpec("P")
T = TypeVar("T")
SECRET = "a-secret_of-the-tests"
ROLES = {"7000000001": "leader", "7000000002": "standby"}
UPDATE = {"update_id": 7, "message": {"text": "안녕"}}


@dataclass(slots=True)
class Taking:
    """Stands where the inbox is: remembers what it took, and can be slow or broken."""

    taken: list[tuple[int, list[dict[str, Any]]]] = field(default_factory=list)
    may_return: asyncio.Event = field(default_factory=asyncio.Event)
    is_called: asyncio.Event = field(default_factory=asyncio.Event)
    error: Exception | None = None

    async def take(self, bot_id: int, updates: list[dict[str, Any]]) -> None:
        self.is_called.set()
        await self.may_return.wait()
        if self.error:
            raise self.error
        self.taken.append((bot_id, updates))


class NoDatabase(FakeStore):
    """A store that is away."""

    async def read(self, use_case: Callable[Concatenate[Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        raise OSError("the disk is gone")


@dataclass(slots=True)
class Site:
    """The desk's pages on a free port."""

    taking: Taking
    session: ClientSession
    url: str
    is_stopping: bool = False

    async def posts(self, body: object = UPDATE, bot_id: object = BOT, secret: object = SECRET) -> int:
        """The status of the answer; `secret` None sends no header."""
        headers = {} if secret is None else {SECRET_HEADER: secret}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        async with self.session.post(f"{self.url}/telegram/{bot_id}", data=data, headers=_typed(headers)) as answer:
            assert await answer.read() == b"" or answer.status in (404, 413)
            return answer.status

    async def gets(self, path: str) -> int:
        async with self.session.get(self.url + path) as answer:
            return answer.status


def _typed(headers: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in headers.items()}


async def _opened(store: FakeStore, session: ClientSession, *, has_webhook: bool) -> tuple[Site, web.AppRunner]:
    site = Site(Taking(), session, "")
    site.taking.may_return.set()
    webhook = TelegramWebhook(SECRET, frozenset({BOT}), site.taking.take) if has_webhook else None
    runner = await start_web(build_web(Health(store, lambda: ROLES, lambda: site.is_stopping), webhook), "127.0.0.1", 0)
    site.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    return site, runner


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


@pytest.fixture
async def site(session: ClientSession) -> AsyncIterator[Site]:
    opened, runner = await _opened(FakeStore(), session, has_webhook=True)
    yield opened
    await runner.cleanup()


async def test_update_is_acknowledged_only_after_it_was_taken(site: Site) -> None:
    site.taking.may_return.clear()
    answer = asyncio.create_task(site.posts())
    await site.taking.is_called.wait()
    for _ in range(3):  # time enough for an answer that came too early
        assert await site.gets("/healthz") == 200
    assert (answer.done(), site.taking.taken) == (False, [])
    site.taking.may_return.set()
    assert await answer == 200
    assert site.taking.taken == [(BOT, [UPDATE])]


async def test_connection_that_breaks_off_does_not_stop_what_is_being_stored(site: Site) -> None:
    site.taking.may_return.clear()
    request = asyncio.create_task(site.posts())
    await site.taking.is_called.wait()
    request.cancel()
    await asyncio.gather(request, return_exceptions=True)
    site.taking.may_return.set()
    assert await site.posts({"update_id": 8}) == 200
    assert site.taking.taken == [(BOT, [UPDATE]), (BOT, [{"update_id": 8}])]


@pytest.mark.parametrize(
    "secret",
    [None, "", "wrong", SECRET + "x", SECRET[:-1], SECRET.upper(), "비밀", "a-sécret_of-the-tests"],
)
async def test_who_does_not_know_the_secret_is_turned_away(site: Site, secret: str | None) -> None:
    assert await site.posts(secret=secret) == 403
    assert site.taking.taken == []


async def test_secret_in_bytes_that_are_no_text_is_refused_and_not_an_error(site: Site) -> None:
    host, _, port = site.url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"POST {webhook_path(BOT)} HTTP/1.1\r\nHost: desk\r\nContent-Length: 2\r\nConnection: close\r\n"
    writer.write(head.encode() + SECRET_HEADER.encode() + b": \xff\xfe\x80\r\n\r\n{}")
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    assert answer.startswith(b"HTTP/1.1 403 ")
    assert site.taking.taken == []


@pytest.mark.parametrize(("bot_id", "status"), [(OTHER_BOT, 403), (0, 403), ("9" * 20, 403), ("9" * 21, 404)])
async def test_bot_that_is_not_ours_is_turned_away_even_with_the_secret(
    site: Site, bot_id: object, status: int
) -> None:
    assert await site.posts(bot_id=bot_id) == status
    assert site.taking.taken == []


async def test_body_may_be_as_large_as_256_kib_and_no_larger(site: Site) -> None:
    assert MOST_BYTES == 256 * 1024
    frame = len(json.dumps({"text": ""}))
    assert await site.posts({"text": "x" * (MOST_BYTES - frame)}) == 200
    assert await site.posts({"text": "x" * (MOST_BYTES - frame + 1)}) == 413
    assert len(site.taking.taken) == 1


async def test_telegram_sends_again_what_could_not_be_stored(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    site.taking.error = OSError("the disk is full")
    assert await site.posts() == 503
    site.taking.error = None
    assert await site.posts() == 200
    assert site.taking.taken == [(BOT, [UPDATE])]
    assert "안녕" not in caplog.text


@pytest.mark.parametrize(
    "body", [b"", b"canary", b"{canary", b"\xff\xfe canary", b'["canary"]', b'"canary"', b"7", b"null", b"[" * 5000]
)
async def test_what_is_no_update_is_acknowledged_and_dropped_for_it_would_hold_up_the_next(
    site: Site, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        assert await site.posts(body) == 200
    assert site.taking.taken == []
    assert "is no update" in caplog.text
    assert "canary" not in caplog.text


async def test_webhook_takes_nothing_but_posts(site: Site) -> None:
    assert await site.gets(webhook_path(BOT)) == 405
    assert await site.gets("/") == 404


# Health


async def test_healthy_desk_lives_and_is_ready(site: Site) -> None:
    assert [await site.gets(path) for path in ("/healthz", "/readyz")] == [200, 200]


async def test_health_tells_which_bots_this_process_leads(site: Site) -> None:
    async with site.session.get(f"{site.url}/health") as answer:
        assert (answer.status, await answer.json()) == (200, {"state": "ready", "bots": ROLES})
    site.is_stopping = True
    assert await site.gets("/health") == 503


async def test_stopping_desk_lives_but_is_not_ready(site: Site) -> None:
    site.is_stopping = True
    assert [await site.gets(path) for path in ("/healthz", "/readyz")] == [200, 503]


async def test_desk_without_its_database_lives_but_is_not_ready_and_says_nothing_about_it(
    session: ClientSession,
) -> None:
    site, runner = await _opened(NoDatabase(), session, has_webhook=True)
    async with session.get(f"{site.url}/readyz") as answer:
        assert (answer.status, await answer.text()) == (503, "no database")
    assert await site.gets("/healthz") == 200
    await runner.cleanup()


async def test_desk_that_polls_has_health_pages_and_no_webhook(session: ClientSession) -> None:
    site, runner = await _opened(FakeStore(), session, has_webhook=False)
    assert [await site.gets(path) for path in ("/healthz", "/readyz")] == [200, 200]
    assert await site.posts() == 404
    await runner.cleanup()
