"""R10: webhooks forged, replayed, reordered, of wrong amounts, racing a cancel: the invariants of payments hold.

A tiny provider keeps the truth about money; the desk hears of it by returns, confirms, webhooks and polls, in any order
and as often as the dice like. Whatever happens, no won is lost, doubled or told twice.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from domain.errors import DomainError
from domain.gateway import (
    Approved,
    Fetched,
    InDoubt,
    NotReached,
    ProviderPayment,
    ProviderRefund,
    ProviderStatus,
    Refunded,
    Rejected,
    Signal,
)
from domain.gateway_work import ClaimedTask, TaskKind
from domain.money import ZERO, Money
from domain.order import Order
from domain.payment import MovementKind, PaymentMethod, captured, refunded
from domain.payment_ports import ShopGateway
from domain.payment_request import RequestState
from domain.people import Role
from domain.ports import UnitOfWork
from domain.timeline import EntryKind
from domain.use_cases.cancel_order import cancel_order
from domain.use_cases.confirm_deposit import confirm_deposit
from domain.use_cases.confirm_order import confirm_order
from domain.use_cases.hear_gateway import hear_gateway
from domain.use_cases.pay_at_page import begin_attempt, return_from_window
from domain.use_cases.refund_payment import repeat_refund, start_refund
from domain.use_cases.request_payment import Link, send_payment_request
from domain.use_cases.withdraw_payment import withdraw_payment
from domain.use_cases.work_gateway import Answer, Work, book_answer, book_fetched, see_work
from storage.database import open_store
from tests.databases import KINDS, FreshDatabase, Kind
from tests.factories import NOW, a_shop, an_order, caller, open_shop, store_order
from tests.fakes import FakeStore
from tests.reliability.sizes import size

GATEWAY = ShopGateway(1, "toss", "public-1", "test_ck", "sealed", True)


@dataclass
class Charge:
    """What the provider knows of one attempt."""

    ref: str
    key: str
    amount: Money
    status: ProviderStatus = ProviderStatus.OPEN
    refunds: dict[str, Money] = field(default_factory=dict)


@dataclass
class Provider:
    """The truth about the money, with answers that get lost."""

    dice: random.Random
    charges: dict[str, Charge] = field(default_factory=dict)

    def opened(self, ref: str, amount: Money) -> Charge:
        self.charges[ref] = Charge(ref, f"key-{ref}", amount)
        return self.charges[ref]

    def record(self, ref: str) -> ProviderPayment:
        charge = self.charges.get(ref)
        if charge is None:
            return ProviderPayment(ProviderStatus.UNKNOWN, ref, "", ZERO)
        back = sum((amount for amount in charge.refunds.values()), ZERO)
        is_partly = ProviderStatus.CANCELED if back == charge.amount else ProviderStatus.PARTIALLY_CANCELED
        status = is_partly if back else charge.status
        made = tuple(ProviderRefund(name, amount) for name, amount in charge.refunds.items())
        return ProviderPayment(status, ref, charge.key, charge.amount, transaction=charge.key, refunds=made)

    def fetched(self, ref: str, key: str) -> Fetched:
        """By the provider's own key if one is given, as Toss does, else by our name."""
        by_key = next((charge.ref for charge in self.charges.values() if charge.key == key), "")
        return Fetched(self.record(by_key or ref))

    def confirm(self, ref: str, key: str) -> Answer:
        charge = self.charges[ref]
        fate = self.dice.random()
        if key != charge.key:
            return Rejected("NOT_FOUND_PAYMENT_SESSION") if fate < 0.7 else InDoubt()
        if fate < 0.1:
            return NotReached()
        if charge.status is ProviderStatus.AUTHENTICATED:
            charge.status = ProviderStatus.DONE if fate < 0.85 else ProviderStatus.FAILED
        if self.dice.random() < 0.25:
            return InDoubt("the answer was lost")
        if charge.status is ProviderStatus.DONE:
            return Approved(self.record(ref))
        return Rejected("REJECT_CARD_PAYMENT", "한도 초과")

    def refund(self, ref: str, amount: Money, key: str) -> Answer:
        charge = self.charges[ref]
        fate = self.dice.random()
        if fate < 0.1:
            return NotReached()
        if key not in charge.refunds and fate < 0.3:
            return Rejected("NOT_CANCELABLE_PAYMENT", "취소할 수 없어요")
        charge.refunds.setdefault(key, amount)
        return InDoubt() if self.dice.random() < 0.3 else Refunded(key, charge.refunds[key])

    @property
    def held(self) -> int:
        done = [charge for charge in self.charges.values() if charge.status is ProviderStatus.DONE]
        return sum(charge.amount.won - sum(back.won for back in charge.refunds.values()) for charge in done)


