"""Every screen of the staff, drawn from ordinary and from hostile data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.callbacks import OrderList, Tab
from bot.i18n import Translator
from bot.screens import cancel, card, complete, confirm, detail, home, messages, orders
from bot.screens.screen import Screen
from domain.fulfillment import COURIERS
from domain.lifecycle import OrderStatus
from domain.money import MOST_WON, Money
from domain.order import Order
from domain.people import Role
from domain.ports import Counts
from domain.use_cases.see_order import OrderView
from domain.use_cases.see_own import PersonView
from domain.use_cases.see_shop import MOST_FOUND, HomeView, ListView
from tests.bot.screens.samples import (
    LONG,
    SHOP,
    WORKERS,
    every_order,
    hostile,
    hostile_in_every_state,
    order,
    row,
    seoul,
    view,
)

Named = tuple[str, Screen]


def merchant_screens(t: Translator) -> Iterator[Named]:
    """All of them, named after what they show."""
    for name, example in every_order():
        for viewer in WORKERS:
            yield from _of_order(f"{name}, for {viewer.role}", view(example, viewer), t)
    for name, hostile_view in hostile_in_every_state():
        yield from _of_order(name, hostile_view, t)
    yield from _homes(t)
    yield from _lists(t)
    yield "typed number", messages.typed_number(9_999_999_999, 98_765_432, t)


def _of_order(name: str, seen: OrderView, t: Translator) -> Iterator[Named]:
    back = OrderList(shop=9_999_999, tab=Tab.CANCEL_REQUESTED, page=9_999, anchor=9_999_999_999, newer=True)
    shop_card = card.shop_card(seen, t)
    reason = seen.order.cancel_reason or "재고 부족"
    dialogs = {
        "card": shop_card,
        "card in the navigator": card.with_navigation(shop_card, back, 9_999_999, t),
        "detail": detail.detail(seen, t),
        "confirm": confirm.confirm_dialog(seen, t),
        "complete": complete.complete_dialog(seen, t),
        "payment missing": complete.payment_missing(seen, t),
        "own delivery": complete.own_delivery(seen, t),
        "courier choice": complete.courier_choice(seen, t),
        "cancel": cancel.cancel_dialog(seen, t),
        "cancel reason": cancel.reason_prompt(seen, t),
        "cancel summary": cancel.cancel_summary(seen, reason, "typed", t),
        "approve": cancel.approve_dialog(seen, t),
        "keep": cancel.keep_prompt(seen, t),
        "deposit": cancel.deposit_dialog(seen, t),
        "refund": cancel.refund_dialog(seen, t),
        "write": messages.write_prompt(seen, t),
    }
    for title, screen in dialogs.items():
        yield f"{title}: {name}", screen
    for courier in COURIERS:
        yield f"tracking {courier.code}: {name}", complete.tracking_prompt(seen, courier.code, t)
        for number in ("123456789012", "A" * 30, None):
            screen = complete.parcel_summary(seen, courier.code, number, t)
            yield f"parcel {courier.code} {number}: {name}", screen


def _homes(t: Translator) -> Iterator[Named]:
    now = seoul(2021, 5, 31, 16, 51)
    for count in (0, 1, 99, 999, 1_234_567):
        counts = Counts(dict.fromkeys(OrderStatus, count), count, Money(MOST_WON))
        yield f"home {count}", home.home(HomeView(SHOP, counts, 1), now, t)
        shop = replace(SHOP, id=9_999_999, name=LONG[:200])
        yield f"home {count}, hostile", home.home(HomeView(shop, counts, 2), now, t)
    shops = [(replace(SHOP, name=name), Role.STAFF) for name in (SHOP.name, LONG[:200], "가" * 60, "🇰🇷" * 30)]
    yield "shop choice", home.shop_choice(PersonView(shops, [], []), t)


def _lists(t: Translator) -> Iterator[Named]:
    examples = [example for _, example in every_order()]
    for tab in Tab:
        yield f"empty {tab}", orders.order_list(_list([], 0, 1, 1), tab, t)
        for start in range(0, len(examples), 5):
            yield f"{tab} from {start}", orders.order_list(_list(examples[start : start + 5], 80, 2, 16), tab, t)
        huge = [hostile()] * 5
        for page in (1, 2_000, 123_456):
            yield f"{tab} hostile {page}", orders.order_list(_list(huge, 617_280, page, 123_456), tab, t)
    yield "search", orders.search_prompt(9_999_999, t)
    yield "nothing found", orders.search_results(_list([], 0, 1, 1), LONG, t)
    yield "found", orders.search_results(_list([order()], 1, 1, 1), "홍길동", t)
    yield "found many", orders.search_results(_list([hostile()] * 5, MOST_FOUND, 20, 20), LONG, t)


def _list(examples: list[Order], found: int, page: int, pages: int) -> ListView:
    counts = Counts(dict.fromkeys(OrderStatus, found), 0, Money(0))
    return ListView(SHOP, [row(example) for example in examples], found, page, pages, counts)
