"""A customer places an order in the chat (M1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from domain.access import shop_for_customer
from domain.catalog import basket_lines
from domain.errors import ConsentMissing, PriceChanged, TooManyOrders
from domain.fulfillment import FulfillmentKind
from domain.money import ZERO, Money
from domain.numbering import free_number
from domain.order import Order, OutOfStockWish, Recipient
from domain.payment import PaymentMethod
from domain.people import Actor, Caller, Customer, Role
from domain.ports import UnitOfWork
from domain.shop import Shop

MOST_PER_HOUR: Final = 10
"""A person does not place more at one shop; a script would."""


@dataclass(frozen=True, slots=True)
class Basket:
    """What a customer is about to order; `expected_total` is the total they were shown."""

    shop_id: int
    quantities: Mapping[int, int]
    fulfillment: FulfillmentKind
    recipient: Recipient
    payment_method: PaymentMethod
    out_of_stock: OutOfStockWish
    expected_total: Money
    note: str = ""


def place_order(uow: UnitOfWork, basket: Basket, by: Caller, now: datetime, draw: Callable[[int, int], int]) -> Order:
    """The new order, at today's prices; remembers name, phone and address for the next one. `draw`: see numbering.

    Raises ShopNotFound, ConsentMissing, EmptyOrder, ProductGone, PriceChanged, TooManyOrders.
    """
    shop = shop_for_customer(uow, basket.shop_id, by)
    customer = uow.people.customer(shop.id, by.user_id)
    if customer is None or not customer.has_consented:
        raise ConsentMissing()
    if uow.orders.placed_since(shop.id, by.user_id, now - timedelta(hours=1)) >= MOST_PER_HOUR:
        raise TooManyOrders(most=MOST_PER_HOUR)
    order = _order(uow, shop, basket, by, now, draw)
    if order.total != basket.expected_total:
        raise PriceChanged(won=order.total.won)
    uow.orders.add(order)
    order.place(Actor(by.user_id, Role.CUSTOMER, basket.recipient.name))
    uow.people.save_customer(_remembered(customer, basket.recipient))
    return order


def _order(
    uow: UnitOfWork, shop: Shop, basket: Basket, by: Caller, now: datetime, draw: Callable[[int, int], int]
) -> Order:
    so_far = sum(uow.orders.counts(shop.id, date.min).by_status.values())
    return Order(
        id=0,
        shop_id=shop.id,
        number=free_number(so_far, lambda n: uow.orders.id_of_number(shop.id, n) is not None, draw),
        customer_id=by.user_id,
        placed_at=now,
        lines=basket_lines(uow.shops.products(shop.id), basket.quantities),
        delivery_fee=shop.delivery_fee if basket.fulfillment is FulfillmentKind.DELIVERY else ZERO,
        fulfillment=basket.fulfillment,
        recipient=basket.recipient,
        payment_method=basket.payment_method,
        out_of_stock=basket.out_of_stock,
        note=basket.note,
    )


def _remembered(customer: Customer, recipient: Recipient) -> Customer:
    return replace(customer, name=recipient.name, phone=recipient.phone, address=recipient.address or customer.address)
