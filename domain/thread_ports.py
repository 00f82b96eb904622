"""What the domain and the bot ask of storage about conversations: a part of `domain.ports`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from domain.delivery import Chat
from domain.thread import Delivery, Photo, RelayedMessage, Thread
from domain.timeline import TimelineEntry


@dataclass(frozen=True, slots=True)
class WaitingThread:
    """A conversation as the list of inquiries shows it; `number` is its order's, if it is about one."""

    thread: Thread
    number: int | None
    name: str
    waiting_since: datetime
    last: TimelineEntry | None


class Threads(Protocol):
    """Conversations, what was said in them, and which message of which chat shows what."""

    def get(self, thread_id: int) -> Thread:
        """Raises ThreadNotFound."""

    def about(self, shop_id: int, customer_id: int, order_id: int | None) -> Thread:
        """The conversation about this order, or about none; made if there was none yet."""

    def save(self, thread: Thread) -> None:
        """Moves the shop's count of waiting conversations along."""

    def waiting(self, shop_id: int, skip: int, most: int) -> list[WaitingThread]:
        """Those that wait for an answer, oldest first."""

    def write(self, thread: Thread, entry: TimelineEntry) -> int:
        """Adds to the history (of the order, if it is about one); no order's version moves. Returns the entry's id."""

    def entry(self, entry_id: int) -> TimelineEntry:
        """Raises ThreadNotFound."""

    def history(self, thread: Thread, skip: int, most: int) -> list[TimelineEntry]:
        """Entries beyond the `skip` newest ones, oldest of them first."""

    def history_length(self, thread: Thread) -> int: ...

    def add_photo(self, entry_id: int, photo: Photo) -> int:
        """A further picture of an album; returns its place among the entry's pictures."""

    def settle(self, entry_id: int, delivery: Delivery) -> bool:
        """What became of a message of the shop. False if that was known before."""

    def remember(self, relayed: RelayedMessage) -> None:
        """Idempotent."""

    def relayed(self, chat: Chat, message_id: int) -> RelayedMessage | None: ...

    def album(self, chat: Chat, album: str) -> RelayedMessage | None:
        """The first remembered picture of an album that was sent in this chat."""

    def copies(self, chat: Chat, entry_id: int) -> list[RelayedMessage]:
        """The messages of this chat that show the entry, oldest first."""

    def shown_to(self, chat: Chat, shop_id: int, most: int) -> list[RelayedMessage]:
        """What the bot has shown this member of the shop's conversations, newest first; not their own words."""

    def last_own(self, thread_id: int, chat: Chat) -> RelayedMessage | None:
        """What the customer wrote last in this conversation."""

    def quick_replies(self, shop_id: int) -> Sequence[str] | None:
        """None as long as the shop has not changed them."""

    def save_quick_replies(self, shop_id: int, texts: Sequence[str]) -> None: ...
