"""결제문자전송: the shop asks the customer for the balance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from domain.access import order_for_staff
from domain.order import Order
from domain.paying import Terms, can_request, offered_kind, request_payment
from domain.payment_request import RequestKind
from domain.people import Actor, Caller
from domain.ports import UnitOfWork
from domain.shop import Shop


@dataclass(frozen=True, slots=True)
class Link:
    """A fresh pay link: what the desk's key makes it from, and how it is found again. Never the token itself."""

    nonce: str
    token_hash: str


def send_payment_request(
    uow: UnitOfWork, order_id: int, version: int, link: Link | None, by: Caller, now: datetime
) -> Order:
    """By link where the shop has a gateway and the desk an address (`link`), else by transfer.

    Raises OrderNotFound, OrderChangedMeanwhile, PaymentNotOffered, and what `paying.require_request` does.
    """
    order, actor = order_for_staff(uow, order_id, by)
    order.expect(version)
    shop = uow.shops.get(order.shop_id)
    has_link = link is not None and shop.has_gateway
    kind = offered_kind(has_link=has_link, has_account=shop.account is not None)
    request_payment(order, _terms(kind, shop, link, now), actor, now)
    return order


def ask_again(order: Order, kind: RequestKind, shop: Shop, link: Link | None, by: Actor, now: datetime) -> None:
    """For what is left after a part has come, if anything is left and the customer can still be asked in this way."""
    is_possible = link is not None and shop.has_gateway if kind is RequestKind.PAY_LINK else shop.account is not None
    if is_possible and can_request(order, by):
        request_payment(order, _terms(kind, shop, link, now), by, now)


def _terms(kind: RequestKind, shop: Shop, link: Link | None, now: datetime) -> Terms:
    terms = Terms(kind, shop.payment_deadline(now), grace=shop.payment_grace)
    if link and kind is RequestKind.PAY_LINK:
        return replace(terms, nonce=link.nonce, token_hash=link.token_hash)
    return terms
