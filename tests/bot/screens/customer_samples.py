"""Every screen of the customers, every notice and every refusal's text, drawn from ordinary and from hostile data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.basket import BasketDraft
from bot.i18n import Translator
from bot.screens import notices, order_facts, ordering, own_cancel, own_orders, products, start
from bot.screens.money_words import is_about_money
from bot.screens.screen import Screen
from domain.catalog import Product
from domain.delivery import Side
from domain.fulfillment import COURIERS, FulfillmentKind
from domain.money import MOST_WON, ZERO, Money
from domain.notices import NOTICES, Form, notice_payload
from domain.order import Order
from domain.payment import PaymentMethod
from domain.people import SHOP as STAFF_ROLES
from domain.people import Customer
from domain.sheet import MOST_QUANTITY, OutOfStockWish
from domain.shop import BankAccount, Shop
from domain.timeline import KIND_OF, EntryKind, TimelineEntry
from domain.use_cases.see_order import OrderView
from domain.use_cases.see_own import MOST_OWN, CatalogView, PersonView
from tests.bot.screens.clock_samples import HOSTILE as HOSTILE_HOURS
from tests.bot.screens.clock_samples import NOW
from tests.bot.screens.samples import (
    CUSTOMER,
    LONG,
    SHOP,
    STAFF,
    canceled,
    confirmed,
    every_order,
    hostile,
    hostile_in_every_state,
    order,
    row,
    view,
)

Named = tuple[str, Screen]

CIDER_100G = Product(11, SHOP.id, "사이다 100g", Money(3000), "9100000000017")
COLA_1L = Product(12, SHOP.id, "콜라 1L", Money(3500), has_image=True)
CATALOG = CatalogView(
    SHOP,
    [CIDER_100G, COLA_1L],
    Customer(SHOP.id, CUSTOMER.user_id, name="홍길동", phone="01012341234", address="경기 부천시 조마루로 385번길 122"),
)
FULL_BASKET = BasketDraft(
    SHOP.id,
    {11: 2, 12: 1},
    FulfillmentKind.DELIVERY,
    "홍길동",
    "01012341234",
    "경기 부천시 조마루로 385번길 122",
    PaymentMethod.BANK_TRANSFER,
    OutOfStockWish.CALL,
    "문 앞에 놓아 주세요.",
)

HOSTILE_SHOP = Shop(
    9_999_999_999, 10, LONG[:200], "token", Money(500_000_000), account=BankAccount(LONG[:80], "1" * 400, LONG[:80])
)
HOSTILE_CATALOG = CatalogView(
    HOSTILE_SHOP,
    [
        Product(9_999_999_000 + n, HOSTILE_SHOP.id, LONG[n : n + 300], Money(4_999 + n), has_image=n % 2 == 0)
        for n in range(120)
    ],
    Customer(HOSTILE_SHOP.id, CUSTOMER.user_id, name=LONG[:40], phone="050412345678", address=LONG[:300]),
)
DEAR_CATALOG = replace(CATALOG, products=[replace(CIDER_100G, name=LONG[:80], price=Money(MOST_WON - 3000))])


def customer_screens(t: Translator) -> Iterable[Named]:
    """All of them, named after what they show."""
    for name, example in every_order():
        yield from _of_order(name, view(example, CUSTOMER), t)
    for name, seen in hostile_in_every_state():
        yield from _of_order(name, replace(seen, viewer=CUSTOMER, shop=replace(HOSTILE_SHOP, id=SHOP.id)), t)
    yield from _lists(t)
    yield from _starts(t)
    yield from _ordering("ordinary", CATALOG, FULL_BASKET, t)
    yield from _ordering("hostile", HOSTILE_CATALOG, hostile_basket(), t)
    yield from _ordering("dear", DEAR_CATALOG, replace(FULL_BASKET, quantities={11: 1}), t)
    yield from _notices(t)


def every_payload() -> Iterator[tuple[Side, dict[str, object]]]:
    """A payload for every notice that `domain.notices` tells, ordinary and hostile."""
    told = [
        (telling.side, KIND_OF[e]) for e, all_ in NOTICES.items() for telling in all_ if telling.form is Form.NOTICE
    ]
    for side, kind in told:
        for data in _data_of(kind):
            by = STAFF if side is Side.CUSTOMER else CUSTOMER
            at = datetime(2021, 5, 31, 8, 0, tzinfo=UTC)
            yield side, notice_payload(TimelineEntry(at, kind, by.role, by.user_id, by.name, data))


def hostile_basket() -> BasketDraft:
    """Full, of 120 products, with texts as long as they get."""
    return BasketDraft(
        HOSTILE_SHOP.id,
        {product.id: 99 if product.id % 3 else MOST_QUANTITY for product in HOSTILE_CATALOG.products[:80]},
        FulfillmentKind.DELIVERY,
        LONG[:40],
        "050412345678",
        LONG[:300],
        PaymentMethod.DOOR_CARD,
        OutOfStockWish.SIMILAR,
        LONG[:500],
    )


def _data_of(kind: EntryKind) -> Iterator[dict[str, Any]]:
    match kind:
        case EntryKind.COMPLETED:
            yield {}
            yield from ({"courier": courier.code, "tracking_number": "1" * 30} for courier in COURIERS)
            yield {"courier": "cj", "tracking_number": None}
        case EntryKind.CANCELED | EntryKind.CANCEL_REQUESTED | EntryKind.CANCEL_REFUSED:
            yield from ({"reason": reason} for reason in ("재고 부족", LONG[:603]))
        case EntryKind.CHANGE_DECLINED:
            yield {"round": 1, "before": 6000, "after": 8000, "reason": ""}
            yield {"round": 999, "before": 999_999_999, "after": 0, "reason": LONG[:300]}
        case EntryKind.CHANGE_APPROVED | EntryKind.CHANGE_COUNTERED | EntryKind.COUNTER_ACCEPTED:
            yield {"round": 1, "before": 6000, "after": 999_999_999}
        case EntryKind.DEPOSIT_CONFIRMED | EntryKind.REFUND_RECORDED:
            yield from ({"won": won} for won in (6000, MOST_WON))
        case EntryKind.METHOD_CHANGED:
            yield from ({"method": method.value} for method in PaymentMethod)
        case EntryKind.DEPOSIT_REPORTED | EntryKind.DEPOSIT_NOT_FOUND:
            yield from ({"won": MOST_WON, "depositor": name} for name in ("홍길동", LONG[:40]))
        case EntryKind.REFUND_FAILED | EntryKind.PAYMENT_FAILED:
            yield from ({"won": MOST_WON, "reason": reason} for reason in ("", "한도 초과", LONG[:200]))
        case _ if is_about_money(kind):
            yield {"won": MOST_WON}
        case _:
            yield {}


def _of_order(name: str, seen: OrderView, t: Translator) -> Iterator[Named]:
    refused = replace(seen, order=replace(seen.order, refused_requests=1))
    screens = {
        "card": own_orders.own_card(seen, t),
        "former card": order_facts.former_card(seen, t),
        "detail": own_orders.own_detail(seen, t),
        "cancel": own_cancel.own_cancel_dialog(seen, t),
        "request": own_cancel.request_dialog(seen, t),
        "request after a refusal": own_cancel.request_dialog(refused, t),
        "type the request": own_cancel.request_prompt(seen, t),
        "ask": own_cancel.ask_prompt(seen, NOW, t),
        "ask the shop": own_cancel.ask_shop_prompt(seen.shop, NOW, t),
        "ask a shop with hours": own_cancel.ask_shop_prompt(replace(seen.shop, hours=HOSTILE_HOURS), NOW, t),
        "blocked": notices.blocked(seen, t),
    }
    yield from ((f"customer: {screen}, {name}", drawn) for screen, drawn in screens.items())


def _lists(t: Translator) -> Iterator[Named]:
    shops = [SHOP, replace(SHOP, id=2, name=LONG[:100])]
    long_rows = [row(hostile(number=98_765_432 + n)) for n in range(MOST_OWN)]
    for n_shops in range(3):
        for rows in ([], [row(order())], long_rows):
            works_at = [(shop, role) for shop in shops[:n_shops] for role in STAFF_ROLES]
            person = PersonView(works_at, shops[:n_shops], rows)
            yield f"own list, {n_shops} shops, {len(rows)} orders", own_orders.own_list(person, t)
            yield f"home, {n_shops} shops, {len(rows)} orders", start.person_home(person, t)
    yield "which order", start.which_order(long_rows, shops, t)
    yield "which of two", start.which_order([row(order()), row(confirmed(order(5803116)))], [], t)
    yield "which shop", start.which_order([], shops, t)


def _starts(t: Translator) -> Iterator[Named]:
    yield "stranger", start.stranger(t)
    yield "help for the shop", start.help_shop(t)
    yield "help for customers", start.help_customer(t)
    yield "unknown input", start.unknown_input(t)
    yield "link invalid", start.link_invalid(t)
    for shop in (SHOP, HOSTILE_SHOP):
        yield f"consent, {shop.id}", start.consent(shop, t)
        yield f"consent in full, {shop.id}", start.consent_details(shop, t)
        for role in STAFF_ROLES:
            yield f"welcome {role}, {shop.id}", start.welcome_staff(shop, role, t)


def _ordering(name: str, catalog: CatalogView, basket: BasketDraft, t: Translator) -> Iterator[Named]:
    pickup = replace(basket, fulfillment=FulfillmentKind.PICKUP, note="")
    for state, draft in (("full", basket), ("pick-up", pickup), ("empty", BasketDraft(catalog.shop.id))):
        for page in (0, 1, 2, 999):
            yield f"products, page {page}, {name}, {state}", products.products(catalog, draft, t, page)
        for product in catalog.products[:2]:
            yield f"picture of {product.id}, {name}, {state}", products.picture_caption(product, draft, t)
        yield f"fulfillment, {name}, {state}", ordering.fulfillment_choice(catalog, draft, t)
        yield f"payment, {name}, {state}", ordering.payment_choice(catalog, draft, t)
        yield f"out of stock, {name}, {state}", ordering.out_of_stock_choice(draft, t)
        for bad in (None, "abc", LONG):
            yield f"name, {name}, {state}, {bad}", ordering.name_prompt(catalog, draft, t, LONG[3:70], bad)
            yield f"phone, {name}, {state}, {bad}", ordering.phone_prompt(catalog, draft, t, bad)
            yield f"address, {name}, {state}, {bad}", ordering.address_prompt(catalog, draft, t, bad)
            yield f"note, {name}, {state}, {bad}", ordering.note_prompt(draft, t, bad)
    yield f"summary, {name}", ordering.summary(catalog, basket, t)
    yield f"summary of a pick-up, {name}", ordering.summary(catalog, pickup, t)
    yield f"nothing on sale, {name}", products.products(replace(catalog, products=[]), BasketDraft(1), t)
    yield f"free delivery, {name}", ordering.fulfillment_choice(_without_fee(catalog), basket, t)
    yield "stopped ordering", ordering.quit_done(t)


def _without_fee(catalog: CatalogView) -> CatalogView:
    return replace(catalog, shop=replace(catalog.shop, delivery_fee=ZERO, account=None))


def _notices(t: Translator) -> Iterator[Named]:
    for n, (side, payload) in enumerate(every_payload()):
        for name, example in _orders_for_notices():
            seen = replace(view(example, STAFF), shop=replace(SHOP, name=LONG[:200]))
            yield f"notice {n}: {payload['entry']} to {side}, {name}", notices.notice(side, payload, seen, t)
            if side is Side.SHOP:
                elsewhere = replace(seen, names_shop=True)
                yield f"notice {n}, of several shops, {name}", notices.notice(side, payload, elsewhere, t)


def _orders_for_notices() -> Iterator[tuple[str, Order]]:
    yield "ordinary", order()
    yield "refund due", canceled(order())
    yield "hostile", hostile()
