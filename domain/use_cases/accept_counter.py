"""고객 선택대로 확정: the shop agrees to the part that the customer chose (D23)."""

from __future__ import annotations

from datetime import datetime

from domain import editing
from domain.access import order_for_staff
from domain.order import Order
from domain.people import Caller
from domain.ports import UnitOfWork
from domain.use_cases.answer_change import follow_total


def accept_counter(uow: UnitOfWork, order_id: int, version: int, by: Caller, now: datetime) -> Order:
    """Makes the counter-proposal the sheet.

    Raises OrderNotFound, OrderChangedMeanwhile, SomeoneElseEditing, CancelRequestPending.
    """
    order, actor = order_for_staff(uow, order_id, by)
    order.expect(version)
    editing.accept_counter(order, actor, now)
    follow_total(uow, order, now)
    return order
