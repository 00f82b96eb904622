"""The store in memory: one use case is one transaction on a copy."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Concatenate, ParamSpec, TypeVar

from domain.delivery import Progress, UpdateDoneMeanwhile, update_in_hand
from domain.errors import OrderChangedMeanwhile
from domain.gateway_work import tasks_for_order
from domain.notices import intents_for_order
from domain.order import Order
from domain.ports import Wakes
from domain.reminders import waits_of, waits_of_thread
from domain.timeline import entries_of
from tests.fakes.chats import FakeChats
from tests.fakes.inbox import FakeInbox
from tests.fakes.key_trials import FakeKeyTrials
from tests.fakes.memory import Memory
from tests.fakes.orders import FakeOrders
from tests.fakes.outbox import FakeOutbox
from tests.fakes.payments import FakePayments
from tests.fakes.reminders import FakeReminders
from tests.fakes.shops import FakePeople, FakeShops
from tests.fakes.threads import FakeThreads

P = ParamSpec("P")
T = TypeVar("T")


class FakeUnitOfWork:
    """A `domain.ports.UnitOfWork` on a copy of the memory."""

    def __init__(self, before: Memory) -> None:
        self._before = before
        self.memory = memory = before.copied()
        self.orders = FakeOrders(memory)
        self.shops = FakeShops(memory)
        self.people = FakePeople(memory)
        self.chats = FakeChats(memory)
        self.threads = FakeThreads(memory)
        self.inbox = FakeInbox(memory)
        self.outbox = FakeOutbox(memory)
        self.payments = FakePayments(memory)
        self.key_trials = FakeKeyTrials(memory)
        self.reminders = FakeReminders(memory)

    @property
    def wakes(self) -> Wakes:
        outbox = Wakes.OUTBOX if self.outbox.has_added else Wakes.NOBODY
        has_work = self.payments.has_added or self.key_trials.has_added
        return outbox | Wakes.PAYMENTS if has_work else outbox

    def flush(self) -> None:
        for order in self.orders.handed.values():
            self._write(order)
        self._follow_threads()
        update = update_in_hand.get()
        if update is None or self.inbox.has_failed:
            return
        if self.memory == self._before and not self.inbox.has_finished:
            return
        is_ours = self.inbox.finish(update.bot_id, update.update_id, None)
        if not is_ours and update.progress is Progress.NOTHING:
            raise UpdateDoneMeanwhile()
        if update.is_secret:
            self.inbox.forget_words(update.bot_id, update.update_id)
        if update.dialog is not None:
            at = self.memory.updates[update.bot_id, update.update_id].at
            self.memory.dialogs[update.bot_id, update.chat_id, update.user_id] = update.dialog, at
        update.progress = Progress.ALL

    def _write(self, order: Order) -> None:
        stored = self.memory.orders[order.id]
        if not order.events:
            if order != stored:
                raise RuntimeError(f"order {order.id} has changed without an event")
            return
        if order.version != max(stored.version, 1):
            raise OrderChangedMeanwhile(number=order.number)
        order.version = stored.version + 1
        for entry in entries_of(order.events):
            self.memory.entries += 1
            self.memory.timelines.setdefault(order.id, []).append(replace(entry, id=self.memory.entries))
        staff, shop = self.people.staff_of(order.shop_id), self.shops.get(order.shop_id)
        self.outbox.add(intents_for_order(order, shop.bot_id, staff))
        self.payments.add_tasks(tasks_for_order(order))
        self.reminders.follow(shop, order.id, waits_of(stored) if stored.version else (), waits_of(order))
        order.events.clear()
        self._refuse_duplicates(order)
        self.memory.orders[order.id] = copy.deepcopy(order)

    def _follow_threads(self) -> None:
        for thread in self.memory.threads.values():
            known = self._before.threads.get(thread.id)
            before = waits_of_thread(known) if known else frozenset()
            self.reminders.follow(self.shops.get(thread.shop_id), thread.id, before, waits_of_thread(thread))

    def _refuse_duplicates(self, order: Order) -> None:
        """What the database's unique keys refuse."""
        others = [other for other in self.memory.orders.values() if other.id != order.id]
        seen = [(m.provider, m.transaction) for o in (*others, order) for m in o.ledger if m.provider]
        if len(seen) > len(set(seen)) or sum(request.state.is_live for request in order.requests) > 1:
            raise RuntimeError(f"order {order.id} books a transaction twice or has two live requests")


class FakeStore:
    """Runs use cases on memory, each wholly or not at all."""

    def __init__(self) -> None:
        self.memory = Memory()
        self._listeners: list[tuple[Wakes, Callable[[], object]]] = []

    def add_commit_listener(self, listener: Callable[[], object], to: Wakes = Wakes.ANYBODY) -> None:
        self._listeners.append((to, listener))

    def do(self, use_case: Callable[Concatenate[FakeUnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Like `Store.run`, without an event loop."""
        unit = FakeUnitOfWork(self.memory)
        value = use_case(unit, *args, **kwargs)
        unit.flush()
        self.memory = unit.memory
        for to, listener in self._listeners:
            if to & unit.wakes:
                listener()
        return value

    async def run(self, use_case: Callable[Concatenate[FakeUnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return self.do(use_case, *args, **kwargs)

    async def read(self, use_case: Callable[Concatenate[FakeUnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return use_case(FakeUnitOfWork(self.memory), *args, **kwargs)
