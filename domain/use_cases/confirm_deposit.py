"""입금확인: a manager found the transfer on the shop's account."""

from __future__ import annotations

from datetime import datetime

from domain.access import order_for_staff
from domain.depositing import confirm_deposit as confirm
from domain.order import Order
from domain.people import Caller
from domain.ports import UnitOfWork


def confirm_deposit(uow: UnitOfWork, order_id: int, version: int, by: Caller, now: datetime) -> Order:
    """Books the whole balance, or late money on a cancelled order, which stays cancelled (D7).

    Raises OrderNotFound, OrderChangedMeanwhile, NotAllowed, NothingToCollect.
    """
    order, actor = order_for_staff(uow, order_id, by)
    order.expect(version)
    confirm(order, actor, now)
    return order
