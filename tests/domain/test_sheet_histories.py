"""R1 with edits: whatever is drafted, asked and answered, only what the customer agreed to counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain import answering, editing
from domain.change import OrderChange, SheetState, approved_sheet
from domain.errors import DomainError
from domain.fulfillment import OwnDelivery
from domain.lifecycle import OrderStatus
from domain.money import Money
from domain.order import Order
from domain.payment import PaymentMethod, captured, refunded
from domain.people import Actor, Role
from domain.sheet import MOST_LINES, OrderLine, Sheet
from tests.factories import COLA, NOW, actor, an_order
from tests.reliability.sizes import size

Deed = Callable[[Order, Actor], object]

_SHOP: Final = st.sampled_from([Role.OWNER, Role.OWNER, Role.OWNER, Role.STAFF, Role.CUSTOMER])
_BUYER: Final = st.sampled_from([Role.CUSTOMER, Role.CUSTOMER, Role.CUSTOMER, Role.OWNER])
_STALE: Final = st.sampled_from([0, 0, 0, 0, -1, 1])
_EDITS: Final = st.sampled_from(
    ["add", "add", "charge", "cancel", "cancel", "fee", "delete", "undo", "discard", "take"]
)
_CHOICES: Final = st.sampled_from([{0}, {1}, {0, 1}, {0, 2}, set(), {0, 1, 2, 3}, {9}])
_STEPS: Final = st.sampled_from(["ask", "ask", "keep", "keep", "take back", "approve", "cancel", "complete"])
_OPEN: Final = (SheetState.DRAFT, SheetState.REQUESTED, SheetState.DECLINED)
_ON_ITS_WAY: Final = (OrderStatus.CONFIRMED, OrderStatus.CANCEL_REQUESTED)


class SheetHistories(RuleBasedStateMachine):
    """The model is what the customer pressed: the total they saw then, and nothing else, is the order's total."""

    @initialize(method=st.sampled_from(PaymentMethod))
    def place(self, method: PaymentMethod) -> None:
        self.order = an_order(status=OrderStatus.CONFIRMED, payment_method=method)
        self.agreed, self.proposed = self.order.total, self.order.total
        self.closed: list[OrderChange] = []
        self.sheets: list[tuple[int, Sheet]] = [(0, self.order.sheet)]

    @rule(by=_SHOP, edit=_EDITS, number=st.integers(0, 9), quantity=st.sampled_from([None, 0, 1, 2]))
    def edit(self, by: Role, edit: str, number: int, quantity: int | None) -> None:
        goods, won = [OrderLine("빵", Money(700 * number), quantity or 1)] * (number % 3 + 1), 1000 * (number - 6)
        edits: dict[str, Deed] = {
            "add": lambda order, who: editing.add_goods(order, goods, who, NOW),
            "charge": lambda order, who: editing.add_surcharge(order, "추가금", Money(won), who, NOW),
            "cancel": lambda order, who: editing.cancel_goods(order, number, quantity, who, NOW),
            "fee": lambda order, who: editing.set_delivery_fee(order, Money(500 * (number - 1)), who, NOW),
            "delete": lambda order, who: editing.delete_line(order, number, who, NOW),
            "undo": lambda order, who: editing.undo(order, who, NOW),
            "discard": lambda order, who: editing.discard(order, who, NOW),
            "take": lambda order, who: editing.take_over(order, who, NOW),
        }
        self._try(edits[edit], by)

    @rule(by=_SHOP, is_more=st.booleans())
    def ask(self, by: Role, is_more: bool) -> None:
        if is_more:
            self._try(lambda order, who: editing.add_goods(order, [COLA], who, NOW), by)
        self._try(lambda order, who: editing.request(order, who, NOW), by)

    @precondition(lambda self: self.order.sheet_state is SheetState.REQUESTED)
    @rule(by=_BUYER, stale=_STALE, off=_STALE)
    def approve(self, by: Role, stale: int, off: int) -> None:
        round_, seen = len(self.order.changes) + stale, Money(self.order.drafted_sheet.total.won + off)
        if self._try(lambda order, who: answering.approve(order, round_, seen, who, NOW), by):
            assert (by, stale, off) == (Role.CUSTOMER, 0, 0)
            self._agree(seen)

    @precondition(lambda self: self.order.sheet_state is SheetState.REQUESTED)
    @rule(by=_BUYER, stale=_STALE, off=_STALE, chosen=_CHOICES)
    def choose(self, by: Role, stale: int, off: int, chosen: set[int]) -> None:
        groups, round_ = editing.open_groups(self.order), len(self.order.changes) + stale
        taken = [group.difference.won for n, group in enumerate(groups) if n in chosen]
        seen = Money(self.order.total.won + sum(taken) + off)
        if self._try(lambda order, who: answering.choose(order, round_, chosen, seen, who, NOW), by):
            assert (by, stale, off) == (Role.CUSTOMER, 0, 0)
            self.proposed = seen
            if len(chosen) == len(groups):
                self._agree(seen)

    @precondition(lambda self: self.order.sheet_state is SheetState.REQUESTED)
    @rule(by=_BUYER, is_withdrawn=st.booleans())
    def refuse(self, by: Role, is_withdrawn: bool) -> None:
        round_ = len(self.order.changes)
        if is_withdrawn:
            self._try(lambda order, who: editing.withdraw(order, who, NOW), by)
        else:
            self._try(lambda order, who: answering.decline(order, round_, "", who, NOW), by)

    @precondition(lambda self: self.order.open_change)
    @rule(by=_SHOP)
    def accept_counter(self, by: Role) -> None:
        if self._try(lambda order, who: editing.accept_counter(order, who, NOW), by):
            self._agree(self.proposed)

    @rule(by=st.sampled_from([Role.OWNER, Role.CUSTOMER]), step=_STEPS, is_meant=st.sampled_from([True, False, False]))
    def move_the_order(self, by: Role, step: str, is_meant: bool) -> None:
        steps: dict[str, Deed] = {
            "ask": lambda order, who: order.request_cancel("늦어요", who, NOW, typed=True),
            "keep": lambda order, who: order.keep("포장했어요", who, NOW),
            "take back": lambda order, who: order.withdraw_cancel_request(who, NOW),
            "approve": lambda order, who: order.approve_cancel("", who, NOW),
            "cancel": lambda order, who: order.cancel("품절", who, NOW),
            "complete": lambda order, who: order.complete(OwnDelivery(), who, NOW),
        }
        if is_meant or step in ("ask", "keep", "take back"):
            self._try(steps[step], by)

    @invariant()
    def total_is_what_the_customer_agreed_to(self) -> None:
        order = self.order
        assert order.total == order.sheet.total == self.agreed
        approved = [change.edits for change in order.changes if change.status.value == "approved"]
        won = [(line.unit_price.won, line.quantity) for line in order.lines]
        won += [(line.unit_price.won, line.quantity) for edits in approved for line in edits.lines]
        fees = [order.ordered_fee, *(edits.delivery_fee for edits in approved if edits.delivery_fee is not None)]
        assert order.total.won == sum(price * quantity for price, quantity in won) + fees[-1].won
        assert order.item_count == len(order.sheet.goods_left)
        worth = 0 if order.status is OrderStatus.CANCELED else self.agreed.won
        assert order.balance.won == worth - captured(order.ledger).won + refunded(order.ledger).won

    @invariant()
    def drafted_sheet_is_one_that_could_be_approved(self) -> None:
        sheet = self.order.drafted_sheet
        keys = [*range(1, len(sheet.ordered) + 1), *(line.key for line in sheet.added)]
        assert len(set(keys)) == len(keys) <= MOST_LINES
        assert sheet.total >= Money(0)
        assert all(left.quantity > 0 for left in sheet.goods_left)
        assert sum(group.difference.won for group in editing.open_groups(self.order)) == (sheet.total - self.agreed).won

    @invariant()
    def every_approved_sheet_follows_from_the_rounds(self) -> None:
        for rounds, sheet in self.sheets:
            ordered = Sheet(self.order.lines, self.order.ordered_fee)
            assert approved_sheet(ordered, self.order.changes[:rounds]) == sheet

    @invariant()
    def rounds_are_kept_and_only_the_last_is_open(self) -> None:
        changes, is_open = self.order.changes, self.order.open_change is not None
        assert [change.round for change in changes] == list(range(1, len(changes) + 1))
        assert changes[: len(self.closed)] == self.closed, "a closed round was rewritten"
        assert all(change.edits for change in changes)
        self.closed = [change for change in changes if not change.status.is_open]
        assert self.closed == changes[: len(changes) - is_open]
        assert is_open == (self.order.sheet_state in _OPEN)
        assert not is_open or self.order.status in _ON_ITS_WAY

    def _agree(self, seen: Money) -> None:
        self.agreed = seen
        self.sheets.append((len(self.order.changes), self.order.sheet))

    def _try(self, deed: Deed, by: Role) -> bool:
        """Whether something happened; what changes nothing also tells nobody."""
        before = repr(self.order)
        try:
            deed(self.order, actor(by))
        except DomainError:
            assert repr(self.order) == before, "a refusal changed something"
            return False
        assert bool(self.order.events) == (repr(self.order) != before)
        self.order.events.clear()
        return True


TestSheetHistories = SheetHistories.TestCase
TestSheetHistories.settings = settings(
    max_examples=size(300, 10_000), stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
