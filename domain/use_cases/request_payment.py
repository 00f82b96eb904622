"""결제문자전송: the shop asks the customer for the balance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from domain.access import order_for_staff
from domain.order import Order
from domain.paying import Terms, offered_kind, request_payment
from domain.payment_request import RequestKind
from domain.people import Caller
from domain.ports import UnitOfWork


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
    terms = Terms(kind, shop.payment_deadline(now), grace=shop.payment_grace)
    if link and kind is RequestKind.PAY_LINK:
        terms = replace(terms, nonce=link.nonce, token_hash=link.token_hash)
    request_payment(order, terms, actor, now)
    return order
