"""Posts updates to webhooks: one at a time, in order, again and again until the bot says 2xx."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, MultipartReader

from bot.demo.telegram.refusals import Refusal
from bot.demo.telegram.state import BotAccount, World
from bot.demo.telegram.updates import Update
from bot.demo.telegram.wire import Parameters, json_object, read_multipart

Perform = Callable[[BotAccount, str, Parameters], Awaitable[Any]]


class Deliveries:
    """One task per bot that has a webhook, between start and stop.

    `backoff` gives the seconds before each further try (the last one repeats); `query_age` and `update_age` are the
    seconds after which a tap or any other update is given up.
    """

    def __init__(self, world: World, backoff: Sequence[float], query_age: float, update_age: float = 24 * 3600) -> None:
        self._world = world
        self._backoff = backoff
        self._query_age = query_age
        self._update_age = update_age
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._session: ClientSession | None = None
        self._perform: Perform | None = None

    def start(self, perform: Perform) -> None:
        """`perform` carries out a method that a bot puts into its answer to an update."""
        self._perform = perform
        self._session = ClientSession(timeout=ClientTimeout(total=60))
        for bot in self._world.bots.values():
            self.follow(bot)

    async def stop(self) -> None:
        tasks = list(self._tasks.values())
        self._tasks.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    def follow(self, bot: BotAccount) -> None:
        """Starts, restarts or stops the deliveries to this bot as its state now says."""
        if task := self._tasks.pop(bot.id, None):
            task.cancel()
        if self._session is not None and bot.updates.webhook.url:
            self._tasks[bot.id] = asyncio.create_task(self._deliver(bot, self._session))

    async def _deliver(self, bot: BotAccount, session: ClientSession) -> None:
        failures = 0
        while True:
            update = bot.updates.first()
            if update is None:
                await bot.updates.signal.wait(None)
            elif self._is_stale(update) or await self._post(bot, session, update):
                bot.updates.done(update)
                self._world.changes.bump()
                failures = 0
            else:
                await asyncio.sleep(self._backoff[min(failures, len(self._backoff) - 1)])
                failures += 1

    def _is_stale(self, update: Update) -> bool:
        allowed = self._query_age if update.kind == "callback_query" else self._update_age
        return self._world.clock() - update.at > allowed

    async def _post(self, bot: BotAccount, session: ClientSession, update: Update) -> bool:
        """True if the bot took it."""
        webhook = bot.updates.webhook
        headers = {"X-Telegram-Bot-Api-Secret-Token": webhook.secret} if webhook.secret else {}
        try:
            async with session.post(webhook.url, json=update.as_json(), headers=headers) as response:
                if 200 <= response.status < 300:
                    await self._carry_out(bot, response)
                    return True
                problem = f"Wrong response from the webhook: {response.status} {response.reason}"
        except (ClientError, TimeoutError) as error:
            problem = f"{type(error).__name__}: {error}"
        webhook.last_error, webhook.last_error_at = problem, self._world.now()
        return False

    async def _carry_out(self, bot: BotAccount, response: ClientResponse) -> None:
        """A bot may answer an update with a method and its parameters; an answer without one is only a yes."""
        parameters = Parameters()
        try:
            if response.content_type == "application/json":
                parameters.values = json_object(await response.read())
            elif response.content_type == "multipart/form-data":
                await read_multipart(MultipartReader(response.headers, response.content), parameters)
        except (Refusal, ValueError):
            return
        method = parameters.values.pop("method", None)
        if isinstance(method, str) and self._perform is not None:
            await self._perform(bot, method, parameters)
