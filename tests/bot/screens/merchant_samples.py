"""Every screen of the staff, drawn from ordinary and from hostile data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from bot.callbacks import OrderList, Tab
from bot.i18n import Translator
from bot.screens import cancel, card, complete, confirm, detail, home, messages, notices, orders, staff
from bot.screens.screen import Screen
from domain.concerns import Concern
from domain.fulfillment import COURIERS
from domain.lifecycle import OrderStatus
from domain.money import MOST_WON, Money, Takings
from domain.notices import StaffNews, staff_intent
from domain.order import Order
from domain.order_ports import Counts
from domain.payment_news import difference_intent, keys_intent
from domain.people import Actor, Member, Role
from domain.reconciling import Difference, DifferenceKind
from domain.shop import Shop
from domain.use_cases.manage_staff import StaffView
from domain.use_cases.see_order import OrderView
from domain.use_cases.see_shop import MOST_FOUND, HomeView, ListView
from tests.bot.screens.samples import (
    LONG,
    MANAGER,
    OWNER,
    SHOP,
    STAFF,
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
        yield from _of_order(f"{name}, of several shops", replace(hostile_view, names_shop=True), t)
    yield from _homes(t)
    yield from _lists(t)
    yield from _staff_screens(t)
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
        "blocked": notices.blocked(seen, t),
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
        concerns = dict.fromkeys(Concern, count)
        counts = Counts(dict.fromkeys(OrderStatus, count), count, Takings(MOST_WON * 3), count, concerns)
        yield f"home {count}", home.home(HomeView(SHOP, counts, 1), now, t)
        shop = replace(SHOP, id=9_999_999, name=LONG[:200])
        yield f"home {count}, hostile", home.home(HomeView(shop, counts, 2), now, t)
    shops = [replace(SHOP, name=name) for name in (SHOP.name, LONG[:200], "가" * 60, "🇰🇷" * 30)]
    yield "shop choice", home.shop_choice(shops, t)


def _lists(t: Translator) -> Iterator[Named]:
    examples = [example for _, example in every_order()]
    for tab in Tab:
        yield f"empty {tab}", orders.order_list(_list([], 0, 1, 1), tab, t)
        for start in range(0, len(examples), 5):
            yield f"{tab} from {start}", orders.order_list(_list(examples[start : start + 5], 80, 2, 16), tab, t)
        huge = [hostile()] * 5
        for page in (1, 2_000, 123_456):
            long_list = _list(huge, 617_280, page, 123_456)
            yield f"{tab} hostile {page}", orders.order_list(long_list, tab, t)
            yield f"{tab} hostile {page}, of several shops", orders.order_list(_elsewhere(long_list), tab, t)
    yield "search", orders.search_prompt(9_999_999, t)
    yield "nothing found", orders.search_results(_list([], 0, 1, 1), LONG, t)
    yield "found", orders.search_results(_list([order()], 1, 1, 1), "홍길동", t)
    many = _list([hostile()] * 5, MOST_FOUND, 20, 20)
    yield "found many", orders.search_results(many, LONG, t)
    yield "found many, in one of several shops", orders.search_results(_elsewhere(many), LONG, t)


def _list(examples: list[Order], found: int, page: int, pages: int) -> ListView:
    return ListView(SHOP, [row(example) for example in examples], found, page, pages, False)


def _elsewhere(list_view: ListView) -> ListView:
    """The same, for someone who works in several shops; this one has a hostile name."""
    return replace(list_view, shop=replace(SHOP, id=9_999_999, name=LONG[:200]), names_shop=True)


def staff_view(viewer: Actor = OWNER, **changes: Any) -> StaffView:
    """The shop's three workers, as one of them sees them."""
    staff = [Member(SHOP.id, worker.user_id, worker.role, worker.name) for worker in (OWNER, MANAGER, STAFF)]
    return replace(StaffView(SHOP, viewer, staff), **changes)


def _staff_views() -> Iterator[tuple[str, StaffView]]:
    shop = replace(SHOP, id=9_999_999, name=LONG[:200])
    crowd = [Member(shop.id, 7_999_999_900 + n, Role.MANAGER, LONG[n : n + 64], on_duty=False) for n in range(99)]
    for viewer in WORKERS:
        me = Member(shop.id, viewer.user_id, viewer.role, LONG[:64], on_duty=False)
        yield f"ordinary, for {viewer.role}", staff_view(viewer)
        yield f"hostile, for {viewer.role}", StaffView(shop, viewer, [me, *crowd])


def _staff_screens(t: Translator) -> Iterator[Named]:
    link = f"https://t.me/{'m' * 28}_bot?start=i{'x' * 24}"
    for name, view_ in _staff_views():
        one = view_.staff[-1].user_id
        yield f"settings: {name}", staff.settings(view_, link, t)
        yield f"staff: {name}", staff.staff_list(view_, t)
        yield f"invite: {name}", staff.invite_roles(view_, t)
        yield f"member: {name}", staff.member(view_, one, t)
        yield f"removal: {name}", staff.remove_dialog(view_, one, t)
        yield f"hand-over: {name}", staff.hand_over_dialog(view_, one, t)
        yield f"no longer seen: {name}", staff.no_longer_seen(t)
        yield f"waiting: {name}", staff.waits_for_owner(view_.shop, t)
        for role in (Role.STAFF, Role.MANAGER):
            yield f"invite link for {role}: {name}", staff.invite_link(view_.shop, role, link, t)
        for news, role in news_and_roles():
            yield f"news {news}, {role}: {name}", staff.staff_news(news_payload(news, role, view_.shop, LONG[:64]), t)
    differences = [
        Difference(kind, 12345678, Money(MOST_WON), is_refund) for kind in DifferenceKind for is_refund in (False, True)
    ]
    night = seoul(2026, 11, 23, 0, 0)
    for most in (1, 10):
        intent = difference_intent(SHOP, OWNER.user_id, night, differences * most, night)
        yield f"{4 * most} differences", staff.staff_news(intent.payload, t)
    yield "broken keys", staff.staff_news(keys_intent(SHOP, OWNER.user_id, night).payload, t)


def news_and_roles() -> Iterator[tuple[StaffNews, Role]]:
    """Every news with every role that it can be about."""
    for news in StaffNews:
        yield from ((news, role) for role in ((Role.OWNER,) if news is StaffNews.OWNER else (Role.STAFF, Role.MANAGER)))


def news_payload(news: StaffNews, role: Role, shop: Shop = SHOP, name: str = "박민수") -> Mapping[str, Any]:
    """What the screen gets when this is told."""
    now, invite = seoul(2021, 5, 31, 16, 51), 9_999_999
    return staff_intent(news, shop, OWNER.user_id, "key", now, name=name, role=role, invite=invite).payload
