"""Orders and views for the screens' tests: the worked example, every state an order can be in, and hostile data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bot.i18n import Languages, Translator
from domain.depositing import confirm_deposit
from domain.fulfillment import Fulfillment, FulfillmentKind, OwnDelivery, Parcel, Pickup
from domain.money import ZERO, Money
from domain.order import Order
from domain.order_ports import OrderRow
from domain.payment import PaymentMethod
from domain.people import Actor, Recipient, Role
from domain.refunding import record_refund
from domain.sheet import OrderLine, OutOfStockWish
from domain.shop import BankAccount, Shop
from domain.timeline import EntryKind, TimelineEntry, entries_of
from domain.use_cases.see_order import RECENT, OrderView

_LANGUAGES: Final = Languages()
KOREAN: Final[Translator] = _LANGUAGES.of("ko")
ENGLISH: Final[Translator] = _LANGUAGES.of("en")
BOTH: Final = (KOREAN, ENGLISH)

ACCOUNT: Final = BankAccount("국민은행", "123-45-678901", "샵앤샵")
SHOP: Final = Shop(1, 10, "샵앤샵 미니샵", "token", Money(3000), account=ACCOUNT)
CUSTOMER: Final = Actor(500, Role.CUSTOMER, "홍길동")
STAFF: Final = Actor(101, Role.STAFF, "박민수")
MANAGER: Final = Actor(102, Role.MANAGER, "김민수")
OWNER: Final = Actor(103, Role.OWNER, "이사장")
WORKERS: Final = (STAFF, MANAGER, OWNER)
RECIPIENT: Final = Recipient(
    "홍길동", "01012341234", "13480 경기 성남시 분당구 대왕판교로 477 (판교동, 낙생고등학교) 1521호"
)
CIDER: Final = OrderLine("사이다 100g", Money(3000), 1, "9100000000017")


def seoul(year: int, month: int, day: int, hour: int, minute: int, second: int = 0) -> datetime:
    """A time as the screens show it, as UTC."""
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC) - timedelta(hours=9)


def order(number: int = 3309803, **changes: Any) -> Order:
    """The worked example's order; `changes` replace its fields."""
    example = Order(
        id=77,
        shop_id=SHOP.id,
        number=number,
        customer_id=CUSTOMER.user_id,
        placed_at=seoul(2021, 5, 31, 16, 51, 58),
        lines=(CIDER,),
        ordered_fee=Money(3000),
        fulfillment=FulfillmentKind.DELIVERY,
        recipient=RECIPIENT,
        payment_method=PaymentMethod.BANK_TRANSFER,
        out_of_stock=OutOfStockWish.SIMILAR,
    )
    return replace(example, **changes)


def order_5803116() -> Order:
    """The worked example's 주문접수."""
    return order(
        5803116,
        placed_at=seoul(2021, 4, 8, 15, 35, 54),
        lines=(OrderLine("사이다 1L", Money(7000), 1), OrderLine("콜라 1L", Money(5000), 2)),
        payment_method=PaymentMethod.DOOR_CARD,
        recipient=Recipient("홍길동", "01012341234", "경기 부천시 조마루로 385번길 122"),
        note="문 앞에 놓아 주세요.",
    )


def order_7741169() -> Order:
    """The worked example's pick-up of 4,500원."""
    return order(
        7741169,
        placed_at=seoul(2021, 5, 31, 10, 50),
        lines=(CIDER, OrderLine("콜라 100g", Money(1500), 1)),
        ordered_fee=ZERO,
        fulfillment=FulfillmentKind.PICKUP,
        recipient=Recipient("홍길동", "01012341234"),
    )


def confirmed(example: Order) -> Order:
    example.confirm(MANAGER, seoul(2021, 5, 31, 16, 55))
    return example


def paid(example: Order) -> Order:
    """Confirmed and, unless it is paid at the door, paid."""
    confirmed(example)
    if not example.payment_method.is_at_the_door:
        confirm_deposit(example, MANAGER, seoul(2021, 5, 31, 17, 0))
    return example


def asked_to_cancel(example: Order, reason: str = "배송이 늦어져서요.") -> Order:
    paid(example).request_cancel(reason, CUSTOMER, seoul(2021, 5, 31, 17, 5), typed=True)
    return example


def completed(example: Order, handover: Fulfillment | None = None) -> Order:
    fitting = Pickup() if example.fulfillment is FulfillmentKind.PICKUP else OwnDelivery()
    paid(example).complete(handover or fitting, STAFF, seoul(2021, 5, 31, 18, 0))
    return example


def canceled(example: Order, reason: str = "재고 부족") -> Order:
    """Cancelled after payment: what was paid is to be given back."""
    paid(example).cancel(reason, OWNER, seoul(2021, 5, 31, 18, 0))
    return example


