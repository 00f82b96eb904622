"""What Telegram may answer to getUpdates, and what the next question is then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.inbox.polling import Poller


@asynccontextmanager
async def a_telegram(
    batches: Sequence[list[dict[str, Any]]],
) -> AsyncIterator[tuple[str, list[dict[str, Any]], asyncio.Event]]:
    """A server with these answers to getUpdates, its address, the questions so far, and when it was asked once more."""
    questions: list[dict[str, Any]] = []
    has_asked_on, ends = asyncio.Event(), asyncio.Event()

    async def answer(request: web.Request) -> web.Response:
        questions.append(await request.json())
        if len(questions) > len(batches):
            has_asked_on.set()
            await ends.wait()
            return web.json_response({"ok": True, "result": []})
        return web.json_response({"ok": True, "result": batches[len(questions) - 1]})

    app = web.Application()
    app.router.add_post("/bot1:x/getUpdates", answer)
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/"), questions, has_asked_on
        ends.set()


async def test_updates_without_an_id_are_not_fetched_for_ever(caplog: Any) -> None:
    taken: list[dict[str, Any]] = []

    async def take(updates: list[dict[str, Any]]) -> None:
        taken.extend(updates)

    nameless: dict[str, Any] = {"message": {"text": "홍길동"}}
    async with a_telegram([[nameless], [nameless, {"update_id": 7}, {"update_id": "9"}]]) as (url, questions, asked_on):
        polling = asyncio.create_task(Poller(url, "1:x", take).run())
        await asyncio.wait_for(asked_on.wait(), 30)
        polling.cancel()
        await asyncio.wait({polling})
    assert [question.get("offset") for question in questions] == [None, None, 8]
    assert "no update of this batch has an id" in caplog.text, "it pauses and says so"
    assert "홍길동" not in caplog.text
    assert len(taken) == 4
