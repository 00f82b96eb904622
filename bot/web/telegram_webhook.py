"""Telegram's webhook: an update is acknowledged only after it is stored."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

import orjson
from aiohttp import web

log = logging.getLogger(__name__)

MOST_BYTES: Final = 256 * 1024
SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"

Take = Callable[[int, list[dict[str, Any]]], Awaitable[None]]


def webhook_path(bot_id: int) -> str:
    """Where the updates of one bot arrive; the number is public, the secret is in the header."""
    return f"/telegram/{bot_id}"


class TelegramWebhook:
    """`POST /telegram/{bot_id}`: 200 once stored, 403 without the secret, 413 too large, 503 without the database."""

    def __init__(self, secret: str, bot_ids: frozenset[int], take: Take) -> None:
        self._secret = secret.encode()
        self._bot_ids = bot_ids
        self._take = take

    async def receive(self, request: web.Request) -> web.Response:
        # As bytes: a header that is not ASCII must be a refusal, not an error.
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        bot_id = int(request.match_info["bot_id"])
        if not hmac.compare_digest(given, self._secret) or bot_id not in self._bot_ids:
            return web.Response(status=403)
        try:
            raw = orjson.loads(await request.read())
        except orjson.JSONDecodeError:
            raw = None
        if not isinstance(raw, dict):
            # Acknowledged: sent again it would be no better, and it would hold up what comes after it.
            log.error("a webhook body of bot %s is no update", bot_id)
            return web.Response()
        try:
            # Shielded: what is stored must also be queued, even if the connection goes away in between.
            await asyncio.shield(self._take(bot_id, [raw]))
        except Exception:
            log.exception("an update could not be stored; Telegram will send it again")
            return web.Response(status=503)
        return web.Response()