def refunded(example: Order) -> Order:
    if canceled(example).refund_due:
        record_refund(example, OWNER, seoul(2021, 5, 31, 18, 30))
    return example


def canceled_by_customer(example: Order) -> Order:
    example.cancel("", CUSTOMER, seoul(2021, 5, 31, 16, 53))
    return example


def in_every_state(**changes: Any) -> Iterator[tuple[str, Order]]:
    """The same order in each state it can come to."""
    yield "placed", order(**changes)
    yield "confirmed", confirmed(order(**changes))
    yield "paid", paid(order(**changes))
    yield "asked", asked_to_cancel(order(**changes))
    yield "completed", completed(order(**changes))
    yield "canceled", canceled(order(**changes))
    yield "refunded", refunded(order(**changes))
    yield "canceled by customer", canceled_by_customer(order(**changes))
    if changes.get("fulfillment") is not FulfillmentKind.PICKUP:
        yield "parcel", completed(order(**changes), Parcel("cj", "123456789012"))
        yield "parcel without number", completed(order(**changes), Parcel("lotte"))


def every_order() -> Iterator[tuple[str, Order]]:
    """Every state × payment method × delivery or pick-up."""
    for method in PaymentMethod:
        for kind in FulfillmentKind:
            for name, example in in_every_state(payment_method=method, fulfillment=kind):
                yield f"{name}, {method}, {kind}", example


def view(
    example: Order,
    viewer: Actor = MANAGER,
    *,
    shop: Shop = SHOP,
    timeline: Sequence[TimelineEntry] | None = None,
    reachable: bool = True,
) -> OrderView:
    """What `viewer` sees of the order; the timeline is what the order has to tell, unless given."""
    entries = entries_of(example.events) if timeline is None else list(timeline)
    return OrderView(example, shop, viewer, entries[-RECENT:], len(entries), reachable)


def message(text: str, by: Actor) -> TimelineEntry:
    at = seoul(2021, 5, 31, 16, 50)
    return TimelineEntry(at, EntryKind.MESSAGE, by.role, by.user_id, by.name, {"text": text})


def row(example: Order) -> OrderRow:
    """The order as a list shows it."""
    return OrderRow(
        example.id,
        example.shop_id,
        example.number,
        example.status,
        example.placed_at,
        example.item_count,
        example.total,
        example.fulfillment is FulfillmentKind.PICKUP,
        example.payment_method,
        example.payment_state,
        example.recipient.address,
    )


def rows(examples: Iterable[Order]) -> list[OrderRow]:
    return [row(example) for example in examples]


# Hostile data: markup, joined emoji, piled accents, and everything as long as it may get.

_NASTY: Final = "<b>&amp;</i>{x}👨‍👩‍👧‍👦🇰🇷é́́́뷁✍️ "
LONG: Final = _NASTY * 200


def hostile(**changes: Any) -> Order:
    """An order of 200 lines in which every text tries to break the screen; its ids are as long as ids get."""
    lines = tuple(OrderLine(LONG[n : n + 100], Money(999_999), 2, "9" * 40) for n in range(200))
    fields: dict[str, Any] = {
        "id": 9_999_999_999,
        "version": 9_999,
        "number": 98_765_432,
        "lines": lines,
        "recipient": Recipient(LONG[:40], "050412345678", LONG[:300]),
        "note": LONG[:2000],
        "handled_by": LONG[:64],
        "changed_at": seoul(2021, 12, 31, 23, 59, 59),
    }
    return order(**{**fields, **changes})


def hostile_view(example: Order, viewer: Actor = OWNER) -> OrderView:
    """A view of it, with the longest messages on top and a customer who blocked the bot."""
    shop = replace(SHOP, name=LONG[:200])
    messages = [message(LONG[:4000], by) for by in (CUSTOMER, STAFF) * 5]
    return view(example, viewer, shop=shop, timeline=messages, reachable=False)


def hostile_in_every_state() -> Iterator[tuple[str, OrderView]]:
    """The hostile order, seen by its shop, in every state."""
    reason = LONG[:300]
    for name, example in (
        ("placed", hostile()),
        ("confirmed", confirmed(hostile())),
        ("asked", asked_to_cancel(hostile(), reason)),
        ("completed", completed(hostile(), Parcel("hanjin", "A" * 30))),
        ("canceled", canceled(hostile(), reason)),
    ):
        yield f"hostile {name}", hostile_view(example)
    twice = asked_to_cancel(hostile(), reason)
    twice.approve_cancel(reason, OWNER, seoul(2021, 6, 1, 9, 0))
    yield "hostile, both reasons", hostile_view(twice)
