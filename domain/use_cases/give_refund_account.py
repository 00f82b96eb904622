"""환불 계좌: the customer says where money is to go back to (D7)."""

from __future__ import annotations

from datetime import datetime

from domain.access import order_for_customer
from domain.gateway import RefundAccount
from domain.order import Order
from domain.people import Caller
from domain.ports import UnitOfWork
from domain.refunding import give_account


def give_refund_account(uow: UnitOfWork, order_id: int, account: RefundAccount, by: Caller, now: datetime) -> Order:
    """Of whatever version: what was typed is not lost. Raises OrderNotFound, NothingToRefund when none is wanted."""
    order, actor = order_for_customer(uow, order_id, by)
    give_account(order, account, actor, now)
    return order
