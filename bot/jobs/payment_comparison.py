"""Every night: the ledgers of yesterday beside the payment companies' lists; on demand the same, and the keys."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from bot.payments.gateways import Gateways
from domain.gateway import GatewayFault, InDoubt, KeysRefused, NotReached
from domain.hours import SEOUL
from domain.payment_ports import ShopGateway
from domain.ports import Store
from domain.reconciling import Difference
from domain.use_cases.compare_payments import Period, compare_payments, shops_with_gateways
from domain.use_cases.tell_broken_keys import tell_broken_keys

log = logging.getLogger(__name__)

_AROUND: Final = timedelta(days=1)
_NIGHTS: Final = 3
"""That many nights in a row a payment company may be down without anything going unnoticed."""


class PaymentComparison:
    """`compare_all` is the nightly job; one shop's trouble does not keep the others from being compared."""

    def __init__(self, store: Store, gateways: Gateways, clock: Callable[[], datetime]) -> None:
        self._store, self._gateways, self._clock = store, gateways, clock

    async def compare_all(self) -> None:
        for gateway in await self._store.read(shops_with_gateways):
            try:
                await self._compare_lately(gateway)
            except GatewayFault as fault:
                log.critical("payments of shop %s cannot be compared: %s", gateway.shop_id, fault)
                if isinstance(fault, KeysRefused):
                    await self._store.run(tell_broken_keys, gateway.shop_id, self._clock())

    async def _compare_lately(self, gateway: ShopGateway) -> None:
        """The last days, not only one: a night without an answer is made up for. Of each day the owner hears once."""
        for period in last_days(self._clock()):
            found = await self.compare(gateway, period)
            if isinstance(found, NotReached | InDoubt):
                log.error("payments of shop %s could not be compared: %s", gateway.shop_id, found)
                return
            if found:
                log.error("payments of shop %s: %s differences", gateway.shop_id, len(found))

    async def compare(self, gateway: ShopGateway, period: Period) -> list[Difference] | NotReached | InDoubt:
        """Raises GatewayFault when the keys do not work."""
        asked = self._gateways.of(gateway)
        reported = await asked.transactions(period.since - _AROUND, period.until + _AROUND)
        if isinstance(reported, NotReached | InDoubt):
            return reported
        return await self._store.run(compare_payments, gateway, reported, period, self._clock())


def yesterday(now: datetime) -> Period:
    """The whole day before in Korea."""
    return last_days(now)[-1]


def last_days(now: datetime) -> list[Period]:
    """The whole days before this one in Korea, the oldest first."""
    midnight = now.astimezone(SEOUL).replace(hour=0, minute=0, second=0, microsecond=0)
    one = timedelta(days=1)
    return [Period(midnight - one * (ago + 1), midnight - one * ago) for ago in reversed(range(_NIGHTS))]
