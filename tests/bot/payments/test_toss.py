"""Toss's gateway against the local Toss: what each answer, error and silence comes to."""

from __future__ import annotations

import asyncio
import logging
import traceback

import pytest
from aiohttp import ClientSession

from bot.payments import toss_codes
from bot.payments.toss import TossGateway
from bot.payments.toss_api import TossKeys
from bot.payments.toss_codes import Verdict
from domain.gateway import (
    NEEDS_ACCOUNT,
    Account,
    Approved,
    Fetched,
    GatewayFault,
    InDoubt,
    JsWindow,
    NotReached,
    PaymentGateway,
    ProviderStatus,
    RefundAccount,
    Refunded,
    Rejected,
    Returned,
    ReturnFailed,
    ReturnUnreadable,
)
from domain.money import Money
from tests.bot.payments.conftest import KEYS, Till

BACK = RefundAccount("88", "110123456789", "홍길동")
CONFIRM = "/v1/payments/confirm"


async def status_of(till: Till, came: Returned) -> ProviderStatus:
    fetched = await till.gateway.fetch(came.order_ref, came.payment_ref)
    assert isinstance(fetched, Fetched)
    return fetched.payment.status


async def test_gateway_is_one(till: Till) -> None:
    gateway: PaymentGateway = till.gateway
    assert (gateway.provider, gateway.is_test) == ("toss", True)
    live = TossKeys("live_gck_x", "live_gsk_x")
    assert not live.is_test


async def test_customer_pays_by_card(till: Till) -> None:
    came = await till.goes_through()
    assert await status_of(till, came) is ProviderStatus.AUTHENTICATED
    approved = await till.gateway.confirm(came.order_ref, came.payment_ref, came.amount)
    assert isinstance(approved, Approved)
    payment = approved.payment
    assert (payment.status, payment.order_ref, payment.amount) == (ProviderStatus.DONE, came.order_ref, Money(4500))
    assert payment.currency == "KRW"
    assert payment.receipt_url
    assert payment.at == till.clock()
    by_key = await till.gateway.fetch(came.order_ref, came.payment_ref)
    assert by_key == await till.gateway.fetch(came.order_ref) == Fetched(payment)


async def test_window_gets_the_amount_from_the_desk_and_no_secret(till: Till) -> None:
    opened = await till.gateway.open(till.asked())
    assert isinstance(opened, JsWindow)
    assert opened.script_url == till.toss.script_url
    assert opened.settings["clientKey"] == KEYS.client_key
    assert KEYS.secret_key not in str(opened)


async def test_confirming_twice_takes_the_money_once(till: Till) -> None:
    came = await till.goes_through()
    first = await till.gateway.confirm(came.order_ref, came.payment_ref, came.amount)
    again = await till.gateway.confirm(came.order_ref, came.payment_ref, came.amount)
    assert first == again
    assert [one["status"] for one in till.toss.books.transactions] == ["DONE"]


async def test_a_card_that_is_declined_at_the_confirm_is_refused_with_the_reason(till: Till) -> None:
    came = await till.goes_through("short")
    refused = await till.gateway.confirm(came.order_ref, came.payment_ref, came.amount)
    assert isinstance(refused, Rejected)
    assert refused.code == "REJECT_CARD_PAYMENT"
    assert "한도초과" in refused.message
    assert await status_of(till, came) is ProviderStatus.FAILED
    assert refused == await till.gateway.confirm(came.order_ref, came.payment_ref, came.amount)  # errors replay, too


@pytest.mark.parametrize(("choice", "given_up"), [("close", True), ("reject", False)])
async def test_window_that_leads_to_no_payment_says_why(till: Till, choice: str, given_up: bool) -> None:
    came = till.gateway.parse_return(await till.window(asked := till.asked(), choice))
    assert isinstance(came, ReturnFailed)
    assert (came.order_ref, came.is_given_up) == (asked.order_ref, given_up)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"paymentKey": "tpk_123456", "orderId": "order-000001"},
        {"paymentKey": "tpk_123456", "orderId": "order-000001", "amount": "4,500"},
        {"paymentKey": "../orders/x", "orderId": "order-000001", "amount": "4500"},
        {"paymentKey": "tpk_123456", "orderId": "order-000001", "amount": "9" * 30},
    ],
)
async def test_return_that_toss_never_sends_is_unreadable(till: Till, query: dict[str, str]) -> None:
    assert isinstance(till.gateway.parse_return(query), ReturnUnreadable)


