"""Webhook: the secret, one update at a time, redelivery until the bot says 2xx."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import MultipartWriter, web

from tests.bot.demo.telegram.conftest import Clock, RawBot, keyboard
from tests.people import LocalTelegramClient, Person


@dataclass
class Hook:
    """A bot's own server: answers with `statuses` in turn, then 200; waits at `gate` before each answer."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    answers: list[web.StreamResponse] = field(default_factory=list)
    received: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.received.append(await request.json())
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        await asyncio.sleep(0)
        self.at_once -= 1
        self.news.set()
        if self.statuses:
            return web.Response(status=self.statuses.pop(0))
        return self.answers.pop(0) if self.answers else web.Response()

    async def has(self, count: int) -> list[dict[str, Any]]:
        while len(self.received) < count:
            self.news.clear()
            await asyncio.wait_for(self.news.wait(), 10)
        return self.received


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def nothing_pending(client: LocalTelegramClient) -> None:
    async def look() -> bool:
        return bool((await client.pending("shop_bot"))["pending"] == 0)

    assert await client.until(look)


async def test_updates_come_one_at_a_time_with_the_secret(
    bot: RawBot, person: Person, client: LocalTelegramClient, hook: Hook
) -> None:
    for text in ("하나", "둘"):
        await person.says(text)
    await bot.ok("setWebhook", url=hook.url, secret_token="s3cret")
    await person.says("셋")
    received = await hook.has(4)
    assert [u["message"]["text"] for u in received] == ["/start", "하나", "둘", "셋"]
    assert set(hook.secrets) == {"s3cret"}
    assert hook.most_at_once == 1
    await nothing_pending(client)
    assert (await client.pending("shop_bot"))["confirmed_up_to"] == received[-1]["update_id"]


async def test_an_update_is_redelivered_until_2xx(
    bot: RawBot, person: Person, client: LocalTelegramClient, hook: Hook
) -> None:
    hook.statuses = [500, 403, 302]
    await person.says("하나")
    await bot.ok("setWebhook", url=hook.url)
    texts = [u["message"]["text"] for u in await hook.has(5)]
    assert texts == ["/start", "/start", "/start", "/start", "하나"]
    info = await bot.ok("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 302 Found"
    await nothing_pending(client)


async def test_polling_is_refused_while_a_webhook_is_active(bot: RawBot, hook: Hook) -> None:
    poll = asyncio.create_task(bot.call("getUpdates", offset=10**10, timeout=50))
    while (await bot.ok("getWebhookInfo"))["pending_update_count"] != 0:
        await asyncio.sleep(0)
    await bot.ok("setWebhook", url=hook.url)
    assert (await poll)[0] == 409
    refused = await bot.refused("getUpdates")
    assert refused == (
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
    )
    await bot.ok("deleteWebhook", drop_pending_updates=True)
    assert await bot.updates() == []


async def test_a_tap_is_given_up_after_its_time(
    bot: RawBot, person: Person, clock: Clock, client: LocalTelegramClient, hook: Hook
) -> None:
    await bot.send(reply_markup=keyboard("확인"))
    await bot.updates(offset=-1)
    await person.taps("확인", answered=False)
    clock.now += 151
    await person.says("둘")
    await bot.ok("setWebhook", url=hook.url)
    await nothing_pending(client)
    assert "callback_query" not in [key for update in hook.received for key in update]


async def test_the_answer_may_carry_a_method_as_json(bot: RawBot, person: Person, hook: Hook) -> None:
    hook.answers = [web.json_response({"method": "sendMessage", "chat_id": person.id, "text": "바로"})]
    await bot.ok("setWebhook", url=hook.url)
    assert (await person.sees("바로")).from_bot


async def test_the_answer_may_carry_a_method_as_multipart(bot: RawBot, person: Person, hook: Hook) -> None:
    writer = MultipartWriter("form-data")
    for name, value in {"method": "sendMessage", "chat_id": str(person.id), "text": "바로"}.items():
        writer.append(value).set_content_disposition("form-data", name=name)
    hook.answers = [web.Response(body=writer)]
    await bot.ok("setWebhook", url=hook.url)
    assert (await person.sees("바로")).from_bot
