"""The worker and the local Toss over HTTP: whatever becomes of a call, the money is booked once and as it moved.

Each guard around money was taken out once, and a test failed. Here, what the worker must not do: take an unknown code
for a refusal (`code_that_nobody_knows`); take silence for "no money" after an earlier call (`not_reaching_toss`) or
without its lease (`word_of_a_worker`); confirm what was withdrawn or is paused; end a request without a last look; give
back again without looking (`in_doubt_for_longer`); book the closing of an account as money. In domain/test_settling:
the amount from the browser or of another sum, another payment's record, one transaction twice, late money. At the
page: another try's key, another link's return; at the webhook: another shop's address, a wrong secret. In the storage
contracts: the unique transaction, one live request, the version that is compared and set.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.demo.toss.books import Payment
from bot.payments.asking import Asking
from bot.payments.worker import LEASE, GatewayWorker
from domain.depositing import deposit_not_found, report_deposit
from domain.gateway import NotReached
from domain.gateway_work import ClaimedTask, LeaseLost, TaskKind
from domain.money import Money
from domain.order import Order
from domain.payment_request import RefundState, RequestState
from domain.people import SYSTEM, Role
from domain.ports import UnitOfWork
from domain.refunding import refund_attempt, retry_refund, start_refunds
from domain.use_cases.work_gateway import book_answer
from domain.virtual_accounts import ask_account
from storage.tables import gateway_task
from tests.bot.web.pay_desk import PayDesk, open_pay_desk, work_off
from tests.databases import KINDS, FreshDatabase
from tests.factories import a_shop, actor

CONFIRM, BOSS = "/v1/payments/confirm", actor(Role.OWNER)
CAPTURE, REFUND = ("capture", 4500), ("refund", 4500)


on_both_databases = pytest.mark.parametrize("desk", KINDS, indirect=True)
"""For what hangs on rows that two want: leases, versions, one transaction for answer and task."""


@pytest.fixture
async def desk(request: pytest.FixtureRequest, fresh_database: FreshDatabase, tmp_path: Path) -> AsyncIterator[PayDesk]:
    """Nothing is heard of Toss unless it is asked."""
    async with open_pay_desk(tmp_path, fresh_database(getattr(request, "param", "sqlite"))) as desk:
        desk.toss.webhooks.is_held = True
        yield desk


async def later(desk: PayDesk, **by: float) -> None:
    desk.clock.ahead += timedelta(**by)
    await desk.works()


def at_toss(desk: PayDesk) -> Payment:
    return next(reversed(desk.toss.books.payments.values()))


def called(desk: PayDesk) -> list[str]:
    """The statuses of which money moved at Toss, in their order."""
    return [one["status"] for one in desk.toss.books.transactions]


async def dies_after_calling(desk: PayDesk) -> None:
    """A worker asks Toss to take the money and is killed before it can write that down."""
    (claimed,) = await desk.store.run(_claim_one, desk)
    attempt = (await desk.request()).attempts[-1]
    gateway = desk.gateways.of(await desk.store.read(lambda uow: uow.payments.gateways()[0]))
    assert claimed.task.kind is TaskKind.CONFIRM
    await gateway.confirm(attempt.order_ref, attempt.payment_ref, (await desk.request()).amount)


def _claim_one(uow: UnitOfWork, desk: PayDesk, token: str = "somebody who dies") -> list[ClaimedTask]:
    now = desk.clock()
    return uow.payments.claim_tasks(1, now, now + LEASE, token)


# Confirming


@on_both_databases
async def test_payment_whose_answer_is_lost_is_found_by_asking(desk: PayDesk) -> None:
    desk.toss.faults.add("drop", CONFIRM)
    await desk.pays()
    await desk.works()
    assert (await desk.state(), await desk.movements()) == (RequestState.PROCESSING, [])
    await later(desk, seconds=5)
    assert (await desk.state(), await desk.movements()) == (RequestState.PAID, [CAPTURE])
    assert called(desk) == ["DONE"]


async def test_code_that_nobody_knows_is_no_refusal(desk: PayDesk) -> None:
    desk.toss.faults.add("error", CONFIRM, code="A_CODE_OF_NEXT_YEAR")
    await desk.pays()
    await desk.works()
    assert await desk.state() is RequestState.PROCESSING
    await later(desk, minutes=11)
    assert await desk.state() is RequestState.REQUESTED, "Toss says by then that the window's time is over"
    assert await desk.movements() == []


async def test_toss_that_was_never_reached_leaves_the_link_usable(desk: PayDesk) -> None:
    await desk.pays()
    await desk.toss.stop()
    await desk.works()
    assert await desk.state() is RequestState.REQUESTED
    assert (await desk.request()).attempts[0].code == "NOT_REACHED"


@on_both_databases
async def test_not_reaching_toss_after_a_crash_proves_nothing(desk: PayDesk) -> None:
    """The first call took the money; whoever asks again and gets no connection must not let the customer pay twice."""
    await desk.pays()
    await dies_after_calling(desk)
    port = int(desk.toss.base_url.rpartition(":")[2])
    await desk.toss.stop()
    await later(desk, seconds=LEASE.total_seconds() + 1)
    assert await desk.state() is RequestState.PROCESSING
    await desk.toss.start(port=port)
    await later(desk, minutes=5)
    assert (await desk.state(), await desk.movements()) == (RequestState.PAID, [CAPTURE])


@on_both_databases
async def test_crash_between_call_and_row_takes_the_money_once(desk: PayDesk) -> None:
    await desk.pays()
    await dies_after_calling(desk)
    await later(desk, seconds=LEASE.total_seconds() + 1)
    assert (await desk.state(), await desk.movements()) == (RequestState.PAID, [CAPTURE])
    assert called(desk) == ["DONE"]


@on_both_databases
async def test_word_of_a_worker_that_lost_its_lease_reopens_nothing(desk: PayDesk) -> None:
    """It could not connect; meanwhile another one has taken over and is asking Toss to take the money."""
    await desk.pays()
    (stale,) = await desk.store.run(_claim_one, desk, "the first")
    await desk.store.run(lambda uow: uow.payments.release_tasks(desk.clock()))
    await desk.store.run(_claim_one, desk, "the second")
    with pytest.raises(LeaseLost):
        await desk.store.run(book_answer, stale, NotReached(), desk.clock())
    assert await desk.state() is RequestState.PROCESSING


@on_both_databases
async def test_two_workers_at_once_take_the_money_once(desk: PayDesk) -> None:
    asking = Asking(desk.store, desk.gateways.of, desk.clock)
    another = GatewayWorker(desk.store, asking, desk.clock, lambda: True)
    await desk.pays()
    assert sorted(await asyncio.gather(work_off(desk.worker), work_off(another))) == [0, 1]
    assert (await desk.movements(), called(desk)) == ([CAPTURE], ["DONE"])


@pytest.mark.parametrize("fate", ["aborted", "expired", "unknown", "cheaper"])
async def test_doubt_that_ends_without_money_gives_the_link_back(desk: PayDesk, fate: str) -> None:
    desk.toss.faults.add("error", CONFIRM, code="PROVIDER_ERROR")
    await desk.pays()
    await desk.works()
    match fate:
        case "aborted":
            desk.toss.books.abort(at_toss(desk), "REJECT_CARD_PAYMENT")
        case "expired":
            desk.clock.ahead += timedelta(minutes=11)
        case "unknown":
            desk.toss.books.payments.clear()
        case "cheaper":
            at_toss(desk).amount = 100
    await later(desk, seconds=5)
    assert (await desk.state(), await desk.movements()) == (RequestState.REQUESTED, [])
    await desk.withdraws()
    assert await desk.state() is RequestState.CANCELED


async def test_keys_that_stay_broken_for_days_lock_no_order_for_ever(desk: PayDesk) -> None:
    await desk.pays()
    merchants = dict(desk.toss.books.merchants)
    desk.toss.books.merchants.clear()
    await desk.works()
    await desk.store.run(_ages, 1000)
    await later(desk, days=2)
    assert await desk.state() is RequestState.PROCESSING
    desk.toss.books.merchants.update(merchants)
    await later(desk, hours=1)
    assert await desk.state() is RequestState.REQUESTED


def _ages(uow: UnitOfWork, attempts: int) -> None:
    """As if it had been asked that often."""
    uow.payments._execute(update(gateway_task).values(attempts=attempts))  # type: ignore[attr-defined]


# While somebody changes their mind


@on_both_databases
async def test_request_withdrawn_while_it_is_confirmed_gives_the_money_back_at_once(desk: PayDesk) -> None:
    await desk.pays()
    await dies_after_calling(desk)
    await desk.withdraws()
    await later(desk, seconds=LEASE.total_seconds() + 1)
    assert await desk.movements() == [CAPTURE, REFUND]
    assert (await desk.state(), called(desk)) == (RequestState.REFUNDED, ["DONE", "CANCELED"])


async def test_request_withdrawn_before_the_call_takes_no_money(desk: PayDesk) -> None:
    await desk.pays()
    await desk.withdraws()
    await desk.works()
    assert (await desk.state(), await desk.movements(), called(desk)) == (RequestState.CANCELED, [], [])


async def test_nothing_is_taken_while_a_cancel_request_stands(desk: PayDesk) -> None:
    await desk.pays()
    await desk.does(lambda order, at: order.request_cancel("마음이 바뀌었어요", actor(Role.CUSTOMER), at, typed=True))
    await desk.works()
    assert (await desk.state(), called(desk)) == (RequestState.REQUESTED, [])


# Deadlines and late money


@on_both_databases
async def test_payment_of_the_last_minute_is_found_before_the_request_ends(desk: PayDesk) -> None:
    asked = await desk.opens()
    await desk.in_window("card", asked)
    desk.toss.books.confirm(at_toss(desk), asked["orderId"], 4500)
    await later(desk, days=3, seconds=1)
    assert (await desk.state(), await desk.movements()) == (RequestState.PAID, [CAPTURE])


async def test_request_does_not_end_before_the_shop_has_looked_for_what_the_customer_says_they_paid(
    desk: PayDesk,
) -> None:
    await desk.does(lambda order, at: report_deposit(order, "홍길동", actor(Role.CUSTOMER), at))
    await later(desk, days=3, seconds=1)
    assert await desk.state() is RequestState.REQUESTED
    await desk.does(lambda order, at: deposit_not_found(order, BOSS, at))
    await later(desk, hours=1)
    assert await desk.state() is RequestState.EXPIRED


@on_both_databases
@pytest.mark.parametrize("ended", [RequestState.CANCELED, RequestState.EXPIRED])
async def test_late_money_is_booked_and_said_aloud_and_revives_nothing(desk: PayDesk, ended: RequestState) -> None:
    asked = await desk.opens()
    await desk.in_window("card", asked)
    if ended is RequestState.CANCELED:
        await desk.withdraws()
    await later(desk, days=3, seconds=1)
    assert await desk.state() is ended
    payment = at_toss(desk)
    payment.status, payment.authenticated_at = "IN_PROGRESS", desk.toss.books.now()
    desk.toss.books.confirm(payment, asked["orderId"], 4500)
    desk.toss.webhooks.is_held = False
    desk.toss.webhooks.release()
    await desk.hears()
    order = await desk.order()
    assert await desk.state() is ended
    assert ([one.is_stray for one in order.ledger], await desk.movements()) == ([True], [CAPTURE])


# Virtual accounts


async def awaiting(desk: PayDesk) -> None:
    await desk.pays("account")
    await desk.works()
    await later(desk, seconds=5)
    assert await desk.state() is RequestState.AWAITING_DEPOSIT


async def test_account_that_nobody_paid_into_is_closed_and_no_money_is_booked(desk: PayDesk) -> None:
    await awaiting(desk)
    await desk.withdraws()
    await desk.works()
    assert at_toss(desk).status == "CANCELED"
    assert (await desk.state(), await desk.movements()) == (RequestState.CANCELED, [])


@on_both_databases
async def test_deposit_that_beats_the_closing_of_its_account_is_booked(desk: PayDesk) -> None:
    await awaiting(desk)
    await desk.withdraws()
    payment = at_toss(desk)
    desk.toss.faults.add("hold", f"/v1/payments/{payment.payment_key}/cancel", seconds=0.2)
    closing = asyncio.create_task(desk.works())
    await asyncio.sleep(0.1)
    desk.toss.books.deposit(payment)
    await closing
    await later(desk, seconds=5)
    assert (await desk.state(), await desk.movements()) == (RequestState.CANCELED, [CAPTURE])


async def test_account_about_which_toss_repeats_its_doubt_is_not_waited_for_for_ever(desk: PayDesk) -> None:
    offers = a_shop(has_gateway=True, offers_accounts=True)
    buyer = actor(Role.CUSTOMER)
    await desk.does(lambda order, at: ask_account(order, offers, "toss", "own-account-1", buyer, at))
    desk.toss.faults.add("error", "/v1/virtual-accounts", code="PROVIDER_ERROR")
    await desk.works()
    for _ in range(8):
        await later(desk, minutes=5)
    assert not (await desk.request()).awaits_account, "or the customer could not even ask again"
    await desk.does(lambda order, at: ask_account(order, offers, "toss", "own-account-2", buyer, at))
    await desk.works()
    assert await desk.state() is RequestState.AWAITING_DEPOSIT


async def test_card_that_overtakes_the_account_that_was_asked_for_is_charged(desk: PayDesk) -> None:
    offers, buyer = a_shop(has_gateway=True, offers_accounts=True), actor(Role.CUSTOMER)
    await desk.does(lambda order, at: ask_account(order, offers, "toss", "own-account-1", buyer, at))
    await desk.pays()
    await desk.works()
    await later(desk, seconds=5)
    assert (await desk.state(), await desk.movements()) == (RequestState.PAID, [CAPTURE])


# Refunds


async def paid(desk: PayDesk) -> Payment:
    await desk.pays()
    await desk.works()
    return at_toss(desk)


async def cancels(desk: PayDesk) -> None:
    """The shop cancels the order."""

    def both(order: Order, at: object) -> None:
        order.cancel("품절", BOSS, desk.clock())
        start_refunds(order, SYSTEM, desk.clock())

    await desk.does(both)
    await desk.works()


async def refund_state(desk: PayDesk) -> RefundState:
    return (await desk.order()).refunds[-1].state


async def test_cancelling_a_paid_order_gives_the_money_back(desk: PayDesk) -> None:
    await paid(desk)
    await cancels(desk)
    assert (await desk.state(), await desk.movements()) == (RequestState.REFUNDED, [CAPTURE, REFUND])


@pytest.mark.parametrize("fault", ["drop", "refuse", "garbage"])
async def test_refund_whose_answer_is_lost_is_given_once(desk: PayDesk, fault: str) -> None:
    payment = await paid(desk)
    desk.toss.faults.add(fault, f"/v1/payments/{payment.payment_key}/cancel")  # type: ignore[arg-type]
    await cancels(desk)
    assert await refund_state(desk) is RefundState.PENDING
    await later(desk, seconds=5)
    assert (await refund_state(desk), await desk.movements()) == (RefundState.DONE, [CAPTURE, REFUND])
    assert len(payment.cancels) == 1


@on_both_databases
async def test_refund_in_doubt_for_longer_than_toss_remembers_its_key_is_given_once(desk: PayDesk) -> None:
    payment = await paid(desk)
    desk.toss.faults.add("drop", f"/v1/payments/{payment.payment_key}/cancel")
    await desk.does(lambda order, at: refund_attempt(order, 1, 1, Money(1500), at))
    await desk.works()
    await later(desk, days=20)
    assert await desk.movements() == [CAPTURE, ("refund", 1500)]
    assert [one["cancelAmount"] for one in payment.cancels] == [1500]


@on_both_databases
async def test_refused_refund_is_said_aloud_and_can_be_tried_again(desk: PayDesk) -> None:
    payment = await paid(desk)
    desk.toss.faults.add("error", f"/v1/payments/{payment.payment_key}/cancel", code="EXCEED_MAX_REFUND_DUE")
    await cancels(desk)
    first = (await desk.order()).refunds[0]
    assert (first.state, await desk.movements()) == (RefundState.FAILED, [CAPTURE])
    await desk.does(lambda order, at: retry_refund(order, BOSS, at))
    await desk.works()
    (again,) = (await desk.order()).refunds
    assert again.key != first.key, "Toss replays a key's first answer, refusals too"
    assert (again.state, await desk.movements()) == (RefundState.DONE, [CAPTURE, REFUND])


async def test_refund_of_what_the_shop_gave_back_over_there_already_is_done(desk: PayDesk) -> None:
    payment = await paid(desk)
    desk.toss.books.cancel(payment, "손으로", None, None)
    await cancels(desk)
    await later(desk, seconds=5)
    assert (await refund_state(desk), await desk.movements()) == (RefundState.DONE, [CAPTURE, REFUND])


async def test_doubt_that_toss_repeats_for_the_same_key_is_said_aloud_and_ends_with_another_key(desk: PayDesk) -> None:
    """PROVIDER_ERROR says nothing about the money, and is replayed for fifteen days."""
    payment = await paid(desk)
    desk.toss.faults.add("error", f"/v1/payments/{payment.payment_key}/cancel", code="PROVIDER_ERROR")
    await cancels(desk)
    for _ in range(8):
        await later(desk, minutes=5)
    assert (await refund_state(desk), await desk.movements()) == (RefundState.FAILED, [CAPTURE])
    await desk.does(lambda order, at: retry_refund(order, BOSS, at))
    await desk.works()
    assert (await refund_state(desk), await desk.movements()) == (RefundState.DONE, [CAPTURE, REFUND])


async def test_refund_that_is_tried_again_is_looked_for_first(desk: PayDesk) -> None:
    """The doubt was about money that went back after all."""
    payment = await paid(desk)
    desk.toss.faults.add("error", f"/v1/payments/{payment.payment_key}/cancel", code="PROVIDER_ERROR")
    await desk.does(lambda order, at: refund_attempt(order, 1, 1, Money(1500), at))
    for _ in range(8):
        await later(desk, minutes=5)
    desk.toss.books.cancel(payment, "늦게", 1500, None)
    await desk.does(lambda order, at: retry_refund(order, BOSS, at))
    await desk.works()
    assert (await refund_state(desk), await desk.movements()) == (RefundState.DONE, [CAPTURE, ("refund", 1500)])
    assert [one["cancelAmount"] for one in payment.cancels] == [1500]
