"""The order's table against the matrix of every status, action and role, which is written by hand."""

from itertools import product

import pytest

from domain.errors import NotAllowed, OrderChangedMeanwhile
from domain.fulfillment import OwnDelivery
from domain.lifecycle import TRANSITIONS, Action, OrderStatus, allowed_actions, transition
from domain.order import CancelRequest, Order
from domain.payment import PaymentMethod
from domain.people import Role
from tests.factories import NOW, actor, an_order

# Who may (S staff, M manager, O owner, C customer), and where the order goes.
MATRIX = """
                    placed              confirmed             cancel_requested   completed        canceled
  confirm           SMO_ > confirmed    -                     -                  -                -
  complete          -                   SMO_ > completed      -                  -                -
  cancel            SMOC > canceled     SMO_ > canceled       -                  _MO_ > canceled  -
  request_cancel    -                   ___C > cancel_requested  -               -                -
  withdraw_cancel   -                   -                     ___C > confirmed   -                -
  approve_cancel    -                   -                     SMO_ > canceled    -                -
  keep              -                   -                     SMO_ > confirmed   -                -
"""
LETTERS = {Role.STAFF: "S", Role.MANAGER: "M", Role.OWNER: "O", Role.CUSTOMER: "C", Role.SYSTEM: "Y"}
Cell = tuple[OrderStatus, Action, Role]


def expected() -> dict[Cell, OrderStatus | None]:
    """Every cell of the matrix: where the step leads, None where it is refused."""
    head, *rows = [line.split() for line in MATRIX.strip().splitlines()]
    cells: dict[Cell, OrderStatus | None] = {}
    for name, *words in rows:
        for status in head:
            letters, target = words.pop(0), None
            if letters != "-":
                assert words.pop(0) == ">"
                target = OrderStatus(words.pop(0))
            for role, letter in LETTERS.items():
                cells[OrderStatus(status), Action(name), role] = target if letter in letters else None
        assert not words
    return cells


EXPECTED = expected()
CELLS = list(product(OrderStatus, Action, Role))


def an_order_in(status: OrderStatus) -> Order:
    request = CancelRequest("늦어요", NOW) if status is OrderStatus.CANCEL_REQUESTED else None
    completed_at = NOW if status is OrderStatus.COMPLETED else None
    return an_order(
        status=status,
        cancel_request=request,
        completed_at=completed_at,
        payment_method=PaymentMethod.DOOR_CASH,
    )


def take(order: Order, action: Action, role: Role) -> None:
    by = actor(role)
    match action:
        case Action.CONFIRM:
            order.confirm(by, NOW)
        case Action.COMPLETE:
            order.complete(OwnDelivery(), by, NOW)
        case Action.CANCEL:
            order.cancel("품절", by, NOW)
        case Action.REQUEST_CANCEL:
            order.request_cancel("늦어요", by, NOW, typed=True)
        case Action.WITHDRAW_CANCEL:
            order.withdraw_cancel_request(by, NOW)
        case Action.APPROVE_CANCEL:
            order.approve_cancel("", by, NOW)
        case Action.KEEP:
            order.keep("이미 조리했어요", by, NOW)


def test_matrix_has_every_cell() -> None:
    assert len(CELLS) == 5 * 7 * 5
    assert EXPECTED.keys() == set(CELLS)


def test_table_grants_exactly_what_the_matrix_says() -> None:
    granted = {(row.source, row.action, role): row.target for row in TRANSITIONS for role in row.who}
    assert granted == {cell: target for cell, target in EXPECTED.items() if target}
    assert len(TRANSITIONS) == len({(row.source, row.action) for row in TRANSITIONS})


@pytest.mark.parametrize("status", OrderStatus)
@pytest.mark.parametrize("role", Role)
def test_buttons_are_drawn_for_exactly_the_granted_actions(status: OrderStatus, role: Role) -> None:
    drawn = allowed_actions(status, role)
    assert drawn == {action for action in Action if EXPECTED[status, action, role]}
    assert {action for action in Action if an_order_in(status).allows(action, role)} == drawn


@pytest.mark.parametrize(("status", "action", "role"), CELLS)
def test_order_moves_as_the_matrix_says_or_refuses_and_stays(status: OrderStatus, action: Action, role: Role) -> None:
    order, before = an_order_in(status), an_order_in(status)
    target = EXPECTED[status, action, role]
    if target is None:
        is_possible = any(EXPECTED[status, action, other] for other in Role)
        with pytest.raises(NotAllowed if is_possible else OrderChangedMeanwhile):
            take(order, action, role)
        assert order == before
    else:
        take(order, action, role)
        assert order.status is target
        assert order.events
        assert order.changed_at == NOW


def test_completed_order_never_goes_back_and_a_cancelled_one_goes_nowhere() -> None:
    reachable = {status: {row.target for row in TRANSITIONS if row.source is status} for status in OrderStatus}
    assert reachable[OrderStatus.COMPLETED] == {OrderStatus.CANCELED}
    assert reachable[OrderStatus.CANCELED] == set()


def test_step_that_the_table_does_not_have_is_none() -> None:
    assert transition(OrderStatus.CANCELED, Action.CONFIRM) is None
