"""The local Toss as one HTTP server: API, script, window, bank and webhooks."""

from __future__ import annotations

import json
import os
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from bot.clock import utc_now
from bot.demo.telegram.keyboards import is_loopback
from bot.demo.toss.api import Api
from bot.demo.toss.books import VIRTUAL_ACCOUNT, Books, Merchant, Payment
from bot.demo.toss.faults import TossFaults
from bot.demo.toss.webhooks import LADDER, Webhooks
from bot.demo.toss.window import Window


class LocalToss:
    """One Toss Payments in this process, on the loopback interface only.

    `clock` rules every deadline of it; `ladder` holds the seconds before each further try of a webhook.
    """

    def __init__(self, *, clock: Callable[[], datetime] = utc_now, ladder: Sequence[float] = LADDER) -> None:
        self.faults = TossFaults()
        self.webhooks = Webhooks(ladder)
        self.books = Books(clock, self._tell)
        self.base_url = ""
        self._runner: web.AppRunner | None = None
        self.app = web.Application(middlewares=[_only_this_machine])
        Api(self.books, self.faults, clock).add_to(self.app)
        Window(self.books).add_to(self.app)

    @property
    def script_url(self) -> str:
        """What stands in for js.tosspayments.com/v2/standard."""
        return f"{self.base_url}/v2/standard"

    def add_merchant(self, merchant: Merchant) -> None:
        """Idempotent by its id; a later one has the later addresses."""
        self.books.merchants[merchant.merchant_id] = merchant

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Serves until `stop`; the base URL. Port 0 takes a free one. Raises ValueError unless `host` is loopback."""
        if not is_loopback(host):
            raise ValueError(f"the local Toss listens on this machine only, not on {host}")
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        self.base_url = f"http://{host}:{self._runner.addresses[0][1]}"
        self.webhooks.start()
        return self.base_url

    async def stop(self) -> None:
        await self.webhooks.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def save(self, path: Path) -> None:
        """Writes the books as JSON; a crash leaves the old file or the new one."""
        draft = path.with_name(path.name + ".new")
        draft.write_text(json.dumps(self.books.dump(), ensure_ascii=False), "utf-8")
        os.replace(draft, path)

    def load(self, path: Path) -> bool:
        """Goes on from saved books, before `start`; false if there are none."""
        if not path.exists():
            return False
        self.books.load(json.loads(path.read_text("utf-8")))
        return True

    def _tell(self, payment: Payment) -> None:
        merchant = self.books.merchants[payment.merchant_id]
        now = self.books.now()
        change = {"eventType": "PAYMENT_STATUS_CHANGED", "createdAt": now, "data": payment.as_json()}
        self.webhooks.send(merchant.webhook_url, change)
        if payment.method == VIRTUAL_ACCOUNT:
            # With both registered, a virtual account's changes arrive twice.
            deposit = {
                "createdAt": now,
                "secret": payment.secret,
                "status": payment.status,
                "transactionKey": payment.transaction_key,
                "orderId": payment.order_id,
            }
            self.webhooks.send(merchant.deposit_url, deposit)


@web.middleware
async def _only_this_machine(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """A foreign Host is DNS rebinding."""
    if not is_loopback(urlsplit(f"//{request.host}").hostname):
        return web.json_response({"error": "this server answers only to this machine"}, status=403)
    return await handler(request)
