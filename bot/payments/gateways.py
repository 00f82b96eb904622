"""A shop's gateway from its row: the provider's adapter, with keys that are unsealed only for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from aiohttp import ClientSession

from bot.payments.desk_key import DeskKey, SealBroken
from bot.payments.toss import SCRIPT_URL, TossGateway
from bot.payments.toss_api import API_URL, TossKeys
from domain.gateway import GatewayFault
from domain.payment_ports import ShopGateway

TOSS: Final = TossGateway.provider


class Gateways:
    """All shops' gateways over one HTTP session, which whoever builds this closes."""

    def __init__(
        self,
        http: ClientSession,
        key: DeskKey,
        clock: Callable[[], datetime],
        *,
        toss_api_url: str = API_URL,
        toss_script_url: str = SCRIPT_URL,
    ) -> None:
        self._http, self._key, self._clock = http, key, clock
        self._toss_api_url, self._toss_script_url = toss_api_url, toss_script_url

    def of(self, row: ShopGateway) -> TossGateway:
        """Raises GatewayFault when the keys cannot be read: the desk's secret is not the one they were sealed with."""
        if row.provider != TOSS:
            raise GatewayFault(f"shop {row.shop_id}: there is no gateway {row.provider!r}")
        try:
            secret = self._key.unseal(row.sealed_secret, sealed_about(row.shop_id, row.provider))
        except SealBroken:
            raise GatewayFault(f"shop {row.shop_id}: payments.secret does not open its keys") from None
        return self.of_keys(TossKeys(row.client_key, secret))

    def of_keys(self, keys: TossKeys) -> TossGateway:
        """For keys that are not stored, or not yet."""
        return TossGateway(self._http, keys, self._clock, api_url=self._toss_api_url, script_url=self._toss_script_url)


def sealed_about(shop_id: int, provider: str) -> str:
    """What a shop's seal is bound to."""
    return f"{provider} keys of shop {shop_id}"