# What errors mean


CODES = [(code, meaning) for code, meaning in toss_codes.CONFIRM.items() if code != "ALREADY_PROCESSED_PAYMENT"]


@pytest.mark.parametrize(("code", "meaning"), [*CODES, ("A_CODE_OF_TOMORROW", Verdict.IN_DOUBT)])
async def test_every_code_means_what_the_table_says(till: Till, code: str, meaning: Verdict) -> None:
    came = await till.goes_through()
    till.toss.faults.add("error", CONFIRM, code=code)
    if meaning is Verdict.OUR_FAULT:
        with pytest.raises(GatewayFault, match=code):
            await till.gateway.confirm(came.order_ref, came.payment_ref, came.amount)
        return
    answer = await till.gateway.confirm(came.order_ref, came.payment_ref, came.amount)
    assert isinstance(answer, Rejected if meaning is Verdict.REFUSED else InDoubt)
    assert code in str(answer)


@pytest.mark.parametrize(("code", "meaning"), list(toss_codes.REFUND.items()))
async def test_every_code_of_a_refund_means_what_the_table_says(till: Till, code: str, meaning: Verdict) -> None:
    till.toss.faults.add("error", "/v1/payments/", code=code)
    if meaning is Verdict.OUR_FAULT:
        with pytest.raises(GatewayFault, match=code):
            await till.gateway.refund("tpk_123456", Money(100), "품절", "refund:1")
        return
    answer = await till.gateway.refund("tpk_123456", Money(100), "품절", "refund:1")
    assert isinstance(answer, Rejected if meaning is Verdict.REFUSED else InDoubt)


async def test_payment_that_was_taken_before_is_in_doubt_and_the_record_tells(till: Till) -> None:
    came = await till.goes_through()
    await till.gateway.confirm(came.order_ref, came.payment_ref, came.amount)
    till.clock.move(days=16)  # the first answer is no longer replayed
    answer = await till.gateway.confirm(came.order_ref, came.payment_ref, came.amount)
    assert answer == InDoubt("ALREADY_PROCESSED_PAYMENT", is_said=True)
    assert await status_of(till, came) is ProviderStatus.DONE


async def test_confirming_after_ten_minutes_is_refused(till: Till) -> None:
    came = await till.goes_through()
    till.clock.move(minutes=10, seconds=1)
    answer = await till.gateway.confirm(came.order_ref, came.payment_ref, came.amount)
    assert isinstance(answer, Rejected)
    assert answer.code == "NOT_FOUND_PAYMENT_SESSION"
    assert await status_of(till, came) is ProviderStatus.EXPIRED


async def test_unknown_payment_and_one_of_another_shop_are_unknown(till: Till) -> None:
    came = await till.goes_through()
    for order_ref, payment_ref in (("order-999999", ""), ("order-999999", "tpk_nobody"), ("x/../../y", "")):
        fetched = await till.gateway.fetch(order_ref, payment_ref)
        assert isinstance(fetched, Fetched)
        assert fetched.payment.status is ProviderStatus.UNKNOWN
    foreign = await till.other_shop.fetch(came.order_ref, came.payment_ref)
    assert isinstance(foreign, Fetched)
    assert foreign.payment.status is ProviderStatus.UNKNOWN
    assert isinstance(await till.other_shop.confirm(came.order_ref, came.payment_ref, came.amount), Rejected)


# Silence


async def test_broken_connection_and_lost_answer_are_in_doubt(till: Till) -> None:
    came = await till.goes_through()
    till.toss.faults.add("refuse", CONFIRM)
    assert isinstance(await till.gateway.confirm(came.order_ref, came.payment_ref, came.amount), InDoubt)
    assert await status_of(till, came) is ProviderStatus.AUTHENTICATED
    till.toss.faults.add("drop", CONFIRM)
    assert isinstance(await till.gateway.confirm(came.order_ref, came.payment_ref, came.amount), InDoubt)
    assert await status_of(till, came) is ProviderStatus.DONE


