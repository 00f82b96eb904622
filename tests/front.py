"""The web server that stands in front of several desks: each request goes to the next of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import count
from typing import Final

from aiohttp import ClientConnectionError, ClientSession, ClientTimeout, web

_KEPT: Final = ("Content-Type", "Location")


@asynccontextmanager
async def open_front(address: str, behind: Sequence[str], patience: float | None = None) -> AsyncIterator[None]:
    """Listens at the address for those behind it. Who does not answer (so soon) is passed by, as nginx does it."""
    turns = count()

    async with ClientSession(timeout=ClientTimeout(total=patience)) as session:

        async def pass_on(request: web.Request) -> web.Response:
            body, first = await request.read(), next(turns)
            for place in range(len(behind)):
                url = behind[(first + place) % len(behind)] + request.path_qs
                try:
                    async with session.request(
                        request.method,
                        url,
                        data=body,
                        headers=request.headers,
                        skip_auto_headers=("User-Agent",),
                        allow_redirects=False,
                    ) as answer:
                        kept = {name: answer.headers[name] for name in _KEPT if name in answer.headers}
                        return web.Response(status=answer.status, body=await answer.read(), headers=kept)
                except (ClientConnectionError, TimeoutError):
                    continue
            return web.Response(status=502)

        app = web.Application(client_max_size=2**20)
        app.router.add_route("*", "/{path:.*}", pass_on)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", int(address.rpartition(":")[2])).start()
        try:
            yield
        finally:
            await runner.cleanup()
