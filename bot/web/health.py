"""`/healthz`: the process lives. `/readyz`: it can do its work."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from domain.ports import Store, UnitOfWork


class Health:
    """Answers for the machine that watches over the desk; says nothing about its inside."""

    def __init__(self, store: Store, is_stopping: Callable[[], bool]) -> None:
        self._store, self._is_stopping = store, is_stopping

    async def healthz(self, _: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def readyz(self, _: web.Request) -> web.Response:
        """503 while stopping or without the database."""
        if self._is_stopping():
            return web.Response(status=503, text="stopping")
        try:
            await self._store.read(_look)
        except Exception:
            return web.Response(status=503, text="no database")
        return web.Response(text="ready")


def _look(uow: UnitOfWork) -> int:
    return len(uow.inbox.pending(1))
