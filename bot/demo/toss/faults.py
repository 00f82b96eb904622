"""Troubles on order: what a network and Toss itself may do to a call, for tests."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Final, Literal

Kind = Literal["refuse", "drop", "slow", "hold", "garbage", "error"]
KINDS: Final = frozenset({"refuse", "drop", "slow", "hold", "garbage", "error"})


@dataclass(slots=True)
class TossFault:
    """One trouble for calls whose path begins like this.

    refuse: the connection breaks before anything is done; drop: after it was done; slow: done, answered `seconds`
    later; hold: done `seconds` later, or when `until` is set; garbage: done, answered with no JSON; error: not done,
    answered with `code`.
    """

    kind: Kind
    path: str = "/v1/"
    times: int = 1
    seconds: float = 0.0
    code: str = ""
    until: asyncio.Event | None = None


class TossFaults:
    """The troubles in force; each strike uses up one of its times."""

    def __init__(self) -> None:
        self._faults: list[TossFault] = []

    def add(self, kind: Kind, path: str = "/v1/", **fields: Any) -> None:
        """Raises ValueError for an unknown kind, TypeError for an unknown field."""
        if kind not in KINDS:
            raise ValueError(f"unknown kind {kind!r}")
        self._faults.append(TossFault(kind, path, **fields))

    def clear(self) -> None:
        self._faults.clear()

    @property
    def in_force(self) -> tuple[TossFault, ...]:
        return tuple(self._faults)

    def strike(self, path: str) -> TossFault | None:
        """The oldest fault that fits, or None."""
        for fault in self._faults:
            if path.startswith(fault.path):
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
                return fault
        return None
