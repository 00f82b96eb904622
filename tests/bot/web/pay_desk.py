"""A pay page with everything behind it: a shop on a real database, the local Toss, and both addresses over HTTP."""

from __future__ import annotations

import asyncio
import html
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from aiohttp import ClientSession, CookieJar, web

from bot.clock import utc_now
from bot.demo.toss import LocalToss, Merchant
from bot.i18n import Languages
from bot.links import token_hash
from bot.payments.asking import Asking
from bot.payments.desk_key import DeskKey
from bot.payments.gateways import Gateways, sealed_about
from bot.payments.pay_links import toss_webhook_path
from bot.payments.worker import GatewayWorker
from bot.web.payment_page import PaymentPage
from bot.web.toss_webhook import TossWebhook
from domain.lifecycle import OrderStatus
from domain.order import Order
from domain.paying import Terms, request_payment, withdraw
from domain.payment import PaymentMethod
from domain.payment_ports import ShopGateway
from domain.payment_request import PaymentRequest, RequestKind, RequestState
from domain.people import Member, Role
from domain.ports import UnitOfWork
from domain.shop import Shop
from domain.use_cases.connect_gateway import connect_gateway
from storage.database import open_store
from storage.engine import Store
from storage.schema import migrate
from storage.unit_of_work import SqlUnitOfWork
from tests.desk import free_port
from tests.factories import OWNER, a_pickup, a_shop, actor

KEY: Final = DeskKey("a secret of the tests, long enough for this")
TEST_KEYS: Final = ("test_gck_of_the_shop", "test_gsk_of_the_shop")
PUBLIC_ID: Final = "shop-in-the-address"
DAYS: Final = timedelta(days=3)


@dataclass(slots=True)
class MovedClock:
    """The real time, and as much ahead of it as a test wants."""

    ahead: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return utc_now() + self.ahead


@dataclass(slots=True)
class PayDesk:
    """One shop, its order 7741169 over 4,500원, and the link that was sent for it."""

    store: Store[SqlUnitOfWork]
    toss: LocalToss
    gateways: Gateways
    clock: MovedClock
    url: str
    order_id: int
    token: str
    customer: ClientSession
    worker: GatewayWorker
    nonces: int = field(default=1)

    @property
    def link(self) -> str:
        return f"{self.url}/p/{self.token}"

    async def order(self) -> Order:
        return await self.store.read(_order, self.order_id)

    async def request(self) -> PaymentRequest:
        return (await self.order()).requests[-1]

    async def state(self) -> RequestState:
        return (await self.request()).state

    async def movements(self) -> list[tuple[str, int]]:
        return [(row.kind.value, row.amount.won) for row in (await self.order()).ledger]

    async def does(self, what: Callable[[Order, datetime], object]) -> None:
        """Somebody at the shop does something with the order."""
        await self.store.run(_change, self.order_id, what, self.clock())

    async def withdraws(self) -> None:
        """요청취소 by the shop."""
        await self.does(lambda order, at: withdraw(order, actor(Role.OWNER), at))

    async def asks_again(self) -> None:
        """결제문자전송 once more: a new link takes the place of the old."""
        self.nonces += 1
        nonce = f"nonce-{self.nonces}"
        self.token = KEY.link_token(nonce)
        terms = Terms(RequestKind.PAY_LINK, self.clock() + DAYS, nonce, token_hash(self.token))
        await self.does(lambda order, at: request_payment(order, terms, actor(Role.OWNER), at))

    async def works(self) -> None:
        """Calls the payment company until nothing is due."""
        while await work_off(self.worker):
            pass

    async def opens(self) -> dict[str, str]:
        """The customer presses 결제하기; what the provider's script is called with."""
        async with self.customer.post(f"/p/{self.token}/open") as page:
            text = await page.text()
            assert page.status == 200, text
        found = re.search(r'data-settings="([^"]*)"', text)
        assert found, text
        settings = json.loads(html.unescape(found[1]))
        request = settings["request"]
        return {
            "clientKey": settings["clientKey"],
            "amount": str(request["amount"]["value"]),
            "orderId": request["orderId"],
            "orderName": request["orderName"],
            "success_url": request["successUrl"],
            "fail_url": request["failUrl"],
            "customer": request["customerName"],
        }

    async def in_window(self, choice: str, asked: dict[str, str]) -> str:
        """The customer does that in the window; the address that it leads to."""
        async with ClientSession(self.toss.base_url) as browser:
            async with browser.get("/window", params=asked) as page:
                assert page.status == 200
            payment = next(reversed(self.toss.books.payments))
            async with browser.post(f"/window/{payment}", data={"choice": choice}, allow_redirects=False) as left:
                return left.headers["Location"]

    async def comes_back(self, address: str) -> str:
        """The page that the browser shows then."""
        async with self.customer.get(address.removeprefix(self.url)) as page:
            return await page.text()

    async def pays(self, choice: str = "card") -> str:
        """Opens the window, does that in it and comes back; the page that shows then."""
        return await self.comes_back(await self.in_window(choice, await self.opens()))

    async def page(self, **headers: str) -> str:
        async with self.customer.get(f"/p/{self.token}", headers=headers) as page:
            assert page.status == 200
            return await page.text()

    async def hears(self) -> None:
        """Until every webhook that is on its way has been answered."""
        while not self.toss.webhooks.is_idle:
            await asyncio.sleep(0.01)
        await self.works()


