"""주문서변경 확인: the customer approves a change, declines it, or chooses from it (M10, D1, D23).

An answer names the round and the total that were before the customer, so it needs no version of the order: what it is
about cannot have changed. Everything here raises OrderNotFound, NewerSheet, OrderChangedMeanwhile when nothing waits
for an answer any more, and CancelRequestPending.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from domain import answering
from domain.access import order_for_customer
from domain.errors import GroupsNotOffered
from domain.money import Money
from domain.order import Order
from domain.paying import begin_again
from domain.people import Caller
from domain.ports import UnitOfWork
from domain.refunding import leave_refund


def approve_change(uow: UnitOfWork, order_id: int, round_: int, amount: Money, by: Caller, now: datetime) -> Order:
    """확인: the round is the order sheet from now on."""
    order, actor = order_for_customer(uow, order_id, by)
    answering.approve(order, round_, amount, actor, now)
    follow_total(uow, order, now)
    return order


def decline_change(uow: UnitOfWork, order_id: int, round_: int, reason: str, by: Caller, now: datetime) -> Order:
    """변경 거절; the reason may be empty. Raises InvalidText too."""
    order, actor = order_for_customer(uow, order_id, by)
    answering.decline(order, round_, reason, actor, now)
    return order


def choose_groups(
    uow: UnitOfWork, order_id: int, round_: int, chosen: Collection[int], amount: Money, by: Caller, now: datetime
) -> Order:
    """하나씩 고르기: all groups approve, none decline, a part is a counter-proposal; `amount` is the total with it.

    Raises GroupsNotOffered, TotalBelowZero too.
    """
    order, actor = order_for_customer(uow, order_id, by)
    if not uow.shops.get(order.shop_id).offers_groups:
        raise GroupsNotOffered(number=order.number)
    answering.choose(order, round_, chosen, amount, actor, now)
    follow_total(uow, order, now)
    return order


def follow_total(uow: UnitOfWork, order: Order, now: datetime) -> None:
    """Once a round is the sheet: the new balance of a transfer is asked for, what was paid too much is owed (D5)."""
    if order.open_change is None:
        shop = uow.shops.get(order.shop_id)
        if order.payment_method in shop.payment_methods:
            begin_again(order, shop.payment_deadline(now), now, shop.payment_grace)
        leave_refund(order, now)
