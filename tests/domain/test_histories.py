"""R1: whatever people do to an order in whatever sequence, it keeps to a much simpler model of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from domain.depositing import awaits_deposit, confirm_deposit
from domain.errors import DomainError
from domain.fulfillment import OwnDelivery, Parcel, Pickup
from domain.lifecycle import OrderStatus
from domain.money import ZERO
from domain.order import Order
from domain.payment import PaymentMethod, PaymentState, captured, refunded
from domain.people import Actor, Role
from domain.refunding import record_refund
from domain.timeline import EntryKind, entry_of
from tests.factories import NOW, a_pickup, actor, an_order
from tests.reliability.sizes import size

_STATUS_AFTER: Final = {
    EntryKind.PLACED: OrderStatus.PLACED,
    EntryKind.CONFIRMED: OrderStatus.CONFIRMED,
    EntryKind.COMPLETED: OrderStatus.COMPLETED,
    EntryKind.CANCELED: OrderStatus.CANCELED,
    EntryKind.CANCELED_BY_CUSTOMER: OrderStatus.CANCELED,
    EntryKind.CANCEL_REQUESTED: OrderStatus.CANCEL_REQUESTED,
    EntryKind.CANCEL_WITHDRAWN: OrderStatus.CONFIRMED,
    EntryKind.CANCEL_REFUSED: OrderStatus.CONFIRMED,
}
_IN: Final = (EntryKind.DEPOSIT_CONFIRMED, EntryKind.COLLECTED)
_AT_THE_DOOR: Final = (PaymentMethod.DOOR_CARD, PaymentMethod.DOOR_CASH)
_ROLES: Final = st.sampled_from(Role)
_REASONS: Final = st.sampled_from(["품절", "단순 변심", "", "   "])


class Histories(RuleBasedStateMachine):
    """The model is the list of what was told: status, money and the refusals follow from it alone."""

    @initialize(method=st.sampled_from(PaymentMethod), pickup=st.booleans())
    def place(self, method: PaymentMethod, pickup: bool) -> None:
        self.order = (a_pickup if pickup else an_order)(payment_method=method)
        self.order.place(actor(Role.CUSTOMER))
        self.told: list[tuple[EntryKind, int]] = []
        self._hear()

    @rule(by=_ROLES)
    def confirm(self, by: Role) -> None:
        self._try(lambda order, who: order.confirm(who, NOW), by)

    @rule(by=_ROLES, handover=st.sampled_from([OwnDelivery(), Parcel("cj", "123456789012"), Parcel("cj"), Pickup()]))
    def complete(self, by: Role, handover: OwnDelivery | Parcel | Pickup) -> None:
        self._try(lambda order, who: order.complete(handover, who, NOW), by)

    @rule(by=_ROLES, reason=_REASONS)
    def cancel(self, by: Role, reason: str) -> None:
        self._try(lambda order, who: order.cancel(reason, who, NOW), by)

    @rule(by=_ROLES, reason=_REASONS, typed=st.booleans())
    def request_cancel(self, by: Role, reason: str, typed: bool) -> None:
        self._try(lambda order, who: order.request_cancel(reason, who, NOW, typed=typed), by)

    @rule(by=_ROLES)
    def withdraw(self, by: Role) -> None:
        self._try(lambda order, who: order.withdraw_cancel_request(who, NOW), by)

    @rule(by=_ROLES, reason=_REASONS)
    def approve(self, by: Role, reason: str) -> None:
        self._try(lambda order, who: order.approve_cancel(reason, who, NOW), by)

    @rule(by=_ROLES, reason=_REASONS)
    def keep(self, by: Role, reason: str) -> None:
        self._try(lambda order, who: order.keep(reason, who, NOW), by)

    @rule(by=_ROLES)
    def confirm_deposit(self, by: Role) -> None:
        self._try(lambda order, who: confirm_deposit(order, who, NOW), by)

    @rule(by=_ROLES)
    def record_refund(self, by: Role) -> None:
        self._try(lambda order, who: record_refund(order, who, NOW), by)

    @rule(by=_ROLES)
    def press_a_stale_button(self, by: Role) -> None:
        version, self.order.version = self.order.version, self.order.version + 1
        self._try(lambda order, who: _confirm_at(version, order, who), by)
        self.order.version = version

    @invariant()
    def status_follows_from_what_was_told(self) -> None:
        moves = [_STATUS_AFTER[kind] for kind, _ in self.told if kind in _STATUS_AFTER]
        assert self.order.status is moves[-1]
        assert OrderStatus.CANCELED not in moves[:-1], "something left 취소완료"
        assert (self.order.cancel_request is not None) == (moves[-1] is OrderStatus.CANCEL_REQUESTED)
        assert self.order.refused_requests == sum(kind is EntryKind.CANCEL_REFUSED for kind, _ in self.told)
        assert (self.order.completed_at is not None) == (OrderStatus.COMPLETED in moves)

    @invariant()
    def money_follows_from_what_was_told(self) -> None:
        order = self.order
        came_in = sum(won for kind, won in self.told if kind in _IN)
        went_back = sum(won for kind, won in self.told if kind is EntryKind.REFUND_RECORDED)
        assert (captured(order.ledger).won, refunded(order.ledger).won) == (came_in, went_back)
        assert 0 <= went_back <= came_in <= order.total.won
        worth = 0 if order.status is OrderStatus.CANCELED else order.total.won
        assert order.balance.won == worth - came_in + went_back
        assert order.refund_due == max(-order.balance, ZERO)
        assert order.status is not OrderStatus.COMPLETED or order.balance == ZERO
        assert (order.payment_state is PaymentState.REFUND_DUE) == bool(order.refund_due)

    @invariant()
    def money_that_may_still_come_follows_from_what_was_told(self) -> None:
        order, came_in = self.order, sum(won for kind, won in self.told if kind in _IN)
        awaited = {OrderStatus.CONFIRMED: order.total.won - came_in, OrderStatus.CANCELED: order.total.won}
        is_awaited = order.payment_method not in _AT_THE_DOOR and came_in == 0
        assert order.deposit_due.won == (awaited.get(order.status, 0) if is_awaited else 0)
        assert awaits_deposit(order, Role.OWNER) == bool(order.deposit_due)

    def _try(self, deed: Callable[[Order, Actor], object], by: Role) -> None:
        before = repr(self.order)
        try:
            deed(self.order, actor(by))
        except DomainError:
            assert repr(self.order) == before, "a refusal changed something"
            return
        self._hear()

    def _hear(self) -> None:
        """As storage does at the end of a transaction: the events become history, the version goes up by one."""
        assert self.order.events, "a change that tells nobody"
        for entry in map(entry_of, self.order.events):
            self.told.append((entry.kind, entry.data.get("won", 0)))
        self.order.events.clear()
        self.order.version += 1


def _confirm_at(version: int, order: Order, by: Actor) -> None:
    order.expect(version)
    order.confirm(by, NOW)


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=size(300, 10_000), stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
