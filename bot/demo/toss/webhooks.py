"""Webhooks of the local Toss: unsigned, one payment's in order, again after 1, 4, 16 … 4,096 minutes, then given up."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import ClientError, ClientSession, ClientTimeout

LADDER: Final = tuple(60.0 * 4**step for step in range(7))
"""Seconds before each further try: seven of them, over three days and nineteen hours."""
_ANSWER_WITHIN: Final = 10


@dataclass(slots=True)
class Delivery:
    """One webhook on its way, or what became of it."""

    url: str
    body: dict[str, Any]
    tries: int = 0
    is_taken: bool = False


class Webhooks:
    """Delivers between `start` and `stop`; keeps what it sent, so that a test can send it again."""

    def __init__(self, ladder: Sequence[float] = LADDER) -> None:
        self._ladder = ladder
        self.sent: list[Delivery] = []
        self.is_held = False
        """Nothing is delivered while this is set: as if Toss were late."""
        self._session: ClientSession | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        self._session = ClientSession(timeout=ClientTimeout(total=_ANSWER_WITHIN))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    def send(self, url: str, body: dict[str, Any]) -> None:
        """Idle without an address: nobody registered one."""
        if not url:
            return
        delivery = Delivery(url, body)
        self.sent.append(delivery)
        if not self.is_held:
            self._deliver_soon(delivery)

    def release(self) -> None:
        """Delivers what was held back."""
        self.is_held = False
        for delivery in self.sent:
            if not delivery.tries:
                self._deliver_soon(delivery)

    def repeat(self) -> None:
        """Everything once more, as happens."""
        for delivery in self.sent:
            self._deliver_soon(delivery)

    @property
    def is_idle(self) -> bool:
        return not self._tasks

    def _deliver_soon(self, delivery: Delivery) -> None:
        if self._session is None:
            return
        task = asyncio.create_task(self._deliver(delivery, self._session))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, delivery: Delivery, session: ClientSession) -> None:
        for pause in (*self._ladder, None):
            delivery.tries += 1
            try:
                async with session.post(delivery.url, json=delivery.body) as response:
                    delivery.is_taken = response.status == 200
            except (ClientError, TimeoutError, OSError):
                delivery.is_taken = False
            if delivery.is_taken or pause is None:
                return
            await asyncio.sleep(pause)
