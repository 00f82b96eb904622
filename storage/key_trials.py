"""Gateway keys that were entered in the chat, until the payment company was asked about them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from domain.payment_ports import KeyTrial, ShopGateway
from storage.column_types import UTC
from storage.replacing import put
from storage.tables import key_trial
from storage.transaction import Transaction

_k = key_trial.c
_OF_SHOP = select(key_trial).where(_k.shop_id == bindparam("of_shop"))
_CLAIM = (
    update(key_trial)
    .where(_k.due_at <= bindparam("now", type_=UTC()))
    .values(due_at=bindparam("again_at", type_=UTC()), tries=_k.tries + 1)
    .returning(key_trial)
)
_END = delete(key_trial).where(_k.shop_id == bindparam("of_shop"), _k.asked_at == bindparam("since", type_=UTC()))


class SqlKeyTrials:
    """`has_added` tells the unit of work whether there is something to wake the worker for."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self.has_added = False

    def begin(self, trial: KeyTrial) -> None:
        gateway = {name: getattr(trial.gateway, name) for name in ShopGateway.__slots__}
        asked = {"asked_by": trial.asked_by, "asked_at": trial.asked_at, "due_at": trial.asked_at, "tries": trial.tries}
        put(self._transaction, key_trial, gateway | asked)
        self.has_added = True

    def of(self, shop_id: int) -> KeyTrial | None:
        row = self._transaction.execute(_OF_SHOP, {"of_shop": shop_id}).one_or_none()
        return _to_trial(row) if row else None

    def claim(self, now: datetime, again_at: datetime) -> list[KeyTrial]:
        rows = self._transaction.execute(_CLAIM, {"now": now, "again_at": again_at}).all()
        return [_to_trial(row) for row in rows]

    def end(self, trial: KeyTrial) -> bool:
        place = {"of_shop": trial.gateway.shop_id, "since": trial.asked_at}
        return self._transaction.execute(_END, place).rowcount == 1


def _to_trial(row: Any) -> KeyTrial:
    gateway = ShopGateway(**{name: getattr(row, name) for name in ShopGateway.__slots__})
    return KeyTrial(gateway, row.asked_by, row.asked_at, row.tries)
