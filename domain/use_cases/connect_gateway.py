"""A shop's contract with a payment company begins or ends: from then on links are, or are not, a way to pay."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from domain.errors import PaymentsUnsettled
from domain.payment_ports import ShopGateway
from domain.ports import UnitOfWork
from domain.shop import Shop
from domain.unsettled import Unsettled, numbers_of, require_settled, see_unsettled


def replace_gateway(uow: UnitOfWork, gateway: ShopGateway, known: Collection[Unsettled]) -> Shop:
    """The same for keys that were tried: `known` are the unsettled payments that they find at the payment company.

    Raises PaymentsUnsettled when there are others: the keys are those of another account. Raises ShopNotFound.
    """
    if strange := [one for one in see_unsettled(uow, gateway.shop_id) if one not in known]:
        raise PaymentsUnsettled(numbers=numbers_of(strange))
    return connect_gateway(uow, gateway)


def connect_gateway(uow: UnitOfWork, gateway: ShopGateway) -> Shop:
    """Takes the place of the shop's earlier contract. Raises ShopNotFound."""
    shop = replace(uow.shops.get(gateway.shop_id), has_gateway=True)
    uow.payments.save_gateway(gateway)
    uow.shops.change(shop)
    return shop


def disconnect_gateway(uow: UnitOfWork, shop_id: int) -> bool:
    """False when there was none. What was paid by it can no longer be refunded by it.

    Raises ShopNotFound, and PaymentsUnsettled while it has to be asked what became of a payment.
    """
    require_settled(uow, shop_id)
    shop = replace(uow.shops.get(shop_id), has_gateway=False)
    uow.shops.change(shop)
    return uow.payments.remove_gateway(shop_id)
