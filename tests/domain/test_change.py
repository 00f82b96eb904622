"""The table of a round of edits against the matrix of every state, action and role, which is written by hand."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from itertools import product
from typing import Final

import pytest

from domain import answering, editing, paying
from domain.change import CHANGE_TRANSITIONS, ChangeAction, ChangeStatus
from domain.errors import (
    CancelRequestPending,
    ChangePending,
    NotAllowed,
    NothingToSend,
    OrderChangedMeanwhile,
    PaymentRequestLive,
    TotalBelowZero,
)
from domain.fulfillment import OwnDelivery
from domain.lifecycle import OrderStatus
from domain.money import Money
from domain.order import CancelRequest, Order
from domain.paying import Terms
from domain.payment import PaymentMethod
from domain.payment_request import RequestKind
from domain.people import Actor, Role
from domain.sheet import OrderLine
from tests.factories import COLA, NOW, actor, an_order, later

# Who may (S staff, M manager, O owner, C customer), and where the round goes. A counter is a draft that holds exactly
# what the customer chose.
MATRIX = """
                   none          draft               counter           requested
  edit             SMO_ > draft  SMO_ > draft        SMO_ > draft      -
  request          -             SMO_ > requested    SMO_ > requested  -
  accept_counter   -             -                   SMO_ > approved   -
  approve          -             -                   -                 ___C > approved
  decline          -             -                   -                 ___C > declined
  choose           -             -                   -                 ___C > declined
  withdraw         -             -                   -                 SMO_ > withdrawn
"""
LETTERS = {Role.STAFF: "S", Role.MANAGER: "M", Role.OWNER: "O", Role.CUSTOMER: "C", Role.SYSTEM: "·"}
STATES: Final = ("none", "draft", "counter", "requested")
BOSS, BUYER = actor(Role.OWNER), actor(Role.CUSTOMER)
Cell = tuple[str, ChangeAction, Role]
ACTIONS: Final = tuple(action for action in ChangeAction if action is not ChangeAction.CLOSE)
CELLS = list(product(STATES, ACTIONS, Role))


def expected() -> dict[Cell, ChangeStatus | None]:
    """Every cell of the matrix: where the step leads, None where it is refused."""
    head, *rows = [line.split() for line in MATRIX.strip().splitlines()]
    cells: dict[Cell, ChangeStatus | None] = {}
    for name, *words in rows:
        for state in head:
            letters, target = words.pop(0), None
            if letters != "-":
                assert words.pop(0) == ">"
                target = ChangeStatus(words.pop(0))
            for role, letter in LETTERS.items():
                cells[state, ChangeAction(name), role] = target if letter in letters else None
        assert not words
    return cells


EXPECTED = expected()


def an_order_with(state: str, status: OrderStatus = OrderStatus.CONFIRMED) -> Order:
    """Whose draft it is, nobody knows any more: what it takes to edit another's is not in the table."""
    order = an_order(id=1, status=OrderStatus.CONFIRMED, payment_method=PaymentMethod.DOOR_CASH)
    if state != "none":
        editing.add_goods(order, [COLA], BOSS, NOW)
        editing.set_delivery_fee(order, Money(0), BOSS, NOW)
        editing.request(order, BOSS, NOW)
    if state == "draft":
        editing.withdraw(order, BOSS, NOW)
    if state == "counter":
        answering.choose(order, 1, {0}, Money(9500), BUYER, NOW)
    order.status = status
    if status is OrderStatus.CANCEL_REQUESTED:
        order.cancel_request = CancelRequest("늦어요", NOW)
    order.events.clear()
    return order


def take(order: Order, action: ChangeAction, by: Actor) -> None:
    at = later(minutes=1)
    amount = order.drafted_sheet.total
    steps: dict[ChangeAction, Callable[[], None]] = {
        ChangeAction.EDIT: lambda: editing.add_goods(order, [COLA], by, at),
        ChangeAction.REQUEST: lambda: editing.request(order, by, at),
        ChangeAction.ACCEPT_COUNTER: lambda: editing.accept_counter(order, by, at),
        ChangeAction.APPROVE: lambda: answering.approve(order, 1, amount, by, at),
        ChangeAction.DECLINE: lambda: answering.decline(order, 1, "비싸요", by, at),
        ChangeAction.CHOOSE: lambda: answering.choose(order, 1, {0}, Money(9500), by, at),
        ChangeAction.WITHDRAW: lambda: editing.withdraw(order, by, at),
    }
    steps[action]()


def test_matrix_has_every_cell() -> None:
    assert EXPECTED.keys() == set(CELLS)
    assert len(CELLS) == 4 * 7 * 5