class Story:
    """One order and everything that may happen to its money."""

    def __init__(self, run: Callable[..., object], dice: random.Random, tag: str = "") -> None:
        self.run, self.dice, self.now, self.tag = run, dice, NOW, tag
        self.provider = Provider(dice)
        self.cash = 0
        self.refs = 0
        self.links = 0
        self.order_id = 0

    def do(self, use_case: Callable[..., object], *args: object) -> object:
        self.now += timedelta(seconds=self.dice.choice([1, 30, 600, 7200]))
        try:
            return self.run(use_case, *args, self.now)
        except DomainError:
            return None

    @property
    def order(self) -> Order:
        found = self.run(lambda uow: uow.orders.get(self.order_id))
        assert isinstance(found, Order)
        return found

    # What people do

    def asks(self) -> None:
        self.links += 1
        link = Link(f"n{self.links}", f"hash{self.tag}{self.links}")
        self.do(send_payment_request, self.order_id, self.order.version, link, caller(Role.STAFF))

    def withdraws(self) -> None:
        self.do(withdraw_payment, self.order_id, self.order.version, caller(Role.STAFF))

    def cancels(self) -> None:
        if self.dice.random() < 0.5:
            self.do(cancel_order, self.order_id, self.order.version, "품절", caller())

    def opens_the_window(self) -> None:
        """With any link that ever was."""
        if self.links:
            self.refs += 1
            ref = f"ref-{self.tag}-{self.refs:06d}"
            view = self.do(begin_attempt, f"hash{self.tag}{self.dice.randint(1, self.links)}", ref)
            if view is not None:
                self.provider.opened(ref, view.request.amount)  # type: ignore[attr-defined]

    def authenticates_and_returns(self) -> None:
        """Honestly, or with another amount or another payment's key."""
        if not self.provider.charges:
            return
        charge = self.dice.choice(list(self.provider.charges.values()))
        if charge.status is ProviderStatus.OPEN:
            charge.status = ProviderStatus.AUTHENTICATED
        key = charge.key if self.dice.random() < 0.85 else self.dice.choice(list(self.provider.charges.values())).key
        amount = charge.amount if self.dice.random() < 0.9 else Money(1)
        self.do(return_from_window, charge.ref, key, amount)

    def transfers(self) -> None:
        order = self.order
        due = order.deposit_due.won
        is_likely = order.deposit_due and self.dice.random() < 0.3
        if is_likely and self.do(confirm_deposit, self.order_id, order.version, caller()) is not None:
            self.cash += due

    def gives_back(self) -> None:
        self.do(start_refund, self.order_id, self.order.version, caller())

    def gives_back_again(self) -> None:
        self.do(repeat_refund, self.order_id, self.order.version, caller())

    # What the provider does

    def webhook(self) -> None:
        """Genuine, replayed, forged, or another shop's."""
        refs = [*self.provider.charges, "ref-nobody"]
        signal = Signal(
            self.dice.choice([f"{self.tag}a", f"{self.tag}b", f"c{self.dice.random()}"]), self.dice.choice(refs)
        )
        public = "public-1" if self.dice.random() < 0.9 else "public-2"
        self.do(hear_gateway, public, signal)

    def worker(self) -> None:
        """One round; now and then it dies with the answer in its hand."""
        claimed = self.run(lambda uow: uow.payments.claim_tasks(3, self.now, self.now + timedelta(minutes=2), "t"))
        assert isinstance(claimed, list)
        for one in claimed:
            answer = self.answer(one, self.run(see_work, one))
            if self.dice.random() < 0.9:
                self.do(book_answer, one, answer)
                if self.dice.random() < 0.1:
                    self.do(book_answer, one, answer)

    def answer(self, claimed: ClaimedTask, work: object) -> Answer | None:
        assert isinstance(work, Work)
        if claimed.task.kind is TaskKind.EXPIRE:
            for attempt in work.unsettled:
                place = (self.order_id, work.request.number if work.request else 0, attempt.number)
                self.do(book_fetched, *place, Fetched(self.provider.record(attempt.order_ref)))
            return None
        if work.attempt is None:
            return None
        ref = work.attempt.order_ref
        if claimed.task.kind is TaskKind.CONFIRM and work.is_to_confirm:
            return self.provider.confirm(ref, work.attempt.payment_ref)
        if claimed.task.kind is TaskKind.REFUND:
            return self.provider.refund(ref, work.refund.amount, work.refund.key) if work.refund else None
        if self.dice.random() < 0.1:
            return InDoubt()
        return self.provider.fetched(ref, work.attempt.payment_ref)

    STEPS = (asks, opens_the_window, opens_the_window, authenticates_and_returns, webhook, worker, worker)
    SELDOM = (withdraws, transfers, gives_back, gives_back_again, cancels)

    def plays(self) -> None:
        for _ in range(self.dice.randint(10, 45)):
            step = self.dice.choice(self.STEPS if self.dice.random() < 0.8 else self.SELDOM)
            step(self)
            holds(self)
        self.comes_to_rest()

    def comes_to_rest(self) -> None:
        """Everything open is worked off, and the provider is asked about every attempt once more."""
        for _ in range(60):
            self.now += timedelta(minutes=10)
            self.worker()
        for request in self.order.requests:
            for attempt in request.attempts:
                record = self.provider.record(attempt.order_ref)
                self.do(book_fetched, self.order_id, request.number, attempt.number, Fetched(record))
        holds(self)
        at_rest(self)


