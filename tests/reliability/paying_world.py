"""One order, a tiny provider that keeps the truth about its money, and everything that may happen between them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

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
from domain.gateway_work import ClaimedTask, LeaseLost, TaskKind
from domain.lifecycle import OrderStatus
from domain.money import ZERO, Money
from domain.order import Order
from domain.payment import PaymentMethod
from domain.payment_ports import ShopGateway
from domain.people import Role
from domain.ports import UnitOfWork
from domain.use_cases.answer_cancel_request import keep_order
from domain.use_cases.answer_change import approve_change
from domain.use_cases.book_deposit import book_deposit
from domain.use_cases.cancel_order import cancel_order
from domain.use_cases.draft_change import set_delivery_fee
from domain.use_cases.hear_gateway import hear_gateway
from domain.use_cases.pay_at_page import begin_attempt, return_from_window
from domain.use_cases.refund_payment import repeat_refund, start_refund
from domain.use_cases.request_cancel import request_cancel
from domain.use_cases.request_change import request_change
from domain.use_cases.request_payment import Link, send_payment_request
from domain.use_cases.withdraw_cancel_request import withdraw_cancel_request
from domain.use_cases.withdraw_payment import withdraw_payment
from domain.use_cases.work_gateway import Answer, Work, book_answer, book_fetched, see_work
from tests.factories import NOW, a_shop, an_order, caller, open_shop, store_order

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
    refused: set[str] = field(default_factory=set)

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
        if fate < (0.4 if charge.status is ProviderStatus.DONE else 0.1):
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
        left = charge.amount.won - sum(back.won for back in charge.refunds.values())
        if key in self.refused or (key not in charge.refunds and (fate < 0.3 or amount.won > left)):
            self.refused.add(key)  # a key replays its first answer
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
        self.now += timedelta(seconds=self.dice.choice([1, 1, 5, 30, 300, 7200]))
        try:
            return self.run(use_case, *args, self.now)
        except (DomainError, LeaseLost):
            return None

    @property
    def order(self) -> Order:
        found = self.run(lambda uow: uow.orders.get(self.order_id))
        assert isinstance(found, Order)
        return found

    # What people do

    def asks(self) -> None:
        self.do(send_payment_request, self.order_id, self.order.version, self._link(), caller(Role.STAFF))

    def _link(self) -> Link:
        self.links += 1
        return Link(f"n{self.links}", f"hash{self.tag}{self.links}")

    def withdraws(self) -> None:
        self.do(withdraw_payment, self.order_id, self.order.version, caller(Role.STAFF))

    def cancels(self) -> None:
        if self.dice.random() < 0.3:
            self.do(cancel_order, self.order_id, self.order.version, "품절", caller())

    def opens_the_window(self) -> None:
        """With any link that ever was."""
        if self.links:
            self.refs += 1
            ref = f"ref-{self.tag}-{self.refs:06d}"
            link = self.links if self.dice.random() < 0.8 else self.dice.randint(1, self.links)
            view = self.do(begin_attempt, f"hash{self.tag}{link}", ref)
            if view is not None:
                self.provider.opened(ref, view.request.amount)  # type: ignore[attr-defined]

    def authenticates_and_returns(self) -> None:
        """Honestly, or with another amount or another payment's key."""
        if not self.provider.charges:
            return
        charges = list(self.provider.charges.values())
        charge = charges[-1] if self.dice.random() < 0.8 else self.dice.choice(charges)
        if charge.status is ProviderStatus.OPEN:
            charge.status = ProviderStatus.AUTHENTICATED
        key = charge.key if self.dice.random() < 0.85 else self.dice.choice(charges).key
        amount = charge.amount if self.dice.random() < 0.9 else Money(1)
        self.do(return_from_window, charge.ref, key, amount)

    def transfers(self) -> None:
        """All that is awaited, or the half of it: then the rest is asked for by a link of its own."""
        order = self.order
        won = order.deposit_due.won // self.dice.choice([1, 2])
        is_likely = won and self.dice.random() < 0.2
        what = (self.order_id, order.version, Money(won), self._link(), caller())
        if is_likely and self.do(book_deposit, *what) is not None:
            self.cash += won

    def gives_back(self) -> None:
        self.do(start_refund, self.order_id, self.order.version, caller())

    def gives_back_again(self) -> None:
        self.do(repeat_refund, self.order_id, self.order.version, caller())

    def thinks_twice(self) -> None:
        """The customer asks to cancel, or takes that back; now and then the shop decides first."""
        order = self.order
        if order.status is OrderStatus.CONFIRMED:
            self.do(request_cancel, self.order_id, order.version, "마음이 바뀌었어요", True, caller(Role.CUSTOMER))
        elif self.dice.random() < 0.7:
            self.do(withdraw_cancel_request, self.order_id, order.version, caller(Role.CUSTOMER))
        else:
            self.do(keep_order, self.order_id, order.version, "이미 준비했어요", caller())

    def edits(self) -> None:
        """The sheet grows or shrinks, and the customer agrees at once."""
        fee = Money(self.dice.choice([0, 2000, 5000]))
        self.do(set_delivery_fee, self.order_id, fee, caller())
        self.do(request_change, self.order_id, self.order.version, caller())
        change = self.order.open_change
        if change:
            total = self.order.drafted_sheet.total
            self.do(approve_change, self.order_id, change.round, total, caller(Role.CUSTOMER))

    # What the provider does

    def over_there(self) -> None:
        """The shop gives some money back by hand at the provider, where nobody knows of what is on its way."""
        done = [one for one in self.provider.charges.values() if one.status is ProviderStatus.DONE]
        if done and self.dice.random() < 0.3:
            charge = self.dice.choice(done)
            left = charge.amount.won - sum(back.won for back in charge.refunds.values())
            if left > 1:
                charge.refunds[f"hand-{charge.ref}-{len(charge.refunds)}"] = Money(self.dice.choice([left, left // 2]))

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
            if self.dice.random() < 0.8:
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
            return self.refund(claimed, work, ref)
        if self.dice.random() < 0.1:
            return InDoubt()
        return self.provider.fetched(ref, work.attempt.payment_ref)

    def refund(self, claimed: ClaimedTask, work: Work, ref: str) -> Answer | None:
        """As the worker does it: what may have arrived before is looked for first."""
        if work.refund is None or not work.is_to_refund:
            return None
        if claimed.attempts > 1 and work.is_news(self.provider.record(ref)):
            return Fetched(self.provider.record(ref))
        return self.provider.refund(ref, work.refund.amount, work.refund.key)

    STEPS = (asks, opens_the_window, authenticates_and_returns, authenticates_and_returns, webhook, worker, worker)
    SELDOM = (
        withdraws,
        transfers,
        gives_back,
        gives_back_again,
        cancels,
        thinks_twice,
        thinks_twice,
        edits,
        over_there,
    )

    def plays(self, holds: Callable[[Story], None]) -> None:
        self.asks()
        for _ in range(self.dice.randint(10, 45)):
            step = self.dice.choice(self.STEPS if self.dice.random() < 0.85 else self.SELDOM)
            step(self)
            holds(self)
            if self.order.status is OrderStatus.CANCEL_REQUESTED and self.dice.random() < 0.3:
                self.thinks_twice()
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


def prepared(uow: UnitOfWork) -> int:
    shop = open_shop(uow, replace(a_shop(), has_gateway=True)).id
    uow.payments.save_gateway(replace(GATEWAY, shop_id=shop))
    return shop


def ordered(uow: UnitOfWork, shop: int, number: int) -> int:
    return store_order(uow, an_order(shop, number, payment_method=PaymentMethod.PAY_LINK))
