"""A local Toss and a shop's gateway to it, over real HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

import pytest
from aiohttp import ClientSession
from yarl import URL

from bot.demo.toss import LocalToss, Merchant
from bot.payments.toss import TossGateway
from bot.payments.toss_api import TossKeys
from domain.gateway import JsWindow, PaymentToOpen, Returned
from domain.money import Money

KEYS: Final = TossKeys("test_gck_of_the_shop", "test_gsk_of_the_shop")
OTHER_KEYS: Final = TossKeys("test_gck_of_another", "test_gsk_of_another")
SUCCESS: Final = "https://desk.example/p/token/done"
FAIL: Final = "https://desk.example/p/token/failed"
NOON: Final = datetime(2026, 11, 23, 3, tzinfo=UTC)


@dataclass(slots=True)
class Hands:
    """A clock that stands until somebody moves it."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass(slots=True)
class Till:
    """The shop's gateway, the local Toss behind it, and a customer at the window."""

    toss: LocalToss
    gateway: TossGateway
    other_shop: TossGateway
    browser: ClientSession
    clock: Hands
    last: int = field(default=0)

    def asked(self, won: int = 4500, hours: int = 24) -> PaymentToOpen:
        self.last += 1
        return PaymentToOpen(
            f"order-{self.last:06d}",
            "사이다 100g 외 1건",
            Money(won),
            "홍길동",
            SUCCESS,
            FAIL,
            self.clock() + timedelta(hours=hours),
        )

    async def goes_through(self, choice: str = "card", won: int = 4500) -> Returned:
        """The customer opens the window and does that there; what the browser then brings back."""
        came = self.gateway.parse_return(await self.window(self.asked(won), choice))
        assert isinstance(came, Returned)
        return came

    async def window(self, asked: PaymentToOpen, choice: str) -> dict[str, str]:
        """Does what the script does, and presses a button; the query of the address that it leads to."""
        opened = await self.gateway.open(asked)
        assert isinstance(opened, JsWindow)
        request = opened.settings["request"]
        assert isinstance(request, dict)
        query = {
            "clientKey": str(opened.settings["clientKey"]),
            "amount": str(request["amount"]["value"]),
            "orderId": request["orderId"],
            "orderName": request["orderName"],
            "success_url": request["successUrl"],
            "fail_url": request["failUrl"],
            "customer": request["customerName"],
        }
        async with self.browser.get("/window", params=query) as page:
            assert page.status == 200
            assert "테스트 결제" in await page.text()
        payment = next(reversed(self.toss.books.payments))
        async with self.browser.post(f"/window/{payment}", data={"choice": choice}, allow_redirects=False) as left:
            assert left.status == 303
            return dict(URL(left.headers["Location"]).query)


@pytest.fixture
async def till() -> AsyncIterator[Till]:
    clock = Hands()
    toss = LocalToss(clock=clock, ladder=(0.01,) * 7)
    toss.add_merchant(Merchant("the-shop", KEYS.client_key, KEYS.secret_key, "샵앤샵"))
    toss.add_merchant(Merchant("another-shop", OTHER_KEYS.client_key, OTHER_KEYS.secret_key, "다른 가게"))
    url = await toss.start()
    async with ClientSession() as http, ClientSession(url) as browser:
        of_shop = partial(TossGateway, http, clock=clock, api_url=url, script_url=toss.script_url)
        yield Till(toss, of_shop(KEYS), of_shop(OTHER_KEYS), browser, clock)
    await toss.stop()
