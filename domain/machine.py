"""Small state machines as tables: from, action, to, who may. One for each thing that has states, never one for all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from domain.people import Role

S = TypeVar("S")
A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class Transition(Generic[S, A]):
    """One row of a table."""

    source: S
    action: A
    target: S
    who: frozenset[Role]


class Machine(Generic[S, A]):
    """Looks things up in a table, in which a step from a state stands once."""

    def __init__(self, rows: tuple[Transition[S, A], ...]) -> None:
        self._rows = rows
        self._by_step = {(row.source, row.action): row for row in rows}
        if len(self._by_step) < len(rows):
            raise ValueError("a step stands twice in the table")

    def row(self, status: S, action: A) -> Transition[S, A] | None:
        """The row for this step, or None where there is none."""
        return self._by_step.get((status, action))

    def allowed(self, status: S, role: Role) -> frozenset[A]:
        """Every action that the table grants this role in this state."""
        return frozenset(row.action for row in self._rows if row.source == status and role in row.who)