async def work_off(worker: GatewayWorker) -> int:
    """Works on what is due now, to its end; how many tasks that were."""
    begun = await worker.begin()
    await asyncio.gather(*begun)
    return len(begun)


@asynccontextmanager
async def open_pay_desk(folder: Path, database: str = "", **changes: Any) -> AsyncIterator[PayDesk]:
    """On a new file, or on a `database` that has its tables; `changes` are those of the order."""
    if not database:
        database = f"sqlite:///{folder}/pay.db"
        await asyncio.to_thread(migrate, database)
    store, clock = open_store(database, synchronous="NORMAL"), MovedClock()
    toss = LocalToss(clock=clock, ladder=(0.05,) * 7)
    await store.start()
    await toss.start()
    gateways = Gateways(KEY, clock, toss_api_url=toss.base_url, toss_script_url=toss.script_url)
    app = web.Application()
    runner = web.AppRunner(app, access_log=None)
    # The page has to know its address from outside before it listens.
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    PaymentPage(store, gateways, Languages("ko"), url, clock).add_to(app)
    TossWebhook(store, gateways, clock).add_to(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    hook = url + toss_webhook_path(PUBLIC_ID)
    toss.add_merchant(Merchant("the-shop", *TEST_KEYS, "부천 미니샵", hook, hook))
    order_id = await store.run(_prepared, changes, clock())
    async with ClientSession(url, cookie_jar=CookieJar(unsafe=True)) as customer:
        worker = GatewayWorker(store, Asking(store, gateways.of, clock), clock, lambda: True)
        desk = PayDesk(store, toss, gateways, clock, url, order_id, "", customer, worker)
        await desk.asks_again()
        yield desk
    await runner.cleanup()
    await gateways.close()
    await toss.stop()
    await store.close()


def _prepared(uow: UnitOfWork, changes: dict[str, Any], now: datetime) -> int:
    shop: Shop = uow.shops.add(a_shop())
    secret = KEY.seal(TEST_KEYS[1], sealed_about(shop.id, "toss"))
    connect_gateway(uow, ShopGateway(shop.id, "toss", PUBLIC_ID, TEST_KEYS[0], secret, True))
    uow.people.add_member(Member(shop.id, OWNER, Role.OWNER, "김사장"), now)
    order = a_pickup(shop.id, payment_method=PaymentMethod.PAY_LINK, placed_at=now, **changes)
    uow.orders.add(order)
    order.place(actor(Role.CUSTOMER))
    order.confirm(actor(Role.OWNER), now)
    assert order.status is OrderStatus.CONFIRMED
    return order.id


def _order(uow: UnitOfWork, order_id: int) -> Order:
    return uow.orders.get(order_id)


def _change(uow: UnitOfWork, order_id: int, what: Callable[[Order, datetime], object], at: datetime) -> None:
    what(uow.orders.get(order_id), at)
