"""Keys on trial, in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from domain.payment_ports import KeyTrial
from tests.fakes.memory import Memory


class FakeKeyTrials:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.has_added = False

    def begin(self, trial: KeyTrial) -> None:
        self._memory.key_trials[trial.gateway.shop_id] = trial, trial.asked_at
        self.has_added = True

    def of(self, shop_id: int) -> KeyTrial | None:
        return self._memory.key_trials[shop_id][0] if shop_id in self._memory.key_trials else None

    def claim(self, now: datetime, again_at: datetime) -> list[KeyTrial]:
        due = [replace(one, tries=one.tries + 1) for one, due_at in self._memory.key_trials.values() if due_at <= now]
        self._memory.key_trials |= {one.gateway.shop_id: (one, again_at) for one in due}
        return due

    def end(self, trial: KeyTrial) -> bool:
        known = self.of(trial.gateway.shop_id)
        if known is None or known.asked_at != trial.asked_at:
            return False
        del self._memory.key_trials[trial.gateway.shop_id]
        return True
