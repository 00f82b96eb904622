"""[아직 미입금], and taking a confirmed deposit back: a manager looked at the account again (D13)."""

from __future__ import annotations

from datetime import datetime

from domain.access import order_for_staff
from domain.depositing import deposit_not_found, undo_deposit
from domain.order import Order
from domain.people import Caller
from domain.ports import UnitOfWork


def refuse_deposit(uow: UnitOfWork, order_id: int, version: int, by: Caller, now: datetime) -> Order:
    """The customer reads that nothing has arrived yet.

    Raises OrderNotFound, OrderChangedMeanwhile, NotAllowed, NothingToCollect.
    """
    order, actor = order_for_staff(uow, order_id, by)
    order.expect(version)
    deposit_not_found(order, actor, now)
    return order


def take_back_deposit(uow: UnitOfWork, order_id: int, version: int, by: Caller, now: datetime) -> Order:
    """The money is awaited again. Raises OrderNotFound, OrderChangedMeanwhile, NotAllowed, NothingToCollect."""
    order, actor = order_for_staff(uow, order_id, by)
    order.expect(version)
    undo_deposit(order, actor, now)
    return order