def holds(story: Story) -> None:
    """The invariants of payments, at any moment."""
    order = story.order
    assert refunded(order.ledger) <= captured(order.ledger)
    assert sum(request.state.is_live for request in order.requests) <= 1
    transactions = [(one.provider, one.transaction) for one in order.ledger if one.provider]
    assert len(transactions) == len(set(transactions)), "a transaction was booked twice"
    told = story.run(lambda uow: uow.orders.timeline(order.id, 1000))
    assert isinstance(told, list)
    paid = sum(entry.kind in (EntryKind.PAYMENT_RECEIVED, EntryKind.DEPOSIT_CONFIRMED) for entry in told)
    ways_in = [one for one in order.ledger if one.kind is MovementKind.CAPTURE and not one.is_stray]
    strays_by_hand = sum(one.is_stray and not one.provider for one in order.ledger if one.kind is MovementKind.CAPTURE)
    assert paid == len(ways_in) + strays_by_hand, "one notice for every payment that counts"
    for request in order.requests:
        mine = [one for one in order.ledger if one.request == request.number and not one.is_stray]
        came, went = captured(mine), refunded(mine)
        expected = {
            RequestState.PAID: came == request.amount and not went,
            RequestState.PARTIALLY_REFUNDED: ZERO < went < came,
            RequestState.REFUNDED: came == went != ZERO,
        }
        assert expected.get(request.state, not came), (request.state, came, went)


def at_rest(story: Story) -> None:
    """Nothing is lost: what the provider holds is what the ledger says that it holds."""
    order = story.order
    by_provider = [one for one in order.ledger if one.attempt]
    assert (captured(by_provider) - refunded(by_provider)).won == story.provider.held
    by_hand = [one for one in order.ledger if not one.attempt]
    assert captured(by_hand).won == story.cash
    never = [r for r in order.requests if r.state in (RequestState.CANCELED, RequestState.EXPIRED)]
    assert all(not [m for m in order.ledger if m.request == r.number and not m.is_stray] for r in never)


def prepared(uow: UnitOfWork) -> int:
    shop = open_shop(uow, replace(a_shop(), has_gateway=True)).id
    uow.payments.save_gateway(replace(GATEWAY, shop_id=shop))
    return shop


def ordered(uow: UnitOfWork, shop: int, number: int) -> int:
    return store_order(uow, an_order(shop, number, payment_method=PaymentMethod.PAY_LINK))


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_on_a_real_database(kind: Kind, fresh_database: FreshDatabase) -> None:
    store = open_store(fresh_database(kind))
    with asyncio.Runner() as runner:
        runner.run(store.start())
        shop = runner.run(store.run(prepared))
        for seed in range(size(3, 1000)):
            story = Story(lambda what, *args: runner.run(store.run(what, *args)), random.Random(seed), str(seed))
            story.order_id = runner.run(store.run(ordered, shop, 1_000_000 + seed))
            story.do(confirm_order, story.order_id, 1, caller())
            story.plays()
        runner.run(store.close())


def test_whatever_happens_no_won_is_lost_doubled_or_told_twice() -> None:
    for seed in range(size(60, 1000)):
        store = FakeStore()
        story = Story(store.do, random.Random(seed))
        story.order_id = store.do(ordered, store.do(prepared), 3309803)
        story.do(confirm_order, story.order_id, 1, caller())
        try:
            story.plays()
        except (AssertionError, RuntimeError) as broken:
            raise AssertionError(f"seed {seed}") from broken
