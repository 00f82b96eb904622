"""What every storage promises about payments beside the orders themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from domain.depositing import confirm_deposit, report_deposit
from domain.errors import DomainError
from domain.gateway import Account, ProviderPayment, ProviderStatus
from domain.gateway_work import ClaimedTask, GatewayTask, TaskKind
from domain.money import Money
from domain.order import Order
from domain.paying import Terms, change_method, request_payment, withdraw
from domain.payment import MoneyMovement, MovementKind, PaymentMethod
from domain.payment_events import PaymentReminded
from domain.payment_ports import BankMessage, RequestPlace, ShopGateway
from domain.payment_request import RequestKind
from domain.people import Role
from domain.ports import UnitOfWork
from domain.refunding import refund_attempt
from domain.settling import account_issued, come_back, open_attempt, settle
from tests.factories import NOW, a_shop, actor, an_order, later, open_shop, store_order
from tests.storage.ports.conftest import Desk

BOSS, BUYER, SIX = actor(Role.OWNER), actor(Role.CUSTOMER), Money(6000)
GATEWAY = ShopGateway(1, "toss", "public-1", "test_gck", "sealed", True)
HOUR = timedelta(hours=1)


def asked(
    uow: UnitOfWork, /, token_hash: str, kind: RequestKind = RequestKind.PAY_LINK, shop: int = 1, **more: Any
) -> int:
    """A confirmed order of the shop of which 6,000원 are asked for."""
    number = 1_000_000 + len(token_hash) + sum(map(ord, token_hash))
    order_id = store_order(uow, an_order(shop, number, payment_method=PaymentMethod.PAY_LINK, **more))
    order = uow.orders.get(order_id)
    order.confirm(BOSS, NOW)
    request_payment(order, Terms(kind, later(days=3), f"nonce-{token_hash}", token_hash), BOSS, NOW)
    return order_id


def change(uow: UnitOfWork, order_id: int, what: Callable[..., object], *args: object) -> None:
    what(uow.orders.get(order_id), *args)


def of_token(uow: UnitOfWork, token_hash: str) -> RequestPlace | None:
    return uow.payments.request_of_token(token_hash)


def of_payment_ref(uow: UnitOfWork, provider: str, ref: str) -> RequestPlace | None:
    return uow.payments.attempt_of_payment_ref(provider, ref)


def save(uow: UnitOfWork, gateway: ShopGateway) -> None:
    uow.payments.save_gateway(gateway)


def reported_under(uow: UnitOfWork, name: str) -> list[int]:
    return uow.payments.reported_under(1, name, 9)


def another_shop(uow: UnitOfWork) -> int:
    return open_shop(uow, a_shop(customer_token="other")).id


@pytest.fixture
async def shop(desk: Desk) -> Desk:
    await desk.run(open_shop)
    return desk


# Found again


async def test_request_is_found_by_its_token_and_by_nothing_else(shop: Desk) -> None:
    order_id = await shop.run(asked, "hash-a")
    assert await shop.read(lambda uow: uow.payments.request_of_token("hash-a")) == RequestPlace(order_id, 1)
    for guessed in ("hash-b", "HASH-A", "hash-a ", "nonce-hash-a", "", "%"):
        assert await shop.read(of_token, guessed) is None


async def test_token_of_an_earlier_request_still_finds_that_one(shop: Desk) -> None:
    """So that the page of an old link can say that it was taken back, and not show the new one."""
    order_id = await shop.run(asked, "hash-a")
    await shop.run(change, order_id, withdraw, BOSS, NOW)
    terms = Terms(RequestKind.PAY_LINK, later(days=3), "nonce-2", "hash-b")
    await shop.run(change, order_id, request_payment, terms, BOSS, NOW)
    assert await shop.read(lambda uow: uow.payments.request_of_token("hash-a")) == RequestPlace(order_id, 1)
    assert await shop.read(lambda uow: uow.payments.request_of_token("hash-b")) == RequestPlace(order_id, 2)


async def test_attempt_is_found_by_either_name_of_it(shop: Desk) -> None:
    order_id = await shop.run(asked, "hash-a")
    for n in (1, 2):
        await shop.run(change, order_id, open_attempt, 1, "toss", f"ref-{n}", BUYER, NOW)
    await shop.run(change, order_id, come_back, 1, 2, "key-2", SIX, NOW)
    place = RequestPlace(order_id, 1, 2)
    assert await shop.read(lambda uow: uow.payments.attempt_of_order_ref("ref-2")) == place
    assert await shop.read(lambda uow: uow.payments.attempt_of_payment_ref("toss", "key-2")) == place
    for provider, key in (("toss", "key-1"), ("other", "key-2"), ("toss", ""), ("toss", "KEY-2")):
        assert await shop.read(of_payment_ref, provider, key) is None, (provider, key)
    assert await shop.read(lambda uow: uow.payments.attempt_of_order_ref("")) is None


async def test_an_amount_finds_the_orders_that_were_asked_for_it_or_owe_it_unasked_newest_first(shop: Desk) -> None:
    other = await shop.run(another_shop)
    old = await shop.run(asked, "hash-a", RequestKind.TRANSFER)
    new = await shop.run(asked, "hash-b", RequestKind.TRANSFER, placed_at=later(hours=1))
    link = await shop.run(asked, "hash-c", placed_at=later(hours=2))
    await shop.run(asked, "hash-d", RequestKind.VIRTUAL_ACCOUNT)
    await shop.run(asked, "hash-e", RequestKind.TRANSFER, shop=other)
    withdrawn = await shop.run(asked, "hash-f", RequestKind.TRANSFER)
    await shop.run(change, withdrawn, withdraw, BOSS, NOW)
    assert await shop.read(lambda uow: uow.payments.awaiting(1, SIX, 9)) == [link, new, withdrawn, old], (
        "it owes that unasked"
    )
    assert await shop.read(lambda uow: uow.payments.awaiting(1, SIX, 1)) == [link]
    assert await shop.read(lambda uow: uow.payments.awaiting(1, Money(5999), 9)) == []


async def test_name_that_a_customer_reported_finds_the_order_while_it_is_asked_for_newest_first(shop: Desk) -> None:
    other = await shop.run(another_shop)
    places = enumerate((1, 1, 1, other))
    old, new, paid, foreign = [await shop.run(asked, f"h{n}", RequestKind.TRANSFER, shop=id_) for n, id_ in places]
    for order_id in (old, new, paid, foreign):
        await shop.run(change, order_id, report_deposit, "김여보", BUYER, NOW)
    await shop.run(change, paid, confirm_deposit, BOSS, NOW)
    assert await shop.read(reported_under, "김여보") == [new, old]
    assert await shop.read(lambda uow: uow.payments.reported_under(1, "김여보", 1)) == [new]
    for name in ("", "김여", "%", "홍길동"):
        assert await shop.read(reported_under, name) == [], name


async def test_open_orders_whose_customers_may_transfer_are_found_oldest_first(shop: Desk) -> None:
    transfer = await shop.run(asked, "hash-a", RequestKind.TRANSFER)
    link = await shop.run(asked, "hash-b")
    owing = await shop.run(asked, "hash-c", RequestKind.TRANSFER)
    await shop.run(change, owing, change_method, PaymentMethod.BANK_TRANSFER, later(days=3), BOSS, NOW)
    await shop.run(change, owing, withdraw, BOSS, NOW)
    paused = await shop.run(asked, "hash-d", RequestKind.TRANSFER)
    await shop.run(change, paused, lambda order: order.request_cancel("늦어요", BUYER, NOW, typed=True))
    withdrawn, at_door = await shop.run(asked, "hash-e"), await shop.run(asked, "hash-f")
    await shop.run(change, withdrawn, withdraw, BOSS, NOW)
    await shop.run(change, at_door, change_method, PaymentMethod.DOOR_CASH, None, BOSS, NOW)
    await shop.run(asked, "hash-g", RequestKind.TRANSFER, shop=await shop.run(another_shop))
    found = await shop.read(lambda uow: uow.payments.awaiting_transfers(1))
    assert found == [transfer, link, owing, paused], "neither what is owed by link nor what the door collects"


async def test_orders_for_which_a_provider_moved_money_in_that_time(shop: Desk) -> None:
    ids = [await shop.run(asked, f"hash-{n}") for n in "abcd"]
    other = await shop.run(another_shop)
    ids.append(await shop.run(asked, "hash-e", shop=other))
    moved = [("toss", 0), ("toss", 1), ("", 0), ("other", 0), ("toss", 0)]
    for order_id, (provider, hours) in zip(ids, moved, strict=True):
        await shop.run(change, order_id, _books, provider, later(hours=hours))
    found = await shop.read(lambda uow: uow.payments.orders_moved(1, "toss", NOW, NOW + HOUR))
    assert found == ids[:1], "the end of the time is no part of it"
    found = await shop.read(lambda uow: uow.payments.orders_moved(1, "toss", NOW, NOW + 2 * HOUR))
    assert found == ids[:2]


def _books(order: Order, provider: str, at: datetime, transaction: str = "") -> None:
    name = transaction or (f"tx-{order.id}" if provider else "")
    order.ledger.append(MoneyMovement(MovementKind.CAPTURE, SIX, at, 0, provider, name))
    order.tell(PaymentReminded(at, BOSS, SIX))


async def test_no_transaction_is_booked_twice_whatever_the_code_thinks(shop: Desk) -> None:
    one, two = await shop.run(asked, "hash-a"), await shop.run(asked, "hash-b")
    await shop.run(change, one, _books, "toss", NOW, "tx")
    for order_id, provider in ((two, "toss"), (one, "toss")):
        with pytest.raises((IntegrityError, RuntimeError, DomainError)):
            await shop.run(change, order_id, _books, provider, NOW, "tx")
    assert (await shop.read(lambda uow: uow.orders.get(two))).ledger == []
    await shop.run(change, two, _books, "other", NOW, "tx")


async def test_two_live_requests_of_one_order_are_never_stored(shop: Desk) -> None:
    order_id = await shop.run(asked, "hash-a")

    def doubles(order: Order) -> None:
        order.requests.append(replace(order.requests[0], number=2, token_hash="hash-b", nonce="nonce-b"))
        order.tell(PaymentReminded(NOW, BOSS, SIX))

    with pytest.raises((IntegrityError, RuntimeError)):
        await shop.run(change, order_id, doubles)
    assert len((await shop.read(lambda uow: uow.orders.get(order_id))).requests) == 1


# A shop's gateway


async def test_orders_whose_payment_or_refund_has_not_ended_are_found(shop: Desk) -> None:
    """In this order: asked, in the window, being confirmed, given an account in either way, paid, being given back."""
    orders = [await shop.run(asked, f"hash-{n}") for n in "abcdefg"]
    account = Account("20", "1234", "샵앤샵", later(days=1), "pay-key")
    opened = [
        partial(open_attempt, number=1, provider="toss", order_ref=f"ref-{n}", by=BUYER, at=NOW) for n in "bcdefg"
    ]
    for order_id, one in zip(orders[1:], opened, strict=True):
        await shop.run(change, order_id, one)
    for k, order_id in enumerate(orders[2:4]):
        await shop.run(change, order_id, come_back, 1, 1, f"key-{k}", SIX, NOW)
    waits = ProviderPayment(ProviderStatus.AWAITING_DEPOSIT, "ref-d", "key-1", SIX, account=account)
    await shop.run(change, orders[3], settle, 1, 1, waits, NOW)
    await shop.run(change, orders[4], account_issued, 1, 1, account, NOW)
    for n, order_id in zip("fg", orders[5:], strict=True):
        done = ProviderPayment(ProviderStatus.DONE, f"ref-{n}", f"key-{n}", SIX)
        await shop.run(change, order_id, settle, 1, 1, done, NOW)
    await shop.run(change, orders[6], refund_attempt, 1, 1, SIX, NOW)
    assert await shop.read(lambda uow: uow.payments.unsettled(1)) == [*orders[2:5], orders[6]]
    assert await shop.read(lambda uow: uow.payments.unsettled(2)) == []


async def test_gateway_is_kept_replaced_and_removed(shop: Desk) -> None:
    other = await shop.run(another_shop)
    theirs = replace(GATEWAY, shop_id=other, public_id="public-2")
    for one in (theirs, GATEWAY):
        await shop.run(save, one)
    assert await shop.read(lambda uow: uow.payments.gateways()) == [GATEWAY, theirs]
    changed = replace(GATEWAY, public_id="public-3", sealed_secret="sealed again", is_test=False)
    await shop.run(save, changed)
    assert await shop.read(lambda uow: uow.payments.gateway(1)) == changed
    assert await shop.read(lambda uow: uow.payments.gateway_of_public_id("public-1")) is None
    assert await shop.read(lambda uow: uow.payments.gateway_of_public_id("public-3")) == changed
    assert await shop.run(lambda uow: uow.payments.remove_gateway(1))
    assert not await shop.run(lambda uow: uow.payments.remove_gateway(1))
    assert await shop.read(lambda uow: uow.payments.gateways()) == [theirs]


async def test_webhook_is_taken_in_once_for_each_shop(shop: Desk) -> None:
    def comes(uow: UnitOfWork, shop_id: int, key: str) -> bool:
        return uow.payments.take_in_webhook(shop_id, key, NOW)

    other = await shop.run(another_shop)
    heard = [await shop.run(comes, *one) for one in ((1, "a"), (1, "a"), (other, "a"), (1, "b"))]
    assert heard == [True, False, True, True]


async def test_bank_message_is_its_own_shops(shop: Desk) -> None:
    other = await shop.run(another_shop)
    known = await shop.run(lambda uow: uow.payments.add_bank_message(1, SIX, "홍길동", NOW))
    found = await shop.read(lambda uow: uow.payments.bank_message(1, known))
    assert found == BankMessage(known, 1, SIX, "홍길동", NOW)
    assert await shop.read(lambda uow: uow.payments.bank_message(other, known)) is None
    assert await shop.read(lambda uow: uow.payments.bank_message(1, known + 1)) is None


# Work for gateways


def a_task(order_id: int, key: str, due_at: datetime = NOW, kind: TaskKind = TaskKind.FETCH) -> GatewayTask:
    return GatewayTask(kind, order_id, due_at, key, 1, 2, 3)


def add(uow: UnitOfWork, *tasks: GatewayTask) -> int:
    return uow.payments.add_tasks(tasks)


def claim(uow: UnitOfWork, now: datetime = NOW, token: str = "mine", most: int = 9) -> list[ClaimedTask]:
    return uow.payments.claim_tasks(most, now, now + HOUR, token)


@pytest.fixture
async def orders(shop: Desk) -> list[int]:
    """Three, of which nobody was asked for money, so that there is no work yet."""
    return [await shop.run(store_order, an_order(1, 2_000_000 + n)) for n in range(3)]


async def test_work_is_queued_once_for_each_key_and_claimed_with_all_that_it_is_about(
    shop: Desk, orders: list[int]
) -> None:
    task = a_task(orders[0], "a", kind=TaskKind.REFUND)
    assert await shop.run(add, task, task) == 1
    assert await shop.run(add, replace(task, kind=TaskKind.CONFIRM)) == 0
    (claimed,) = await shop.run(claim)
    assert (claimed.task, claimed.attempts) == (task, 1)
    assert (claimed.lease_token, claimed.lease_until) == ("mine", NOW + HOUR)
    assert await shop.run(claim, token="another") == []


async def test_work_is_claimed_when_it_is_due_oldest_first_and_only_so_much(shop: Desk, orders: list[int]) -> None:
    one, two, three = orders
    await shop.run(add, a_task(two, "b", NOW - HOUR), a_task(one, "a"), a_task(three, "c", NOW + HOUR))
    assert await shop.read(lambda uow: uow.payments.next_task_due(NOW)) == NOW
    assert [claimed.task.order_id for claimed in await shop.run(claim, most=1)] == [two]
    assert [claimed.task.order_id for claimed in await shop.run(claim)] == [one]
    assert await shop.read(lambda uow: uow.payments.next_task_due(NOW)) == NOW + HOUR
    assert await shop.run(claim) == []


async def test_never_two_of_one_order_at_once_and_in_their_order(shop: Desk, orders: list[int]) -> None:
    await shop.run(add, a_task(orders[0], "a"), a_task(orders[0], "b"), a_task(orders[1], "c"))
    claimed = await shop.run(claim)
    assert [one.task.dedupe_key for one in claimed] == ["a", "c"]
    assert await shop.run(claim) == []
    assert await shop.run(lambda uow: uow.payments.finish_task(claimed[0], NOW))
    assert [one.task.dedupe_key for one in await shop.run(claim)] == ["b"]


async def test_work_behind_a_claim_of_its_order_is_looked_for_when_that_ends(shop: Desk, orders: list[int]) -> None:
    await shop.run(add, a_task(orders[0], "a"), a_task(orders[0], "b"))
    (claimed,) = await shop.run(claim)
    assert await shop.read(lambda uow: uow.payments.next_task_due(NOW)) == claimed.lease_until, "not again and again"


async def test_work_that_waits_for_later_does_not_hold_up_what_came_after_it(shop: Desk, orders: list[int]) -> None:
    await shop.run(add, a_task(orders[0], "a", NOW + HOUR), a_task(orders[0], "b"))
    assert [one.task.dedupe_key for one in await shop.run(claim)] == ["b"]


async def test_stalled_claim_is_taken_back_and_its_late_word_does_not_count(shop: Desk, orders: list[int]) -> None:
    await shop.run(add, a_task(orders[0], "a"))
    (stale,) = await shop.run(claim)
    after = NOW + HOUR
    (mine,) = await shop.run(claim, after, "another")
    assert mine.attempts == 2
    assert not await shop.run(lambda uow: uow.payments.finish_task(stale, after))
    assert not await shop.run(lambda uow: uow.payments.repeat_task(stale, NOW, "late"))
    assert await shop.run(lambda uow: uow.payments.finish_task(mine, after))
    assert not await shop.run(lambda uow: uow.payments.finish_task(mine, after))
    assert await shop.run(claim, after + HOUR) == []


async def test_work_comes_back_as_something_else_at_its_time(shop: Desk, orders: list[int]) -> None:
    await shop.run(add, a_task(orders[0], "a", kind=TaskKind.CONFIRM))
    (claimed,) = await shop.run(claim)
    soon = later(seconds=5)
    assert await shop.run(lambda uow: uow.payments.repeat_task(claimed, soon, "InDoubt", TaskKind.FETCH))
    assert await shop.run(claim) == []
    assert await shop.read(lambda uow: uow.payments.next_task_due(NOW)) == soon
    (again,) = await shop.run(claim, soon)
    assert (again.task.kind, again.attempts) == (TaskKind.FETCH, 2)


async def test_work_of_whoever_is_gone_is_released(shop: Desk, orders: list[int]) -> None:
    await shop.run(add, a_task(orders[0], "a"), a_task(orders[1], "b"))
    await shop.run(claim, most=1)
    assert await shop.run(lambda uow: uow.payments.release_tasks(NOW)) == 1
    assert len(await shop.run(claim, token="another")) == 2


async def test_nothing_to_do_has_no_next_time(shop: Desk) -> None:
    assert await shop.read(lambda uow: uow.payments.next_task_due(NOW)) is None
    assert await shop.run(claim) == []
    assert await shop.run(add) == 0


async def test_finished_work_old_webhooks_and_bank_messages_are_forgotten(shop: Desk, orders: list[int]) -> None:
    await shop.run(add, a_task(orders[0], "a"), a_task(orders[1], "b"))
    (first, _) = await shop.run(claim)
    await shop.run(lambda uow: uow.payments.finish_task(first, NOW))
    await shop.run(lambda uow: uow.payments.take_in_webhook(1, "old", NOW))
    known = await shop.run(lambda uow: uow.payments.add_bank_message(1, SIX, "홍길동", NOW))
    assert await shop.run(lambda uow: uow.payments.prune(NOW)) == 0
    assert await shop.run(lambda uow: uow.payments.prune(NOW + HOUR)) == 3
    assert await shop.read(lambda uow: uow.payments.bank_message(1, known)) is None
    assert await shop.run(lambda uow: uow.payments.take_in_webhook(1, "old", NOW))
    assert await shop.run(add, a_task(orders[1], "b")) == 0, "what is not finished is kept"
