"""A shop's gateway from its row: the provider's adapter, with keys that are unsealed only for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from aiohttp import ClientSession, DummyCookieJar

from bot.payments.desk_key import DeskKey, SealBroken
from bot.payments.toss import SCRIPT_URL, TossGateway
from bot.payments.toss_api import API_URL, TossKeys
from domain.gateway import GatewayFault, KeysRefused
from domain.payment_ports import ShopGateway

TOSS: Final = TossGateway.provider


class Gateways:
    """All shops' gateways over one HTTP session, which opens with the first of them; `close` ends it."""

    def __init__(
        self,
        key: DeskKey | None,
        clock: Callable[[], datetime],
        *,
        toss_api_url: str = API_URL,
        toss_script_url: str = SCRIPT_URL,
    ) -> None:
        self._key, self._clock = key, clock
        self._toss_api_url, self._toss_script_url = toss_api_url, toss_script_url
        self._http: ClientSession | None = None

    def of(self, row: ShopGateway) -> TossGateway:
        """Raises GatewayFault when the keys cannot be read: the desk's secret is not the one they were sealed with."""
        if row.provider != TOSS:
            raise GatewayFault(f"shop {row.shop_id}: there is no gateway {row.provider!r}")
        if self._key is None:
            raise GatewayFault(f"shop {row.shop_id}: its keys are sealed, and payments.secret is not set")
        try:
            secret = self._key.unseal(row.sealed_secret, sealed_about(row.shop_id, row.provider))
        except SealBroken:
            raise KeysRefused(f"shop {row.shop_id}: payments.secret does not open its keys") from None
        return self.of_keys(TossKeys(row.client_key, secret))

    def of_keys(self, keys: TossKeys) -> TossGateway:
        """For keys that are not stored, or not yet. Inside the event loop, as everything here."""
        if self._http is None:
            self._http = ClientSession(cookie_jar=DummyCookieJar())
        return TossGateway(self._http, keys, self._clock, api_url=self._toss_api_url, script_url=self._toss_script_url)

    async def close(self) -> None:
        if self._http is not None:
            await self._http.close()


def sealed_about(shop_id: int, provider: str) -> str:
    """What a shop's seal is bound to."""
    return f"{provider} keys of shop {shop_id}"
