"""Our own small getUpdates loop: the offset moves only after the batch is stored."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, Final

import aiohttp
import orjson
from aiogram import Bot

log = logging.getLogger(__name__)

ALLOWED_UPDATES: Final = ("message", "edited_message", "callback_query", "my_chat_member")
_POLL_SECONDS: Final = 25
_PAUSES: Final = (0.5, 1, 2, 5, 10, 30)


class PollingRefused(Exception):
    """Telegram does not accept this bot's token; trying again would not help."""


class Polling:
    """The duty of polling: one loop for every bot that this process leads.

    A shop's bot that Telegram refuses only goes silent; without the installation's own there is nothing to run for.
    """

    def __init__(
        self,
        api_url: str,
        bots: Mapping[int, Bot],
        own: int,
        take: Callable[[int, list[dict[str, Any]]], Awaitable[None]],
    ) -> None:
        self._api_url, self._bots, self._own, self._take = api_url, bots, own, take
        self._loops: dict[int, asyncio.Task[None]] = {}
        self._refused = asyncio.Event()
        self._is_over = False

    async def lead(self, bot_id: int) -> None:
        if not self._is_over:
            self._loops[bot_id] = asyncio.create_task(self._poll(self._bots[bot_id]))

    async def leave(self, bot_id: int) -> None:
        loop = self._loops.pop(bot_id, None)
        if loop is not None:
            loop.cancel()
            await asyncio.wait([loop])

    async def stop(self) -> None:
        """Takes nothing in any more."""
        self._is_over = True
        await asyncio.gather(*(self.leave(bot_id) for bot_id in list(self._loops)))

    async def until_refused(self) -> None:
        """Raises PollingRefused when Telegram does not know the installation's own bot."""
        await self._refused.wait()
        raise PollingRefused("Telegram refuses the installation's own bot")

    async def _poll(self, bot: Bot) -> None:
        try:
            await Poller(self._api_url, bot.token, partial(self._take, bot.id)).run()
        except PollingRefused:
            if bot.id == self._own:
                self._refused.set()
            else:
                log.critical("bot %s: Telegram refuses its token; it takes nothing in until a restart", bot.id)


class Poller:
    """Fetches raw updates of one bot and hands every batch to `take`, which returns once they are stored."""

    def __init__(self, api_url: str, token: str, take: Callable[[list[dict[str, Any]]], Awaitable[None]]) -> None:
        self._url = f"{api_url}/bot{token}/getUpdates"
        self._take = take
        self._offset: int | None = None

    async def run(self) -> None:
        """Polls until cancelled. Raises PollingRefused."""
        timeout = aiohttp.ClientTimeout(total=_POLL_SECONDS + 15, sock_connect=10)
        failures = 0
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                try:
                    await self._once(session)
                    failures = 0
                except PollingRefused:
                    raise
                except Exception as error:  # whatever it was, updates wait at Telegram for a day
                    pause = _PAUSES[min(failures, len(_PAUSES) - 1)]
                    failures += 1
                    log.warning("getUpdates failed (%s: %s), again in %s s", type(error).__name__, error, pause)
                    await asyncio.sleep(pause)

    async def _once(self, session: aiohttp.ClientSession) -> None:
        body: dict[str, Any] = {"timeout": _POLL_SECONDS, "allowed_updates": ALLOWED_UPDATES}
        if self._offset is not None:
            body["offset"] = self._offset
        async with session.post(self._url, json=body) as response:
            answer = orjson.loads(await response.read())
        if not answer["ok"]:
            await self._refused(answer)
            return
        updates: list[dict[str, Any]] = answer["result"]
        if updates:
            # Shielded: a stop in between must not leave the offset behind a stored batch, nor a batch half taken.
            await asyncio.shield(self._take(updates))
            ids = [update["update_id"] for update in updates if type(update.get("update_id")) is int]
            if not ids:
                raise ValueError("no update of this batch has an id")
            self._offset = max(ids) + 1

    async def _refused(self, answer: dict[str, Any]) -> None:
        if answer["error_code"] in (401, 404):
            raise PollingRefused(answer["description"])
        retry_after = answer.get("parameters", {}).get("retry_after", 1)
        log.warning("getUpdates was refused: %s", answer["description"])
        await asyncio.sleep(retry_after)
