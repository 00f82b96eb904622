"""What shop and customer do to an order's sheet, from the manual's worked example to the edges."""

from __future__ import annotations

from typing import Any

import pytest

from domain import answering, editing
from domain.change import ChangeStatus, SheetState
from domain.errors import (
    NewerSheet,
    NothingToSend,
    OrderChangedMeanwhile,
    SomeoneElseEditing,
)
from domain.lifecycle import OrderStatus
from domain.money import Money
from domain.order import Order
from domain.people import Role
from tests.factories import COLA, NOW, actor, an_order

BOSS, BUYER, HAND = actor(Role.OWNER), actor(Role.CUSTOMER), actor(Role.STAFF)


def a_confirmed(**changes: Any) -> Order:
    return an_order(id=1, status=OrderStatus.CONFIRMED, **changes)


def the_example() -> Order:
    """Order 3309803 as the manual edits it: 콜라 in, 콜라 out, a surcharge and a higher delivery fee."""
    order = a_confirmed()
    editing.add_goods(order, [COLA], BOSS, NOW)
    editing.cancel_goods(order, 2, None, BOSS, NOW)
    editing.add_surcharge(order, "사이다 1L로 변경 추가금", Money(1500), BOSS, NOW)
    editing.set_delivery_fee(order, Money(3500), BOSS, NOW)
    return order


def requested() -> Order:
    order = the_example()
    editing.request(order, BOSS, NOW)
    return order


def test_worked_example_comes_to_8000_won_once_the_customer_approves() -> None:
    order = the_example()
    assert (order.total, order.drafted_sheet.total, order.sheet_state) == (Money(6000), Money(8000), SheetState.DRAFT)
    editing.request(order, BOSS, NOW)
    assert (order.total, order.drafted_sheet.total) == (Money(6000), Money(8000))
    assert order.sheet_state is SheetState.REQUESTED
    answering.approve(order, 1, Money(8000), BUYER, NOW)
    assert (order.total, order.drafted_sheet.total) == (Money(8000), Money(8000))
    assert (order.sheet_state, order.item_count, order.delivery_fee) == (SheetState.APPROVED, 1, Money(3500))


def test_worked_example_has_two_groups() -> None:
    goods, fee = editing.open_groups(the_example())
    assert [line.key for line in goods.edits.lines] == [2, 3, 4]
    assert (goods.difference, fee.difference) == (Money(1500), Money(500))


def test_customer_who_takes_a_part_makes_a_counter_proposal_that_the_shop_accepts() -> None:
    order = requested()
    answering.choose(order, 1, {0}, Money(7500), BUYER, NOW)
    assert [change.status for change in order.changes] == [ChangeStatus.DECLINED, ChangeStatus.DRAFT]
    assert (order.total, order.sheet_state) == (Money(6000), SheetState.DECLINED)
    editing.accept_counter(order, BOSS, NOW)
    assert (order.total, order.sheet_state) == (Money(7500), SheetState.APPROVED)


def test_refused_and_withdrawn_rounds_go_on_as_the_next_draft() -> None:
    order = requested()
    answering.decline(order, 1, "비싸요", BUYER, NOW)
    editing.request(order, BOSS, NOW)
    editing.withdraw(order, BOSS, NOW)
    rounds = [(change.round, change.status.value) for change in order.changes]
    assert rounds == [(1, "declined"), (2, "withdrawn"), (3, "draft")]
    assert {change.edits for change in order.changes} == {order.changes[0].edits}


def test_answer_to_an_older_sheet_is_told_that_there_is_a_newer_one() -> None:
    order = requested()
    with pytest.raises(NewerSheet):
        answering.approve(order, 1, Money(7000), BUYER, NOW)
    editing.withdraw(order, BOSS, NOW)
    with pytest.raises(OrderChangedMeanwhile):
        answering.approve(order, 1, Money(8000), BUYER, NOW)
    editing.request(order, BOSS, NOW)
    with pytest.raises(NewerSheet):
        answering.approve(order, 1, Money(8000), BUYER, NOW)


def test_second_member_hears_who_is_editing_and_may_take_over() -> None:
    order = the_example()
    with pytest.raises(SomeoneElseEditing) as refusal:
        editing.add_goods(order, [COLA], HAND, NOW)
    assert refusal.value.params["name"] == BOSS.name
    editing.take_over(order, HAND, NOW)
    editing.add_goods(order, [COLA], HAND, NOW)
    assert order.drafted_sheet.total == Money(11500)


def test_draft_disappears_with_its_last_line() -> None:
    order = a_confirmed()
    editing.add_goods(order, [COLA], BOSS, NOW)
    editing.delete_line(order, 2, BOSS, NOW)
    assert (order.changes, order.sheet_state) == ([], SheetState.NONE)
    with pytest.raises(NothingToSend):
        editing.request(order, BOSS, NOW)
