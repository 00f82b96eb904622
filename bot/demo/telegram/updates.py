"""One bot's updates: the queue, what it confirms, and the long poll."""

import asyncio
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from bot.demo.telegram.refusals import terminated_by_other_poll
from bot.demo.telegram.stream import Signal

# Telegram leaves these out unless a bot asks for them by name.
_ONLY_ON_REQUEST: Final = {"chat_member", "message_reaction", "message_reaction_count"}
MAX_LIMIT: Final = 100
MAX_TIMEOUT: Final = 50


@dataclass(slots=True)
class Update:
    """`twice` asks for a second delivery after the update is confirmed (a fault, see faults.py)."""

    id: int
    at: float
    kind: str
    payload: dict[str, Any]
    twice: bool = False

    def as_json(self) -> dict[str, Any]:
        return {"update_id": self.id, self.kind: self.payload}


@dataclass(slots=True)
class Webhook:
    """Where one bot wants its updates posted; `url` empty means nowhere. `at` of the error is unix seconds."""

    url: str = ""
    secret: str = ""
    max_connections: int = 40
    last_error_at: int = 0
    last_error: str = ""


@dataclass(slots=True)
class UpdateQueue:
    """Ids grow by one; an update stays until an offset above it (or a 2xx of the webhook) confirms it."""

    next_id: int
    pending: list[Update] = field(default_factory=list)
    again: list[Update] = field(default_factory=list)
    confirmed_up_to: int = 0
    allowed: list[str] = field(default_factory=list)
    webhook: Webhook = field(default_factory=Webhook)
    signal: Signal = field(default_factory=Signal)
    _turn: int = 0
    _closed: bool = False

    def add(self, kind: str, payload: dict[str, Any], at: float, twice: bool = False) -> None:
        """Queues an update, unless the bot did not ask for this kind."""
        if kind in self.allowed or (not self.allowed and kind not in _ONLY_ON_REQUEST):
            self.pending.append(Update(self.next_id, at, kind, payload, twice))
            self.next_id += 1
            self.signal.fire()

    def confirm(self, offset: int) -> None:
        """Forgets everything below `offset`; a negative one keeps the last `-offset` updates."""
        if offset < 0:
            offset = self.pending[max(len(self.pending) + offset, 0)].id if self.pending else 0
        for update in self.pending:
            if update.id < offset and update.twice:
                self.again.append(update)
        confirmed = [u.id for u in self.pending if u.id < offset]
        self.pending = [u for u in self.pending if u.id >= offset]
        self.confirmed_up_to = max([self.confirmed_up_to, *confirmed])

    def first(self) -> Update | None:
        """The update a webhook gets next."""
        return next(iter(self.again or self.pending), None)

    def done(self, update: Update) -> None:
        """The webhook took this update."""
        if update in self.again:
            self.again.remove(update)
        else:
            self.confirm(update.id + 1)

    def drop(self) -> None:
        """Forgets all waiting updates (`drop_pending_updates`)."""
        self.again.clear()
        self.pending.clear()

    async def poll(self, offset: int, limit: int, timeout: float) -> list[dict[str, Any]]:
        """Waits for updates up to `timeout` seconds. Raises Refusal 409 as soon as another poll begins."""
        turn = self.interrupt()
        self.confirm(offset)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while not (batch := self._batch(limit)) and not self._closed and loop.time() < deadline:
            await self.signal.wait(deadline - loop.time())
            if turn != self._turn:
                raise terminated_by_other_poll()
        return batch

    def interrupt(self) -> int:
        """Ends the poll that waits now; the turn of the next."""
        self._turn += 1
        self.signal.fire()
        return self._turn

    def close(self) -> None:
        self._closed = True
        self.signal.fire()

    def _batch(self, limit: int) -> list[dict[str, Any]]:
        repeated, self.again = self.again[:limit], self.again[limit:]
        return [u.as_json() for u in (repeated + self.pending)[:limit]]

    def dump(self) -> dict[str, Any]:
        return {
            "next_id": self.next_id,
            "pending": [asdict(u) for u in self.pending],
            "again": [asdict(u) for u in self.again],
            "confirmed_up_to": self.confirmed_up_to,
            "allowed": self.allowed,
            "webhook": asdict(self.webhook),
        }

    @classmethod
    def load(cls, data: dict[str, Any]) -> "UpdateQueue":
        return cls(
            next_id=data["next_id"],
            pending=[Update(**u) for u in data["pending"]],
            again=[Update(**u) for u in data["again"]],
            confirmed_up_to=data["confirmed_up_to"],
            allowed=data["allowed"],
            webhook=Webhook(**data["webhook"]),
        )
