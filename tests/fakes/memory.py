"""What the ports in memory remember, and what of it one unit of work may spoil."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from datetime import datetime

from domain.catalog import Product
from domain.delivery import Chat, ChatProfile, Dialog, Intent, IntentKind, Navigator, ShownCard, Side, StoredUpdate
from domain.gateway_work import GatewayTask
from domain.order import Order
from domain.payment_ports import BankMessage, KeyTrial, ShopGateway
from domain.people import Customer, Invite, Member
from domain.reminders import DueReminder, Reminder
from domain.shop import Shop
from domain.thread import RelayedMessage, Thread
from domain.timeline import TimelineEntry


@dataclass(slots=True)
class QueuedIntent:
    """An intent and what became of it."""

    id: int
    intent: Intent
    due_at: datetime
    status: str = "pending"
    attempts: int = 0
    faults: int = 0
    error: str = ""
    token: str = ""
    lease_until: datetime | None = None
    finished_at: datetime | None = None

    @property
    def lane(self) -> tuple[Chat, IntentKind | None]:
        kind = self.intent.kind
        return self.intent.chat, kind if kind in (IntentKind.NAVIGATOR, IntentKind.REMINDER) else None

    @property
    def claimable_at(self) -> datetime:
        return self.lease_until if self.status == "sending" and self.lease_until else self.due_at


@dataclass(slots=True)
class QueuedTask:
    """Work for a payment company and what became of it."""

    id: int
    task: GatewayTask
    attempts: int = 0
    token: str = ""
    lease_until: datetime | None = None
    finished_at: datetime | None = None

    @property
    def claimable_at(self) -> datetime:
        return self.lease_until or self.task.due_at


@dataclass(slots=True)
class ReceivedUpdate:
    """An update and what became of it."""

    update: StoredUpdate
    at: datetime
    status: str = "pending"
    error: str = ""


@dataclass(slots=True)
class Memory:
    """Everything that is stored; a unit of work gets a copy, which takes the original's place if all goes well."""

    orders: dict[int, Order] = field(default_factory=dict)
    timelines: dict[int, list[TimelineEntry]] = field(default_factory=dict)
    entries: int = 0
    shops: dict[int, Shop] = field(default_factory=dict)
    products: list[Product] = field(default_factory=list)
    images: dict[int, bytes] = field(default_factory=dict)
    invites: dict[str, tuple[Invite, datetime]] = field(default_factory=dict)
    members: dict[tuple[int, int], tuple[Member, datetime]] = field(default_factory=dict)
    customers: dict[tuple[int, int], Customer] = field(default_factory=dict)
    profiles: dict[Chat, ChatProfile] = field(default_factory=dict)
    cards: dict[tuple[Chat, Side, int], ShownCard] = field(default_factory=dict)
    navigators: dict[Chat, Navigator] = field(default_factory=dict)
    dialogs: dict[tuple[int, int, int], tuple[Dialog, datetime]] = field(default_factory=dict)
    files: dict[tuple[int, str], str] = field(default_factory=dict)
    threads: dict[int, Thread] = field(default_factory=dict)
    talks: dict[int, list[TimelineEntry]] = field(default_factory=dict)
    relayed: dict[tuple[Chat, int], RelayedMessage] = field(default_factory=dict)
    quick_replies: dict[int, list[str]] = field(default_factory=dict)
    updates: dict[tuple[int, int], ReceivedUpdate] = field(default_factory=dict)
    intents: list[QueuedIntent] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    gateways: dict[int, ShopGateway] = field(default_factory=dict)
    key_trials: dict[int, tuple[KeyTrial, datetime]] = field(default_factory=dict)
    webhooks: dict[tuple[int, str], datetime] = field(default_factory=dict)
    bank_messages: list[BankMessage] = field(default_factory=list)
    tasks: list[QueuedTask] = field(default_factory=list)
    reminders: dict[tuple[Reminder, int], DueReminder] = field(default_factory=dict)

    def copied(self) -> Memory:
        """As deep as things are changed in place; all else is frozen or replaced as a whole."""
        twin = Memory(**{name: copy.copy(getattr(self, name)) for name in self.__slots__})
        twin.timelines = {order_id: list(entries) for order_id, entries in self.timelines.items()}
        twin.talks = {thread_id: list(entries) for thread_id, entries in self.talks.items()}
        twin.updates = {key: copy.copy(received) for key, received in self.updates.items()}
        twin.intents = [copy.copy(queued) for queued in self.intents]
        twin.tasks = [copy.copy(queued) for queued in self.tasks]
        return twin