def test_table_grants_exactly_what_the_matrix_says() -> None:
    rows = {(row.source.value, row.action, role): row.target for row in CHANGE_TRANSITIONS for role in row.who}
    drawn = {cell: target for cell, target in EXPECTED.items() if target and cell[0] in ("draft", "requested")}
    accepted = {
        (ChangeStatus.DRAFT.value, ChangeAction.ACCEPT_COUNTER, role): ChangeStatus.APPROVED
        for role in Role
        if EXPECTED["counter", ChangeAction.ACCEPT_COUNTER, role]
    }
    closed = {
        (status.value, ChangeAction.CLOSE, role): ChangeStatus.WITHDRAWN
        for status in ChangeStatus
        for role in Role
        if status.is_open and role not in (Role.CUSTOMER, Role.SYSTEM)
    }
    assert rows == drawn | accepted | closed


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("role", Role)
def test_buttons_are_drawn_for_exactly_the_granted_steps(state: str, role: Role) -> None:
    drawn = editing.allowed_changes(an_order_with(state), role)
    assert drawn == {action for action in ACTIONS if EXPECTED[state, action, role]}


@pytest.mark.parametrize(("state", "action", "role"), CELLS)
def test_round_moves_as_the_matrix_says_or_refuses_and_stays(state: str, action: ChangeAction, role: Role) -> None:
    order, before = an_order_with(state), an_order_with(state)
    target, by = EXPECTED[state, action, role], actor(role)
    last = len(order.changes) - 1
    if target is None:
        with pytest.raises((OrderChangedMeanwhile, NotAllowed, NothingToSend)):
            take(order, action, by)
        assert order == before
    else:
        take(order, action, by)
        assert order.changes[max(last, 0)].status is target
        assert [type(event).__name__ for event in order.events] != []
        assert order.changed_at == later(minutes=1)


@pytest.mark.parametrize("status", [status for status in OrderStatus if status is not OrderStatus.CONFIRMED])
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", ACTIONS)
def test_nothing_happens_to_a_sheet_outside_of_a_confirmed_order(
    status: OrderStatus, state: str, action: ChangeAction
) -> None:
    order, before = an_order_with(state, status), an_order_with(state, status)
    is_paused = status is OrderStatus.CANCEL_REQUESTED
    for role in Role:
        assert editing.allowed_changes(order, role) == frozenset()
        with pytest.raises(CancelRequestPending if is_paused else OrderChangedMeanwhile):
            take(order, action, actor(role))
    assert order == before


def test_order_cannot_be_completed_while_a_round_is_open() -> None:
    for state in ("draft", "counter", "requested"):
        order = an_order_with(state)
        with pytest.raises(ChangePending):
            order.complete(OwnDelivery(), BOSS, NOW)
    approved = an_order_with("requested")
    answering.approve(approved, 1, Money(6500), BUYER, NOW)
    approved.complete(OwnDelivery(), BOSS, NOW)
    assert approved.money_held == Money(6500)


@pytest.mark.parametrize("state", ["draft", "counter", "requested"])
def test_cancelling_an_order_withdraws_its_open_round(state: str) -> None:
    order = an_order_with(state)
    order.cancel("품절", BOSS, NOW)
    assert order.changes[-1].status is ChangeStatus.WITHDRAWN
    asked = an_order_with(state)
    asked.request_cancel("늦어요", BUYER, NOW, typed=True)
    asked.approve_cancel("", BOSS, NOW)
    assert asked.changes == order.changes


def test_refused_cancel_request_resumes_what_it_paused() -> None:
    order = an_order_with("requested")
    rounds = deepcopy(order.changes)
    order.request_cancel("늦어요", BUYER, NOW, typed=True)
    assert ChangeAction.APPROVE not in editing.allowed_changes(order, Role.CUSTOMER)
    with pytest.raises(CancelRequestPending):
        answering.approve(order, 1, Money(6500), BUYER, NOW)
    order.keep("이미 포장했어요", BOSS, NOW)
    assert order.changes == rounds
    assert ChangeAction.APPROVE in editing.allowed_changes(order, Role.CUSTOMER)
    answering.approve(order, 1, Money(6500), BUYER, NOW)
    assert order.total == Money(6500)


def test_sheet_is_not_edited_while_the_customer_is_asked_to_pay() -> None:
    order = an_order(id=1, status=OrderStatus.CONFIRMED, payment_method=PaymentMethod.BANK_TRANSFER)
    paying.request_payment(order, Terms(RequestKind.TRANSFER), BOSS, NOW)
    with pytest.raises(PaymentRequestLive):
        editing.add_goods(order, [COLA], BOSS, NOW)
    paying.withdraw(order, BOSS, NOW)
    editing.add_goods(order, [COLA], BOSS, NOW)
    with pytest.raises(ChangePending):
        paying.request_payment(order, Terms(RequestKind.TRANSFER), BOSS, NOW)


def test_choice_that_comes_to_less_than_nothing_is_told_so_whatever_its_button_could_say() -> None:
    """A button has no room for a negative total: it says 0, which must not pass for a newer sheet."""
    order = an_order(status=OrderStatus.CONFIRMED)
    editing.add_goods(order, [OrderLine("과일 상자", Money(9000), 1)], BOSS, NOW)
    editing.cancel_goods(order, 1, None, BOSS, NOW)
    editing.add_surcharge(order, "할인", Money(-8000), BOSS, NOW)
    editing.request(order, BOSS, NOW)
    assert [group.difference.won for group in editing.open_groups(order)] == [9000, -11000]
    with pytest.raises(TotalBelowZero):
        answering.choose(order, 1, {1}, Money(0), BUYER, NOW)
