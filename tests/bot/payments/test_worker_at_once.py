"""The worker's loop: one call that hangs holds up what belongs to it, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.payments.asking import MOST_TIME, Asking
from bot.payments.gateways import sealed_about
from bot.payments.key_tester import KeyTester
from bot.payments.worker import AT_ONCE, GatewayWorker
from domain.gateway_work import GatewayTask, TaskKind
from domain.payment import PaymentMethod
from domain.payment_ports import ShopGateway
from domain.payment_request import RequestState
from domain.people import Member, Role
from domain.ports import UnitOfWork, Wakes
from domain.use_cases.connect_gateway import connect_gateway
from domain.use_cases.set_payments import enter_keys
from storage.tables import gateway_task
from storage.unit_of_work import SqlUnitOfWork
from tests.bot.web.pay_desk import KEY, TEST_KEYS, PayDesk, open_pay_desk
from tests.factories import OTHER_BOT, OWNER, a_pickup, a_shop, actor, caller

CONFIRM, PATIENCE = "/v1/payments/confirm", 20


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[PayDesk]:
    async with open_pay_desk(tmp_path) as desk:
        desk.toss.webhooks.is_held = True
        desk.worker = a_worker(desk)
        yield desk


def a_worker(
    desk: PayDesk,
    most_time: timedelta = MOST_TIME,
    leads: Callable[[], bool] = lambda: True,
    at_once: int = AT_ONCE,
) -> GatewayWorker:
    asking = Asking(desk.store, desk.gateways.of, desk.clock, most_time)
    tester = KeyTester(desk.store, desk.gateways.of, desk.clock)
    return GatewayWorker(desk.store, asking, desk.clock, leads, tester, at_once)


@pytest.fixture
async def neighbour(desk: PayDesk) -> PayDesk:
    """Another shop at the same desk, and an order of its own."""
    order_id = await desk.store.run(_next_door, desk.clock())
    neighbour = replace(desk, order_id=order_id, nonces=100)
    await neighbour.asks_again()
    return neighbour


def _next_door(uow: UnitOfWork, now: datetime) -> int:
    shop = uow.shops.add(a_shop(OTHER_BOT, "customers-2"))
    uow.people.add_member(Member(shop.id, OWNER, Role.OWNER, "이사장"), now)
    connect_gateway(uow, _gateway(shop.id, TEST_KEYS))
    order = a_pickup(shop.id, 7741170, payment_method=PaymentMethod.PAY_LINK, placed_at=now)
    uow.orders.add(order)
    order.place(actor(Role.CUSTOMER))
    order.confirm(actor(Role.OWNER), now)
    return order.id


def _gateway(shop_id: int, keys: tuple[str, str]) -> ShopGateway:
    return ShopGateway(
        shop_id, "toss", f"shop-{shop_id}", keys[0], KEY.seal(keys[1], sealed_about(shop_id, "toss")), True
    )


@asynccontextmanager
async def working(desk: PayDesk) -> AsyncIterator[None]:
    """While the worker's own loop runs."""
    desk.store.add_commit_listener(desk.worker.wake, Wakes.PAYMENTS)
    running = asyncio.create_task(desk.worker.run())
    yield
    await desk.worker.drain(PATIENCE)
    await running


