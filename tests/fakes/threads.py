"""Conversations in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from domain.delivery import Chat, Side
from domain.errors import ThreadNotFound
from domain.relays import BY_THE_BOT
from domain.thread import Delivery, Photo, RelayedMessage, Thread, photo_data
from domain.thread_ports import WaitingThread
from domain.timeline import EntryKind, TimelineEntry
from tests.fakes.memory import Memory


class FakeThreads:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def get(self, thread_id: int) -> Thread:
        if thread_id not in self._memory.threads:
            raise ThreadNotFound()
        return self._memory.threads[thread_id]

    def about(self, shop_id: int, customer_id: int, order_id: int | None) -> Thread:
        key = (None, order_id) if order_id else ((shop_id, customer_id), None)
        for thread in self._memory.threads.values():
            if key == ((None, thread.order_id) if thread.order_id else ((thread.shop_id, thread.customer_id), None)):
                return thread
        thread = Thread(len(self._memory.threads) + 1, shop_id, customer_id, order_id)
        self._memory.threads[thread.id] = thread
        return thread

    def save(self, thread: Thread) -> None:
        self._memory.threads[thread.id] = thread

    def waiting(self, shop_id: int, skip: int, most: int) -> list[WaitingThread]:
        found = [
            (thread.waiting_since, thread.id, thread)
            for thread in self._memory.threads.values()
            if thread.shop_id == shop_id and thread.waiting_since
        ]
        return [self._listed(thread, since) for since, _, thread in sorted(found)[skip : skip + most]]

    def write(self, thread: Thread, entry: TimelineEntry) -> int:
        self._memory.entries += 1
        self._entries(thread).append(replace(entry, id=self._memory.entries))
        return self._memory.entries

    def entry(self, entry_id: int) -> TimelineEntry:
        entries, place = self._place(entry_id)
        return entries[place]

    def history(self, thread: Thread, skip: int, most: int) -> list[TimelineEntry]:
        entries = self._entries(thread)
        return entries[: len(entries) - skip][-most:]

    def history_length(self, thread: Thread) -> int:
        return len(self._entries(thread))

    def add_photo(self, entry_id: int, photo: Photo) -> int:
        entries, place = self._place(entry_id)
        photos = [*entries[place].data.get("photos", ()), photo_data(photo)]
        entries[place] = replace(entries[place], data={**entries[place].data, "photos": photos})
        return len(photos) - 1

    def settle(self, entry_id: int, delivery: Delivery) -> bool:
        entries, place = self._place(entry_id)
        if entries[place].delivery is not Delivery.PENDING:
            return False
        entries[place] = replace(entries[place], delivery=delivery)
        return True

    def remember(self, relayed: RelayedMessage) -> None:
        self._memory.relayed.setdefault((relayed.chat, relayed.message_id), relayed)

    def relayed(self, chat: Chat, message_id: int) -> RelayedMessage | None:
        return self._memory.relayed.get((chat, message_id))

    def album(self, chat: Chat, album: str) -> RelayedMessage | None:
        return next((r for r in self._in(chat) if album and r.album == album), None)

    def copies(self, chat: Chat, entry_id: int) -> list[RelayedMessage]:
        return [relayed for relayed in self._in(chat) if relayed.entry_id == entry_id]

    def shown_to(self, chat: Chat, shop_id: int, most: int) -> list[RelayedMessage]:
        of_shop = [r for r in self._in(chat) if r.side is Side.SHOP and self.get(r.thread_id).shop_id == shop_id]
        shown = [r for r in of_shop if r.piece in BY_THE_BOT or self.entry(r.entry_id).delivery is None]
        return sorted(shown, key=lambda r: -r.message_id)[:most]

    def last_own(self, thread_id: int, chat: Chat) -> RelayedMessage | None:
        own = [r for r in self._in(chat) if r.thread_id == thread_id and r.side is Side.CUSTOMER]
        return next((r for r in reversed(own) if self.entry(r.entry_id).delivery is None), None)

    def quick_replies(self, shop_id: int) -> Sequence[str] | None:
        return self._memory.quick_replies.get(shop_id)

    def save_quick_replies(self, shop_id: int, texts: Sequence[str]) -> None:
        self._memory.quick_replies[shop_id] = list(texts)

    def _in(self, chat: Chat) -> list[RelayedMessage]:
        found = [relayed for relayed in self._memory.relayed.values() if relayed.chat == chat]
        return sorted(found, key=lambda relayed: relayed.message_id)

    def _entries(self, thread: Thread) -> list[TimelineEntry]:
        if thread.order_id:
            return self._memory.timelines.setdefault(thread.order_id, [])
        return self._memory.talks.setdefault(thread.id, [])

    def _place(self, entry_id: int) -> tuple[list[TimelineEntry], int]:
        for entries in (*self._memory.timelines.values(), *self._memory.talks.values()):
            for place, entry in enumerate(entries):
                if entry.id == entry_id:
                    return entries, place
        raise ThreadNotFound()

    def _listed(self, thread: Thread, since: datetime) -> WaitingThread:
        order = self._memory.orders[thread.order_id] if thread.order_id else None
        bot_id = self._memory.shops[thread.shop_id].bot_id
        profile = self._memory.profiles.get(Chat(bot_id, thread.customer_id))
        kinds = (EntryKind.MESSAGE, EntryKind.MESSAGE_EDITED)
        said = [entry for entry in self._entries(thread) if entry.kind in kinds]
        name = order.recipient.name if order else profile.name if profile else ""
        return WaitingThread(thread, order.number if order else None, name, since, said[-1] if said else None)
