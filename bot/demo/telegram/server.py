"""The local Telegram as one HTTP server: the Bot API, its files, the people's side and the page."""

import asyncio
import json
import os
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from aiohttp import web

from bot.demo.telegram.calls import CallLog
from bot.demo.telegram.context import Context
from bot.demo.telegram.deliveries import Deliveries
from bot.demo.telegram.dispatch import Dispatch, Reply
from bot.demo.telegram.faults import Faults
from bot.demo.telegram.keyboards import is_loopback
from bot.demo.telegram.people import PeopleRoutes
from bot.demo.telegram.rate_limits import RateLimits
from bot.demo.telegram.refusals import Refusal, unauthorized
from bot.demo.telegram.state import BotAccount, Person, World
from bot.demo.telegram.wire import MAX_UPLOAD, read_request

PAGE: Final = Path(__file__).parents[1] / "page"
# Not left to the machine's own list of types, which knows JavaScript under several names.
_TEXT_TYPES: Final = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
_BACKOFF: Final = (0.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0)


class LocalTelegram:
    """One Telegram in this process, on the loopback interface only.

    `clock` gives unix seconds (dates, the age of taps, rate limits); `query_age` is how long a tap can be answered;
    `webhook_backoff` the seconds before each further delivery; `seed` makes ids and chances repeatable. Routes may be
    added to `app` before `start`.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.time,
        page: Path | None = PAGE,
        rate_limits: bool = False,
        query_age: float = 150.0,
        webhook_backoff: Sequence[float] = _BACKOFF,
        seed: int | None = None,
    ) -> None:
        chance = random.Random(seed)
        self.world = World(clock=clock, random=chance)
        self.base_url = ""
        self._page = page
        self._deliveries = Deliveries(self.world, webhook_backoff, query_age)
        limits = RateLimits(clock, rate_limits)
        context = Context(self.world, Faults(chance), limits, self._deliveries, query_age)
        calls = CallLog()
        self._dispatch = Dispatch(context, calls)
        self._runner: web.AppRunner | None = None
        self.app = web.Application(middlewares=[_only_this_machine], client_max_size=MAX_UPLOAD)
        self._add_routes(PeopleRoutes(context, calls))

    def _add_routes(self, people: PeopleRoutes) -> None:
        people.add_to(self.app)
        self.app.router.add_route("*", "/bot{token}/{method}", self._bot_api)
        self.app.router.add_get("/file/bot{token}/{path:.+}", self._file)
        if self._page is not None:
            self.app.router.add_get("/{name:[^/]*}", self._page_file)

    def add_bot(self, token: str, username: str, first_name: str) -> BotAccount:
        """Registers a bot. Idempotent by token."""
        return self.world.add_bot(token, username, first_name)

    def add_person(
        self,
        first_name: str,
        *,
        id: int | None = None,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "ko",
    ) -> Person:
        """Registers a person. Idempotent by id."""
        number = id or self.world.new_person_id()
        return self.world.add_person(Person(number, first_name, last_name, username, language_code))

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Serves until `stop`; the base URL. Port 0 takes a free one. Raises ValueError unless `host` is loopback."""
        if not is_loopback(host):
            raise ValueError(f"the local Telegram listens on this machine only, not on {host}")
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        bound = self._runner.addresses[0][1]
        self.base_url = f"http://{f'[{host}]' if ':' in host else host}:{bound}"
        self._deliveries.start(self._dispatch.perform)
        return self.base_url

    async def stop(self) -> None:
        """Lets everyone who waits go, then closes. Not to be started again; load what was saved into a new one."""
        self.world.changes.close()
        for bot in self.world.bots.values():
            bot.updates.close()
        await self._deliveries.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def save(self, path: Path) -> None:
        """Writes the whole state as JSON; a crash leaves the old file or the new one."""
        draft = path.with_name(path.name + ".new")
        draft.write_text(json.dumps(self.world.dump(), ensure_ascii=False), "utf-8")
        os.replace(draft, path)

    def load(self, path: Path) -> bool:
        """Continues from a saved state, before `start`; false if there is none."""
        if not path.exists():
            return False
        self.world.load(json.loads(path.read_text("utf-8")))
        return True

    async def _bot_api(self, request: web.Request) -> web.StreamResponse:
        bot = self.world.bots.get(request.match_info["token"])
        if bot is None:
            return _answer(_refused(unauthorized()))
        try:
            parameters = await read_request(request)
        except Refusal as refusal:
            return _answer(_refused(refusal))
        reply = await self._dispatch.perform(bot, request.match_info["method"], parameters)
        if reply.dropped and request.transport is not None:
            request.transport.abort()
            # The connection is gone; a cancelled handler is the one end that writes and logs nothing.
            raise asyncio.CancelledError
        return _answer(reply)

    async def _file(self, request: web.Request) -> web.Response:
        found = self.world.files.by_path(request.match_info["path"])
        if request.match_info["token"] not in self.world.bots or found is None:
            return _answer(Reply(404, {"ok": False, "error_code": 404, "description": "Not Found"}))
        return web.Response(body=found[1], content_type="application/octet-stream")

    async def _page_file(self, request: web.Request) -> web.StreamResponse:
        """Files of the page's folder by plain name."""
        file = _files_of(self._page).get(request.match_info["name"] or "index.html")
        if file is None:
            raise web.HTTPNotFound
        headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
        if file.suffix in _TEXT_TYPES:
            headers["Content-Type"] = f"{_TEXT_TYPES[file.suffix]}; charset=utf-8"
        return web.FileResponse(file, headers=headers)


def _files_of(page: Path | None) -> dict[str, Path]:
    """What may be served: chosen from the folder's own list, so that no spelling of a name leads out of it."""
    if page is None or not page.is_dir():
        return {}
    return {f.name: f for f in page.iterdir() if f.is_file() and not f.is_symlink() and f.name[0] != "."}


def _refused(refusal: Refusal) -> Reply:
    return Reply(refusal.code, refusal.as_json())


def _answer(reply: Reply) -> web.Response:
    return web.json_response(reply.body, status=reply.status, dumps=_dumps)


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@web.middleware
async def _only_this_machine(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """A foreign Host is DNS rebinding, a foreign Origin another site's script: both are refused."""
    origin = request.headers.get("Origin")
    if not is_loopback(urlsplit(f"//{request.host}").hostname):
        return web.json_response({"error": "this server answers only to this machine"}, status=403)
    if origin is not None and not is_loopback(urlsplit(origin).hostname):
        return web.json_response({"error": "this server answers only to its own page"}, status=403)
    return await handler(request)
