"""Updates as they came from Telegram, until each is done exactly once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, case, delete, func, or_, select, update

from domain.delivery import AfterFailure, StoredUpdate
from storage.column_types import BIG, UTC
from storage.tables import InboxStatus, inbox_update, is_status
from storage.transaction import Transaction

_u = inbox_update.c
_IS_PENDING = is_status(inbox_update, InboxStatus.PENDING)
_IT = (_u.bot_id == bindparam("bot"), _u.update_id == bindparam("wanted"))

_of_bots = (_u.bot_id + 0).in_(bindparam("bots", expanding=True))
"""`+ 0`, because few updates wait: the key that begins with the bot would lead through all that are done."""
_PENDING = (
    select(_u.bot_id, _u.update_id, _u.lane, _u.payload, _u.attempts, _u.received)
    .where(_IS_PENDING, _u.received > bindparam("after", type_=BIG), _of_bots)
    .order_by(_u.received)
    .limit(bindparam("most", type_=BIG))
)
_FINISH = (
    update(inbox_update)
    .where(*_IT, _IS_PENDING)
    .values(status=InboxStatus.DONE.value, finished_at=bindparam("now", type_=UTC()))
)
_FORGET = update(inbox_update).where(*_IT).values(payload="{}")
_IS_OVER = _u.attempts + 1 >= bindparam("most", type_=BIG)
_FAIL = (
    update(inbox_update)
    .where(*_IT, _IS_PENDING)
    .values(
        attempts=_u.attempts + 1,
        error=bindparam("why"),
        status=case((_IS_OVER, InboxStatus.DEAD.value), else_=InboxStatus.PENDING.value),
        finished_at=case((_IS_OVER, bindparam("now", type_=UTC())), else_=None),
    )
    .returning(_u.status)
)
_DEAD = (
    select(func.count())
    .select_from(inbox_update)
    .where(is_status(inbox_update, InboxStatus.DEAD), _u.received_at >= bindparam("since", type_=UTC()))
)
_RECEIVED_AT = select(_u.received_at).where(*_IT)
_finished_at = func.coalesce(_u.finished_at, _u.received_at)
_PRUNE = delete(inbox_update).where(
    or_(
        is_status(inbox_update, InboxStatus.DONE) & (_finished_at < bindparam("before", type_=UTC())),
        is_status(inbox_update, InboxStatus.DEAD) & (_finished_at < bindparam("dead_before", type_=UTC())),
    )
)


_AFTER = {None: AfterFailure.DONE, InboxStatus.DEAD: AfterFailure.DEAD, InboxStatus.PENDING: AfterFailure.AGAIN}


class SqlInbox:
    """`has_failed` tells the unit of work that it must not call the update in hand done."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._execute = transaction.execute
        self.has_failed = False
        self._finished: set[tuple[int, int]] = set()

    def add(self, updates: Iterable[StoredUpdate], now: datetime) -> int:
        rows = [_new_row(update, now) for update in updates]
        return sum(self._transaction.insert_or_ignore(inbox_update, row) for row in rows)

    def pending(self, bot_ids: Iterable[int], most: int, after: int = 0) -> list[StoredUpdate]:
        values = {"bots": list(bot_ids), "most": most, "after": after}
        return [StoredUpdate(*row) for row in self._execute(_PENDING, values)]

    def finish(self, bot_id: int, update_id: int, now: datetime | None) -> bool:
        """Without `now` (the unit of work has no clock) the time of receipt stands for it when pruning."""
        if self._execute(_FINISH, {"bot": bot_id, "wanted": update_id, "now": now}).rowcount == 1:
            self._finished.add((bot_id, update_id))
        return (bot_id, update_id) in self._finished

    def forget_words(self, bot_id: int, update_id: int) -> None:
        """For the unit of work: a secret was typed, and is stored elsewhere, sealed, or not at all."""
        self._execute(_FORGET, {"bot": bot_id, "wanted": update_id})

    def fail(self, bot_id: int, update_id: int, error: str, most_attempts: int, now: datetime) -> AfterFailure:
        self.has_failed = True
        values = {"bot": bot_id, "wanted": update_id, "why": error, "most": most_attempts, "now": now}
        return _AFTER[self._execute(_FAIL, values).scalar_one_or_none()]

    def dead(self, since: datetime) -> int:
        count: int = self._execute(_DEAD, {"since": since}).scalar_one()
        return count

    def prune(self, before: datetime, dead_before: datetime) -> int:
        return self._execute(_PRUNE, {"before": before, "dead_before": dead_before}).rowcount

    def received_at(self, bot_id: int, update_id: int) -> datetime:
        """For the unit of work: the time that stands for now, of an update that was stored."""
        at: datetime = self._execute(_RECEIVED_AT, {"bot": bot_id, "wanted": update_id}).scalar_one()
        return at


def _new_row(update: StoredUpdate, now: datetime) -> dict[str, object]:
    return {
        "bot_id": update.bot_id,
        "update_id": update.update_id,
        "lane": update.lane,
        "payload": update.payload,
        "status": InboxStatus.PENDING.value,
        "attempts": update.attempts,
        "received_at": now,
    }
