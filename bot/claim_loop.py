"""The loop of whoever claims rows and works on several at once, and how it comes to its end."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection
from contextlib import suppress


class ClaimLoop(ABC):
    """Turns until it is told to stop; then what is under way may finish."""

    def __init__(self) -> None:
        self._stopping = False
        self._ended = asyncio.Event()
        self._ended.set()

    @abstractmethod
    def wake(self) -> None:
        """Something may be due now."""

    @abstractmethod
    async def _turn(self) -> None:
        """Claims what is due, begins with it, and sleeps until there is more. Never raises."""

    async def run(self) -> None:
        """Until `drain` or cancellation."""
        self._ended.clear()
        try:
            while not self._stopping:
                await self._turn()
        finally:
            self._ended.set()

    async def _finish(self, seconds: float, busy: Callable[[], Collection[asyncio.Task[None]]]) -> None:
        """Claims nothing more and waits until nobody is `busy`, so long at most."""
        self._stopping = True
        self.wake()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._ended.wait()  # a last claim may just be on its way
                while tasks := busy():
                    await asyncio.wait(tasks)
