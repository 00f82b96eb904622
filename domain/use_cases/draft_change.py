"""상품 추가 및 수정: the shop drafts a change of the order sheet (M8).

What was typed is added to one's own draft whatever happened meanwhile, so that it is not lost; a button is good for
the version that it was drawn from. Everything here raises OrderNotFound, OrderChangedMeanwhile, NotAllowed,
CancelRequestPending, and SomeoneElseEditing while the draft is another member's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain import editing
from domain.access import order_for_staff
from domain.money import Money
from domain.order import Order
from domain.paying import withdrawn
from domain.people import Actor, Caller
from domain.ports import UnitOfWork
from domain.sheet import OrderLine
from domain.use_cases.request_payment import Link, ask_again


def add_goods(uow: UnitOfWork, order_id: int, goods: Sequence[OrderLine], by: Caller, now: datetime) -> Order:
    """All lines or none. Raises InvalidText, InvalidPrice, InvalidAmount, TooManyLines, TotalBelowZero."""
    order, actor = order_for_staff(uow, order_id, by)
    editing.add_goods(order, goods, actor, now)
    return order


def add_surcharge(uow: UnitOfWork, order_id: int, name: str, amount: Money, by: Caller, now: datetime) -> Order:
    """추가금액; a discount if below zero. Raises what `add_goods` does."""
    order, actor = order_for_staff(uow, order_id, by)
    editing.add_surcharge(order, name, amount, actor, now)
    return order


def set_delivery_fee(
    uow: UnitOfWork, order_id: int, fee: Money, by: Caller, now: datetime, version: int | None = None
) -> Order:
    """`version` is a button's; what was typed has none. Raises InvalidPrice, TotalBelowZero."""
    order, actor = order_for_staff(uow, order_id, by)
    if version is not None:
        order.expect(version)
    editing.set_delivery_fee(order, fee, actor, now)
    return order


def cancel_goods(
    uow: UnitOfWork, order_id: int, version: int, key: int, quantity: int | None, by: Caller, now: datetime
) -> Order:
    """금액 취소; None for all that is left of the line. Raises NotOnSheet, TooManyLines, TotalBelowZero."""
    order, actor = _seen(uow, order_id, version, by)
    editing.cancel_goods(order, key, quantity, actor, now)
    return order


def delete_line(uow: UnitOfWork, order_id: int, version: int, key: int, by: Caller, now: datetime) -> Order:
    """줄 삭제. Raises NotOnSheet, TotalBelowZero."""
    order, actor = _seen(uow, order_id, version, by)
    editing.delete_line(order, key, actor, now)
    return order


def undo_edit(uow: UnitOfWork, order_id: int, version: int, by: Caller, now: datetime) -> Order:
    """되돌리기. Raises NothingToUndo."""
    order, actor = _seen(uow, order_id, version, by)
    editing.undo(order, actor, now)
    return order


def discard_draft(uow: UnitOfWork, order_id: int, version: int, link: Link | None, by: Caller, now: datetime) -> Order:
    """수정 전체 취소 (D1); what was withdrawn for the edit is asked for again, in the same way."""
    order, actor = _seen(uow, order_id, version, by)
    editing.discard(order, actor, now)
    if asked := withdrawn(order):
        ask_again(order, asked.kind, uow.shops.get(order.shop_id), link, actor, now)
    return order


def take_over_draft(uow: UnitOfWork, order_id: int, version: int, by: Caller, now: datetime) -> Order:
    """이어서 수정: the draft as it is, from now on the caller's."""
    order, actor = _seen(uow, order_id, version, by)
    editing.take_over(order, actor, now)
    return order


def _seen(uow: UnitOfWork, order_id: int, version: int, by: Caller) -> tuple[Order, Actor]:
    order, actor = order_for_staff(uow, order_id, by)
    order.expect(version)
    return order, actor
