"""동의하고 시작: a customer agrees to the handling of personal data (D18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.access import shop_for_customer
from domain.people import CONSENT_VERSION, Caller, Customer
from domain.ports import UnitOfWork


def give_consent(uow: UnitOfWork, shop_id: int, by: Caller, now: datetime) -> Customer:
    """Records version and time; a consent to the present version stays as it is. Raises ShopNotFound."""
    shop = shop_for_customer(uow, shop_id, by)
    customer = uow.people.customer(shop.id, by.user_id) or Customer(shop.id, by.user_id)
    if not customer.has_consented:
        customer = replace(customer, consent_version=CONSENT_VERSION, consent_at=now)
        uow.people.save_customer(customer)
    return customer
