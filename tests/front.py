"""The web server that stands in front of several desks: each request goes to the next of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import count

from aiohttp import ClientConnectionError, ClientSession, web


@asynccontextmanager
async def open_front(address: str, behind: Sequence[str]) -> AsyncIterator[None]:
    """Listens at the address for those behind it. Who does not answer is passed by, as nginx does it."""
    turns = count()

    async with ClientSession() as session:

        async def pass_on(request: web.Request) -> web.Response:
            body, first = await request.read(), next(turns)
            for place in range(len(behind)):
                url = behind[(first + place) % len(behind)] + request.path
                try:
                    async with session.request(
                        request.method, url, data=body, headers=request.headers, skip_auto_headers=("User-Agent",)
                    ) as answer:
                        return web.Response(status=answer.status, body=await answer.read())
                except ClientConnectionError:
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
