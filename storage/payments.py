"""Payments beside the orders themselves: found by links and refs, work for gateways, webhooks, bank messages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, delete, exists, func, insert, literal_column, or_, select, union, update

from domain.gateway_work import ClaimedTask, GatewayTask, TaskKind
from domain.lifecycle import OrderStatus
from domain.money import Money
from domain.payment import PaymentMethod
from domain.payment_ports import BankMessage, RequestPlace, ShopGateway
from domain.payment_request import AttemptState, RefundState, RequestKind, RequestState
from storage.column_types import BIG, UTC
from storage.replacing import put
from storage.tables import (
    bank_message,
    gateway_task,
    gateway_webhook,
    is_live_request,
    money_movement,
    payment_attempt,
    payment_refund,
    payment_request,
    shop_gateway,
    shop_order,
)
from storage.transaction import Transaction

_r, _a, _t, _b, _g = payment_request.c, payment_attempt.c, gateway_task.c, bank_message.c, shop_gateway.c
_NOW = bindparam("now", type_=UTC())

_BY_TOKEN = select(_r.order_id, _r.number).where(_r.token_hash == bindparam("token_hash"))
_ATTEMPT = select(_a.order_id, _a.request, _a.number)
_BY_ORDER_REF = _ATTEMPT.where(_a.order_ref == bindparam("ref"))
_BY_PAYMENT_REF = _ATTEMPT.where(_a.provider == bindparam("of_provider"), _a.payment_ref == bindparam("ref"))
_o = shop_order.c
_is_asked_for_it = exists().where(
    is_live_request,
    _r.order_id == _o.id,
    _r.amount == bindparam("won"),
    _r.kind.in_([RequestKind.TRANSFER.value, RequestKind.PAY_LINK.value]),
)
_owes_it_unasked = and_(
    _o.total - _o.captured + _o.refunded == bindparam("won"), ~exists().where(is_live_request, _r.order_id == _o.id)
)
_AWAITING = (
    select(_o.id)
    .where(
        _o.shop_id == bindparam("of_shop"),
        _o.status == OrderStatus.CONFIRMED.value,
        _o.payment_method.in_([PaymentMethod.BANK_TRANSFER.value, PaymentMethod.PAY_LINK.value]),
        or_(_is_asked_for_it, _owes_it_unasked),
    )
    .order_by(_o.placed_at.desc(), _o.id.desc())
    .limit(bindparam("most", type_=BIG))
)
_REPORTED = (
    select(_r.order_id)
    .where(is_live_request, _r.shop_id == bindparam("of_shop"), _r.depositor == bindparam("name"))
    .order_by(_r.order_id.desc())
    .limit(bindparam("most", type_=BIG))
)
_is_asked = exists().where(is_live_request, _r.order_id == _o.id, _r.kind != RequestKind.AT_DOOR.value)
_owes_transfer = and_(
    _o.payment_method == PaymentMethod.BANK_TRANSFER.value, _o.total - _o.captured + _o.refunded > literal_column("0")
)
_TRANSFERS = (
    select(_o.id)
    .where(
        _o.shop_id == bindparam("of_shop"),
        _o.status.in_([OrderStatus.CONFIRMED.value, OrderStatus.CANCEL_REQUESTED.value]),
        or_(_is_asked, _owes_transfer),
    )
    .order_by(_o.id)
)
_GATEWAY = select(shop_gateway).where(_g.shop_id == bindparam("of_shop"))
_GATEWAY_BY_ID = select(shop_gateway).where(_g.public_id == bindparam("public"))
_GATEWAYS = select(shop_gateway).order_by(_g.shop_id)
_MOVED = (
    select(money_movement.c.order_id)
    .join(shop_order, shop_order.c.id == money_movement.c.order_id)
    .where(
        shop_order.c.shop_id == bindparam("of_shop"),
        money_movement.c.provider == bindparam("of_provider"),
        money_movement.c.at >= bindparam("since", type_=UTC()),
        money_movement.c.at < bindparam("until", type_=UTC()),
    )
    .distinct()
    .order_by(money_movement.c.order_id)
)
_has_account = exists().where(
    is_live_request,
    _a.order_id == _r.order_id,
    _a.request == _r.number,
    _a.account_number.is_not(None),
    _a.state.in_([AttemptState.OPENED.value, AttemptState.RETURNED.value]),
)
_UNSETTLED = union(
    select(_r.order_id).where(
        _r.shop_id == bindparam("of_shop"), or_(_r.state == RequestState.PROCESSING.value, _has_account)
    ),
    select(payment_refund.c.order_id)
    .join(shop_order, _o.id == payment_refund.c.order_id)
    .where(_o.shop_id == bindparam("of_shop"), payment_refund.c.state == RefundState.PENDING.value),
).order_by("order_id")
_REMOVE_GATEWAY = delete(shop_gateway).where(_g.shop_id == bindparam("of_shop"))
_ADD_MESSAGE = insert(bank_message).returning(_b.id)
_MESSAGE = select(bank_message).where(_b.shop_id == bindparam("of_shop"), _b.id == bindparam("wanted"))


def _claimable_at(row: Any) -> Any:
    return case((row.c.lease_until.is_(None), row.c.due_at), else_=row.c.lease_until)


def _other_of_order(row: Any, other: Any) -> Any:
    return and_(other.c.finished_at.is_(None), other.c.order_id == row.c.order_id, other.c.id != row.c.id)


def _is_busy(row: Any, other: Any) -> Any:
    """Whether somebody holds other work of the same order."""
    return exists().where(_other_of_order(row, other), other.c.lease_until > _NOW)


def _claim() -> Any:
    row, other = gateway_task.alias("row"), gateway_task.alias("other")
    is_behind = exists().where(_other_of_order(row, other), other.c.due_at <= _NOW, other.c.id < row.c.id)
    claimable = (
        select(row.c.id)
        .where(row.c.finished_at.is_(None), _claimable_at(row) <= _NOW, ~_is_busy(row, other), ~is_behind)
        .order_by(row.c.id)
        .limit(bindparam("most", type_=BIG))
        .with_for_update(skip_locked=True, of=row)
    )
    return (
        update(gateway_task)
        .where(_t.id.in_(claimable.scalar_subquery()))
        .values(attempts=_t.attempts + 1, lease_token=bindparam("token"), lease_until=bindparam("until"))
        .returning(gateway_task)
    )


_CLAIM = _claim()
_SETTLE = update(gateway_task).where(
    _t.id == bindparam("wanted"), _t.lease_token == bindparam("token"), _t.finished_at.is_(None)
)
_RELEASE = update(gateway_task).where(_t.finished_at.is_(None), _t.lease_until.is_not(None)).values(lease_until=_NOW)
_NEXT_DUE = select(func.min(_claimable_at(gateway_task), type_=UTC())).where(
    _t.finished_at.is_(None), ~_is_busy(gateway_task, gateway_task.alias("other"))
)
_PRUNE = (
    delete(gateway_task).where(_t.finished_at < bindparam("before")),
    delete(gateway_webhook).where(gateway_webhook.c.received_at < bindparam("before")),
    delete(bank_message).where(_b.at < bindparam("before")),
)


class SqlPayments:
    """`has_added` tells the unit of work whether there is something to wake the gateway's worker for."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._execute = transaction.execute
        self.has_added = False

    def request_of_token(self, token_hash: str) -> RequestPlace | None:
        row = self._execute(_BY_TOKEN, {"token_hash": token_hash}).one_or_none()
        return RequestPlace(*row) if row else None

    def attempt_of_order_ref(self, order_ref: str) -> RequestPlace | None:
        row = self._execute(_BY_ORDER_REF, {"ref": order_ref}).one_or_none()
        return RequestPlace(*row) if row else None

    def attempt_of_payment_ref(self, provider: str, payment_ref: str) -> RequestPlace | None:
        row = self._execute(_BY_PAYMENT_REF, {"of_provider": provider, "ref": payment_ref}).one_or_none()
        return RequestPlace(*row) if row else None

    def awaiting(self, shop_id: int, amount: Money, most: int) -> list[int]:
        place = {"of_shop": shop_id, "won": amount.won, "most": most}
        return list(self._execute(_AWAITING, place).scalars())

    def reported_under(self, shop_id: int, name: str, most: int) -> list[int]:
        return list(self._execute(_REPORTED, {"of_shop": shop_id, "name": name, "most": most}).scalars())

    def awaiting_transfers(self, shop_id: int) -> list[int]:
        return list(self._execute(_TRANSFERS, {"of_shop": shop_id}).scalars())

    # Gateways

    def gateway(self, shop_id: int) -> ShopGateway | None:
        return to_gateway(self._execute(_GATEWAY, {"of_shop": shop_id}).one_or_none())

    def gateway_of_public_id(self, public_id: str) -> ShopGateway | None:
        return to_gateway(self._execute(_GATEWAY_BY_ID, {"public": public_id}).one_or_none())

    def gateways(self) -> list[ShopGateway]:
        return [gateway for row in self._execute(_GATEWAYS) if (gateway := to_gateway(row))]

    def unsettled(self, shop_id: int) -> list[int]:
        return list(self._execute(_UNSETTLED, {"of_shop": shop_id}).scalars())

    def orders_moved(self, shop_id: int, provider: str, since: datetime, until: datetime) -> list[int]:
        when = {"of_shop": shop_id, "of_provider": provider, "since": since, "until": until}
        return list(self._execute(_MOVED, when).scalars())

    def save_gateway(self, gateway: ShopGateway) -> None:
        put(self._transaction, shop_gateway, {name: getattr(gateway, name) for name in ShopGateway.__slots__})

    def remove_gateway(self, shop_id: int) -> bool:
        return self._execute(_REMOVE_GATEWAY, {"of_shop": shop_id}).rowcount == 1

    def take_in_webhook(self, shop_id: int, dedupe_key: str, now: datetime) -> bool:
        row = {"shop_id": shop_id, "dedupe_key": dedupe_key, "received_at": now}
        return self._transaction.insert_or_ignore(gateway_webhook, row)

    # Bank messages

    def add_bank_message(self, shop_id: int, amount: Money, name: str, at: datetime) -> int:
        row = {"shop_id": shop_id, "amount": amount.won, "name": name, "at": at}
        message_id: int = self._execute(_ADD_MESSAGE, row).scalar_one()
        return message_id

    def bank_message(self, shop_id: int, message_id: int) -> BankMessage | None:
        row = self._execute(_MESSAGE, {"of_shop": shop_id, "wanted": message_id}).one_or_none()
        return BankMessage(row.id, row.shop_id, Money(row.amount), row.name, row.at) if row else None

    # Work for gateways

    def add_tasks(self, tasks: Iterable[GatewayTask]) -> int:
        rows = [_task_values(task) for task in tasks]
        if not rows:
            return 0
        new = self._transaction.insert_or_ignore_all(gateway_task, rows)
        self.has_added = self.has_added or new > 0
        return new

    def claim_tasks(self, most: int, now: datetime, lease_until: datetime, token: str) -> list[ClaimedTask]:
        rows = self._execute(_CLAIM, {"most": most, "now": now, "until": lease_until, "token": token}).all()
        return [_to_claimed(row) for row in sorted(rows, key=lambda row: row.id)]

    def finish_task(self, claimed: ClaimedTask, now: datetime) -> bool:
        return self._settle(claimed, finished_at=now, lease_until=None)

    def repeat_task(self, claimed: ClaimedTask, due_at: datetime, error: str, kind: TaskKind | None = None) -> bool:
        wanted = (kind or claimed.task.kind).value
        self.has_added = True  # the worker may have to wake earlier than it thought
        return self._settle(claimed, due_at=due_at, last_error=error, kind=wanted, lease_until=None)

    def release_tasks(self, now: datetime) -> int:
        return self._execute(_RELEASE, {"now": now}).rowcount

    def next_task_due(self, now: datetime) -> datetime | None:
        at: datetime | None = self._execute(_NEXT_DUE, {"now": now}).scalar_one()
        return at and max(at, now)

    def prune(self, before: datetime) -> int:
        return sum(self._execute(old, {"before": before}).rowcount for old in _PRUNE)

    def _settle(self, claimed: ClaimedTask, **values: Any) -> bool:
        lease = {"wanted": claimed.id, "token": claimed.lease_token}
        return self._execute(_SETTLE, values | lease).rowcount == 1


def to_gateway(row: Any) -> ShopGateway | None:
    """The gateway in a row that has all of its columns; None for none."""
    if row is None:
        return None
    return ShopGateway(**{name: getattr(row, name) for name in ShopGateway.__slots__})


def _task_values(task: GatewayTask) -> dict[str, Any]:
    return {
        "dedupe_key": task.dedupe_key,
        "kind": task.kind.value,
        "order_id": task.order_id,
        "request": task.request,
        "attempt": task.attempt,
        "refund": task.refund,
        "due_at": task.due_at,
        "attempts": 0,
    }


def _to_claimed(row: Any) -> ClaimedTask:
    task = GatewayTask(
        TaskKind(row.kind), row.order_id, row.due_at, row.dedupe_key, row.request, row.attempt, row.refund
    )
    return ClaimedTask(row.id, task, row.attempts, row.lease_token, row.lease_until)
