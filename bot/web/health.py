"""`/healthz`: the process lives. `/readyz`: it can do its work. `/health`: what its part in it is."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from domain.ports import Store, UnitOfWork


class Health:
    """Answers for the machine that watches over the desk; tells nothing that is secret."""

    def __init__(self, store: Store, roles: Callable[[], dict[str, str]], is_stopping: Callable[[], bool]) -> None:
        self._store, self._roles, self._is_stopping = store, roles, is_stopping

    async def healthz(self, _: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def readyz(self, _: web.Request) -> web.Response:
        """503 while stopping or without the database."""
        state = await self._state()
        return web.Response(status=200 if state == "ready" else 503, text=state)

    async def health(self, _: web.Request) -> web.Response:
        """The same as JSON, and for every bot whether this process is its leader or a standby."""
        state = await self._state()
        return web.json_response({"state": state, "bots": self._roles()}, status=200 if state == "ready" else 503)

    async def _state(self) -> str:
        if self._is_stopping():
            return "stopping"
        try:
            await self._store.read(_look)
        except Exception:
            return "no database"
        return "ready"


def _look(uow: UnitOfWork) -> int:
    return len(uow.inbox.pending([], 1))
