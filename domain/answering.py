"""What the customer answers to a round of edits: yes, no, or a part of it (M10, D1, D23).

Every function changes the order and leaves an event, or raises a DomainError and changes nothing. All of them raise
NewerSheet for another round or total than the one that waits, and what `editing.required` raises.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from domain import events as e
from domain.change import ChangeAction, OrderChange, close, put
from domain.editing import open_groups, required
from domain.errors import NewerSheet
from domain.money import Money
from domain.order import MOST_REASON, Order
from domain.people import Actor
from domain.sheet import joined
from domain.text import checked_text, clean


def approve(order: Order, round_: int, amount: Money, by: Actor, at: datetime) -> None:
    """확인: the round is the sheet. Raises NewerSheet unless exactly this round and total are before the customer."""
    change = _answered(order, ChangeAction.APPROVE, round_, by)
    before = order.total
    if order.drafted_sheet.total != amount:
        raise NewerSheet(number=order.number)
    put(order.changes, change.moved(ChangeAction.APPROVE, at))
    order.tell(e.ChangeApproved(at, by, round_, before, order.total))


def decline(order: Order, round_: int, reason: str, by: Actor, at: datetime) -> None:
    """변경 거절, with or without a reason: the next round opens with the same edits. Raises NewerSheet, InvalidText."""
    change = _answered(order, ChangeAction.DECLINE, round_, by)
    reason = checked_text(reason, field="reason", most=MOST_REASON) if clean(reason) else ""
    event = e.ChangeDeclined(at, by, round_, order.total, order.drafted_sheet.total, reason)
    close(order.changes, replace(change.moved(ChangeAction.DECLINE, at), reason=reason), change.edits)
    order.tell(event)


def choose(order: Order, round_: int, chosen: Collection[int], amount: Money, by: Actor, at: datetime) -> None:
    """하나씩 고르기: the groups by their place in `open_groups`. All are an approval, none a refusal.

    A part is a counter-proposal: the next round opens with it (D23). Raises NewerSheet, TotalBelowZero.
    """
    change, found = _answered(order, ChangeAction.CHOOSE, round_, by), open_groups(order)
    part = joined(change.edits, [group for n, group in enumerate(found) if n in chosen])
    proposed = order.sheet.with_edits(part)
    if not set(chosen) <= set(range(len(found))):
        raise NewerSheet(number=order.number)
    proposed.check()
    if proposed.total != amount:
        raise NewerSheet(number=order.number)
    if part == change.edits:
        approve(order, round_, amount, by, at)
    elif not part:
        decline(order, round_, "", by, at)
    else:
        close(order.changes, replace(change.moved(ChangeAction.CHOOSE, at), chosen=part), part)
        order.tell(e.ChangeCountered(at, by, round_, order.total, proposed.total))


def _answered(order: Order, action: ChangeAction, round_: int, by: Actor) -> OrderChange:
    change = required(order, action, by)
    if change.round != round_:
        raise NewerSheet(number=order.number)
    return change
