"""환경설정 → 알림: the owner says what the shop and its customers are reminded of, when and how often (D17)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.access import shop_for_staff
from domain.errors import NotAllowed
from domain.people import Caller, Permission
from domain.ports import UnitOfWork
from domain.reminders import RULES, Cadence, Reminder
from domain.shop import Shop

SETTABLE = tuple(kind for kind in Reminder if kind is not Reminder.DOOR)


def see_reminders(uow: UnitOfWork, shop_id: int, by: Caller) -> Shop:
    """Raises ShopNotFound, NotAllowed."""
    return shop_for_staff(uow, shop_id, by, Permission.SET_REMINDERS)[0]


def set_reminder(uow: UnitOfWork, shop_id: int, kind: Reminder, cadence: Cadence, by: Caller, now: datetime) -> Shop:
    """What waits already follows the new delays. Raises ShopNotFound, NotAllowed."""
    shop = see_reminders(uow, shop_id, by)
    if kind not in SETTABLE or cadence.most > max(RULES[kind].cadence.most, 10):
        raise NotAllowed()
    shop = replace(shop, reminders=shop.reminders.with_cadence(kind, cadence))
    uow.shops.change(shop)
    uow.reminders.wake(shop_id, [kind], now)
    return shop
