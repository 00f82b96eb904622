"""A member of the staff passes on what the bank wrote: which orders wait for that money? Nothing is confirmed by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from domain.depositing import fits_name
from domain.errors import NotAllowed
from domain.money import Money
from domain.order import Order
from domain.people import Caller, Permission, may
from domain.ports import UnitOfWork
from domain.shop import Shop

MOST: Final = 5


@dataclass(frozen=True, slots=True)
class DepositMatch:
    """The orders that wait for exactly this amount, by name or not; `shop` is the first that was looked at."""

    shop: Shop
    amount: Money
    name: str
    named: list[Order]
    others: list[Order]


def works_in(uow: UnitOfWork, by: Caller) -> bool:
    """Whether the caller is on the staff of any shop of this bot."""
    return bool(uow.people.shops_of(by.bot_id, by.user_id))


def match_deposit(uow: UnitOfWork, amount: Money, name: str, by: Caller, now: datetime) -> DepositMatch:
    """In every shop where the caller may confirm; keeps amount, name and time where an order fits.

    Raises NotAllowed.
    """
    shops = [s for s, role in uow.people.shops_of(by.bot_id, by.user_id) if may(role, Permission.CONFIRM_DEPOSIT)]
    if not shops:
        raise NotAllowed()
    found: list[Order] = []
    for shop in shops:
        fitting = [uow.orders.get(order_id) for order_id in uow.payments.awaiting(shop.id, amount, MOST)]
        fitting = [order for order in fitting if order.deposit_due == amount]
        if fitting:
            uow.payments.add_bank_message(shop.id, amount, name, now)
        found += fitting
    named = [order for order in found if fits_name(order, name)]
    return DepositMatch(shops[0], amount, name, named[:MOST], [o for o in found if o not in named][: MOST - len(named)])