async def test_answer_that_is_no_answer_is_in_doubt(till: Till) -> None:
    came = await till.goes_through()
    till.toss.faults.add("garbage", CONFIRM)
    assert isinstance(await till.gateway.confirm(came.order_ref, came.payment_ref, came.amount), InDoubt)
    till.toss.faults.add("garbage", "/v1/payments/")
    assert isinstance(await till.gateway.fetch(came.order_ref, came.payment_ref), InDoubt)


async def test_second_confirm_while_the_first_is_on_its_way_is_in_doubt(till: Till) -> None:
    came = await till.goes_through()
    till.toss.faults.add("slow", CONFIRM, seconds=0.5)
    first = asyncio.create_task(till.gateway.confirm(came.order_ref, came.payment_ref, came.amount))
    while not till.toss.books.transactions:
        await asyncio.sleep(0.01)
    second = await till.gateway.confirm(came.order_ref, came.payment_ref, came.amount)
    assert second == InDoubt("IDEMPOTENT_REQUEST_PROCESSING", is_said=True)
    assert isinstance(await first, Approved)


async def test_toss_that_cannot_be_connected_was_not_reached(till: Till) -> None:
    await till.toss.stop()
    assert isinstance(await till.gateway.confirm("order-000001", "tpk_123456", Money(1)), NotReached)
    assert isinstance(await till.gateway.fetch("order-000001"), NotReached)
    assert isinstance(await till.gateway.issue_account(till.asked()), NotReached)
    assert isinstance(await till.gateway.refund("tpk_123456", Money(1), "품절", "refund:1"), NotReached)


