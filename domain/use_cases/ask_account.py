"""[🏦 가상계좌로 입금]: the customer asks for a virtual account instead of opening the pay page (D13)."""

from __future__ import annotations

from datetime import datetime

from domain import virtual_accounts
from domain.access import order_for_customer
from domain.errors import PaymentNotOffered
from domain.order import Order
from domain.people import Caller
from domain.ports import UnitOfWork


def ask_own_account(uow: UnitOfWork, order_id: int, version: int, order_ref: str, by: Caller, now: datetime) -> Order:
    """The worker asks the payment company. Raises OrderNotFound, OrderChangedMeanwhile, PaymentNotOffered."""
    order, actor = order_for_customer(uow, order_id, by)
    order.expect(version)
    gateway = uow.payments.gateway(order.shop_id)
    if gateway is None:
        raise PaymentNotOffered()
    virtual_accounts.ask_account(order, uow.shops.get(order.shop_id), gateway.provider, order_ref, actor, now)
    return order