async def until(look: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await look():
            await asyncio.sleep(0.01)


async def until_state(desk: PayDesk, state: RequestState) -> None:
    async def is_there() -> bool:
        return await desk.state() is state

    await until(is_there)


def hangs(desk: PayDesk, path: str) -> asyncio.Event:
    """The next such call is answered once this is set."""
    answered = asyncio.Event()
    desk.toss.faults.add("hold", path, until=answered)
    return answered


async def until_hanging(desk: PayDesk, path: str) -> None:
    async def is_struck() -> bool:
        return not any(fault.path == path for fault in desk.toss.faults.in_force)

    await until(is_struck)


async def test_payment_that_hangs_at_one_shop_keeps_no_other_shop_waiting(desk: PayDesk, neighbour: PayDesk) -> None:
    answered = hangs(desk, CONFIRM)
    async with working(desk):
        await desk.pays()
        await until_hanging(desk, CONFIRM)
        await neighbour.pays()
        await until_state(neighbour, RequestState.PAID)
        assert await desk.state() is RequestState.PROCESSING
        answered.set()
        await until_state(desk, RequestState.PAID)


async def test_keys_that_toss_is_slow_to_try_keep_no_payment_waiting(desk: PayDesk, neighbour: PayDesk) -> None:
    answered = hangs(desk, "/v1/transactions")
    shop_id = (await neighbour.order()).shop_id
    async with working(desk):
        await enters_keys(desk, shop_id)
        await until_hanging(desk, "/v1/transactions")
        await desk.pays()
        await until_state(desk, RequestState.PAID)
        assert await desk.store.read(lambda uow: uow.key_trials.of(shop_id)), "still being tried"
        answered.set()


async def enters_keys(desk: PayDesk, shop_id: int) -> None:
    """The neighbour's owner does."""
    keys = _gateway(shop_id, ("test_gck_of_another", "test_gsk_of_another"))
    await desk.store.run(enter_keys, keys, caller(bot_id=OTHER_BOT), desk.clock())


async def test_trial_of_keys_that_lasts_too_long_comes_again(desk: PayDesk, neighbour: PayDesk) -> None:
    answered = hangs(desk, "/v1/transactions")
    shop_id = (await neighbour.order()).shop_id
    await enters_keys(desk, shop_id)
    tester = KeyTester(desk.store, desk.gateways.of, desk.clock, timedelta(milliseconds=50))
    [trial] = await tester.claim()
    async with asyncio.timeout(PATIENCE):
        await tester.settle(trial)
    assert await desk.store.read(lambda uow: uow.key_trials.of(shop_id))
    answered.set()


async def test_what_hangs_is_asked_for_once_and_holds_up_only_its_own_order(desk: PayDesk, neighbour: PayDesk) -> None:
    answered = hangs(desk, CONFIRM)
    async with working(desk):
        await desk.pays()
        await until_hanging(desk, CONFIRM)
        heard = GatewayTask(TaskKind.FETCH, desk.order_id, desk.clock(), "heard", request=1, attempt=1)
        await desk.store.run(lambda uow: uow.payments.add_tasks([heard]))
        await neighbour.pays()
        await until_state(neighbour, RequestState.PAID)
        assert await claims_of(desk) == {"confirm": 1, "fetch": 0, "expire": 0}
        answered.set()
        await until_state(desk, RequestState.PAID)
    assert [one["status"] for one in desk.toss.books.transactions] == ["DONE", "DONE"]


async def claims_of(desk: PayDesk) -> dict[str, int]:
    """How often each task of the order was claimed."""
    return await desk.store.read(_claims, desk.order_id)


def _claims(uow: SqlUnitOfWork, order_id: int) -> dict[str, int]:
    columns = gateway_task.c
    rows = uow.payments._execute(select(columns.kind, columns.attempts).where(columns.order_id == order_id))
    return {row.kind: row.attempts for row in rows}


async def test_stopping_waits_for_the_call_in_hand_and_begins_no_other(desk: PayDesk, neighbour: PayDesk) -> None:
    answered = hangs(desk, CONFIRM)
    async with working(desk):
        await desk.pays()
        await until_hanging(desk, CONFIRM)
        stopping = asyncio.create_task(desk.worker.drain(PATIENCE))
        await asyncio.sleep(0)
        await neighbour.pays()
        answered.set()
        await stopping
    assert await desk.state() is RequestState.PAID
    assert await neighbour.state() is RequestState.PROCESSING, "stored, for whoever goes on"


async def test_call_that_outlasts_the_stop_is_given_up_and_asked_about_again(desk: PayDesk) -> None:
    answered = hangs(desk, CONFIRM)
    async with working(desk):
        await desk.pays()
        await until_hanging(desk, CONFIRM)
        await desk.worker.drain(0)
    assert await desk.state() is RequestState.PROCESSING
    answered.set()
    desk.worker = a_worker(desk)
    async with working(desk):
        await until_state(desk, RequestState.PAID)
    assert [one["status"] for one in desk.toss.books.transactions] == ["DONE"]


async def test_call_that_lasts_longer_than_a_task_may_is_in_doubt(desk: PayDesk) -> None:
    answered = hangs(desk, CONFIRM)
    desk.worker = a_worker(desk, timedelta(milliseconds=50))
    await desk.pays()
    async with asyncio.timeout(PATIENCE):
        await desk.works()
    assert await desk.state() is RequestState.PROCESSING
    answered.set()
    desk.worker = a_worker(desk)
    desk.clock.ahead += timedelta(seconds=5)
    await desk.works()
    assert await desk.state() is RequestState.PAID


async def test_no_more_is_claimed_than_there_is_room_for(desk: PayDesk, neighbour: PayDesk) -> None:
    answered = hangs(desk, CONFIRM)
    desk.worker = a_worker(desk, at_once=1)
    await desk.pays()
    await neighbour.pays()
    [hanging] = await desk.worker.begin()
    assert await desk.worker.begin() == [], "a lease would run while nobody asks"
    answered.set()
    await hanging
    await desk.works()
    assert (await desk.state(), await neighbour.state()) == (RequestState.PAID, RequestState.PAID)


async def test_who_loses_the_lead_and_has_it_back_begins_nothing_twice(desk: PayDesk, neighbour: PayDesk) -> None:
    asked: list[bool] = []

    def leads() -> bool:
        asked.append(len(asked) != 1)
        return asked[-1]

    answered = hangs(desk, CONFIRM)
    desk.worker = a_worker(desk, leads=leads)
    await desk.pays()
    async with working(desk):
        await until_hanging(desk, CONFIRM)
        desk.worker.wake()
        await neighbour.pays()
        await until_state(neighbour, RequestState.PAID)
        assert (asked[1], (await claims_of(desk))["confirm"]) == (False, 1)
        answered.set()
        await until_state(desk, RequestState.PAID)
