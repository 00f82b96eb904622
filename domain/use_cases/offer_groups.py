"""하나씩 고르기: whether a shop's customers may answer a change group by group (D23)."""

from __future__ import annotations

from dataclasses import replace

from domain.access import shop_for_staff
from domain.people import Caller, Permission
from domain.ports import UnitOfWork
from domain.use_cases.manage_staff import StaffView, see_staff


def offer_groups(uow: UnitOfWork, shop_id: int, offers: bool, by: Caller) -> StaffView:
    """For rounds that wait already too: an answer by groups is then refused. Raises ShopNotFound, NotAllowed."""
    shop, _ = shop_for_staff(uow, shop_id, by, Permission.OFFER_GROUPS)
    uow.shops.change(replace(shop, offers_groups=offers))
    return see_staff(uow, shop_id, by)
