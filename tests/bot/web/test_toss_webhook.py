"""Toss's webhook over HTTP: stored before it is answered, and believed in nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.demo.toss import Merchant
from bot.payments.pay_links import toss_webhook_path
from bot.web.toss_webhook import MOST_BYTES
from domain.gateway import Signal
from domain.payment_ports import ShopGateway
from domain.payment_request import RequestState
from domain.ports import UnitOfWork
from domain.use_cases.hear_gateway import hear_gateway
from tests.bot.web.pay_desk import PUBLIC_ID, PayDesk, open_pay_desk, work_off
from tests.factories import a_shop


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[PayDesk]:
    async with open_pay_desk(tmp_path) as desk:
        yield desk


async def sends(desk: PayDesk, event: Any, public_id: str = PUBLIC_ID) -> int:
    async with desk.customer.post(toss_webhook_path(public_id), json=event) as answer:
        return answer.status


def changed(payment_key: str, order_id: str, **data: Any) -> dict[str, Any]:
    data = {"paymentKey": payment_key, "orderId": order_id, "status": "DONE", "totalAmount": 4500, **data}
    return {"eventType": "PAYMENT_STATUS_CHANGED", "createdAt": "2026-11-23T12:00:00.0", "data": data}


async def test_invented_webhook_pays_nothing(desk: PayDesk) -> None:
    asked = await desk.opens()
    assert await sends(desk, changed("tpk_of_nobody", asked["orderId"])) == 200
    await desk.works()
    assert await desk.state() is RequestState.REQUESTED
    assert await desk.movements() == []


async def test_another_shops_payment_pays_nothing(desk: PayDesk) -> None:
    """Real money, but another merchant's: our keys do not find it, and its order is not ours."""
    desk.toss.add_merchant(Merchant("another", "test_gck_of_another", "test_gsk_of_another", "다른 가게"))
    asked = await desk.opens()
    await desk.in_window("card", {**asked, "clientKey": "test_gck_of_another"})
    payment = next(iter(desk.toss.books.payments.values()))
    desk.toss.books.confirm(payment, asked["orderId"], 4500)
    assert await sends(desk, changed(payment.payment_key, asked["orderId"])) == 200
    await desk.works()
    query = {"paymentKey": payment.payment_key, "orderId": asked["orderId"], "amount": "4500"}
    async with desk.customer.get(f"/p/{desk.token}/done", params=query) as answer:
        assert answer.status == 200
    await desk.works()
    assert await desk.state() is RequestState.REQUESTED
    assert await desk.movements() == []


async def test_done_and_then_aborted_at_once_is_what_the_record_says(desk: PayDesk) -> None:
    """Both came within 40 microseconds for one payment, techchat.tosspayments.com/m/1131524149819478036."""
    await desk.pays()
    await desk.works()
    payment = next(iter(desk.toss.books.payments.values()))
    for status in ("DONE", "ABORTED"):
        assert await sends(desk, changed(payment.payment_key, payment.order_id, status=status)) == 200
    await desk.works()
    assert await desk.state() is RequestState.PAID
    assert await desk.movements() == [("capture", 4500)]


async def test_unknown_shop_sounds_like_any_other(desk: PayDesk) -> None:
    assert await sends(desk, changed("tpk_of_nobody", "order-000001"), "nobodys-address") == 200


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b'{"eventType":"PAYMENT_STATUS_CHANGED"}', b"\xff\xfe"])
async def test_webhook_that_says_nothing_is_acknowledged(desk: PayDesk, body: bytes) -> None:
    async with desk.customer.post(toss_webhook_path(PUBLIC_ID), data=body) as answer:
        assert answer.status == 200


async def test_endless_webhook_is_refused(desk: PayDesk) -> None:
    async with desk.customer.post(toss_webhook_path(PUBLIC_ID), data=b"x" * (MOST_BYTES + 1)) as answer:
        assert answer.status == 413


async def test_webhook_is_not_acknowledged_without_the_database(desk: PayDesk) -> None:
    await desk.store.close()
    assert await sends(desk, changed("tpk_of_nobody", "order-000001")) == 503


async def test_virtual_account_chosen_in_the_window_is_paid_by_its_deposit_and_unpaid_when_it_is_undone(
    desk: PayDesk,
) -> None:
    await desk.pays("account")
    await desk.hears()
    desk.clock.ahead += timedelta(seconds=10)
    await desk.works()
    assert await desk.state() is RequestState.AWAITING_DEPOSIT
    page = await desk.page()
    assert "우리은행" in page  # the account that was issued, not the shop's own
    assert "123456-01-123456" not in page
    payment = next(iter(desk.toss.books.payments.values()))
    desk.toss.books.deposit(payment)
    await desk.hears()
    assert await desk.state() is RequestState.PAID
    desk.toss.books.undo_deposit(payment)
    await desk.hears()
    assert await desk.state() is RequestState.AWAITING_DEPOSIT
    assert await desk.movements() == [("capture", 4500), ("reversal", 4500)]


async def test_deposit_with_a_wrong_secret_is_not_even_looked_at(desk: PayDesk) -> None:
    await desk.pays("account")
    await desk.hears()
    desk.clock.ahead += timedelta(seconds=10)
    await desk.works()
    payment = next(iter(desk.toss.books.payments.values()))
    forged = {"createdAt": "x", "secret": "ps_guessed", "status": "DONE", "orderId": payment.order_id}
    assert await sends(desk, forged) == 200
    assert await work_off(desk.worker) == 0
    assert await sends(desk, {**forged, "secret": payment.secret}) == 200
    assert await work_off(desk.worker) == 1


async def test_webhook_at_another_shops_address_makes_nobody_look(desk: PayDesk) -> None:
    def opens(uow: UnitOfWork) -> None:
        other = uow.shops.add(a_shop(customer_token="other"))
        uow.payments.save_gateway(ShopGateway(other.id, "toss", "another-address", "ck", "sealed", True))

    asked = await desk.opens()
    signal = Signal("webhook-1", order_ref=asked["orderId"], payment_ref="tpk_of_nobody")
    await desk.store.run(opens)
    assert not await desk.store.run(hear_gateway, "another-address", signal, desk.clock())
    assert await desk.store.run(hear_gateway, PUBLIC_ID, signal, desk.clock())
    assert not await desk.store.run(hear_gateway, PUBLIC_ID, signal, desk.clock()), "heard before"
