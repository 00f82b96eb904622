"""A running local Telegram with one bot, its raw HTTP client, a person who pressed Start, and a clock to turn."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import ClientSession, FormData

from bot.demo.telegram import LocalTelegram
from tests.people import LocalTelegramClient, Person

TOKEN = "4242:ABC-def_1234"


@dataclass
class Clock:
    now: float = 1_622_447_518.0

    def __call__(self) -> float:
        return self.now


@dataclass
class RawBot:
    """Talks to the Bot API without a library; every call gives the HTTP status and the JSON body."""

    session: ClientSession
    base_url: str
    user_id: int = 0
    seen: list[dict[str, Any]] = field(default_factory=list)

    def url(self, method: str) -> str:
        return f"{self.base_url}/bot{TOKEN}/{method}"

    async def call(self, method: str, **params: Any) -> tuple[int, dict[str, Any]]:
        async with self.session.post(self.url(method), json=params) as response:
            return response.status, await response.json()

    async def form(self, method: str, form: FormData) -> tuple[int, dict[str, Any]]:
        async with self.session.post(self.url(method), data=form) as response:
            return response.status, await response.json()

    async def ok(self, method: str, **params: Any) -> Any:
        status, body = await self.call(method, **params)
        assert (status, body["ok"]) == (200, True), body
        return body["result"]

    async def refused(self, method: str, **params: Any) -> str:
        """The error's description; checks that the body says what the status says."""
        status, body = await self.call(method, **params)
        assert body["ok"] is False
        assert body["error_code"] == status
        return str(body["description"])

    async def send(self, text: str = "안녕하세요", **params: Any) -> int:
        return int((await self.ok("sendMessage", chat_id=self.user_id, text=text, **params))["message_id"])

    async def updates(self, **params: Any) -> list[dict[str, Any]]:
        updates: list[dict[str, Any]] = await self.ok("getUpdates", **params)
        return updates


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def telegram(clock: Clock) -> AsyncIterator[LocalTelegram]:
    telegram = LocalTelegram(clock=clock, seed=7, webhook_backoff=(0.0, 0.01))
    telegram.add_bot(TOKEN, "shop_bot", "미니샵")
    await telegram.start()
    yield telegram
    await telegram.stop()


@pytest.fixture
async def client(telegram: LocalTelegram) -> AsyncIterator[LocalTelegramClient]:
    async with LocalTelegramClient(telegram.base_url) as client:
        yield client


@pytest.fixture
async def person(client: LocalTelegramClient) -> Person:
    """홍길동, who has pressed Start; the update of that is still waiting."""
    person = await client.person("shop_bot", "홍길동", id=1001, username="hong")
    await person.starts()
    return person


@pytest.fixture
async def bot(telegram: LocalTelegram, person: Person) -> AsyncIterator[RawBot]:
    async with ClientSession() as session:
        yield RawBot(session, telegram.base_url, person.id)


def keyboard(*labels: str, data: str = "x") -> dict[str, Any]:
    """One button a row; the data is `data` and the label's number."""
    return {"inline_keyboard": [[{"text": label, "callback_data": f"{data}{n}"}] for n, label in enumerate(labels)]}
