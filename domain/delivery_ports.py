"""What the bot asks of storage about Telegram: chats and what they show, updates as they came, messages to send."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from domain.delivery import (
    AfterFailure,
    Chat,
    ChatProfile,
    ClaimedIntent,
    Dialog,
    Intent,
    Navigator,
    ShownCard,
    Side,
    StoredUpdate,
)


class Chats(Protocol):
    """What the bot remembers about chats: profiles, cards, navigators, dialogs, uploaded files."""

    def profile(self, chat: Chat) -> ChatProfile | None: ...

    def save_profile(self, profile: ChatProfile) -> None: ...

    def card(self, chat: Chat, side: Side, order_id: int) -> ShownCard | None: ...

    def card_of_message(self, chat: Chat, message_id: int) -> ShownCard | None: ...

    def cards_of(self, chat: Chat, shop_id: int) -> list[ShownCard]:
        """The staff's cards in this chat of the shop's orders, newest first."""

    def save_card(self, card: ShownCard) -> None:
        """One card per chat, side and order: a later one takes the place of an earlier one."""

    def navigator(self, chat: Chat) -> Navigator | None: ...

    def save_navigator(self, navigator: Navigator) -> None: ...

    def dialog(self, bot_id: int, chat_id: int, user_id: int) -> Dialog: ...

    def forget_dialogs(self, before: datetime) -> int:
        """Forgets dialogs that no update has changed since; returns how many."""

    def file_id(self, bot_id: int, digest: str) -> str | None: ...

    def save_file_id(self, bot_id: int, digest: str, file_id: str) -> None: ...


class Inbox(Protocol):
    """Updates as they came; each is done exactly once."""

    def add(self, updates: Iterable[StoredUpdate], now: datetime) -> int:
        """Stores what is new, ignores what is known; returns how many were new."""

    def pending(self, bot_ids: Iterable[int], most: int, after: int = 0) -> list[StoredUpdate]:
        """Those of these bots that were received after that place, oldest first."""

    def finish(self, bot_id: int, update_id: int, now: datetime) -> bool:
        """False when it was not to be done any more; by this very unit of work it may be done several times."""

    def fail(self, bot_id: int, update_id: int, error: str, most_attempts: int, now: datetime) -> AfterFailure:
        """Counts a failed attempt, unless the update is done already."""

    def dead(self, since: datetime) -> int:
        """How many updates that came since then nobody could handle."""

    def prune(self, before: datetime, dead_before: datetime) -> int:
        """Forgets what was done before the one time, and what nobody could handle before the other."""


class Outbox(Protocol):
    """Intents on their way to chats."""

    def add(self, intents: Iterable[Intent]) -> int:
        """Queues each dedupe key once, a navigator redraw once per chat until it is sent; returns how many were new."""

    def claim(
        self, bot_ids: Iterable[int], most: int, now: datetime, lease_until: datetime, token: str
    ) -> list[ClaimedIntent]:
        """Due intents of these bots, oldest first, at most one in flight per chat and lane; takes stalled ones back."""

    def release(self, bot_id: int, at: datetime) -> int:
        """Lets no lease of this bot's claims last longer than that: who held them is gone then. Returns how many."""

    def next_due(self, bot_ids: Iterable[int], now: datetime) -> datetime | None:
        """When the next intent of these bots can be claimed, as far as known now."""

    def mark_sent(self, claimed: ClaimedIntent, message_id: int | None, now: datetime) -> bool:
        """False when the lease was lost meanwhile. The same goes for the other marks."""

    def mark_idle(self, claimed: Sequence[ClaimedIntent], now: datetime) -> int:
        """Done, though there was nothing to send, for all of one claim; returns how many leases were still held."""

    def mark_unknown(self, claimed: ClaimedIntent, error: str, now: datetime) -> bool: ...

    def mark_dead(self, claimed: ClaimedIntent, error: str, now: datetime) -> bool: ...

    def mark_unreachable(self, claimed: ClaimedIntent, error: str, now: datetime) -> bool:
        """Given up too, but nobody's mistake: the person blocked the bot or is gone."""

    def retry_at(self, claimed: ClaimedIntent, due_at: datetime, error: str, *, is_fault: bool = False) -> bool:
        """Tried again then; `is_fault` counts the failure as one of our own."""

    def hold(self, claimed: ClaimedIntent, until: datetime) -> bool:
        """Not to be sent before then, and not late until then."""

    def put_back(self, claimed: ClaimedIntent, due_at: datetime) -> bool:
        """Claimed again then, as if it had not been claimed now."""

    def late(self, before: datetime) -> int:
        """How many intents were due before that time and are still on their way."""

    def dead(self, since: datetime) -> int:
        """How many intents were marked dead since then."""

    def prune(self, before: datetime) -> int: ...
