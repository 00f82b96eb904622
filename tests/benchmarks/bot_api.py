"""A Bot API that costs next to nothing: says yes to every call and counts those that show or answer something.

The local Telegram of the demo would do, but it keeps chats and checks every call, on the same two cores.
"""

from __future__ import annotations

import asyncio
import sys
from itertools import count
from typing import Final
from urllib.parse import parse_qs

import orjson
from aiohttp import web

from tests.benchmarks.processes import READY

_QUIET: Final = frozenset({"getMe", "setWebhook", "getWebhookInfo", "deleteWebhook"})
_ME: Final = {"id": 7_000_000_001, "is_bot": True, "first_name": "샵앤샵", "username": "bench_bot"}
_DATE: Final = 1_780_000_000


class BotApi:
    """Answers `/bot<token>/<method>`; `/calls` tells how many calls there were since the last question."""

    def __init__(self) -> None:
        self._ids = count(10_000_000)
        self._calls = 0
        self._webhook: dict[str, object] = {}

    async def call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        body = await request.read()
        if method in _QUIET:
            return web.json_response({"ok": True, "result": self._quiet(method, body)})
        self._calls += 1
        if method.startswith("answer"):
            return _yes(True)
        message = {"message_id": next(self._ids), "date": _DATE, "chat": {"id": 1, "type": "private"}, "text": "."}
        return _yes(message)

    async def calls(self, _: web.Request) -> web.Response:
        seen, self._calls = self._calls, 0
        return web.json_response(seen)

    def _quiet(self, method: str, body: bytes) -> object:
        if method == "getMe":
            return _ME
        if method == "setWebhook":
            given = parse_qs(body.decode())
            self._webhook = {
                "url": given["url"][0],
                "allowed_updates": orjson.loads(given.get("allowed_updates", ["[]"])[0]),
                "has_custom_certificate": False,
                "pending_update_count": 0,
            }
        return self._webhook if method == "getWebhookInfo" else True


def _yes(result: object) -> web.Response:
    return web.Response(body=orjson.dumps({"ok": True, "result": result}), content_type="application/json")


async def main(port: int) -> None:
    api, app = BotApi(), web.Application()
    app.router.add_post(r"/bot{token:[^/]+}/{method}", api.call)
    app.router.add_get("/calls", api.calls)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    sys.stdout.write(f"{READY}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
