"""An order sheet's sums, what belongs together in a round, and how far texts and numbers may go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from domain import answering, editing
from domain.errors import (
    DomainError,
    InvalidAmount,
    InvalidPrice,
    InvalidQuantity,
    InvalidText,
    NothingToUndo,
    NotOnSheet,
    TooManyLines,
    TotalBelowZero,
)
from domain.lifecycle import OrderStatus
from domain.money import MOST_WON, Money
from domain.order import Order
from domain.people import Role
from domain.sheet import MOST_LINE_NAME, MOST_LINES, LineKind, OrderLine
from tests.factories import COLA, NOW, actor, an_order

BOSS, BUYER = actor(Role.OWNER), actor(Role.CUSTOMER)


def a_confirmed(**changes: Any) -> Order:
    values: dict[str, Any] = {"id": 1, "status": OrderStatus.CONFIRMED} | changes
    return an_order(**values)


def names(order: Order) -> list[list[str]]:
    """The groups by the names of their lines; the fee is "fee"."""
    return [[line.name for line in group.edits.lines] or ["fee"] for group in editing.open_groups(order)]


def goods(name: str, price: int, quantity: int = 1) -> OrderLine:
    return OrderLine(name, Money(price), quantity)


# Sums


def test_line_that_is_cancelled_in_part_still_counts_as_goods() -> None:
    order = a_confirmed(lines=(goods("사이다", 3000, 3), COLA))
    editing.cancel_goods(order, 1, 2, BOSS, NOW)
    assert [(left.key, left.quantity) for left in order.drafted_sheet.goods_left] == [(1, 1), (2, 1)]
    editing.cancel_goods(order, 1, 1, BOSS, NOW)
    assert (order.drafted_sheet.item_count, order.drafted_sheet.total) == (1, Money(6500))


def test_no_more_can_be_cancelled_than_is_left() -> None:
    order = a_confirmed(lines=(goods("사이다", 3000, 3),))
    editing.cancel_goods(order, 1, 2, BOSS, NOW)
    for quantity in (2, 999):
        with pytest.raises(NotOnSheet):
            editing.cancel_goods(order, 1, quantity, BOSS, NOW)
    for quantity in (0, -1):
        with pytest.raises(InvalidQuantity):
            editing.cancel_goods(order, 1, quantity, BOSS, NOW)
    editing.cancel_goods(order, 1, None, BOSS, NOW)
    with pytest.raises(NotOnSheet):
        editing.cancel_goods(order, 1, None, BOSS, NOW)


def test_what_an_earlier_round_added_can_be_cancelled_and_an_extra_charge_cannot() -> None:
    order = a_confirmed()
    editing.add_goods(order, [COLA], BOSS, NOW)
    editing.add_surcharge(order, "포장", Money(500), BOSS, NOW)
    editing.request(order, BOSS, NOW)
    answering.approve(order, 1, Money(10_000), BUYER, NOW)
    editing.cancel_goods(order, 2, None, BOSS, NOW)
    assert order.drafted_sheet.total == Money(6500)
    with pytest.raises(NotOnSheet):
        editing.cancel_goods(order, 3, None, BOSS, NOW)


def test_cancellation_bears_the_name_code_and_price_of_what_it_cancels() -> None:
    order = a_confirmed()
    editing.cancel_goods(order, 1, None, BOSS, NOW)
    [line] = order.drafted_sheet.added
    assert (line.kind, line.name, line.code) == (LineKind.CANCELLATION, "사이다 100g", "9100000000017")
    assert (line.unit_price, line.amount, line.cancels, line.key) == (Money(-3000), Money(-3000), 1, 2)


def test_deleted_line_takes_along_what_cancels_it() -> None:
    order = a_confirmed()
    editing.add_goods(order, [COLA], BOSS, NOW)
    editing.cancel_goods(order, 2, None, BOSS, NOW)
    editing.add_surcharge(order, "포장", Money(500), BOSS, NOW)
    editing.delete_line(order, 2, BOSS, NOW)
    assert [line.name for line in order.drafted_sheet.added] == ["포장"]
    with pytest.raises(NotOnSheet):
        editing.delete_line(order, 2, BOSS, NOW)
    with pytest.raises(NotOnSheet):
        editing.delete_line(order, 1, BOSS, NOW)


def test_undo_takes_back_one_step_after_the_other() -> None:
    order = a_confirmed()
    editing.add_goods(order, [COLA, COLA], BOSS, NOW)
    editing.set_delivery_fee(order, Money(0), BOSS, NOW)
    editing.delete_line(order, 2, BOSS, NOW)
    totals = []
    for _ in range(3):
        editing.undo(order, BOSS, NOW)
        totals.append(order.drafted_sheet.total.won)
    assert (totals, order.changes) == ([10_000, 13_000, 6000], [])
    with pytest.raises(NothingToUndo):
        editing.undo(order, BOSS, NOW)


def test_same_delivery_fee_is_no_change() -> None:
    order = a_confirmed()
    editing.set_delivery_fee(order, Money(3000), BOSS, NOW)
    assert (order.changes, order.events) == ([], [])
    editing.set_delivery_fee(order, Money(2000), BOSS, NOW)
    editing.set_delivery_fee(order, Money(3000), BOSS, NOW)
    assert order.changes == []


# What belongs together


def test_replacement_and_its_surcharge_go_with_the_cancellation() -> None:
    order = a_confirmed(lines=(goods("사이다", 3000), goods("껌", 500)))
    editing.cancel_goods(order, 1, None, BOSS, NOW)
    editing.add_goods(order, [goods("환타", 3200)], BOSS, NOW)
    editing.add_surcharge(order, "냉장", Money(100), BOSS, NOW)
    editing.add_goods(order, [goods("빵", 1500)], BOSS, NOW)
    editing.cancel_goods(order, 2, None, BOSS, NOW)
    editing.set_delivery_fee(order, Money(0), BOSS, NOW)
    assert names(order) == [["사이다", "환타", "냉장"], ["빵"], ["껌"], ["fee"]]


def test_surcharge_alone_is_a_group_and_the_next_one_goes_with_it() -> None:
    order = a_confirmed()
    editing.add_surcharge(order, "할인", Money(-500), BOSS, NOW)
    editing.add_surcharge(order, "포장", Money(300), BOSS, NOW)
    assert names(order) == [["할인", "포장"]]


def test_groups_sum_up_to_the_difference_of_the_round() -> None:
    order = a_confirmed(lines=(goods("사이다", 3000, 2),))
    editing.cancel_goods(order, 1, 1, BOSS, NOW)
    editing.add_goods(order, [goods("환타", 3200), goods("빵", 1500)], BOSS, NOW)
    editing.set_delivery_fee(order, Money(3500), BOSS, NOW)
    difference = order.drafted_sheet.total - order.total
    assert sum(group.difference.won for group in editing.open_groups(order)) == difference.won


def test_part_that_would_leave_less_than_nothing_is_refused() -> None:
    order = a_confirmed(lines=(goods("껌", 100),), ordered_fee=Money(0))
    editing.add_goods(order, [goods("빵", 5000)], BOSS, NOW)
    editing.add_goods(order, [goods("떡", 5000)], BOSS, NOW)
    editing.cancel_goods(order, 1, None, BOSS, NOW)
    editing.add_surcharge(order, "할인", Money(-4000), BOSS, NOW)
    editing.request(order, BOSS, NOW)
    assert names(order) == [["빵"], ["떡"], ["껌", "할인"]]
    with pytest.raises(TotalBelowZero):
        answering.choose(order, 1, {2}, Money(-4000), BUYER, NOW)
    assert len(order.changes) == 1


# How far it may go


@pytest.mark.parametrize(
    ("edit", "refusal"),
    [
        (lambda order: editing.add_goods(order, [goods("", 100)], BOSS, NOW), InvalidText),
        (lambda order: editing.add_goods(order, [goods("\0\u202e", 100)], BOSS, NOW), InvalidText),
        (lambda order: editing.add_goods(order, [goods("가" * (MOST_LINE_NAME + 1), 100)], BOSS, NOW), InvalidText),
        (lambda order: editing.add_goods(order, [goods("빵", -1)], BOSS, NOW), InvalidPrice),
        (lambda order: editing.add_goods(order, [goods("빵", MOST_WON)], BOSS, NOW), InvalidAmount),
        (lambda order: editing.add_goods(order, [goods("빵", 2_000_000, 999)], BOSS, NOW), InvalidAmount),
        (lambda order: editing.add_goods(order, [goods("빵", MOST_WON + 1)], BOSS, NOW), InvalidAmount),
        (lambda order: editing.add_goods(order, [goods("빵", 1, 0)], BOSS, NOW), InvalidQuantity),
        (lambda order: editing.add_goods(order, [goods("빵", 1, -3)], BOSS, NOW), InvalidQuantity),
        (lambda order: editing.add_goods(order, [goods("빵", 1, 1000)], BOSS, NOW), InvalidQuantity),
        (lambda order: editing.add_goods(order, [COLA] * MOST_LINES, BOSS, NOW), TooManyLines),
        (lambda order: editing.add_surcharge(order, "포장", Money(0), BOSS, NOW), InvalidPrice),
        (lambda order: editing.add_surcharge(order, "할인", Money(-6001), BOSS, NOW), TotalBelowZero),
        (lambda order: editing.add_surcharge(order, "할인", Money(-MOST_WON), BOSS, NOW), TotalBelowZero),
        (lambda order: editing.add_surcharge(order, "포장", Money(MOST_WON), BOSS, NOW), InvalidAmount),
        (lambda order: editing.set_delivery_fee(order, Money(-1), BOSS, NOW), InvalidPrice),
        (lambda order: editing.set_delivery_fee(order, Money(MOST_WON), BOSS, NOW), InvalidAmount),
    ],
)
def test_what_goes_too_far_is_refused_and_changes_nothing(
    edit: Callable[[Order], None], refusal: type[DomainError]
) -> None:
    order = a_confirmed()
    with pytest.raises(refusal):
        edit(order)
    assert order == a_confirmed()


def test_sheet_goes_as_far_as_it_may() -> None:
    order = a_confirmed(ordered_fee=Money(0), lines=(goods("껌", 0),))
    editing.add_goods(order, [goods("가" * MOST_LINE_NAME, MOST_WON)], BOSS, NOW)
    editing.cancel_goods(order, 2, None, BOSS, NOW)
    editing.add_goods(order, [goods("덤", 0)] * (MOST_LINES - 3), BOSS, NOW)
    assert (len(order.drafted_sheet.added), order.drafted_sheet.total) == (MOST_LINES - 1, Money(0))
    editing.request(order, BOSS, NOW)
    answering.approve(order, 1, Money(0), BUYER, NOW)
    with pytest.raises(TooManyLines):
        editing.add_goods(order, [COLA], BOSS, NOW)


def test_names_are_kept_as_they_were_meant() -> None:
    order = a_confirmed()
    editing.add_goods(order, [goods("  <b>빵</b> 🍞\n\u202eأهلا\0 ", 100)], BOSS, NOW)
    assert order.drafted_sheet.added[0].name == "<b>빵</b> 🍞 أهلا"


def test_an_order_whose_goods_are_all_cancelled_costs_nothing_and_holds_no_goods() -> None:
    order = a_confirmed(ordered_fee=Money(0))
    editing.cancel_goods(order, 1, None, BOSS, NOW)
    editing.request(order, BOSS, NOW)
    answering.approve(order, 1, Money(0), BUYER, NOW)
    assert (order.total, order.item_count) == (Money(0), 0)