async def test_secret_key_is_in_no_log_no_error_and_no_repr(till: Till, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    wrong = TossKeys("test_gck_x", "test_gsk_a-key-that-toss-does-not-know")
    async with ClientSession() as http:
        stranger = TossGateway(http, wrong, till.clock, api_url=till.toss.base_url)
        with pytest.raises(GatewayFault, match="UNAUTHORIZED_KEY") as fault:
            await stranger.confirm("order-000001", "tpk_123456", Money(1))
    assert "a-key-that" not in caplog.text + repr(wrong) + "".join(traceback.format_exception(fault.value))


# Refunds


async def paid(till: Till, won: int = 4500) -> Returned:
    came = await till.goes_through(won=won)
    assert isinstance(await till.gateway.confirm(came.order_ref, came.payment_ref, came.amount), Approved)
    return came


async def test_refunds_in_parts_each_with_its_own_transaction(till: Till) -> None:
    came = await paid(till)
    first = await till.gateway.refund(came.payment_ref, Money(1500), "일부 품절", "refund:1")
    assert isinstance(first, Refunded)
    assert await till.gateway.refund(came.payment_ref, Money(1500), "일부 품절", "refund:1") == first
    second = await till.gateway.refund(came.payment_ref, Money(3000), "취소", "refund:2")
    assert isinstance(second, Refunded)
    assert first.transaction != second.transaction
    # The replay of the first is still the first, now that there are two.
    assert await till.gateway.refund(came.payment_ref, Money(1500), "일부 품절", "refund:1") == first
    fetched = await till.gateway.fetch(came.order_ref)
    assert isinstance(fetched, Fetched)
    assert fetched.payment.status is ProviderStatus.CANCELED
    assert [one.amount.won for one in fetched.payment.refunds] == [1500, 3000]


async def test_taking_keeps_its_name_when_some_of_it_went_back(till: Till) -> None:
    came = await paid(till)
    before = await till.gateway.fetch(came.order_ref)
    await till.gateway.refund(came.payment_ref, Money(500), "일부 품절", "refund:1")
    after = await till.gateway.fetch(came.order_ref)
    assert isinstance(before, Fetched)
    assert isinstance(after, Fetched)
    assert before.payment.transaction == after.payment.transaction != ""
    assert after.payment.status is ProviderStatus.PARTIALLY_CANCELED


async def test_refunding_too_much_is_refused_and_a_lost_answer_is_in_doubt(till: Till) -> None:
    came = await paid(till)
    assert isinstance(await till.gateway.refund(came.payment_ref, Money(4501), "취소", "refund:1"), Rejected)
    till.toss.faults.add("drop", "/v1/payments/")
    assert isinstance(await till.gateway.refund(came.payment_ref, Money(4500), "취소", "refund:2"), InDoubt)
    # The same key again is the same refund.
    again = await till.gateway.refund(came.payment_ref, Money(4500), "취소", "refund:2")
    assert isinstance(again, Refunded)
    assert await till.gateway.refund(came.payment_ref, Money(4500), "취소", "refund:3") == InDoubt(
        "ALREADY_CANCELED_PAYMENT", is_said=True
    )


# Virtual accounts


async def issued(till: Till) -> tuple[str, Account]:
    asked = till.asked()
    account = await till.gateway.issue_account(asked)
    assert isinstance(account, Account)
    return asked.order_ref, account


async def test_virtual_account_is_issued_once_however_often_it_is_asked_for(till: Till) -> None:
    asked = till.asked()
    till.toss.faults.add("drop", "/v1/virtual-accounts")
    assert isinstance(await till.gateway.issue_account(asked), InDoubt)
    account = await till.gateway.issue_account(asked)
    assert isinstance(account, Account)
    assert account.bank == "우리은행"
    assert account.due_at == asked.expires_at
    assert account.secret
    assert len(till.toss.books.payments) == 1


async def test_deposit_is_done_undone_and_done_again_each_time_as_another_taking(till: Till) -> None:
    order_ref, account = await issued(till)
    payment = till.toss.books.payments[account.payment_ref]
    seen = []
    for move in (till.toss.books.deposit, till.toss.books.undo_deposit, till.toss.books.deposit):
        till.clock.move(minutes=1)
        move(payment)
        fetched = await till.gateway.fetch(order_ref)
        assert isinstance(fetched, Fetched)
        seen.append((fetched.payment.status, fetched.payment.transaction))
    (done, first), (waits, none), (done_again, second) = seen
    assert (done, waits, done_again) == (ProviderStatus.DONE, ProviderStatus.AWAITING_DEPOSIT, ProviderStatus.DONE)
    assert not none
    assert first
    assert second
    assert first != second


async def test_account_that_nobody_paid_into_is_closed_and_a_paid_one_is_not(till: Till) -> None:
    order_ref, account = await issued(till)
    closed = await till.gateway.revoke(order_ref, account.payment_ref)
    assert isinstance(closed, Fetched)
    assert (closed.payment.status, closed.payment.refunds) == (ProviderStatus.EXPIRED, ()), "no money ever moved"
    order_ref, account = await issued(till)
    till.toss.books.deposit(till.toss.books.payments[account.payment_ref])
    found = await till.gateway.revoke(order_ref, account.payment_ref)
    assert isinstance(found, Fetched)
    assert found.payment.status is ProviderStatus.DONE


async def test_revoking_a_window_that_is_open_changes_nothing(till: Till) -> None:
    came = await till.goes_through()
    found = await till.gateway.revoke(came.order_ref)
    assert isinstance(found, Fetched)
    assert found.payment.status is ProviderStatus.AUTHENTICATED


async def test_paid_virtual_account_is_refunded_to_the_account_that_is_named(till: Till) -> None:
    _, account = await issued(till)
    till.toss.books.deposit(till.toss.books.payments[account.payment_ref])
    refused = await till.gateway.refund(account.payment_ref, Money(4500), "취소", "refund:1")
    assert isinstance(refused, Rejected)
    assert refused.code == NEEDS_ACCOUNT
    assert isinstance(await till.gateway.refund(account.payment_ref, Money(4500), "취소", "refund:2", BACK), Refunded)


async def test_deadline_of_a_deposit_passes_without_a_word(till: Till) -> None:
    order_ref, _ = await issued(till)
    till.clock.move(hours=24, seconds=1)
    fetched = await till.gateway.fetch(order_ref)
    assert isinstance(fetched, Fetched)
    assert fetched.payment.status is ProviderStatus.EXPIRED


async def test_account_chosen_in_the_window_is_in_doubt_until_the_record_is_read(till: Till) -> None:
    came = await till.goes_through("account")
    assert isinstance(await till.gateway.confirm(came.order_ref, came.payment_ref, came.amount), InDoubt)
    assert await status_of(till, came) is ProviderStatus.AWAITING_DEPOSIT
