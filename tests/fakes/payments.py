"""Payment requests and the work for payment companies, in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from domain.gateway_work import ClaimedTask, GatewayTask, TaskKind
from domain.lifecycle import OrderStatus
from domain.money import Money
from domain.order import Order
from domain.payment import PaymentMethod
from domain.payment_ports import BankMessage, RequestPlace, ShopGateway
from domain.payment_request import PaymentAttempt, PaymentRequest, RequestKind
from domain.unsettled import unsettled_of
from tests.fakes.memory import Memory, QueuedTask
from tests.fakes.orders import place_of


class FakePayments:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.has_added = False

    def request_of_token(self, token_hash: str) -> RequestPlace | None:
        found = [RequestPlace(o.id, r.number) for o, r in self._requests() if r.token_hash == token_hash != ""]
        return found[0] if found else None

    def attempt_of_order_ref(self, order_ref: str) -> RequestPlace | None:
        found = [RequestPlace(o.id, r.number, a.number) for o, r, a in self._attempts() if a.order_ref == order_ref]
        return found[0] if found else None

    def attempt_of_payment_ref(self, provider: str, payment_ref: str) -> RequestPlace | None:
        wanted = (provider, payment_ref)
        mine = [(o, r, a) for o, r, a in self._attempts() if (a.provider, a.payment_ref) == wanted and payment_ref]
        return RequestPlace(mine[0][0].id, mine[0][1].number, mine[0][2].number) if mine else None

    def awaiting(self, shop_id: int, amount: Money, most: int) -> list[int]:
        kinds, methods = (
            (RequestKind.TRANSFER, RequestKind.PAY_LINK),
            (PaymentMethod.BANK_TRANSFER, PaymentMethod.PAY_LINK),
        )
        waits = [
            order
            for order in self._memory.orders.values()
            if order.shop_id == shop_id and order.status is OrderStatus.CONFIRMED and order.payment_method in methods
        ]
        mine = [
            o
            for o in waits
            if ((r := o.live_request) is None and o.balance == amount) or (r and r.kind in kinds and r.amount == amount)
        ]
        return [order.id for order in sorted(mine, key=place_of, reverse=True)][:most]

    def reported_under(self, shop_id: int, name: str, most: int) -> list[int]:
        live = [(o.id, o.live_request) for o in self._memory.orders.values() if o.shop_id == shop_id]
        return sorted((n for n, request in live if request and request.depositor == name), reverse=True)[:most]

    def awaiting_transfers(self, shop_id: int) -> list[int]:
        mine = [order for order in self._memory.orders.values() if order.shop_id == shop_id]
        mine = [o for o in mine if o.status in (OrderStatus.CONFIRMED, OrderStatus.CANCEL_REQUESTED)]
        is_owed = PaymentMethod.BANK_TRANSFER
        return sorted(o.id for o in mine if o.asked_request or (o.payment_method is is_owed and o.balance.won > 0))

    def gateway(self, shop_id: int) -> ShopGateway | None:
        return self._memory.gateways.get(shop_id)

    def gateway_of_public_id(self, public_id: str) -> ShopGateway | None:
        return next((one for one in self._memory.gateways.values() if one.public_id == public_id), None)

    def gateways(self) -> list[ShopGateway]:
        return [gateway for _, gateway in sorted(self._memory.gateways.items())]

    def unsettled(self, shop_id: int) -> list[int]:
        mine = [order for order in self._memory.orders.values() if order.shop_id == shop_id]
        return sorted(order.id for order in mine if any(unsettled_of(order)))

    def orders_moved(self, shop_id: int, provider: str, since: datetime, until: datetime) -> list[int]:
        moved = {
            order.id
            for order in self._memory.orders.values()
            if order.shop_id == shop_id
            and any(row.provider == provider and since <= row.at < until for row in order.ledger)
        }
        return sorted(moved)

    def save_gateway(self, gateway: ShopGateway) -> None:
        self._memory.gateways[gateway.shop_id] = gateway

    def remove_gateway(self, shop_id: int) -> bool:
        return self._memory.gateways.pop(shop_id, None) is not None

    def take_in_webhook(self, shop_id: int, dedupe_key: str, now: datetime) -> bool:
        is_new = (shop_id, dedupe_key) not in self._memory.webhooks
        self._memory.webhooks.setdefault((shop_id, dedupe_key), now)
        return is_new

    def add_bank_message(self, shop_id: int, amount: Money, name: str, at: datetime) -> int:
        self._memory.bank_messages.append(BankMessage(len(self._memory.bank_messages) + 1, shop_id, amount, name, at))
        return len(self._memory.bank_messages)

    def bank_message(self, shop_id: int, message_id: int) -> BankMessage | None:
        mine = [one for one in self._memory.bank_messages if (one.shop_id, one.id) == (shop_id, message_id)]
        return mine[0] if mine else None

    def add_tasks(self, tasks: Iterable[GatewayTask]) -> int:
        known = {queued.task.dedupe_key for queued in self._memory.tasks}
        new = {task.dedupe_key: task for task in tasks if task.dedupe_key not in known}
        for task in new.values():
            self._memory.tasks.append(QueuedTask(len(self._memory.tasks) + 1, task))
        self.has_added = self.has_added or bool(new)
        return len(new)

    def claim_tasks(self, most: int, now: datetime, lease_until: datetime, token: str) -> list[ClaimedTask]:
        mine = [queued for queued in self._open() if queued.claimable_at <= now and not self._waits(queued, now)]
        for queued in mine[:most]:
            queued.attempts, queued.token, queued.lease_until = queued.attempts + 1, token, lease_until
        return [ClaimedTask(q.id, q.task, q.attempts, token, lease_until) for q in mine[:most]]

    def finish_task(self, claimed: ClaimedTask, now: datetime) -> bool:
        queued = self._held(claimed)
        if queued:
            queued.finished_at, queued.lease_until = now, None
        return queued is not None

    def repeat_task(self, claimed: ClaimedTask, due_at: datetime, error: str, kind: TaskKind | None = None) -> bool:
        queued = self._held(claimed)
        if queued:
            queued.task = replace(queued.task, due_at=due_at, kind=kind or queued.task.kind)
            queued.lease_until = None
        self.has_added = True
        return queued is not None

    def release_tasks(self, now: datetime) -> int:
        held = [queued for queued in self._open() if queued.lease_until]
        for queued in held:
            queued.lease_until = now
        return len(held)

    def next_task_due(self, now: datetime) -> datetime | None:
        free = [queued for queued in self._open() if not self._is_held_up(queued, now)]
        return max(min(queued.claimable_at for queued in free), now) if free else None

    def prune(self, before: datetime) -> int:
        kept = [q for q in self._memory.tasks if q.finished_at is None or q.finished_at >= before]
        heard = {key: at for key, at in self._memory.webhooks.items() if at >= before}
        passed_on = [one for one in self._memory.bank_messages if one.at >= before]
        gone = len(self._memory.tasks) - len(kept) + len(self._memory.webhooks) - len(heard)
        gone += len(self._memory.bank_messages) - len(passed_on)
        self._memory.tasks, self._memory.webhooks, self._memory.bank_messages = kept, heard, passed_on
        return gone

    def _open(self) -> list[QueuedTask]:
        return [queued for queued in self._memory.tasks if queued.finished_at is None]

    def _others(self, queued: QueuedTask) -> list[QueuedTask]:
        return [q for q in self._open() if q.task.order_id == queued.task.order_id and q.id != queued.id]

    def _is_held_up(self, queued: QueuedTask, now: datetime) -> bool:
        return any(q.lease_until and q.lease_until > now for q in self._others(queued))

    def _waits(self, queued: QueuedTask, now: datetime) -> bool:
        others = self._others(queued)
        return any(
            (q.lease_until and q.lease_until > now) or (q.id < queued.id and q.task.due_at <= now) for q in others
        )

    def _held(self, claimed: ClaimedTask) -> QueuedTask | None:
        mine = [q for q in self._open() if (q.id, q.token) == (claimed.id, claimed.lease_token)]
        return mine[0] if mine else None

    def _requests(self) -> Iterator[tuple[Order, PaymentRequest]]:
        return ((order, request) for order in self._memory.orders.values() for request in order.requests)

    def _attempts(self) -> Iterator[tuple[Order, PaymentRequest, PaymentAttempt]]:
        return ((order, request, attempt) for order, request in self._requests() for attempt in request.attempts)
