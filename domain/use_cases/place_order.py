"""A customer places an order in the chat (M1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from domain.access import shop_for_customer
from domain.catalog import basket_lines
from domain.errors import ConsentMissing, PaymentNotOffered, PriceChanged, TooManyOrders
from domain.fulfillment import FulfillmentKind
from domain.money import ZERO, Money
from domain.numbering import free_number
from domain.order import Order
from domain.payment import PaymentMethod
from domain.people import Actor, Caller, Customer, Recipient, Role, person_name, phone_number
from domain.ports import UnitOfWork
from domain.sheet import OutOfStockWish
from domain.shop import Shop
from domain.text import checked_text, clean

MOST_PER_HOUR: Final = 10
"""A person does not place more at one shop; a script would."""
MOST_ADDRESS: Final = 200
MOST_NOTE: Final = 300


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

    Raises ShopNotFound, OrdersPaused, OrdersStopped, ConsentMissing, EmptyOrder, ProductGone, PriceChanged,
    TooManyOrders, PaymentNotOffered, and for what was typed InvalidText, InvalidPhone.
    """
    shop = shop_for_customer(uow, basket.shop_id, by)
    _require_offered(shop, basket, now)
    customer = uow.people.customer(shop.id, by.user_id)
    if customer is None or not customer.has_consented:
        raise ConsentMissing()
    if uow.orders.placed_since(shop.id, by.user_id, now - timedelta(hours=1)) >= MOST_PER_HOUR:
        raise TooManyOrders(most=MOST_PER_HOUR)
    order = _order(uow, shop, _checked(basket), by, now, draw)
    if order.total != basket.expected_total:
        raise PriceChanged(won=order.total.won)
    uow.orders.add(order)
    order.place(Actor(by.user_id, Role.CUSTOMER, order.recipient.name))
    uow.people.save_customer(_remembered(customer, order.recipient))
    return order


def _require_offered(shop: Shop, basket: Basket, now: datetime) -> None:
    shop.require_taking_orders(now)
    if basket.payment_method not in shop.payment_methods:
        raise PaymentNotOffered()


def _checked(basket: Basket) -> Basket:
    """What was typed, in the form in which it is kept; a pick-up keeps no address. Raises InvalidText, InvalidPhone."""
    given = basket.recipient
    is_delivery = basket.fulfillment is FulfillmentKind.DELIVERY
    address = checked_text(given.address, field="address", most=MOST_ADDRESS, one_line=True) if is_delivery else ""
    note = checked_text(basket.note, field="note", most=MOST_NOTE) if clean(basket.note) else ""
    return replace(basket, recipient=Recipient(person_name(given.name), phone_number(given.phone), address), note=note)


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
        ordered_fee=shop.delivery_fee if basket.fulfillment is FulfillmentKind.DELIVERY else ZERO,
        fulfillment=basket.fulfillment,
        recipient=basket.recipient,
        payment_method=basket.payment_method,
        out_of_stock=basket.out_of_stock,
        note=basket.note,
    )


def _remembered(customer: Customer, recipient: Recipient) -> Customer:
    return replace(customer, name=recipient.name, phone=recipient.phone, address=recipient.address or customer.address)
