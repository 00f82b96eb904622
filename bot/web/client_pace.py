"""How fast one visitor may ask: enough for a person with several tabs that wait, not for a script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from ipaddress import ip_address
from typing import Final

from aiohttp import web

ASKS: Final = 90.0
SECONDS: Final = 60.0
_KEPT: Final = 10_000


class ClientPace:
    """A bucket per address, in memory: every process counts for itself, and a restart forgets."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._buckets: dict[str, tuple[float, float]] = {}

    def allows(self, request: web.Request) -> bool:
        """Counts one question."""
        now = self._clock().timestamp()
        if len(self._buckets) > _KEPT:
            self._buckets = {who: kept for who, kept in self._buckets.items() if now - kept[1] < SECONDS}
        who = client_of(request)
        left, at = self._buckets.get(who, (ASKS, now))
        left = min(ASKS, left + max(now - at, 0.0) * ASKS / SECONDS)
        self._buckets[who] = (max(left - 1, 0.0), now)
        return left >= 1


def client_of(request: web.Request) -> str:
    """The visitor's address: as our own web server in front reports it, never as a visitor from outside claims."""
    remote = request.remote or ""
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return forwarded if forwarded and _is_near(remote) else remote


def _is_near(address: str) -> bool:
    """Whether it is this machine or its private network, where the web server with the certificate stands."""
    try:
        return ip_address(address).is_private
    except ValueError:
        return False
