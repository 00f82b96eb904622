"""The whole desk for story tests: the real bot over HTTP against a local Telegram, on a real database.

Several desks may share one PostgreSQL database; webhooks then reach them in turns.
"""

from __future__ import annotations

import asyncio
import random
import secrets
import socket
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from bot.app import App
from bot.clock import utc_now
from bot.config import Database, Payments, Settings, Telegram, Web
from bot.demo.telegram import LocalTelegram
from bot.demo.toss import LocalToss
from bot.links import CUSTOMERS, INVITE, token_hash
from bot.outbox.limits import Limits
from bot.pace import Pace
from domain.fulfillment import FulfillmentKind
from domain.hours import seoul_day, seoul_time
from domain.money import Money
from domain.order import Order
from domain.payment import PaymentMethod
from domain.people import Caller, Member, Recipient, Role
from domain.ports import UnitOfWork
from domain.sheet import OutOfStockWish
from domain.shop import BankAccount, Shop
from domain.use_cases.create_shop import NewProduct, create_shop
from domain.use_cases.place_order import Basket, place_order
from tests.front import open_front
from tests.people import LocalTelegramClient, Message, Person

TOKEN: Final = "7000000001:story-tests-bot-token_not-a-secret-at-all"
USERNAME: Final = "story_bot"
PAYMENT_SECRET: Final = "a secret of the stories, not a secret at all"
Mode = Literal["polling", "webhook"]
PRODUCTS: Final = (
    NewProduct("사이다 100g", Money(3000), "9100000000017"),
    NewProduct("콜라 1L", Money(3500)),
    NewProduct("과자 세트", Money(10000)),
)
_ADDRESS: Final = "경기 부천시 조마루로 385번길 122"


@dataclass(slots=True)
class Clock:
    """The desk's clock: the real time, and as much ahead of it as a story wants."""

    ahead: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return utc_now() + self.ahead

    def goes_to(self, hour: int, minute: int = 0, days: int = 1) -> None:
        """It is that time in Seoul, so many days after today; the clock goes on from there."""
        day = seoul_day(utc_now()) + timedelta(days=days)
        self.ahead = seoul_time(day, hour * 60 + minute) - utc_now()

    def passes(self, **time: float) -> None:
        """Suddenly it is so much later."""
        self.ahead += timedelta(**time)


