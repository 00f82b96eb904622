"""One transaction's repositories, and what is written at its end without any use case having to think of it."""

from __future__ import annotations

from domain.delivery import Progress, UpdateDoneMeanwhile, update_in_hand
from domain.gateway_work import tasks_for_order
from domain.notices import intents_for_order
from domain.ports import Wakes
from domain.reminders import waits_of, waits_of_thread
from storage.chats import SqlChats
from storage.counters import Counters
from storage.inbox import SqlInbox
from storage.key_trials import SqlKeyTrials
from storage.orders import SqlOrders
from storage.outbox import SqlOutbox
from storage.payments import SqlPayments
from storage.people import SqlPeople
from storage.reminders import SqlReminders
from storage.shops import SqlShops
from storage.threads import SqlThreads
from storage.transaction import Transaction


class SqlUnitOfWork:
    """A `domain.ports.UnitOfWork` on an open transaction."""

    def __init__(self, transaction: Transaction) -> None:
        counters = Counters(transaction)
        self._transaction = transaction
        self.orders = SqlOrders(transaction, counters)
        self.shops = SqlShops(transaction, counters)
        self.people = SqlPeople(transaction)
        self.chats = SqlChats(transaction)
        self.threads = SqlThreads(transaction, counters)
        self.inbox = SqlInbox(transaction)
        self.outbox = SqlOutbox(transaction)
        self.payments = SqlPayments(transaction)
        self.key_trials = SqlKeyTrials(transaction)
        self.reminders = SqlReminders(transaction)

    @property
    def wakes(self) -> Wakes:
        """Whether something was queued for the dispatcher or the worker at payment companies."""
        outbox = Wakes.OUTBOX if self.outbox.has_added else Wakes.NOBODY
        has_work = self.payments.has_added or self.key_trials.has_added
        return outbox | Wakes.PAYMENTS if has_work else outbox

    def flush(self) -> None:
        """Writes changed orders with their history and notices, follows what waits, and settles the update in hand.

        Raises OrderChangedMeanwhile when someone else was faster.
        """
        for order in self.orders.write():
            staff, shop = self.people.staff_of(order.shop_id), self.shops.get(order.shop_id)
            self.outbox.add(intents_for_order(order, shop.bot_id, staff))
            self.payments.add_tasks(tasks_for_order(order))
            self.reminders.follow(shop, order.id, self.orders.waited(order), waits_of(order))
            order.events.clear()
        for before, thread in self.threads.take_moved():
            shop = self.shops.get(thread.shop_id)
            self.reminders.follow(shop, thread.id, waits_of_thread(before), waits_of_thread(thread))
        self._settle_update()

    def _settle_update(self) -> None:
        """What the update caused and that it is done are stored together, or neither; safe to repeat.

        Raises UpdateDoneMeanwhile when another process handled it: then nothing of this transaction is stored.
        """
        update = update_in_hand.get()
        if update is None or self.inbox.has_failed or not self._transaction.has_written:
            return
        is_ours = self.inbox.finish(update.bot_id, update.update_id, None)
        if not is_ours and update.progress is Progress.NOTHING:
            raise UpdateDoneMeanwhile(f"update {update.update_id} of bot {update.bot_id}")
        if update.is_secret:
            self.inbox.forget_words(update.bot_id, update.update_id)
        if update.dialog is not None:
            at = self.inbox.received_at(update.bot_id, update.update_id)
            self.chats.save_dialog(update.bot_id, update.chat_id, update.user_id, update.dialog, at)
        update.progress = Progress.ALL  # which the store takes back unless this is committed
