"""[추가 입금 기록]: a manager found a transfer for an order on which nothing is left to pay (D5, D7)."""

from __future__ import annotations

from datetime import datetime

from domain.access import order_for_staff
from domain.depositing import book_extra
from domain.money import Money
from domain.order import Order
from domain.people import Caller
from domain.ports import UnitOfWork


def book_extra_deposit(uow: UnitOfWork, order_id: int, version: int, amount: Money, by: Caller, now: datetime) -> Order:
    """Raises OrderNotFound, OrderChangedMeanwhile, NotAllowed, InvalidDeposit."""
    order, actor = order_for_staff(uow, order_id, by)
    order.expect(version)
    book_extra(order, amount, actor, now)
    return order
