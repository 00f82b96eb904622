"""What the stories with a payment company do: a local Toss, the owner's keys, the customer at the page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from aiohttp import ClientSession, CookieJar

from bot.demo.toss import LocalToss, Merchant
from tests.bot.web.pay_desk import MovedClock, PayDesk
from tests.desk import Desk
from tests.people import Message, Person

CLIENT_KEY: Final = "test_gck_of_the_story"
SECRET_KEY: Final = "test_gsk_of_the_story_s3cr"


@asynccontextmanager
async def open_toss() -> AsyncIterator[LocalToss]:
    """A local Toss at which one shop has a contract."""
    toss = LocalToss(ladder=(0.05,) * 7)
    await toss.start()
    toss.add_merchant(Merchant("the-shop", CLIENT_KEY, SECRET_KEY, "샵앤샵", "", ""))
    yield toss
    await toss.stop()


async def opens_payment_settings(owner: Person) -> Message:
    """환경설정 → 결제, on the pinned message."""
    await owner.taps("⚙️ 환경설정")
    await owner.taps("💳 결제")
    return await owner.sees("⏳ 결제 기한")


async def connects(desk: Desk) -> Message:
    """The owner enters both keys in one message; the news that they work."""
    await opens_payment_settings(desk.owner)
    await desk.owner.taps("🔑 토스 키 입력")
    await desk.owner.sees("클라이언트 키 : 예)")
    await desk.owner.says(f"{CLIENT_KEY}\n{SECRET_KEY}")
    return await desk.owner.sees("✅ 테스트 키를 연결했어요.")


def registers_webhook(toss: LocalToss, news: Message) -> None:
    """The owner copies the address of the news into Toss's developer centre."""
    hook = next(line for line in news.text.splitlines() if "/webhooks/toss/" in line)
    toss.add_merchant(Merchant("the-shop", CLIENT_KEY, SECRET_KEY, "샵앤샵", hook, hook))


@asynccontextmanager
async def at_the_page(desk: Desk, toss: LocalToss, message: Message) -> AsyncIterator[PayDesk]:
    """The customer's browser at the pay link below this message."""
    link = next(str(key["value"]) for key in message.buttons if "/p/" in str(key["value"]))
    url, _, token = link.partition("/p/")
    async with ClientSession(url, cookie_jar=CookieJar(unsafe=True)) as browser:
        app = desk.app
        yield PayDesk(app.store, toss, app.gateways, MovedClock(), url, 0, token, browser, app.payments)
