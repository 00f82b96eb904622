"""환경설정 → 결제: the owner's keys at a payment company, and how long money is waited for (D13, D21)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from domain.access import shop_for_staff
from domain.errors import NotAllowed
from domain.payment_ports import KeyTrial, ShopGateway
from domain.people import Caller, Permission
from domain.ports import UnitOfWork
from domain.shop import Shop
from domain.use_cases.connect_gateway import disconnect_gateway

DAYS: Final = (1, 2, 3, 5, 7)
GRACES: Final = tuple(timedelta(hours=hours) for hours in (0, 12, 24, 48))


@dataclass(frozen=True, slots=True)
class PaymentSettings:
    """How a shop is paid: its keys, and those that are being tried."""

    shop: Shop
    gateway: ShopGateway | None
    trial: KeyTrial | None


def see_payment_settings(uow: UnitOfWork, shop_id: int, by: Caller) -> PaymentSettings:
    """Raises ShopNotFound, NotAllowed."""
    shop, _ = shop_for_staff(uow, shop_id, by, Permission.SET_PAYMENTS)
    return PaymentSettings(shop, uow.payments.gateway(shop_id), uow.key_trials.of(shop_id))


def set_payment_time(uow: UnitOfWork, shop_id: int, days: int, grace: timedelta, by: Caller) -> PaymentSettings:
    """For what is asked for from now on. Raises ShopNotFound, NotAllowed, also for what is not offered."""
    shop, _ = shop_for_staff(uow, shop_id, by, Permission.SET_PAYMENTS)
    if days not in DAYS or grace not in GRACES:
        raise NotAllowed()
    uow.shops.change(replace(shop, payment_days=days, payment_grace=grace))
    return see_payment_settings(uow, shop_id, by)


def offer_accounts(uow: UnitOfWork, shop_id: int, offers: bool, by: Caller) -> PaymentSettings:
    """Whether customers may ask for a virtual account: not every contract has them. Raises ShopNotFound, NotAllowed."""
    shop, _ = shop_for_staff(uow, shop_id, by, Permission.SET_PAYMENTS)
    uow.shops.change(replace(shop, offers_accounts=offers))
    return see_payment_settings(uow, shop_id, by)


def enter_keys(uow: UnitOfWork, gateway: ShopGateway, by: Caller, now: datetime) -> PaymentSettings:
    """They count once the payment company has taken them; the webhook address of before stays.

    Raises ShopNotFound, NotAllowed.
    """
    shop_for_staff(uow, gateway.shop_id, by, Permission.SET_PAYMENTS)
    known = uow.payments.gateway(gateway.shop_id)
    if known and known.provider == gateway.provider:
        gateway = replace(gateway, public_id=known.public_id)
    uow.key_trials.begin(KeyTrial(gateway, by.user_id, now))
    return see_payment_settings(uow, gateway.shop_id, by)


def remove_keys(uow: UnitOfWork, shop_id: int, by: Caller) -> PaymentSettings:
    """Links are no way to pay any more; keys on trial are forgotten too.

    Raises ShopNotFound, NotAllowed, PaymentsUnsettled.
    """
    trial = see_payment_settings(uow, shop_id, by).trial
    if trial:
        uow.key_trials.end(trial)
    disconnect_gateway(uow, shop_id)
    return see_payment_settings(uow, shop_id, by)
