"""The account for transfers (무통장 입금): the owner sets, changes or removes it (D13, D21)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from domain.access import shop_for_staff
from domain.depositing import account_changed, knows_account
from domain.order import Order
from domain.payment_news import account_intent
from domain.people import Caller, Permission
from domain.ports import UnitOfWork
from domain.shop import BankAccount, Shop


@dataclass(frozen=True, slots=True)
class AccountChange:
    """What a change of the account comes to: `told` is the number of orders whose customers know the present one."""

    shop: Shop
    told: int


def see_account_change(uow: UnitOfWork, shop_id: int, by: Caller) -> AccountChange:
    """Raises ShopNotFound, NotAllowed."""
    shop, _ = shop_for_staff(uow, shop_id, by, Permission.SET_PAYMENTS)
    return AccountChange(shop, len(_knowing(uow, shop)))


def change_account(uow: UnitOfWork, shop_id: int, account: BankAccount | None, by: Caller, now: datetime) -> Shop:
    """Every request shows the account of the day, so whoever was told another one is told; so is the staff.

    Without one a transfer is no way to pay any more. Raises ShopNotFound, NotAllowed.
    """
    shop, actor = shop_for_staff(uow, shop_id, by, Permission.SET_PAYMENTS)
    if account == shop.account:
        return shop
    for order in _knowing(uow, shop):
        account_changed(order, account, actor, now)
    changed = replace(shop, account=account)
    uow.shops.change(changed)
    others = [member.user_id for member in uow.people.staff_of(shop.id) if member.user_id != by.user_id]
    uow.outbox.add(account_intent(changed, user_id, by.name, now) for user_id in others)
    return changed


def _knowing(uow: UnitOfWork, shop: Shop) -> list[Order]:
    awaiting = [uow.orders.get(order_id) for order_id in uow.payments.awaiting_transfers(shop.id)]
    return [order for order in awaiting if knows_account(order, shop.account)]
