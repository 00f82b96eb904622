"""Intents on their way to chats: queued with the change that caused them, claimed under a lease, marked when settled.

Delivery is at least once: a lease that runs out is claimed again, unless its policy is ONCE, which makes it unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Table,
    Update,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal_column,
    null,
    or_,
    select,
    update,
)

from domain.delivery import Chat, ClaimedIntent, Intent, IntentKind, Policy, Side, merged_card
from storage.column_types import BIG, UTC
from storage.tables import Lane, OutboxStatus, is_status, is_waiting, outbox_intent
from storage.transaction import Transaction

_PENDING, _SENDING = OutboxStatus.PENDING, OutboxStatus.SENDING
_i = outbox_intent.c
_LANES: Final = {IntentKind.NAVIGATOR: Lane.NAVIGATOR, IntentKind.REMINDER: Lane.REMINDER}
_REDRAWS: Final = (IntentKind.CARD, IntentKind.NAVIGATOR)
_NOW = bindparam("now", type_=UTC())


def _is_ours(row: Any) -> Any:
    """Of the bots in question. `+ 0`, because the queue is walked in order: an index by bot would have it sorted."""
    return (row.c.bot_id + 0).in_(bindparam("bots", expanding=True))


def _is_behind(row: Any) -> Any:
    """Whether an older intent of the same chat and lane is unfinished, or any is in flight: order is per chat."""
    other = outbox_intent.alias("other")
    is_same = and_(
        other.c.bot_id == row.c.bot_id,
        other.c.chat_id == row.c.chat_id,
        other.c.lane == row.c.lane,
        is_status(other, _PENDING, _SENDING),
    )
    is_in_flight = is_status(other, _SENDING) & (other.c.lease_until > _NOW)
    return exists().where(is_same, or_(other.c.id < row.c.id, (other.c.id != row.c.id) & is_in_flight))


def _claim() -> Update:
    row = outbox_intent.alias("row")
    is_due = is_status(row, _PENDING) & (row.c.due_at <= _NOW)
    is_stalled = is_status(row, _SENDING) & (row.c.lease_until <= _NOW)
    claimable = (
        select(row.c.id)
        .where(is_status(row, _PENDING, _SENDING), _is_ours(row), or_(is_due, is_stalled), ~_is_behind(row))
        .order_by(row.c.id)
        .limit(bindparam("most", type_=BIG))
        .with_for_update(skip_locked=True, of=row)
    )
    is_unknown = is_status(outbox_intent, _SENDING) & (_i.policy == literal_column(f"'{Policy.ONCE}'"))
    return (
        update(outbox_intent)
        .where(_i.id.in_(claimable.scalar_subquery()))
        .values(
            status=case((is_unknown, OutboxStatus.UNKNOWN.value), else_=_SENDING.value),
            finished_at=case((is_unknown, _NOW), else_=null()),
            attempts=_i.attempts + case((is_unknown, 0), else_=1),
            lease_token=bindparam("token"),
            lease_until=bindparam("until"),
        )
        .returning(outbox_intent)
    )


def _next_due() -> Any:
    row = outbox_intent.alias("row")
    at = case((is_status(row, _SENDING), row.c.lease_until), else_=row.c.due_at)
    is_unfinished = is_status(row, _PENDING, _SENDING)
    return select(func.min(at, type_=UTC())).where(is_unfinished, _is_ours(row), ~_is_behind(row))


def _same_target(table: Table, kind: IntentKind) -> Any:
    """The waiting redraw of the same thing in the same chat; the partial unique indexes allow one."""
    target = and_(
        is_waiting(table, kind),
        table.c.bot_id == bindparam("bot"),
        table.c.chat_id == bindparam("chat"),
    )
    if kind is IntentKind.CARD:
        target &= (table.c.side == bindparam("of_side")) & (table.c.order_id == bindparam("of_order"))
    return target


_CLAIM = _claim()
_NEXT_DUE = _next_due()
_IS_LEASED = and_(_i.lease_token == bindparam("token"), is_status(outbox_intent, _SENDING))
_HOLDS = (_i.id == bindparam("wanted")) & _IS_LEASED
_IS_HELD = select(_i.id).where(_HOLDS)
_SETTLE = update(outbox_intent).where(_HOLDS)
_SETTLE_SEVERAL = update(outbox_intent).where(_i.id.in_(bindparam("claimed", expanding=True)), _IS_LEASED)
_TAKE_LATER = {
    kind: delete(outbox_intent).where(_same_target(outbox_intent, kind)).returning(_i.order_id, _i.loud, _i.payload)
    for kind in _REDRAWS
}
_WAITING_CARD = select(outbox_intent).where(_same_target(outbox_intent, IntentKind.CARD))
_WIDEN = (
    update(outbox_intent)
    .where(
        _same_target(outbox_intent, IntentKind.NAVIGATOR),
        _i.order_id.is_distinct_from(bindparam("for_order", type_=BIG)),
    )
    .values(order_id=None)
)
_MERGE = update(outbox_intent).where(_i.id == bindparam("wanted"))
_RELEASE = (
    update(outbox_intent)
    .where(
        is_status(outbox_intent, _SENDING),
        _i.bot_id == bindparam("of_bot", type_=BIG),
        _i.lease_until > bindparam("at", type_=UTC()),
    )
    .values(lease_until=bindparam("at", type_=UTC()))
)
_LATE = (
    select(func.count())
    .select_from(outbox_intent)
    .where(is_status(outbox_intent, _PENDING, _SENDING), _i.queued_for < bindparam("before", type_=UTC()))
)
_DEAD = (
    select(func.count())
    .select_from(outbox_intent)
    .where(is_status(outbox_intent, OutboxStatus.DEAD), _i.finished_at >= bindparam("since", type_=UTC()))
)
_PRUNE = delete(outbox_intent).where(_i.finished_at < bindparam("before"))


class SqlOutbox:
    """`has_added` tells the unit of work whether there is something to wake the dispatcher for.

    Of the redraws of one card or navigator at most one waits, the oldest: it shows the present state when it is sent,
    and what is queued behind it finds its card. A later one only adds what it wants (a loud new card, another
    order) to the waiting one. Its dedupe key is not kept: it belongs to a version of the order that comes only once.
    """

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._execute = transaction.execute
        self.has_added = False

    def add(self, intents: Iterable[Intent]) -> int:
        intents = list(intents)
        if not intents:
            return 0
        new = self._transaction.insert_or_ignore_all(outbox_intent, [_new_row(intent) for intent in intents])
        if new < len(intents):
            self._join_waiting(intents)
        self.has_added = self.has_added or new > 0
        return new

    def claim(
        self, bot_ids: Iterable[int], most: int, now: datetime, lease_until: datetime, token: str
    ) -> list[ClaimedIntent]:
        values = {"bots": list(bot_ids), "most": most, "now": now, "until": lease_until, "token": token}
        rows = self._execute(_CLAIM, values).all()
        return [_to_claimed(row) for row in sorted(rows, key=lambda row: row.id) if row.status == _SENDING]

    def release(self, bot_id: int, at: datetime) -> int:
        return self._execute(_RELEASE, {"of_bot": bot_id, "at": at}).rowcount

    def next_due(self, bot_ids: Iterable[int], now: datetime) -> datetime | None:
        at: datetime | None = self._execute(_NEXT_DUE, {"bots": list(bot_ids), "now": now}).scalar_one()
        return at and max(at, now)

    def mark_sent(self, claimed: ClaimedIntent, message_id: int | None, now: datetime) -> bool:
        return self._settle(claimed, status=OutboxStatus.SENT.value, message_id=message_id, finished_at=now)

    def mark_idle(self, claimed: Sequence[ClaimedIntent], now: datetime) -> int:
        values = {"status": OutboxStatus.SENT.value, "finished_at": now, "lease_until": None}
        of_claim = {"claimed": [one.id for one in claimed], "token": claimed[0].lease_token}
        return self._execute(_SETTLE_SEVERAL, values | of_claim).rowcount

    def mark_unknown(self, claimed: ClaimedIntent, error: str, now: datetime) -> bool:
        return self._settle(claimed, status=OutboxStatus.UNKNOWN.value, last_error=error, finished_at=now)

    def mark_dead(self, claimed: ClaimedIntent, error: str, now: datetime) -> bool:
        return self._settle(claimed, status=OutboxStatus.DEAD.value, last_error=error, finished_at=now)

    def mark_unreachable(self, claimed: ClaimedIntent, error: str, now: datetime) -> bool:
        return self._settle(claimed, status=OutboxStatus.UNREACHABLE.value, last_error=error, finished_at=now)

    def retry_at(self, claimed: ClaimedIntent, due_at: datetime, error: str, *, is_fault: bool = False) -> bool:
        return self._wait(claimed, due_at, last_error=error, faults=claimed.faults + is_fault)

    def hold(self, claimed: ClaimedIntent, until: datetime) -> bool:
        times = {"due_at": until, "queued_for": until}
        return self._settle(claimed, status=_PENDING.value, attempts=claimed.attempts - 1, **times)

    def put_back(self, claimed: ClaimedIntent, due_at: datetime) -> bool:
        return self._wait(claimed, due_at, attempts=claimed.attempts - 1)

    def _wait(self, claimed: ClaimedIntent, due_at: datetime, **values: Any) -> bool:
        """Back at its place; a redraw of the same thing queued meanwhile becomes part of it."""
        if not self._execute(_IS_HELD, _lease(claimed)).scalar_one_or_none():
            return False
        if claimed.intent.kind in _REDRAWS:
            later = self._execute(_TAKE_LATER[claimed.intent.kind], _target(claimed.intent)).one_or_none()
            values |= _merged(claimed.intent, later) if later else {}
        return self._settle(claimed, status=_PENDING.value, due_at=due_at, **values)

    def late(self, before: datetime) -> int:
        count: int = self._execute(_LATE, {"before": before}).scalar_one()
        return count

    def dead(self, since: datetime) -> int:
        count: int = self._execute(_DEAD, {"since": since}).scalar_one()
        return count

    def prune(self, before: datetime) -> int:
        return self._execute(_PRUNE, {"before": before}).rowcount

    def _settle(self, claimed: ClaimedIntent, **values: Any) -> bool:
        values |= {"lease_until": None}
        return self._execute(_SETTLE, values | _lease(claimed)).rowcount == 1

    def _join_waiting(self, intents: list[Intent]) -> None:
        """Adds what redraws want to those that wait for the same thing; to one just inserted that adds nothing."""
        navigators = [intent for intent in intents if intent.kind is IntentKind.NAVIGATOR]
        if navigators:
            self._execute(_WIDEN, [_target(intent) | {"for_order": intent.order_id} for intent in navigators])
        for intent in intents:
            if intent.kind is IntentKind.CARD and (intent.loud or intent.payload.get("new")):
                waiting = self._execute(_WAITING_CARD, _target(intent)).one_or_none()
                if waiting is not None:
                    self._execute(_MERGE, _merged(intent, waiting) | {"wanted": waiting.id})


def _merged(intent: Intent, row: Any) -> dict[str, Any]:
    """What one redraw must do to stand for two. A navigator's redraw for two orders is for any order: None."""
    if intent.kind is IntentKind.NAVIGATOR:
        return {"order_id": intent.order_id if intent.order_id == row.order_id else None}
    return {"loud": intent.loud or row.loud, "payload": merged_card(intent.payload, row.payload)}


