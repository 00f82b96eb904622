"""Troubles on order: what a network and Telegram itself may do to a bot, for tests."""

import random
from dataclasses import dataclass
from typing import Any, Final

CALL_KINDS: Final = {"400", "429", "403", "500", "slow", "lost", "refuse"}
KINDS: Final = CALL_KINDS | {"duplicate_updates", "shuffle_taps"}


@dataclass(slots=True)
class Fault:
    """One trouble; None means any method, bot or chat, and `times` None means for ever.

    Without a method a fault strikes every method but getUpdates, which would otherwise swallow it at once.
    """

    id: int
    kind: str
    method: str | None = None
    bot: str | None = None
    chat_id: int | None = None
    times: int | None = 1
    retry_after: int = 1
    seconds: float = 1.0
    probability: float = 1.0

    def fits(self, bot: str, chat_id: int | None, method: str | None) -> bool:
        named = self.method.lower() if self.method else None
        same_method = method is None or (method.lower() == named if named else method != "getUpdates")
        return same_method and self.bot in (None, bot) and self.chat_id in (None, chat_id)


class Faults:
    """The troubles in force. Each strike uses up one of its times."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._faults: list[Fault] = []
        self._last_id = 0

    def add(self, kind: str, **fields: Any) -> Fault:
        """Raises ValueError for an unknown kind, TypeError for an unknown field."""
        if kind not in KINDS:
            raise ValueError(f"unknown kind {kind!r}, known: {', '.join(sorted(KINDS))}")
        self._last_id += 1
        fault = Fault(id=self._last_id, kind=kind, **fields)
        self._faults.append(fault)
        return fault

    def clear(self) -> None:
        self._faults.clear()

    def strike(self, kinds: set[str], bot: str, chat_id: int | None, method: str | None = None) -> Fault | None:
        """The oldest fault that fits, or None."""
        for fault in self._faults:
            if fault.kind in kinds and fault.fits(bot, chat_id, method) and self._chance.random() < fault.probability:
                self._use_up(fault)
                return fault
        return None

    def _use_up(self, fault: Fault) -> None:
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self._faults.remove(fault)
