"""What changed: a sequence number to wait on, and events for the pages that are looking."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

_BACKLOG: Final = 1000
_HEARTBEAT: Final = 15.0


class Signal:
    """Wakes everyone who waits at the moment it fires; remembers nothing."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def fire(self) -> None:
        for future in self._waiting:
            if not future.done():
                future.set_result(None)
        self._waiting.clear()

    async def wait(self, seconds: float | None) -> None:
        """Returns when fired or after `seconds`, whichever is first."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await asyncio.wait_for(future, seconds)
        except TimeoutError:
            pass
        finally:
            self._waiting.discard(future)


class Changes:
    """Counts every visible change and tells the listeners about it."""

    def __init__(self) -> None:
        self.seq = 0
        self.closed = False
        self._signal = Signal()
        self._listeners: set[asyncio.Queue[str | None]] = set()

    def bump(self) -> None:
        self.seq += 1
        self._signal.fire()

    def chat(self, bot: str, user: int) -> None:
        """The transcript of one chat changed."""
        self.bump()
        self._tell("chat", {"bot": bot, "user": user, "seq": self.seq})

    def answer(self, query_id: str, bot: str, user: int, text: str | None, show_alert: bool) -> None:
        self.bump()
        self._tell("answer", {"query_id": query_id, "bot": bot, "user": user, "text": text, "show_alert": show_alert})

    def notify(self, bot: str, user: int, message_id: int) -> None:
        """A message came with sound."""
        self._tell("notify", {"bot": bot, "user": user, "message_id": message_id})

    async def wait_until(self, true: Callable[[], bool], seconds: float) -> None:
        """Returns as soon as `true()` holds after some change, or after `seconds`."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not (true() or self.closed) and loop.time() < deadline:
            await self._signal.wait(deadline - loop.time())

    @contextmanager
    def listening(self) -> Iterator[AsyncIterator[str | None]]:
        """Everything told from now on, as server-sent events; None now and then when nothing happens."""
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield self._events(queue)
        finally:
            self._listeners.discard(queue)

    async def _events(self, queue: asyncio.Queue[str | None]) -> AsyncIterator[str | None]:
        while not self.closed:
            try:
                yield await asyncio.wait_for(queue.get(), _HEARTBEAT)
            except TimeoutError:
                yield None

    def close(self) -> None:
        """Lets everyone who waits go."""
        self.closed = True
        self._signal.fire()
        for queue in self._listeners:
            queue.put_nowait(None)

    def _tell(self, event: str, data: dict[str, Any]) -> None:
        text = f"event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
        for queue in self._listeners:
            if queue.qsize() < _BACKLOG:
                queue.put_nowait(text)
