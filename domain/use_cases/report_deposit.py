"""[입금했어요]: the customer says that they transferred, and under which name (D13)."""

from __future__ import annotations

from datetime import datetime

from domain.access import order_for_customer
from domain.depositing import report_deposit
from domain.order import Order
from domain.people import Caller
from domain.ports import UnitOfWork


def report_own_deposit(uow: UnitOfWork, order_id: int, version: int, name: str, by: Caller, now: datetime) -> Order:
    """Tells the shop. Raises OrderNotFound, OrderChangedMeanwhile, InvalidText, NothingToCollect."""
    order, actor = order_for_customer(uow, order_id, by)
    order.expect(version)
    report_deposit(order, name, actor, now)
    return order