@dataclass(slots=True)
class Desk:
    """A running desk with one shop and its people, each with a phone."""

    apps: list[App]
    telegram: LocalTelegram
    phones: LocalTelegramClient
    shop: Shop
    owner: Person
    staff: Person
    customer: Person
    clock: Clock

    @property
    def app(self) -> App:
        """The first process, or the only one."""
        return self.apps[0]

    async def stops(self) -> None:
        """The desk that runs now stops in order."""
        for app in self.apps:
            await app.stop()

    async def restarts(self) -> None:
        """The desk is stopped in order and started anew on the same database."""
        await self.stops()
        await self.starts_again()

    async def starts_again(self, mode: Mode | None = None) -> None:
        """A new desk on the same database, which takes updates in as before or in this way."""
        settings = [app.settings for app in self.apps]
        if mode is not None:
            telegram = self.app.settings.telegram.model_copy(update={"mode": mode})
            settings = [before.model_copy(update={"telegram": telegram}) for before in settings]
        self.apps = [_app(one, self.clock) for one in settings]
        for app in self.apps:
            await app.start()

    async def sweeps(self) -> None:
        """The desk looks at its clock: what is due by now is told."""
        await self.app.reminders.sweep()
        await self.settled()

    async def settled(self) -> None:
        """Until every update is worked off and everything due is sent."""
        calm = 0
        while calm < 3:
            await asyncio.sleep(0.01)
            taken = not any(bot.updates.pending for bot in self.telegram.world.bots.values())
            idle = taken and all(app.inbox.is_idle and app.outbox.is_idle for app in self.apps)
            # What one process has stored or queued, the one that leads may not have heard of yet.
            waits = idle and len(self.apps) > 1 and await self.app.store.read(_waits, self.app.bots, self.clock())
            calm = calm + 1 if idle and not waits else 0

    async def orders(
        self,
        customer: Person | None = None,
        *,
        product: str = "사이다 100g",
        method: str = "만나서 / 카드",
        pickup: bool = False,
    ) -> int:
        """The customer places an order by phone, step by step; returns its number."""
        person = customer or self.customer
        await person.starts(CUSTOMERS + self.shop.customer_token)
        await person.sees("상품을 골라 주세요")
        await person.taps(product)
        await person.taps("주문하기 ·")
        await person.taps("픽업" if pickup else "배송")
        await person.sees("이름을 적어 주세요")
        await person.says("홍길동")
        await person.sees("연락처를 적어 주세요")
        await person.says("010-1234-1234")
        if not pickup:
            await person.sees("주소를 적어 주세요")
            await person.says(_ADDRESS)
        await person.sees("어떻게 결제하시겠어요")
        await person.taps(method)
        await person.taps("비슷한 것으로")
        await person.sees("주문 내용을 확인해 주세요")
        await person.taps("원 주문하기")
        card = await person.sees("주문접수 · 주문번호")
        return int(card.text.partition("주문번호 : ")[2].split()[0])

    async def places(
        self,
        name: str = "홍길동",
        phone: str = "01012341234",
        *,
        method: PaymentMethod = PaymentMethod.DOOR_CARD,
        pickup: bool = False,
        customer: Person | None = None,
        wish: OutOfStockWish = OutOfStockWish.SIMILAR,
    ) -> int:
        """An order like that of `orders`, without the phone; returns its number once all staff have its card."""
        person = customer or self.customer
        by = Caller(self.app.bot.id, person.id, person.name)
        to = Recipient(name, phone, "" if pickup else _ADDRESS)
        order = await self.app.store.run(_place, self.shop, to, method, pickup, wish, by, self.clock())
        for member in (self.owner, self.staff):
            await member.sees(f"주문접수 · 주문번호 : {order.number}")
        return order.number

    async def card(self, person: Person, number: int, status: str = "") -> Message:
        """The newest message of that chat about the order, once its heading has this status."""
        return await person.sees(f"{status} · 주문번호 : {number}" if status else f"주문번호 : {number}")

    async def confirms(self, number: int, by: Person | None = None) -> Message:
        """주문확인 in two taps; returns the card as it is then."""
        person = by or self.staff
        card = await self.card(person, number)
        await person.taps("주문확인", message_id=card.message_id)
        await person.taps("주문확인", message_id=card.message_id)
        return await self.card(person, number, "📦 주문확인")


def _waits(uow: UnitOfWork, bot_ids: Collection[int], now: datetime) -> bool:
    due = uow.outbox.next_due(bot_ids, now)
    return bool(uow.inbox.pending(bot_ids, 1)) or (due is not None and due <= now)


def _place(
    uow: UnitOfWork,
    shop: Shop,
    recipient: Recipient,
    method: PaymentMethod,
    pickup: bool,
    wish: OutOfStockWish,
    by: Caller,
    now: datetime,
) -> Order:
    product = uow.shops.products(shop.id)[0]
    basket = Basket(
        shop.id,
        {product.id: 1},
        FulfillmentKind.PICKUP if pickup else FulfillmentKind.DELIVERY,
        recipient,
        method,
        wish,
        product.price if pickup else product.price + shop.delivery_fee,
    )
    return place_order(uow, basket, by, now, random.randint)


