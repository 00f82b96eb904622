"""주문서 수정: one numbered round of edits on an order's sheet, and THE table of what can become of it.

Conditions beyond status and role (the order's own status, who is editing) are checked by `editing.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.machine import Machine, Transition
from domain.people import SHOP, Role
from domain.sheet import NO_EDITS, Edits, Sheet

MOST_EARLIER: Final = 50
"""So many steps of a draft can be taken back."""


class ChangeStatus(StrEnum):
    """Where a round stands: 수정중, 확인 요청중, 확인 완료 and the two other ends; the last three are final."""

    DRAFT = "draft"
    REQUESTED = "requested"
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    @property
    def is_open(self) -> bool:
        """Whether someone still has work with it."""
        return self in (ChangeStatus.DRAFT, ChangeStatus.REQUESTED)


class ChangeAction(StrEnum):
    """What moves a round. A draft that is dropped, or has nothing left in it, disappears and has no row here."""

    EDIT = "edit"
    REQUEST = "request"
    APPROVE = "approve"
    DECLINE = "decline"
    CHOOSE = "choose"
    """A part of the groups is taken: a counter-proposal (D23)."""
    WITHDRAW = "withdraw"
    ACCEPT_COUNTER = "accept_counter"
    CLOSE = "close"
    """The order is cancelled (D19)."""


ChangeTransition = Transition[ChangeStatus, ChangeAction]


def _row(source: ChangeStatus, action: ChangeAction, target: ChangeStatus, who: frozenset[Role]) -> ChangeTransition:
    return Transition(source, action, target, who)


S, A, CUSTOMER = ChangeStatus, ChangeAction, frozenset({Role.CUSTOMER})

CHANGE_TRANSITIONS: Final = (
    #    from         action            to           who may
    _row(S.DRAFT, A.EDIT, S.DRAFT, SHOP),  # M8
    _row(S.DRAFT, A.REQUEST, S.REQUESTED, SHOP),  # M9
    _row(S.DRAFT, A.ACCEPT_COUNTER, S.APPROVED, SHOP),  # D23
    _row(S.DRAFT, A.CLOSE, S.WITHDRAWN, SHOP),  # D19
    _row(S.REQUESTED, A.APPROVE, S.APPROVED, CUSTOMER),  # M10
    _row(S.REQUESTED, A.DECLINE, S.DECLINED, CUSTOMER),  # D1
    _row(S.REQUESTED, A.CHOOSE, S.DECLINED, CUSTOMER),  # D23
    _row(S.REQUESTED, A.WITHDRAW, S.WITHDRAWN, SHOP),  # D1
    _row(S.REQUESTED, A.CLOSE, S.WITHDRAWN, SHOP),  # D19
)

CHANGE_MACHINE: Final = Machine(CHANGE_TRANSITIONS)


class SheetState(StrEnum):
    """What cards and lists say about an order's sheet (주문서상태)."""

    NONE = "none"
    DRAFT = "draft"
    REQUESTED = "requested"
    APPROVED = "approved"
    DECLINED = "declined"
    """The draft that follows a refusal, as long as the shop has not touched it."""


@dataclass(frozen=True, slots=True)
class Editor:
    """Who is at work on a draft, and since when."""

    user_id: int
    name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class OrderChange:
    """One round. It holds only what it adds to the last approved sheet, so every sheet follows from the rounds.

    `earlier` are a draft's former states, oldest first; `chosen` is the part that the customer took of a refused round.
    """

    round: int
    status: ChangeStatus = ChangeStatus.DRAFT
    edits: Edits = NO_EDITS
    editor: Editor | None = None
    earlier: tuple[Edits, ...] = ()
    chosen: Edits | None = None
    requested_at: datetime | None = None
    closed_at: datetime | None = None
    reason: str = ""

    def moved(self, action: ChangeAction, at: datetime) -> OrderChange:
        """Where the table leads from here; no longer anybody's draft."""
        status = _target(self.status, action)
        moved = replace(self, status=status, editor=None, earlier=())
        return replace(moved, requested_at=at) if status.is_open else replace(moved, closed_at=at)


def approved_sheet(ordered: Sheet, changes: Sequence[OrderChange]) -> Sheet:
    """The order as placed with everything the customer has approved, in the order of the rounds."""
    for change in changes:
        if change.status is ChangeStatus.APPROVED:
            ordered = ordered.with_edits(change.edits)
    return ordered


def open_change(changes: Sequence[OrderChange]) -> OrderChange | None:
    """The round that someone still has work with: only the last can be one."""
    return changes[-1] if changes and changes[-1].status.is_open else None


def sheet_state(changes: Sequence[OrderChange]) -> SheetState:
    """What the rounds come to. Withdrawn ones leave the sheet as it was before them."""
    change = open_change(changes)
    if change is not None:
        return SheetState.DECLINED if _follows_refusal(changes) else SheetState(change.status)
    has_approved = any(change.status is ChangeStatus.APPROVED for change in changes)
    return SheetState.APPROVED if has_approved else SheetState.NONE


def is_counter_proposal(changes: Sequence[OrderChange]) -> bool:
    """Whether the draft is still exactly what the customer chose, so that the shop may just accept it (D23)."""
    is_draft = bool(changes) and changes[-1].status is ChangeStatus.DRAFT
    return is_draft and len(changes) > 1 and changes[-2].chosen == changes[-1].edits


def put(changes: list[OrderChange], change: OrderChange) -> None:
    """In the place of the open round, or as a new one; a draft without edits disappears (D1)."""
    if open_change(changes):
        changes.pop()
    if change.edits or change.status is not ChangeStatus.DRAFT:
        changes.append(change)


def close(changes: list[OrderChange], closed: OrderChange, edits: Edits) -> None:
    """Ends the open round; the next one opens with these edits (D1, D23)."""
    put(changes, closed)
    changes.append(OrderChange(closed.round + 1, edits=edits))


def _follows_refusal(changes: Sequence[OrderChange]) -> bool:
    last = changes[-1]
    is_untouched = last.status is ChangeStatus.DRAFT and not last.earlier
    return is_untouched and len(changes) > 1 and changes[-2].status is ChangeStatus.DECLINED


def _target(status: ChangeStatus, action: ChangeAction) -> ChangeStatus:
    row = CHANGE_MACHINE.row(status, action)
    if row is None:
        raise ValueError(f"a round that is {status} has no step {action}")
    return row.target
