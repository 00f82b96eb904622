"""Updates in memory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from domain.delivery import AfterFailure, StoredUpdate
from tests.fakes.memory import Memory, ReceivedUpdate


class FakeInbox:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.has_failed = False
        self.has_finished = False
        self._finished: set[tuple[int, int]] = set()

    def add(self, updates: Iterable[StoredUpdate], now: datetime) -> int:
        new = {(u.bot_id, u.update_id): ReceivedUpdate(u, now) for u in updates}
        new = {key: received for key, received in new.items() if key not in self._memory.updates}
        self._memory.updates |= new
        return len(new)

    def pending(self, bot_ids: Iterable[int], most: int, after: int = 0) -> list[StoredUpdate]:
        waiting = [
            replace(received.update, received=place)
            for place, received in enumerate(self._memory.updates.values(), 1)
            if received.status == "pending" and received.update.bot_id in bot_ids and place > after
        ]
        return waiting[:most]

    def finish(self, bot_id: int, update_id: int, now: datetime | None) -> bool:
        """Without `now` at a time that nobody knows."""
        self.has_finished = True
        if received := self._pending(bot_id, update_id):
            received.status, received.at = "done", now or received.at
            self._finished.add((bot_id, update_id))
        return (bot_id, update_id) in self._finished

    def forget_words(self, bot_id: int, update_id: int) -> None:
        received = self._memory.updates[bot_id, update_id]
        received.update = replace(received.update, payload="{}")

    def fail(self, bot_id: int, update_id: int, error: str, most_attempts: int, now: datetime) -> AfterFailure:
        self.has_failed = True
        received = self._pending(bot_id, update_id)
        if received is None:
            return AfterFailure.DONE
        received.update = replace(received.update, attempts=received.update.attempts + 1)
        received.error = error
        if received.update.attempts >= most_attempts:
            received.status, received.at = "dead", now
        return AfterFailure.DEAD if received.status == "dead" else AfterFailure.AGAIN

    def dead(self, since: datetime) -> int:
        return sum(received.status == "dead" and received.at >= since for received in self._memory.updates.values())

    def prune(self, before: datetime, dead_before: datetime) -> int:
        limits = {"done": before, "dead": dead_before}
        old = [key for key, u in self._memory.updates.items() if u.status in limits and u.at < limits[u.status]]
        for key in old:
            del self._memory.updates[key]
        return len(old)

    def _pending(self, bot_id: int, update_id: int) -> ReceivedUpdate | None:
        received = self._memory.updates.get((bot_id, update_id))
        return received if received and received.status == "pending" else None