def _new_row(intent: Intent) -> dict[str, Any]:
    return {
        "dedupe_key": intent.dedupe_key,
        "bot_id": intent.chat.bot_id,
        "chat_id": intent.chat.chat_id,
        "lane": _LANES.get(intent.kind, Lane.CHAT).value,
        "kind": intent.kind.value,
        "side": intent.side.value,
        "order_id": intent.order_id,
        "loud": intent.loud,
        "policy": intent.policy.value,
        "payload": dict(intent.payload),
        "status": _PENDING.value,
        "attempts": 0,
        "faults": 0,
        "queued_for": intent.due_at,
        "due_at": intent.due_at,
    }


def _to_claimed(row: Any) -> ClaimedIntent:
    intent = Intent(
        Chat(row.bot_id, row.chat_id),
        IntentKind(row.kind),
        Side(row.side),
        row.dedupe_key,
        row.due_at,
        row.order_id,
        row.loud,
        Policy(row.policy),
        row.payload,
    )
    return ClaimedIntent(row.id, intent, row.attempts, row.lease_token, row.lease_until, row.faults)


def _lease(claimed: ClaimedIntent) -> dict[str, Any]:
    return {"wanted": claimed.id, "token": claimed.lease_token}


def _target(intent: Intent) -> dict[str, Any]:
    place: dict[str, Any] = {"bot": intent.chat.bot_id, "chat": intent.chat.chat_id}
    if intent.kind is IntentKind.CARD:
        place |= {"of_side": intent.side.value, "of_order": intent.order_id}
    return place
