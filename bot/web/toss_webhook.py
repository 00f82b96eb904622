"""`POST /webhooks/toss/{shop_public_id}`: a webhook is acknowledged only after it is stored, and proves nothing.

Toss's payment webhooks are unsigned. One makes us look at Toss's own record, and that is all it does.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

from aiohttp import web

from bot.payments.gateways import Gateways
from domain.gateway import Forged, Ignored
from domain.payment_ports import ShopGateway
from domain.ports import Store, UnitOfWork
from domain.use_cases.hear_gateway import hear_gateway

log = logging.getLogger(__name__)

MOST_BYTES: Final = 64 * 1024
WEBHOOK: Final = r"/webhooks/toss/{public_id:[A-Za-z0-9_-]{8,64}}"


class TossWebhook:
    """200 once stored, also for what is not ours; 413 too large; 503 without the database, and Toss sends it again."""

    def __init__(self, store: Store, gateways: Gateways, clock: Callable[[], datetime]) -> None:
        self._store, self._gateways, self._clock = store, gateways, clock

    def add_to(self, app: web.Application) -> None:
        app.router.add_post(WEBHOOK, self.receive)

    async def receive(self, request: web.Request) -> web.Response:
        if (request.content_length or 0) > MOST_BYTES or len(body := await request.read()) > MOST_BYTES:
            return web.Response(status=413)
        public_id = request.match_info["public_id"]
        try:
            gateway = await self._store.read(_gateway, public_id)
            if gateway is None:
                return web.Response()  # to a stranger every address sounds the same
            heard = self._gateways.of(gateway).read_webhook(request.headers, body)
            if isinstance(heard, Forged | Ignored):
                log.info("a webhook of shop %s says nothing: %s", gateway.shop_id, heard)
                return web.Response()
            # Shielded: what is stored must also be queued, even if the connection goes away in between.
            await asyncio.shield(self._store.run(hear_gateway, public_id, heard, self._clock()))
        except Exception:
            log.exception("a webhook could not be stored; Toss will send it again")
            return web.Response(status=503)
        return web.Response()


def _gateway(uow: UnitOfWork, public_id: str) -> ShopGateway | None:
    return uow.payments.gateway_of_public_id(public_id)
