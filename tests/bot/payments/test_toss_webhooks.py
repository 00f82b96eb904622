"""What Toss's webhooks say, what of it is believed, and how the local Toss sends them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final

import orjson
import pytest
from aiohttp import web

from bot.demo.toss.webhooks import LADDER
from domain.gateway import Account, Forged, Ignored, Signal
from tests.bot.payments.conftest import Till


def body(event: Any) -> bytes:
    return orjson.dumps(event)


CHANGED: Final = {
    "eventType": "PAYMENT_STATUS_CHANGED",
    "createdAt": "2026-11-23T12:00:00",
    "data": {"paymentKey": "tpk_123456", "orderId": "order-000001", "status": "DONE", "totalAmount": 1},
}
DEPOSIT: Final = {
    "createdAt": "2026-11-23T12:00:00",
    "secret": "ps_123456",
    "status": "DONE",
    "transactionKey": "AB12",
    "orderId": "order-000001",
}


async def test_of_a_changed_status_only_the_names_of_the_payment_are_taken(till: Till) -> None:
    signal = till.gateway.read_webhook({}, body(CHANGED))
    assert isinstance(signal, Signal)
    assert replace(signal, dedupe_key="") == Signal("", "order-000001", "tpk_123456")


async def test_of_a_deposit_the_order_and_its_secret_are_taken(till: Till) -> None:
    signal = till.gateway.read_webhook({}, body(DEPOSIT))
    assert isinstance(signal, Signal)
    assert replace(signal, dedupe_key="") == Signal("", order_ref="order-000001", secret="ps_123456")


async def test_the_same_webhook_has_the_same_key_and_another_one_another(till: Till) -> None:
    read = till.gateway.read_webhook
    first, again, later = read({}, body(CHANGED)), read({}, body(CHANGED)), read({}, body(DEPOSIT))
    assert first == again
    assert isinstance(first, Signal)
    assert isinstance(later, Signal)
    assert first.dedupe_key != later.dedupe_key


async def test_other_events_are_ignored(till: Till) -> None:
    assert isinstance(till.gateway.read_webhook({}, body({"eventType": "payout.changed", "data": {}})), Ignored)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not json",
        b"[]",
        body({}),
        body({**CHANGED, "data": None}),
        body({**CHANGED, "data": {"paymentKey": "tpk_123456"}}),
        body({**CHANGED, "data": {"paymentKey": 7, "orderId": "order-000001"}}),
        body({**CHANGED, "data": {"paymentKey": "../../v1/payments/orders/x", "orderId": "order-000001"}}),
        body({**DEPOSIT, "secret": ""}),
        body({**DEPOSIT, "orderId": ["order-000001"]}),
        b"\xff" * 100,
    ],
)
async def test_what_names_no_payment_is_forged(till: Till, raw: bytes) -> None:
    assert isinstance(till.gateway.read_webhook({}, raw), Forged)


# How they are sent


@dataclass(slots=True)
class Listener:
    """A shop's webhook address that refuses the first few."""

    url: str = ""
    refusals: int = 0
    taken: list[dict[str, Any]] = field(default_factory=list)

    async def receive(self, request: web.Request) -> web.Response:
        if self.refusals:
            self.refusals -= 1
            return web.Response(status=500)
        self.taken.append(await request.json())
        return web.Response()


@asynccontextmanager
async def listening() -> AsyncIterator[Listener]:
    listener = Listener()
    app = web.Application()
    app.router.add_post("/", listener.receive)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    listener.url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    yield listener
    await runner.cleanup()


async def registered(till: Till, listener: Listener) -> None:
    merchant = till.toss.books.merchants["the-shop"]
    till.toss.add_merchant(replace(merchant, webhook_url=listener.url, deposit_url=listener.url))


async def delivered(till: Till) -> None:
    while not till.toss.webhooks.is_idle:
        await asyncio.sleep(0.01)


def test_ladder_has_seven_steps_over_three_days_and_nineteen_hours() -> None:
    assert len(LADDER) == 7
    assert int(sum(LADDER) // 3600) == 3 * 24 + 19


async def test_webhook_comes_again_until_it_is_taken(till: Till) -> None:
    async with listening() as listener:
        await registered(till, listener)
        listener.refusals = 3
        came = await till.goes_through()
        await till.gateway.confirm(came.order_ref, came.payment_ref, came.amount)
        await delivered(till)
        assert [event["data"]["status"] for event in listener.taken] == ["DONE"]
        assert till.toss.webhooks.sent[0].tries == 4


async def test_webhook_that_nobody_takes_is_given_up(till: Till) -> None:
    async with listening() as listener:
        await registered(till, listener)
        listener.refusals = 1000
        came = await till.goes_through("short")
        await till.gateway.confirm(came.order_ref, came.payment_ref, came.amount)
        await delivered(till)
        assert (till.toss.webhooks.sent[0].tries, till.toss.webhooks.sent[0].is_taken) == (8, False)


async def test_a_deposit_is_told_twice_and_both_can_be_read(till: Till) -> None:
    async with listening() as listener:
        await registered(till, listener)
        account = await till.gateway.issue_account(till.asked())
        assert isinstance(account, Account)
        till.toss.books.deposit(till.toss.books.payments[account.payment_ref])
        await delivered(till)
        signals = [till.gateway.read_webhook({}, body(event)) for event in listener.taken]
        assert len(signals) == 4
        assert {signal.secret for signal in signals if isinstance(signal, Signal)} == {"", account.secret}


async def test_webhooks_can_be_late_and_come_twice(till: Till) -> None:
    async with listening() as listener:
        await registered(till, listener)
        till.toss.webhooks.is_held = True
        came = await till.goes_through()
        await till.gateway.confirm(came.order_ref, came.payment_ref, came.amount)
        assert till.toss.webhooks.is_idle
        till.toss.webhooks.release()
        await delivered(till)
        till.toss.webhooks.repeat()
        await delivered(till)
        assert len(listener.taken) == 2
        assert listener.taken[0] == listener.taken[1]
