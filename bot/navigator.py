"""The navigator: one live message per staff chat: home, a list, an order or inquiries, named by a packed callback."""

from __future__ import annotations

from datetime import datetime

from bot.callbacks import Home, Inquiries, OpenOrder, OrderList, ShopOrder
from bot.i18n import Translator
from bot.order_screens import editor_screen
from bot.pending_lines import PendingLines
from bot.screens.card import shop_card, with_navigation
from bot.screens.home import home
from bot.screens.inquiries import inquiries
from bot.screens.orders import TAB_STATUSES, listed, order_list
from bot.screens.screen import Screen
from domain.delivery import Side
from domain.hours import seoul_day
from domain.order import Order
from domain.order_ports import Direction, PageRequest
from domain.people import Caller
from domain.ports import UnitOfWork
from domain.use_cases.see_order import OrderView, see_order
from domain.use_cases.see_shop import PAGE_SIZE, HomeView, ListView, list_orders, see_home
from domain.use_cases.see_thread import InquiriesView, see_inquiries

View = Home | OrderList | OpenOrder | Inquiries | ShopOrder
"""A ShopOrder is the editor of that order."""
Seen = HomeView | ListView | OrderView | InquiriesView

_VIEWS: dict[str, type[View]] = {kind.__prefix__: kind for kind in (Home, OrderList, OpenOrder, Inquiries, ShopOrder)}


def parse_view(packed: str) -> View:
    """The view that was packed. Raises KeyError, ValueError for anything else."""
    return _VIEWS[packed.partition(":")[0]].unpack(packed)


def look(uow: UnitOfWork, view: View, by: Caller, now: datetime) -> Seen:
    """What the view shows now. Raises ShopNotFound, OrderNotFound."""
    match view:
        case OpenOrder(order=order_id) | ShopOrder(order=order_id):
            return see_order(uow, order_id, Side.SHOP, by)
        case OrderList():
            return list_orders(uow, view.shop, listed(view.tab), view.page, page_request(view), seoul_day(now), by)
        case Inquiries(shop=shop_id, page=page):
            return see_inquiries(uow, shop_id, page, by, now)
        case Home(shop=shop_id):
            return see_home(uow, shop_id, seoul_day(now), by)


def page_request(view: OrderList) -> PageRequest:
    """The page that a list button names."""
    direction = Direction.NEWER if view.newer else Direction.OLDER
    return PageRequest(PAGE_SIZE, view.anchor or None, direction)


def draw(view: View, seen: Seen, now: datetime, t: Translator, pending: PendingLines | None = None) -> Screen:
    """The screen of what was seen; an editor with the lines that wait in it."""
    match view, seen:
        case OrderList(tab=tab), ListView():
            return order_list(seen, tab, t)
        case _, InquiriesView():
            return inquiries(seen, t)
        case _, HomeView():
            return home(seen, now, t)
        case ShopOrder(), OrderView():
            return in_navigator(editor_screen(seen, pending, t), seen.order, t)
        case _, OrderView():
            return in_navigator(shop_card(seen, t), seen.order, t)
    raise TypeError(f"{view!r} does not show {type(seen).__name__}")


def in_navigator(screen: Screen, order: Order, t: Translator) -> Screen:
    """A screen of an order with the way back: to the list in which the order stands now, and home."""
    tab = next(tab for tab, statuses in TAB_STATUSES.items() if statuses == (order.status,))
    return with_navigation(screen, OrderList(shop=order.shop_id, tab=tab), order.shop_id, t)
