"""What the desk promises to deliver: updates taken in, intents to tell someone, and the memory of shown cards."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, StrEnum, auto
from typing import Any, Final


class Side(StrEnum):
    """Which side of the counter a screen or an intent is for; one person may stand on both (D14)."""

    SHOP = "shop"
    CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class Chat:
    """One person's conversation with one bot."""

    bot_id: int
    chat_id: int


@dataclass(frozen=True, slots=True)
class ChatProfile:
    """What is known of a chat: how to address it, and whether messages still arrive."""

    chat: Chat
    name: str
    language: str
    is_reachable: bool = True


class IntentKind(StrEnum):
    """What is to be shown; the text is rendered when it is sent, in the recipient's language."""

    CARD = "card"
    """This chat's card of the order shows the present state. `payload["new"]` sends it if there is none yet,
    `payload["anew"]` also if there is one, as long as the customer is asked about that round of edits, and
    `payload["asked"]` as long as they are asked for that payment."""
    NOTICE = "notice"
    """A short new message that replies to the card."""
    NAVIGATOR = "navigator"
    """The chat's navigator shows the present counts, or the order it has open."""
    STAFF = "staff"
    """News about the staff: `payload` has `news` (see notices.StaffNews), the shop's and a person's name."""
    MENU = "menu"
    """The chat's menu of commands fits what the person is."""
    REMINDER = "reminder"
    """Something waits: `payload` has `kind`, `subject`, `since` and `n`. Nothing is told once that is over."""
    STRIP = "strip"
    """The message `payload["message_id"]` loses its buttons: a copy that nobody keeps up to date."""
    RELAY = "relay"
    """A piece of a message on its way to the other side of the counter (see `domain.relays`)."""
    REVISE = "revise"
    """The staff's copy of a message shows what its writer changed it to."""
    RECEIPT = "receipt"
    """Whoever answered a customer learns what became of the answer."""


class Policy(StrEnum):
    """What happens when nobody knows whether a message arrived."""

    MUST = "must"
    """Sent again: a second copy is harmless, a missing one is not."""
    ONCE = "once"
    """Left alone and counted as unknown."""


GRACE: Final = timedelta(seconds=3)
"""How long a process that is no longer a bot's leader may finish what it has in hand; nothing can be stored twice."""
NAVIGATOR_DELAY: Final = timedelta(seconds=2)
"""Redraws of a navigator are gathered for this long."""


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing to deliver to one chat. Queued with the change that caused it; at most once per dedupe key."""

    chat: Chat
    kind: IntentKind
    side: Side
    dedupe_key: str
    due_at: datetime
    order_id: int | None = None
    loud: bool = False
    policy: Policy = Policy.MUST
    payload: Mapping[str, Any] = field(default_factory=dict)


def merged_card(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """The payload of one redraw of a card that stands for two: new, and anew for the later round, as either wants."""
    later = {key: max(one.get(key, 0), other.get(key, 0)) for key in ("anew", "asked")}
    return {"new": bool(one.get("new") or other.get("new"))} | {key: n for key, n in later.items() if n}


@dataclass(frozen=True, slots=True)
class ClaimedIntent:
    """An intent that this process may deliver until `lease_until`; marking needs the token."""

    id: int
    intent: Intent
    attempts: int
    lease_token: str
    lease_until: datetime
    faults: int = 0
    """How many of the attempts before failed through a fault of our own."""


@dataclass(frozen=True, slots=True)
class ShownCard:
    """The message that shows an order in a chat; `drawn` is a digest of what it shows, None while a dialog is open.

    `view` is the dialog that a change of the order draws again instead of closing it (a packed callback), if any.
    """

    chat: Chat
    side: Side
    order_id: int
    message_id: int
    drawn: str | None
    view: str = ""
    decided_at: datetime | None = None
    """When a turn of the person last decided what it shows; what it decided is drawn after that."""


@dataclass(frozen=True, slots=True)
class Navigator:
    """The one live message of a staff chat: which screen it shows (`view`, a callback) for which shop."""

    chat: Chat
    shop_id: int
    message_id: int
    view: str
    order_id: int | None = None
    drawn: str | None = None
    decided_at: datetime | None = None
    """As of a card."""


@dataclass(frozen=True, slots=True)
class StoredUpdate:
    """A raw update as Telegram sent it (JSON text), to be worked off in the order of its lane (a chat)."""

    bot_id: int
    update_id: int
    lane: int
    payload: str
    attempts: int = 0
    received: int = field(default=0, compare=False)
    """Its place among all that were stored; not without gaps, and a transaction that took long may fill one later."""


class AfterFailure(StrEnum):
    """What becomes of an update whose handler failed."""

    AGAIN = "again"
    DEAD = "dead"
    """It failed too often."""
    DONE = "done"
    """Its effects were stored before something else went wrong: handling it again would apply them twice."""


@dataclass(frozen=True, slots=True)
class Dialog:
    """Half-finished input of one person in one chat."""

    state: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


class Progress(Enum):
    """How much of the update in hand is stored. A store that rolls back takes back what its transaction had added."""

    NOTHING = auto()
    EFFECTS = auto()
    """It is done, by this very handling, but its dialog has changed since."""
    ALL = auto()


class UpdateDoneMeanwhile(Exception):
    """Somebody else has handled the update in hand: what this transaction would have added must not be stored."""


@dataclass(slots=True)
class UpdateInHand:
    """The update that is being worked off: the first transaction that writes marks it done, with its dialog changes."""

    bot_id: int
    update_id: int
    chat_id: int
    user_id: int
    known_dialog: Dialog = field(default_factory=Dialog)
    dialog: Dialog | None = None
    progress: Progress = Progress.NOTHING
    is_secret: bool = False
    """What it says is not kept a moment longer than it takes to handle it."""

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to write."""
        return self.progress is Progress.ALL

    @property
    def present_dialog(self) -> Dialog:
        return self.known_dialog if self.dialog is None else self.dialog

    def change_dialog(self, dialog: Dialog) -> None:
        self.dialog = dialog
        if self.progress is Progress.ALL:
            self.progress = Progress.EFFECTS


update_in_hand: ContextVar[UpdateInHand | None] = ContextVar("update_in_hand", default=None)
"""Set by the inbox's worker around the handler; read by the unit of work when it flushes."""