def settings_for(
    database: str,
    telegram_url: str,
    mode: Mode = "polling",
    shop_tokens: Sequence[str] = (),
    front: str = "",
    toss: LocalToss | None = None,
) -> Settings:
    """Settings that are complete for either mode; `shop_tokens` are further bots, `front` the address from outside.

    With a local Toss pay links work.
    """
    payments = {"secret": PAYMENT_SECRET, "toss_api_url": toss.base_url} if toss else {}
    port = free_port()
    telegram = {
        "token": TOKEN,
        "shop_tokens": list(shop_tokens),
        "api_url": telegram_url,
        "mode": mode,
        "webhook_secret": "story-tests-webhook-secret",
    }
    return Settings(
        telegram=Telegram.model_validate(telegram),
        web=Web(port=port, public_url=front or f"http://127.0.0.1:{port}"),
        database=Database(url=database),
        payments=Payments.model_validate(payments),
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@asynccontextmanager
async def open_desk(
    folder: Path,
    mode: Mode = "polling",
    *,
    database: str = "",
    replicas: int = 1,
    bots: Mapping[str, str] | None = None,
    pace: Pace | None = None,
    toss: LocalToss | None = None,
) -> AsyncIterator[Desk]:
    """A desk whose owner and staff have their home screens and whose customer has consented.

    Without a `database` it is a new file `desk.db`; `replicas` are processes, but for being in this one. `bots` are
    further bots of theirs, usernames by token; without a `pace` nobody is ever too fast. Pay links lead to `toss`.
    """
    bots, database = bots or {}, database or f"sqlite:///{folder}/desk.db"
    async with AsyncExitStack() as stack:
        clock = Clock()
        telegram = LocalTelegram(page=None, webhook_backoff=(0.02,), clock=lambda: clock().timestamp())
        for token, username in {TOKEN: USERNAME, **bots}.items():
            telegram.add_bot(token, username, "샵앤샵")
        url = await telegram.start()
        stack.push_async_callback(telegram.stop)
        phones = await stack.enter_async_context(LocalTelegramClient(url))
        settings = [settings_for(database, url, mode, tuple(bots), toss=toss)]
        if replicas > 1:
            front = f"http://127.0.0.1:{free_port()}"
            settings = [settings_for(database, url, mode, tuple(bots), front, toss) for _ in range(replicas)]
            behind = [f"http://127.0.0.1:{one.web.port}" for one in settings]
            await stack.enter_async_context(open_front(front, behind))
        apps = [_app(one, clock, pace) for one in settings]
        try:
            for app in apps:
                await app.start()
            desk = await _peopled(apps, telegram, phones, clock)
        except BaseException:
            for app in apps:
                await app.stop()
            raise
        stack.push_async_callback(desk.stops)
        yield desk


def _app(settings: Settings, clock: Clock, pace: Pace | None = None) -> App:
    limits = Limits(per_bot=1e6, per_chat=1e6)
    pace = pace or Pace(actions=10_000)
    return App(settings, clock=clock, limits=limits, pace=pace, patience=60.0, sweep_every=timedelta(days=1))


async def _peopled(apps: list[App], telegram: LocalTelegram, phones: LocalTelegramClient, clock: Clock) -> Desk:
    app = apps[0]
    invite = secrets.token_urlsafe(18)
    shop = Shop(
        0,
        app.bot.id,
        "샵앤샵",
        secrets.token_urlsafe(18),
        Money(3000),
        "cj",
        BankAccount("국민은행", "123456-04-567890", "샵앤샵"),
    )
    shop = await app.store.run(create_shop, shop, PRODUCTS, token_hash(invite), utc_now())
    owner = await phones.person(USERNAME, "박영희", id=1001)
    staff = await phones.person(USERNAME, "김민수", id=1002)
    customer = await phones.person(USERNAME, "홍길동", id=2001)
    await owner.starts(INVITE + invite)
    await app.store.run(hire, shop.id, 1002, Role.STAFF, "김민수")
    await staff.starts()
    await customer.starts(CUSTOMERS + shop.customer_token)
    await customer.taps("동의하고 시작")
    desk = Desk(apps, telegram, phones, shop, owner, staff, customer, clock)
    for member in (owner, staff):
        await member.sees("주문관리")
    await desk.settled()
    return desk


def hire(uow: UnitOfWork, shop_id: int, user_id: int, role: Role, name: str) -> None:
    """Somebody works in the shop from now on, without an invite."""
    uow.people.add_member(Member(shop_id, user_id, role, name), utc_now())
