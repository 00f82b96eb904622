"""Shops, people and orders for tests, after the worked example of the manual."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.catalog import Product
from domain.fulfillment import FulfillmentKind
from domain.money import ZERO, Money
from domain.order import Order
from domain.paying import Terms, request_payment
from domain.payment import PaymentMethod
from domain.payment_request import RequestKind
from domain.people import CONSENT_VERSION, SYSTEM, Actor, Caller, Customer, Member, Recipient, Role
from domain.ports import UnitOfWork
from domain.sheet import OrderLine, OutOfStockWish
from domain.shop import BankAccount, Shop

BOT = 7_000_000_001
OTHER_BOT = 7_000_000_002
NOW = datetime(2021, 5, 31, 7, 51, 58, tzinfo=UTC)
"""2021. 5. 31 16:51:58 in Seoul."""

OWNER, MANAGER, STAFF, CUSTOMER, STRANGER = 101, 102, 103, 555_001, 999
PHONE = "01012341234"
ADDRESS = "경기도 부천시 조마루로 385번길 122"
CIDER = OrderLine("사이다 100g", Money(3000), 1, "9100000000017")
COLA = OrderLine("콜라 1L", Money(3500), 1)


def later(**units: float) -> datetime:
    """NOW and then some: `later(minutes=5)`."""
    return NOW + timedelta(**units)


def a_shop(bot_id: int = BOT, token: str = "customers-1", **changes: Any) -> Shop:
    account = BankAccount("국민은행", "123456-01-123456", "김사장")
    return replace(Shop(0, bot_id, "부천 미니샵", token, Money(3000), account=account), **changes)


def an_order(shop_id: int = 1, number: int = 3309803, **changes: Any) -> Order:
    """Order 3309803: one 사이다 100g, delivered, by bank transfer, 6,000원."""
    values: dict[str, Any] = {
        "id": 0,
        "shop_id": shop_id,
        "number": number,
        "customer_id": CUSTOMER,
        "placed_at": NOW,
        "lines": (CIDER,),
        "ordered_fee": Money(3000),
        "fulfillment": FulfillmentKind.DELIVERY,
        "recipient": Recipient("홍길동", PHONE, ADDRESS),
        "payment_method": PaymentMethod.BANK_TRANSFER,
        "out_of_stock": OutOfStockWish.CALL,
    }
    return Order(**values | changes)


def a_pickup(shop_id: int = 1, number: int = 7741169, **changes: Any) -> Order:
    """Order 7741169: two lines, fetched by the customer, 4,500원."""
    lines = (OrderLine("사이다 100g", Money(3000), 1), OrderLine("껌", Money(1500), 1))
    values: dict[str, Any] = {
        "lines": lines,
        "ordered_fee": ZERO,
        "fulfillment": FulfillmentKind.PICKUP,
        "recipient": Recipient("홍길동", PHONE),
    }
    return an_order(shop_id, number, **values | changes)


def asked_to_pay(kind: RequestKind, method: PaymentMethod = PaymentMethod.BANK_TRANSFER) -> Order:
    """A confirmed order whose 6,000원 are asked for."""
    order, boss = an_order(payment_method=method), actor(Role.OWNER)
    order.confirm(boss, NOW)
    request_payment(order, Terms(kind, later(days=3), "nonce", "hash"), boss, NOW)
    return order


def actor(role: Role) -> Actor:
    """홍길동 as the customer; the staff have names of their own."""
    return {
        Role.OWNER: Actor(OWNER, role, "김사장"),
        Role.MANAGER: Actor(MANAGER, role, "이매니저"),
        Role.STAFF: Actor(STAFF, role, "박직원"),
        Role.CUSTOMER: Actor(CUSTOMER, role, "홍길동"),
        Role.SYSTEM: SYSTEM,
    }[role]


def caller(role: Role | None = Role.OWNER, bot_id: int = BOT) -> Caller:
    """The person of this role at the bot; None is a stranger."""
    if role is None:
        return Caller(bot_id, STRANGER, "나그네")
    known = actor(role)
    return Caller(bot_id, known.user_id, known.name)


@dataclass(frozen=True, slots=True)
class OpenShop:
    """A shop with its staff, products and one customer who has consented."""

    shop: Shop
    products: Sequence[Product]

    @property
    def id(self) -> int:
        return self.shop.id


def open_shop(uow: UnitOfWork, shop: Shop | None = None) -> OpenShop:
    """A use case for tests: everything that an order needs is there afterwards."""
    stored = uow.shops.add(shop or a_shop())
    products = [
        uow.shops.add_product(Product(0, stored.id, "사이다 100g", Money(3000), "9100000000017"), b"\x89PNG"),
        uow.shops.add_product(Product(0, stored.id, "콜라 1L", Money(3500)), None),
    ]
    for minutes, role in enumerate((Role.OWNER, Role.MANAGER, Role.STAFF)):
        person = actor(role)
        uow.people.add_member(Member(stored.id, person.user_id, role, person.name), later(minutes=minutes))
    uow.people.save_customer(Customer(stored.id, CUSTOMER, CONSENT_VERSION, NOW))
    return OpenShop(stored, products)


def store_order(uow: UnitOfWork, order: Order) -> int:
    """A use case for tests: places the order as its customer does."""
    uow.orders.add(order)
    order.place(Actor(order.customer_id, Role.CUSTOMER, order.recipient.name))
    return order.id
