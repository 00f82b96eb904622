"""Saving what was typed into the order sheet: goods, credits and surcharges, or goods that take others' place (M8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain import editing
from domain.access import order_for_staff
from domain.money import ZERO
from domain.order import Order
from domain.people import Caller
from domain.ports import UnitOfWork
from domain.sheet import OrderLine


def add_lines(
    uow: UnitOfWork,
    order_id: int,
    lines: Sequence[OrderLine],
    replaces: int,
    are_surcharges: bool,
    by: Caller,
    now: datetime,
) -> Order:
    """All of them, in their order, or none; `replaces` is the key of goods that are cancelled with it, 0 for none.

    A negative price is a discount. Raises what `draft_change` names, and NotOnSheet.
    """
    order, actor = order_for_staff(uow, order_id, by)
    if replaces:
        editing.cancel_goods(order, replaces, None, actor, now)
    for line in lines:
        if are_surcharges or line.unit_price < ZERO:
            editing.add_surcharge(order, line.name, line.amount, actor, now)
        else:
            editing.add_goods(order, (line,), actor, now)
    return order
