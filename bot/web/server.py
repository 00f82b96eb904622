"""The desk's aiohttp application: Telegram's webhook, pay pages, payment webhooks and the health pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from aiohttp import web

from bot.web.health import Health
from bot.web.telegram_webhook import MOST_BYTES, TelegramWebhook


class Routes(Protocol):
    """Pages that bring their own addresses."""

    def add_to(self, app: web.Application) -> None: ...


def build_web(health: Health, webhook: TelegramWebhook | None, pages: Sequence[Routes] = ()) -> web.Application:
    """Every route there is; without a webhook (polling) and without pages only the health pages."""
    app = web.Application(client_max_size=MOST_BYTES)
    app.router.add_get("/healthz", health.healthz)
    app.router.add_get("/readyz", health.readyz)
    app.router.add_get("/health", health.health)
    if webhook is not None:
        app.router.add_post(r"/telegram/{bot_id:\d{1,20}}", webhook.receive)
    for page in pages:
        page.add_to(app)
    return app


async def start_web(app: web.Application, host: str, port: int) -> web.AppRunner:
    """Listens; `cleanup()` of the runner stops taking requests and lets those under way end."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=10)
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    return runner
