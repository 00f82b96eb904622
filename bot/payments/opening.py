"""What a desk needs to take payments, from its settings: the key, the addresses, the gateways, the worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.config import Settings
from bot.payments.asking import Asking
from bot.payments.desk_key import DeskKey
from bot.payments.gateways import Gateways
from bot.payments.key_tester import KeyTester
from bot.payments.pay_links import PayLinks
from bot.payments.worker import GatewayWorker
from domain.ports import Store


def desk_key(settings: Settings) -> DeskKey | None:
    """None without `payments.secret`."""
    secret = settings.payments.secret
    return DeskKey(secret.get_secret_value()) if secret else None


def pay_links(settings: Settings, key: DeskKey | None) -> PayLinks | None:
    """None where nobody could open one."""
    reachable = settings.web.public_url if settings.web.port else ""
    return PayLinks(key, reachable) if key and reachable else None


def gateways_of(settings: Settings, key: DeskKey | None, clock: Callable[[], datetime]) -> Gateways:
    payments = settings.payments
    return Gateways(key, clock, toss_api_url=payments.toss_api_url, toss_script_url=payments.toss_script_url)


def payment_worker(
    store: Store, gateways: Gateways, clock: Callable[[], datetime], leads: Callable[[], bool]
) -> GatewayWorker:
    """It also tries the keys that owners enter."""
    return GatewayWorker(store, Asking(store, gateways.of, clock), clock, leads, KeyTester(store, gateways.of, clock))
