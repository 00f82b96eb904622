"""A webhook came: it is kept, and what it is about is asked of the provider; nothing in it is believed."""

from __future__ import annotations

import hmac
from datetime import datetime

from domain.gateway import Signal
from domain.gateway_work import GatewayTask, TaskKind
from domain.payment_ports import RequestPlace, ShopGateway
from domain.ports import UnitOfWork


def hear_gateway(uow: UnitOfWork, public_id: str, signal: Signal, now: datetime) -> bool:
    """Queues a look at the provider's record. False for another shop's payment, an unknown one, and one heard before.

    `public_id` stood in the address, so it says whose webhook it is.
    """
    gateway = uow.payments.gateway_of_public_id(public_id)
    place = _place(uow, gateway, signal) if gateway else None
    if gateway is None or place is None or not _is_of(uow, gateway, place, signal):
        return False
    if not uow.payments.take_in_webhook(gateway.shop_id, signal.dedupe_key, now):
        return False
    key = f"webhook:{gateway.shop_id}:{signal.dedupe_key}"
    task = GatewayTask(TaskKind.FETCH, place.order_id, now, key, place.request, place.attempt)
    return uow.payments.add_tasks([task]) == 1


def _place(uow: UnitOfWork, gateway: ShopGateway, signal: Signal) -> RequestPlace | None:
    if signal.order_ref:
        return uow.payments.attempt_of_order_ref(signal.order_ref)
    return uow.payments.attempt_of_payment_ref(gateway.provider, signal.payment_ref)


def _is_of(uow: UnitOfWork, gateway: ShopGateway, place: RequestPlace, signal: Signal) -> bool:
    """Whether it is about a payment of this shop, and knows the attempt's secret if it claims to."""
    order = uow.orders.get(place.order_id)
    request = order.request(place.request)
    attempt = request.attempt(place.attempt) if request else None
    if attempt is None or order.shop_id != gateway.shop_id or attempt.provider != gateway.provider:
        return False
    return not signal.secret or hmac.compare_digest(signal.secret.encode(), attempt.secret.encode())
