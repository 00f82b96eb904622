"""A manager books what arrived on the account, be it less or more than what was asked for (D5, D7)."""

from __future__ import annotations

from datetime import datetime

from domain import odd_deposits
from domain.access import order_for_staff
from domain.money import Money
from domain.order import Order
from domain.people import Caller
from domain.ports import UnitOfWork
from domain.use_cases.request_payment import Link, ask_again


def book_deposit(
    uow: UnitOfWork, order_id: int, version: int, amount: Money, link: Link | None, by: Caller, now: datetime
) -> Order:
    """After a part the customer is asked for the rest in the way in which they were asked before.

    Raises OrderNotFound, OrderChangedMeanwhile, NotAllowed, InvalidDeposit, PaymentInProgress.
    """
    order, actor = order_for_staff(uow, order_id, by)
    order.expect(version)
    asked = order.asked_request
    odd_deposits.book_deposit(order, amount, actor, now)
    if asked:
        ask_again(order, asked.kind, uow.shops.get(order.shop_id), link, actor, now)
    return order
