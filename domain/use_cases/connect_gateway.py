"""A shop's contract with a payment company begins or ends: from then on links are, or are not, a way to pay."""

from __future__ import annotations

from dataclasses import replace

from domain.payment_ports import ShopGateway
from domain.ports import UnitOfWork
from domain.shop import Shop


def connect_gateway(uow: UnitOfWork, gateway: ShopGateway) -> Shop:
    """Takes the place of the shop's earlier contract. Raises ShopNotFound."""
    shop = replace(uow.shops.get(gateway.shop_id), has_gateway=True)
    uow.payments.save_gateway(gateway)
    uow.shops.change(shop)
    return shop


def disconnect_gateway(uow: UnitOfWork, shop_id: int) -> bool:
    """False when there was none. What was paid by it can no longer be refunded by it. Raises ShopNotFound."""
    shop = replace(uow.shops.get(shop_id), has_gateway=False)
    uow.shops.change(shop)
    return uow.payments.remove_gateway(shop_id)
