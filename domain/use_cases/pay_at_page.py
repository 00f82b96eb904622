"""The pay page's steps: look, begin a try, come back from the provider's window. The link's token is the only key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from domain.errors import PaymentLinkDead
from domain.money import Money
from domain.order import Order
from domain.payment_ports import RequestPlace, ShopGateway
from domain.payment_request import PaymentAttempt, PaymentRequest
from domain.people import Actor, Role
from domain.ports import UnitOfWork
from domain.settling import come_back, give_up, open_attempt
from domain.shop import Shop


@dataclass(frozen=True, slots=True)
class PaymentView:
    """All that the page of one request needs; `gateway` is None when the shop has none any more."""

    order: Order
    shop: Shop
    request: PaymentRequest
    gateway: ShopGateway | None
    attempt: PaymentAttempt | None = None


def see_payment(uow: UnitOfWork, token_hash: str) -> PaymentView:
    """The request of this link, whatever became of it; changes nothing. Raises PaymentLinkDead."""
    return _view(uow, uow.payments.request_of_token(token_hash))


def begin_attempt(uow: UnitOfWork, token_hash: str, order_ref: str, now: datetime) -> PaymentView:
    """A try to pay begins under our own `order_ref` (random, by the caller).

    Raises PaymentLinkDead, PaymentInProgress, CancelRequestPending, TooManyAttempts.
    """
    view = _view(uow, uow.payments.request_of_token(token_hash))
    if view.gateway is None:
        raise PaymentLinkDead()
    order = view.order
    customer = Actor(order.customer_id, Role.CUSTOMER, order.recipient.name)
    open_attempt(order, view.request.number, view.gateway.provider, order_ref, customer, now)
    return _view(uow, RequestPlace(order.id, view.request.number, len(view.request.attempts) + 1))


def return_from_window(uow: UnitOfWork, order_ref: str, payment_ref: str, amount: Money, now: datetime) -> PaymentView:
    """The browser says that the customer is through: the money is taken by the worker, if the request still waits.

    Raises PaymentLinkDead for a changed amount, an unknown try and a dead request, and CancelRequestPending.
    """
    place = uow.payments.attempt_of_order_ref(order_ref)
    view = _view(uow, place)
    _refuse_foreign_key(uow, view, place, payment_ref)
    come_back(view.order, view.request.number, place.attempt if place else 0, payment_ref, amount, now)
    return _view(uow, place)


def return_without_payment(uow: UnitOfWork, order_ref: str, code: str, message: str, now: datetime) -> PaymentView:
    """The window closed without a payment; the link works as before. Raises PaymentLinkDead."""
    place = uow.payments.attempt_of_order_ref(order_ref)
    view = _view(uow, place)
    give_up(view.order, view.request.number, place.attempt if place else 0, code, message, now)
    return _view(uow, place)


def _refuse_foreign_key(uow: UnitOfWork, view: PaymentView, place: RequestPlace | None, payment_ref: str) -> None:
    """A provider's ref belongs to one attempt, whoever brings it."""
    known = uow.payments.attempt_of_payment_ref(view.attempt.provider, payment_ref) if view.attempt else None
    if known not in (None, place):
        raise PaymentLinkDead()


def _view(uow: UnitOfWork, place: RequestPlace | None) -> PaymentView:
    order = uow.orders.get(place.order_id) if place else None
    request = order.request(place.request) if order and place else None
    if order is None or request is None or place is None:
        raise PaymentLinkDead()
    shop = uow.shops.get(order.shop_id)
    return PaymentView(order, shop, request, uow.payments.gateway(shop.id), request.attempt(place.attempt))
