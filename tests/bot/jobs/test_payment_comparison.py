"""The nightly comparison against the local Toss: what agrees says nothing, what does not reaches the owner once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.jobs.payment_comparison import PaymentComparison, yesterday
from domain.delivery import IntentKind
from domain.gateway import GatewayFault, NotReached
from domain.hours import SEOUL
from domain.payment_ports import ShopGateway
from domain.payment_request import RequestState
from domain.ports import UnitOfWork
from domain.reconciling import Difference, DifferenceKind
from tests.bot.web.pay_desk import PayDesk, open_pay_desk
from tests.factories import BOT

NUMBER = 7741169


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[PayDesk]:
    async with open_pay_desk(tmp_path) as desk:
        yield desk


async def compared(desk: PayDesk) -> list[Difference]:
    """The next night's comparison of today."""
    desk.clock.ahead += timedelta(days=1)
    comparison = PaymentComparison(desk.store, desk.gateways, desk.clock)
    gateway = await desk.store.read(_gateway)
    found = await comparison.compare(gateway, yesterday(desk.clock()))
    assert isinstance(found, list)
    await comparison.compare_all()
    return found


def _gateway(uow: UnitOfWork) -> ShopGateway:
    (gateway,) = uow.payments.gateways()
    return gateway


async def told(desk: PayDesk) -> int:
    """How often the owner was told."""

    def delivers(uow: UnitOfWork) -> int:
        now, news = desk.clock(), 0
        while claimed := uow.outbox.claim([BOT], 100, now, now + timedelta(minutes=1), "tests"):
            for one in claimed:
                news += one.intent.kind is IntentKind.STAFF
                uow.outbox.mark_sent(one, None, now)
        return news

    return await desk.store.run(delivers)


async def test_what_agrees_says_nothing(desk: PayDesk) -> None:
    await desk.pays()
    await desk.works()
    assert await compared(desk) == []
    assert await told(desk) == 0


async def test_payment_that_we_never_heard_of_is_told_and_asked_for_again(desk: PayDesk) -> None:
    desk.toss.webhooks.is_held = True
    asked = await desk.opens()
    await desk.in_window("card", asked)
    desk.toss.books.confirm(next(iter(desk.toss.books.payments.values())), asked["orderId"], 4500)
    difference = Difference(DifferenceKind.NOT_BOOKED, NUMBER, (await desk.request()).amount, False)
    assert await compared(desk) == [difference]
    assert await told(desk) == 1
    await desk.works()
    assert await desk.state() is RequestState.PAID
    assert await desk.movements() == [("capture", 4500)]


async def test_refund_by_hand_at_the_payment_company_is_told_and_booked(desk: PayDesk) -> None:
    await desk.pays()
    await desk.works()
    desk.toss.webhooks.is_held = True
    desk.toss.books.cancel(next(iter(desk.toss.books.payments.values())), "손으로", 1500, None)
    (difference,) = await compared(desk)
    assert (difference.kind, difference.amount.won, difference.is_refund) == (DifferenceKind.NOT_BOOKED, 1500, True)
    await desk.works()
    assert await desk.movements() == [("capture", 4500), ("refund", 1500)]


async def test_payment_that_the_company_does_not_know_is_told(desk: PayDesk) -> None:
    await desk.pays()
    await desk.works()
    desk.toss.books.transactions.clear()
    (difference,) = await compared(desk)
    assert (difference.kind, difference.number) == (DifferenceKind.NOT_REPORTED, NUMBER)


async def test_other_sales_under_the_same_contract_are_none_of_ours(desk: PayDesk) -> None:
    asked = await desk.opens()
    await desk.in_window("card", {**asked, "orderId": "from-the-shops-own-website"})
    payment = next(iter(desk.toss.books.payments.values()))
    desk.toss.books.confirm(payment, "from-the-shops-own-website", 4500)
    assert await compared(desk) == []


async def test_company_that_does_not_answer_and_keys_that_do_not_work_are_no_differences(desk: PayDesk) -> None:
    comparison = PaymentComparison(desk.store, desk.gateways, desk.clock)
    gateway = await desk.store.read(_gateway)
    desk.toss.books.merchants.clear()
    with pytest.raises(GatewayFault, match="UNAUTHORIZED_KEY"):
        await comparison.compare(gateway, yesterday(desk.clock()))
    await desk.toss.stop()
    assert await comparison.compare(gateway, yesterday(desk.clock())) == NotReached()
    await comparison.compare_all()
    assert await told(desk) == 0


async def test_owner_hears_once_that_the_keys_do_not_work_whoever_notices(desk: PayDesk) -> None:
    comparison = PaymentComparison(desk.store, desk.gateways, desk.clock)
    await desk.pays()
    desk.toss.books.merchants.clear()
    await desk.works()
    assert await desk.state() is RequestState.PROCESSING, "nothing is known, so nothing is given up"
    for _ in range(2):
        await comparison.compare_all()
    assert await told(desk) == 1
    desk.clock.ahead += timedelta(days=1)
    await comparison.compare_all()
    assert await told(desk) == 1, "and again on the next day"


async def test_customer_who_forges_a_return_is_no_trouble_of_the_keys(desk: PayDesk) -> None:
    back = await desk.in_window("card", {**await desk.opens(), "amount": "100"})
    await desk.comes_back(back.replace("amount=100", "amount=4500"))
    await desk.works()
    assert await told(desk) == 0


async def test_night_without_an_answer_is_made_up_for(desk: PayDesk) -> None:
    desk.toss.webhooks.is_held = True
    asked = await desk.opens()
    await desk.in_window("card", asked)
    desk.toss.books.confirm(next(iter(desk.toss.books.payments.values())), asked["orderId"], 4500)
    comparison = PaymentComparison(desk.store, desk.gateways, desk.clock)
    port = int(desk.toss.base_url.rpartition(":")[2])
    await desk.toss.stop()
    desk.clock.ahead += timedelta(days=1)
    await comparison.compare_all()
    await desk.toss.start(port=port)
    desk.clock.ahead += timedelta(days=1)
    for _ in range(2):
        await comparison.compare_all()
    assert await told(desk) == 1


async def test_account_that_was_closed_unpaid_is_no_refund(desk: PayDesk) -> None:
    await desk.pays("account")
    await desk.works()
    desk.clock.ahead += timedelta(seconds=5)
    await desk.works()
    await desk.withdraws()
    await desk.works()
    assert [one["status"] for one in desk.toss.books.transactions] == ["WAITING_FOR_DEPOSIT", "CANCELED"]
    assert await compared(desk) == []


def test_yesterday_is_the_whole_day_before_in_korea() -> None:
    period = yesterday(datetime(2026, 11, 22, 15, 30, tzinfo=UTC))  # half past midnight of the 23rd in Seoul
    assert period.since == datetime(2026, 11, 22, tzinfo=SEOUL)
    assert period.until == datetime(2026, 11, 23, tzinfo=SEOUL)
