"""Messages on their way, in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.delivery import Chat, ClaimedIntent, Intent, IntentKind, Policy, merged_card
from tests.fakes.memory import Memory, QueuedIntent


class FakeOutbox:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.has_added = False

    def add(self, intents: Iterable[Intent]) -> int:
        new = [intent for intent in intents if self._is_new(intent)]
        self.has_added = self.has_added or bool(new)
        return len(new)

    def claim(
        self, bot_ids: Iterable[int], most: int, now: datetime, lease_until: datetime, token: str
    ) -> list[ClaimedIntent]:
        claimable = [queued for queued in self._heads(bot_ids) if queued.claimable_at <= now][:most]
        for queued in claimable:
            if queued.status == "sending" and queued.intent.policy is Policy.ONCE:
                queued.status, queued.finished_at = "unknown", now
            else:
                queued.status, queued.attempts = "sending", queued.attempts + 1
                queued.token, queued.lease_until = token, lease_until
        return [
            ClaimedIntent(q.id, replace(q.intent, due_at=q.due_at), q.attempts, token, lease_until, q.faults)
            for q in claimable
            if q.status == "sending"
        ]

    def release(self, bot_id: int, at: datetime) -> int:
        sending = (queued for queued in self._memory.intents if queued.status == "sending")
        held = [q for q in sending if q.intent.chat.bot_id == bot_id and q.lease_until and q.lease_until > at]
        for queued in held:
            queued.lease_until = at
        return len(held)

    def next_due(self, bot_ids: Iterable[int], now: datetime) -> datetime | None:
        return min((max(queued.claimable_at, now) for queued in self._heads(bot_ids)), default=None)

    def mark_sent(self, claimed: ClaimedIntent, message_id: int | None, now: datetime) -> bool:
        return self._mark(claimed, "sent", now)

    def mark_idle(self, claimed: Sequence[ClaimedIntent], now: datetime) -> int:
        return sum(self.mark_sent(one, None, now) for one in claimed)

    def mark_unknown(self, claimed: ClaimedIntent, error: str, now: datetime) -> bool:
        return self._mark(claimed, "unknown", now)

    def mark_dead(self, claimed: ClaimedIntent, error: str, now: datetime) -> bool:
        return self._mark(claimed, "dead", now)

    def mark_unreachable(self, claimed: ClaimedIntent, error: str, now: datetime) -> bool:
        return self._mark(claimed, "unreachable", now)

    def retry_at(self, claimed: ClaimedIntent, due_at: datetime, error: str, *, is_fault: bool = False) -> bool:
        return self._wait(claimed, due_at, error=error, faults=claimed.faults + is_fault)

    def hold(self, claimed: ClaimedIntent, until: datetime) -> bool:
        queued = self._held(claimed)
        if queued is not None:
            queued.intent = replace(queued.intent, due_at=until)
            queued.status, queued.due_at, queued.attempts = "pending", until, queued.attempts - 1
        return queued is not None

    def put_back(self, claimed: ClaimedIntent, due_at: datetime) -> bool:
        return self._wait(claimed, due_at, attempts=claimed.attempts - 1)

    def _wait(self, claimed: ClaimedIntent, due_at: datetime, **changes: Any) -> bool:
        queued = self._held(claimed)
        if queued is None:
            return False
        for name, value in changes.items():
            setattr(queued, name, value)
        if later := self._waiting(queued.intent):
            self._memory.intents.remove(later)
            queued.intent = _joined(queued.intent, later.intent)
        queued.status, queued.due_at = "pending", due_at
        return True

    def late(self, before: datetime) -> int:
        waiting = (queued for queued in self._memory.intents if queued.status in ("pending", "sending"))
        return sum(queued.intent.due_at < before for queued in waiting)

    def dead(self, since: datetime) -> int:
        dead = (queued.finished_at for queued in self._memory.intents if queued.status == "dead")
        return sum(at is not None and at >= since for at in dead)

    def prune(self, before: datetime) -> int:
        old = [queued for queued in self._memory.intents if queued.finished_at and queued.finished_at < before]
        self._memory.intents = [queued for queued in self._memory.intents if queued not in old]
        return len(old)

    def _is_new(self, intent: Intent) -> bool:
        if intent.dedupe_key in self._memory.keys:
            return False
        if waiting := self._waiting(intent):
            waiting.intent = _joined(waiting.intent, intent)
            return False
        self._memory.keys.add(intent.dedupe_key)
        self._memory.intents.append(QueuedIntent(len(self._memory.keys), intent, intent.due_at))
        return True

    def _waiting(self, intent: Intent) -> QueuedIntent | None:
        target = _target(intent)
        waiting = (queued for queued in self._memory.intents if queued.status == "pending")
        return next((queued for queued in waiting if target and _target(queued.intent) == target), None)

    def _heads(self, bot_ids: Iterable[int]) -> list[QueuedIntent]:
        heads: dict[tuple[Chat, IntentKind | None], QueuedIntent] = {}
        for queued in self._memory.intents:
            if queued.status in ("pending", "sending") and queued.intent.chat.bot_id in bot_ids:
                heads.setdefault(queued.lane, queued)
        return list(heads.values())

    def _held(self, claimed: ClaimedIntent) -> QueuedIntent | None:
        return next(
            (
                queued
                for queued in self._memory.intents
                if (queued.id, queued.token, queued.status) == (claimed.id, claimed.lease_token, "sending")
            ),
            None,
        )

    def _mark(self, claimed: ClaimedIntent, status: str, now: datetime) -> bool:
        queued = self._held(claimed)
        if queued is not None:
            queued.status, queued.finished_at = status, now
        return queued is not None


def _target(intent: Intent) -> tuple[Any, ...] | None:
    """What a redraw redraws; of the same thing one redraw waits at most."""
    if intent.kind is IntentKind.CARD:
        return intent.kind, intent.chat, intent.side, intent.order_id
    return (intent.kind, intent.chat) if intent.kind is IntentKind.NAVIGATOR else None


def _joined(first: Intent, later: Intent) -> Intent:
    if first.kind is IntentKind.NAVIGATOR:
        return first if first.order_id == later.order_id else replace(first, order_id=None)
    return replace(first, loud=first.loud or later.loud, payload=merged_card(first.payload, later.payload))
