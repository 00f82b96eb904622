"""A member of the staff passes on what the bank wrote: which orders may that money be for? Nothing is booked by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from domain.depositing import fits_name, name_beginning
from domain.errors import NotAllowed
from domain.money import Money
from domain.odd_deposits import Arrival, arrival, takes_deposit
from domain.order import Order
from domain.people import Caller, Permission, Role, may
from domain.ports import UnitOfWork
from domain.shop import Shop

MOST: Final = 5
MOST_LOOKED_AT: Final = 50
"""So many of the newest orders under such a name: banks leave no more of some names than 김."""
RECENT: Final = timedelta(days=60)
"""Nobody pays twice for an order that is older."""


@dataclass(frozen=True, slots=True)
class DepositMatch:
    """The orders that wait for exactly this amount, by name or not, and those of which only the name fits.

    `shop` is the first that was looked at.
    """

    shop: Shop
    amount: Money
    name: str
    named: list[Order]
    others: list[Order]
    odd: list[Order]


def works_in(uow: UnitOfWork, by: Caller) -> bool:
    """Whether the caller is on the staff of any shop of this bot."""
    return bool(uow.people.shops_of(by.bot_id, by.user_id))


def match_deposit(uow: UnitOfWork, amount: Money, name: str, by: Caller, now: datetime) -> DepositMatch:
    """In every shop where the caller may confirm; keeps amount, name and time where an order fits.

    Raises NotAllowed.
    """
    workplaces = uow.people.shops_of(by.bot_id, by.user_id)
    shops = [(shop, role) for shop, role in workplaces if may(role, Permission.CONFIRM_DEPOSIT)]
    if not shops:
        raise NotAllowed()
    found: list[Order] = []
    for shop, role in shops:
        fitting = _fitting(uow, shop.id, role, amount, name, now)
        if fitting:
            uow.payments.add_bank_message(shop.id, amount, name, now)
        found += fitting
    return _sorted(shops[0][0], amount, name, found)


def _fitting(uow: UnitOfWork, shop_id: int, role: Role, amount: Money, name: str, now: datetime) -> list[Order]:
    """By amount or by name, of those for which a transfer can be booked at all."""
    rows = uow.orders.search(shop_id, name_beginning(name), MOST_LOOKED_AT)
    ids = uow.payments.awaiting(shop_id, amount, MOST) + uow.payments.reported_under(shop_id, name, MOST)
    ids += [row.id for row in rows if now - row.placed_at <= RECENT and not row.payment_method.is_at_the_door]
    orders = [uow.orders.get(order_id) for order_id in dict.fromkeys(ids)]
    return [o for o in orders if takes_deposit(o, role) and (_is_exact(o, amount) or fits_name(o, name))]


def _sorted(shop: Shop, amount: Money, name: str, found: list[Order]) -> DepositMatch:
    """Whose name and amount fit needs no guesses beside it; else those that still wait for money come first."""
    exact = [order for order in found if _is_exact(order, amount)]
    named = [order for order in exact if fits_name(order, name)][:MOST]
    others = [order for order in exact if order not in named][: MOST - len(named)]
    odd = [] if named else [order for order in found if order not in exact]
    odd.sort(key=lambda order: arrival(order, amount) is Arrival.EXTRA)
    return DepositMatch(shop, amount, name, named, others, odd[: MOST - len(others)])


def _is_exact(order: Order, amount: Money) -> bool:
    return arrival(order, amount) is Arrival.EXACT
