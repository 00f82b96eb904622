"""주문관리: the shop's home screen, its lists and its search (M4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from domain.access import shop_for_staff
from domain.concerns import Listing
from domain.order_ports import Counts, Direction, OrderRow, PageRequest
from domain.people import Caller, Permission
from domain.ports import UnitOfWork
from domain.shop import Shop

PAGE_SIZE: Final = 5
MOST_FOUND: Final = 100


@dataclass(frozen=True, slots=True)
class HomeView:
    """The home screen's facts; `shops` counts the caller's shops."""

    shop: Shop
    counts: Counts
    shops: int


@dataclass(frozen=True, slots=True)
class ListView:
    """One page of a list; `page` is clamped to 1 … `pages`."""

    shop: Shop
    rows: list[OrderRow]
    found: int
    page: int
    pages: int
    names_shop: bool
    """Whether the caller works in several shops, so that the list has to say whose it is."""


def see_home(uow: UnitOfWork, shop_id: int, day: date, by: Caller) -> HomeView:
    """`day` is today in the shop's time zone. Raises ShopNotFound."""
    shop, _ = shop_for_staff(uow, shop_id, by, Permission.SEE_ORDERS)
    return HomeView(shop, uow.orders.counts(shop_id, day), len(uow.people.shops_of(by.bot_id, by.user_id)))


def list_orders(
    uow: UnitOfWork,
    shop_id: int,
    of: Listing,
    page: int,
    request: PageRequest,
    day: date,
    by: Caller,
) -> ListView:
    """The page that `request` names, as page number `page`. A list that shrank shows its last page.

    Raises ShopNotFound.
    """
    shop, _ = shop_for_staff(uow, shop_id, by, Permission.SEE_ORDERS)
    found = uow.orders.counts(shop_id, day).listed(of)
    pages = max(1, -(-found // request.size))
    page, request = (page, request) if page > 1 else (1, PageRequest(request.size))
    rows = uow.orders.page(shop_id, of, request)
    if not rows and request.anchor is not None and request.direction is Direction.OLDER:
        last = replace(request, direction=Direction.NEWER, includes_anchor=True)
        page, rows = pages, uow.orders.page(shop_id, of, last)
    if not rows and page > 1:
        page, rows = 1, uow.orders.page(shop_id, of, PageRequest(request.size))
    return ListView(shop, rows, found, min(page, pages), pages, works_elsewhere(uow, by))


def search_orders(uow: UnitOfWork, shop_id: int, text: str, page: int, by: Caller) -> ListView:
    """Finds by order number, by the beginning of a name, or by the last four digits of a phone.

    At most MOST_FOUND. Raises ShopNotFound.
    """
    shop, _ = shop_for_staff(uow, shop_id, by, Permission.SEE_ORDERS)
    rows = uow.orders.search(shop_id, text, MOST_FOUND)
    pages = max(1, -(-len(rows) // PAGE_SIZE))
    page = min(max(page, 1), pages)
    shown = rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return ListView(shop, shown, len(rows), page, pages, works_elsewhere(uow, by))


def works_elsewhere(uow: UnitOfWork, by: Caller) -> bool:
    """Whether the caller works in several shops, so that every screen has to say whose it is (D14)."""
    return len(uow.people.shops_of(by.bot_id, by.user_id)) > 1
