"""The ports in memory: as simple as can be, and held to the same contract as the SQL storage."""

from __future__ import annotations

import copy
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar
from zoneinfo import ZoneInfo

from domain.catalog import Product
from domain.concerns import Concern, Listing, concerns_of
from domain.delivery import (
    AfterFailure,
    Chat,
    ChatProfile,
    ClaimedIntent,
    Dialog,
    Intent,
    IntentKind,
    Navigator,
    Policy,
    Progress,
    ShownCard,
    Side,
    StoredUpdate,
    UpdateDoneMeanwhile,
    merged_card,
    update_in_hand,
)
from domain.errors import LinkInvalid, OrderChangedMeanwhile, OrderNotFound, ShopNotFound, ThreadNotFound
from domain.fulfillment import FulfillmentKind
from domain.gateway_work import ClaimedTask, GatewayTask, TaskKind, tasks_for_order
from domain.lifecycle import OrderStatus
from domain.money import Money, Takings
from domain.notices import intents_for_order
from domain.order import Order
from domain.order_ports import Counts, DaySales, Direction, OrderRow, PageRequest
from domain.payment import by_hand
from domain.payment_ports import BankMessage, RequestPlace, ShopGateway
from domain.payment_request import PaymentAttempt, PaymentRequest, RequestKind
from domain.people import Customer, Invite, Member, Role
from domain.ports import Wakes
from domain.relays import BY_THE_BOT
from domain.reminders import DueReminder, Reminder, Wait, begun, waits_of, waits_of_thread
from domain.sheet import LineKind, OrderLine
from domain.shop import Shop
from domain.thread import Delivery, Photo, RelayedMessage, Thread, photo_data
from domain.thread_ports import WaitingThread
from domain.timeline import EntryKind, TimelineEntry, entries_of

P = ParamSpec("P")
T = TypeVar("T")
SEOUL = ZoneInfo("Asia/Seoul")


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


class FakeOrders:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.handed: dict[int, Order] = {}

    def add(self, order: Order) -> None:
        order.id = max(self._memory.orders, default=0) + 1
        self._memory.orders[order.id] = copy.deepcopy(order)
        self._memory.orders[order.id].version = 0
        self.handed[order.id] = order

    def get(self, order_id: int) -> Order:
        if order_id not in self._memory.orders:
            raise OrderNotFound()
        return self.handed.setdefault(order_id, copy.deepcopy(self._memory.orders[order_id]))

    def id_of_number(self, shop_id: int, number: int) -> int | None:
        return next((o.id for o in self._of(shop_id) if o.number == number), None)

    def page(self, shop_id: int, of: Listing, request: PageRequest) -> list[OrderRow]:
        orders = [order for order in self._of(shop_id) if _is_listed(order, of)]
        anchor = next((_place(order) for order in self._of(shop_id) if order.id == request.anchor), None)
        if anchor is None:
            return [_listed(order) for order in orders[: request.size]]
        here = [order for order in orders if request.includes_anchor and _place(order) == anchor]
        if request.direction is Direction.NEWER:
            newer = [order for order in orders if _place(order) > anchor] + here
            return [_listed(order) for order in newer[-request.size :]]
        older = here + [order for order in orders if _place(order) < anchor]
        return [_listed(order) for order in older[: request.size]]

    def search(self, shop_id: int, text: str, most: int) -> list[OrderRow]:
        digits = "".join(c for c in text if c in "0123456789")
        return [_listed(order) for order in self._of(shop_id) if _matches(order, digits, _key(text))][:most]

    def of_customer(self, bot_id: int, user_id: int, most: int) -> list[OrderRow]:
        orders = [order for order in self._newest_first() if order.customer_id == user_id]
        return [_listed(o) for o in orders if self._memory.shops[o.shop_id].bot_id == bot_id][:most]

    def added_lately(self, shop_id: int, most: int) -> list[OrderLine]:
        orders = sorted(self._of(shop_id), key=lambda order: order.id, reverse=True)
        rounds = [change for order in orders for change in reversed(order.changes)]
        lines = [line for change in rounds for line in reversed(change.edits.lines)]
        goods = [OrderLine(x.name, x.unit_price, 1, x.code) for x in lines if x.kind is LineKind.ADDITION]
        return list(dict.fromkeys(goods))[:most]

    def placed_since(self, shop_id: int, user_id: int, since: datetime) -> int:
        mine = (order for order in self._of(shop_id) if order.customer_id == user_id)
        return sum(order.placed_at >= since for order in mine)

    def counts(self, shop_id: int, day: date) -> Counts:
        orders = self._of(shop_id)
        done = [order for order in orders if order.status is OrderStatus.COMPLETED and _completed_on(order, day)]
        by_status = dict.fromkeys(OrderStatus, 0) | Counter(order.status for order in orders)
        waiting = [t for t in self._memory.threads.values() if t.shop_id == shop_id and t.waiting_since]
        rows = (row for order in orders for row in order.ledger if row.at.astimezone(SEOUL).date() == day)
        handed = [by_hand(row) for row in rows]
        concerns = dict.fromkeys(Concern, 0) | Counter(concern for order in orders for concern in concerns_of(order))
        return Counts(
            by_status,
            len(done),
            Takings(sum(order.total.won for order in done)),
            len(waiting),
            concerns,
            Takings(sum(handed)),
        )

    def sales(self, shop_id: int, first: date, last: date) -> list[DaySales]:
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        counts = ((day, self.counts(shop_id, day)) for day in days)
        return [DaySales(day, c.completed_count, c.completed_total) for day, c in counts if c.completed_count]

    def oldest_open(self, shop_id: int) -> datetime | None:
        return min((order.placed_at for order in self._of(shop_id) if order.status.is_open), default=None)

    def timeline(self, order_id: int, most: int) -> list[TimelineEntry]:
        return self._memory.timelines.get(order_id, [])[-most:]

    def timeline_length(self, order_id: int) -> int:
        return len(self._memory.timelines.get(order_id, []))

    def _of(self, shop_id: int) -> list[Order]:
        return [order for order in self._newest_first() if order.shop_id == shop_id]

    def _newest_first(self) -> list[Order]:
        return sorted(self._memory.orders.values(), key=_place, reverse=True)


def _is_listed(order: Order, of: Listing) -> bool:
    return of in concerns_of(order) if isinstance(of, Concern) else order.status in of


class FakeShops:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def add(self, shop: Shop) -> Shop:
        shop = replace(shop, id=len(self._memory.shops) + 1)
        self._memory.shops[shop.id] = shop
        return shop

    def get(self, shop_id: int) -> Shop:
        if shop_id not in self._memory.shops:
            raise ShopNotFound()
        return self._memory.shops[shop_id]

    def change(self, shop: Shop) -> None:
        self._memory.shops[shop.id] = shop

    def of_customer_token(self, bot_id: int, token: str) -> Shop | None:
        return next((s for s in self._memory.shops.values() if (s.bot_id, s.customer_token) == (bot_id, token)), None)

    def add_product(self, product: Product, image: bytes | None) -> Product:
        product = replace(product, id=len(self._memory.products) + 1, has_image=image is not None)
        self._memory.products.append(product)
        if image is not None:
            self._memory.images[product.id] = image
        return product

    def products(self, shop_id: int) -> list[Product]:
        return [product for product in self._memory.products if product.shop_id == shop_id]

    def product_image(self, product_id: int) -> bytes | None:
        return self._memory.images.get(product_id)

    def add_invite(self, shop_id: int, role: Role, token_hash: str, expires_at: datetime) -> None:
        self._memory.invites[token_hash] = (
            Invite(len(self._memory.invites) + 1, shop_id, role, 0, "", False),
            expires_at,
        )

    def redeem_invite(self, bot_id: int, token_hash: str, user_id: int, name: str, now: datetime) -> Invite:
        invite, expires_at = self._memory.invites.get(token_hash, (None, now))
        if invite is None or invite.user_id or expires_at <= now or self.get(invite.shop_id).bot_id != bot_id:
            raise LinkInvalid()
        used = replace(invite, user_id=user_id, name=name)
        self._memory.invites[token_hash] = (used, expires_at)
        return used

    def invite(self, invite_id: int) -> Invite:
        used = [invite for invite, _ in self._memory.invites.values() if invite.id == invite_id and invite.user_id]
        if not used:
            raise LinkInvalid()
        return used[0]

    def open_invites(self, shop_id: int) -> list[Invite]:
        invites = [invite for invite, _ in self._memory.invites.values() if invite.shop_id == shop_id]
        return sorted((i for i in invites if i.user_id and not i.is_decided), key=lambda invite: invite.id)

    def decide_invite(self, invite_id: int, now: datetime) -> bool:
        for token_hash, (invite, expires_at) in self._memory.invites.items():
            if invite.id == invite_id and not invite.is_decided:
                self._memory.invites[token_hash] = (replace(invite, is_decided=True), expires_at)
                return True
        return False


class FakePeople:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def role_of(self, shop_id: int, user_id: int) -> Role | None:
        found = self._memory.members.get((shop_id, user_id))
        return found[0].role if found else None

    def add_member(self, member: Member, now: datetime) -> None:
        key = (member.shop_id, member.user_id)
        _, joined_at = self._memory.members.get(key, (member, now))
        self._memory.members[key] = (member, joined_at)

    def remove_member(self, shop_id: int, user_id: int) -> None:
        self._memory.members.pop((shop_id, user_id), None)

    def staff_of(self, shop_id: int) -> list[Member]:
        return [member for member, _ in self._oldest_first() if member.shop_id == shop_id]

    def shops_of(self, bot_id: int, user_id: int) -> list[tuple[Shop, Role]]:
        mine = [member for member, _ in self._oldest_first() if member.user_id == user_id]
        shops = [(self._memory.shops[member.shop_id], member.role) for member in mine]
        return [(shop, role) for shop, role in shops if shop.bot_id == bot_id]

    def shops_visited_by(self, bot_id: int, user_id: int) -> list[Shop]:
        shops = [self._memory.shops[shop_id] for shop_id, visitor in self._memory.customers if visitor == user_id]
        return sorted((shop for shop in shops if shop.bot_id == bot_id), key=lambda shop: shop.id)

    def customer(self, shop_id: int, user_id: int) -> Customer | None:
        return self._memory.customers.get((shop_id, user_id))

    def save_customer(self, customer: Customer) -> None:
        self._memory.customers[customer.shop_id, customer.user_id] = customer

    def _oldest_first(self) -> list[tuple[Member, datetime]]:
        return sorted(self._memory.members.values(), key=lambda found: (found[1], found[0].shop_id, found[0].user_id))


class FakeChats:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def profile(self, chat: Chat) -> ChatProfile | None:
        return self._memory.profiles.get(chat)

    def save_profile(self, profile: ChatProfile) -> None:
        self._memory.profiles[profile.chat] = profile

    def card(self, chat: Chat, side: Side, order_id: int) -> ShownCard | None:
        return self._memory.cards.get((chat, side, order_id))

    def card_of_message(self, chat: Chat, message_id: int) -> ShownCard | None:
        cards = self._memory.cards.values()
        return next((card for card in cards if (card.chat, card.message_id) == (chat, message_id)), None)

    def cards_of(self, chat: Chat, shop_id: int) -> list[ShownCard]:
        here = [card for card in self._memory.cards.values() if (card.chat, card.side) == (chat, Side.SHOP)]
        of_shop = [card for card in here if self._memory.orders[card.order_id].shop_id == shop_id]
        return sorted(of_shop, key=lambda card: -card.message_id)

    def save_card(self, card: ShownCard) -> None:
        self._memory.cards[card.chat, card.side, card.order_id] = card

    def navigator(self, chat: Chat) -> Navigator | None:
        return self._memory.navigators.get(chat)

    def save_navigator(self, navigator: Navigator) -> None:
        self._memory.navigators[navigator.chat] = navigator

    def dialog(self, bot_id: int, chat_id: int, user_id: int) -> Dialog:
        kept = self._memory.dialogs.get((bot_id, chat_id, user_id))
        return kept[0] if kept else Dialog()

    def forget_dialogs(self, before: datetime) -> int:
        old = [key for key, (dialog, at) in self._memory.dialogs.items() if dialog != Dialog() and at < before]
        for key in old:
            del self._memory.dialogs[key]
        return len(old)

    def file_id(self, bot_id: int, digest: str) -> str | None:
        return self._memory.files.get((bot_id, digest))

    def save_file_id(self, bot_id: int, digest: str, file_id: str) -> None:
        self._memory.files[bot_id, digest] = file_id


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


class FakeInbox:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.has_failed = False
        self.has_finished = False
        self._finished: set[tuple[int, int]] = set()

    def add(self, updates: Iterable[StoredUpdate], now: datetime) -> int:
        new = {(u.bot_id, u.update_id): ReceivedUpdate(u, now) for u in updates}
        new = {key: received for key, received in new.items() if key not in self._memory.updates}
        self._memory.updates |= new
        return len(new)

    def pending(self, bot_ids: Iterable[int], most: int, after: int = 0) -> list[StoredUpdate]:
        waiting = [
            replace(received.update, received=place)
            for place, received in enumerate(self._memory.updates.values(), 1)
            if received.status == "pending" and received.update.bot_id in bot_ids and place > after
        ]
        return waiting[:most]

    def finish(self, bot_id: int, update_id: int, now: datetime | None) -> bool:
        """Without `now` at a time that nobody knows."""
        self.has_finished = True
        if received := self._pending(bot_id, update_id):
            received.status, received.at = "done", now or received.at
            self._finished.add((bot_id, update_id))
        return (bot_id, update_id) in self._finished

    def fail(self, bot_id: int, update_id: int, error: str, most_attempts: int, now: datetime) -> AfterFailure:
        self.has_failed = True
        received = self._pending(bot_id, update_id)
        if received is None:
            return AfterFailure.DONE
        received.update = replace(received.update, attempts=received.update.attempts + 1)
        received.error = error
        if received.update.attempts >= most_attempts:
            received.status, received.at = "dead", now
        return AfterFailure.DEAD if received.status == "dead" else AfterFailure.AGAIN

    def dead(self, since: datetime) -> int:
        return sum(received.status == "dead" and received.at >= since for received in self._memory.updates.values())

    def prune(self, before: datetime, dead_before: datetime) -> int:
        limits = {"done": before, "dead": dead_before}
        old = [key for key, u in self._memory.updates.items() if u.status in limits and u.at < limits[u.status]]
        for key in old:
            del self._memory.updates[key]
        return len(old)

    def _pending(self, bot_id: int, update_id: int) -> ReceivedUpdate | None:
        received = self._memory.updates.get((bot_id, update_id))
        return received if received and received.status == "pending" else None


class FakeOutbox:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self.has_added = False

    def add(self, intents: Iterable[Intent]) -> int:
        new = [intent for intent in intents if self._is_new(intent)]
        self.has_added = self.has_added or bool(new)
        return len(new)

    def claim(
        self, bot_ids: Iterable[int], most: int, now: datetime, lease_until: datetime, token: str
    ) -> list[ClaimedIntent]:
        claimable = [queued for queued in self._heads(bot_ids) if queued.claimable_at <= now][:most]
        for queued in claimable:
            if queued.status == "sending" and queued.intent.policy is Policy.ONCE:
                queued.status, queued.finished_at = "unknown", now
            else:
                queued.status, queued.attempts = "sending", queued.attempts + 1
                queued.token, queued.lease_until = token, lease_until
        return [
            ClaimedIntent(q.id, replace(q.intent, due_at=q.due_at), q.attempts, token, lease_until, q.faults)
            for q in claimable
            if q.status == "sending"
        ]

    def release(self, bot_id: int, at: datetime) -> int:
        sending = (queued for queued in self._memory.intents if queued.status == "sending")
        held = [q for q in sending if q.intent.chat.bot_id == bot_id and q.lease_until and q.lease_until > at]
        for queued in held:
            queued.lease_until = at
        return len(held)

    def next_due(self, bot_ids: Iterable[int], now: datetime) -> datetime | None:
        return min((max(queued.claimable_at, now) for queued in self._heads(bot_ids)), default=None)

    def mark_sent(self, claimed: ClaimedIntent, message_id: int | None, now: datetime) -> bool:
        return self._mark(claimed, "sent", now)

    def mark_unknown(self, claimed: ClaimedIntent, error: str, now: datetime) -> bool:
        return self._mark(claimed, "unknown", now)

    def mark_dead(self, claimed: ClaimedIntent, error: str, now: datetime) -> bool:
        return self._mark(claimed, "dead", now)

    def mark_unreachable(self, claimed: ClaimedIntent, error: str, now: datetime) -> bool:
        return self._mark(claimed, "unreachable", now)

    def retry_at(self, claimed: ClaimedIntent, due_at: datetime, error: str, *, is_fault: bool = False) -> bool:
        return self._wait(claimed, due_at, error=error, faults=claimed.faults + is_fault)

    def hold(self, claimed: ClaimedIntent, until: datetime) -> bool:
        queued = self._held(claimed)
        if queued is not None:
            queued.intent = replace(queued.intent, due_at=until)
            queued.status, queued.due_at, queued.attempts = "pending", until, queued.attempts - 1
        return queued is not None

    def put_back(self, claimed: ClaimedIntent, due_at: datetime) -> bool:
        return self._wait(claimed, due_at, attempts=claimed.attempts - 1)

    def _wait(self, claimed: ClaimedIntent, due_at: datetime, **changes: Any) -> bool:
        queued = self._held(claimed)
        if queued is None:
            return False
        for name, value in changes.items():
            setattr(queued, name, value)
        if later := self._waiting(queued.intent):
            self._memory.intents.remove(later)
            queued.intent = _joined(queued.intent, later.intent)
        queued.status, queued.due_at = "pending", due_at
        return True

    def late(self, before: datetime) -> int:
        waiting = (queued for queued in self._memory.intents if queued.status in ("pending", "sending"))
        return sum(queued.intent.due_at < before for queued in waiting)

    def dead(self, since: datetime) -> int:
        dead = (queued.finished_at for queued in self._memory.intents if queued.status == "dead")
        return sum(at is not None and at >= since for at in dead)

    def prune(self, before: datetime) -> int:
        old = [queued for queued in self._memory.intents if queued.finished_at and queued.finished_at < before]
        self._memory.intents = [queued for queued in self._memory.intents if queued not in old]
        return len(old)

    def _is_new(self, intent: Intent) -> bool:
        if intent.dedupe_key in self._memory.keys:
            return False
        if waiting := self._waiting(intent):
            waiting.intent = _joined(waiting.intent, intent)
            return False
        self._memory.keys.add(intent.dedupe_key)
        self._memory.intents.append(QueuedIntent(len(self._memory.keys), intent, intent.due_at))
        return True

    def _waiting(self, intent: Intent) -> QueuedIntent | None:
        target = _target(intent)
        waiting = (queued for queued in self._memory.intents if queued.status == "pending")
        return next((queued for queued in waiting if target and _target(queued.intent) == target), None)

    def _heads(self, bot_ids: Iterable[int]) -> list[QueuedIntent]:
        heads: dict[tuple[Chat, IntentKind | None], QueuedIntent] = {}
        for queued in self._memory.intents:
            if queued.status in ("pending", "sending") and queued.intent.chat.bot_id in bot_ids:
                heads.setdefault(queued.lane, queued)
        return list(heads.values())

    def _held(self, claimed: ClaimedIntent) -> QueuedIntent | None:
        return next(
            (
                queued
                for queued in self._memory.intents
                if (queued.id, queued.token, queued.status) == (claimed.id, claimed.lease_token, "sending")
            ),
            None,
        )

    def _mark(self, claimed: ClaimedIntent, status: str, now: datetime) -> bool:
        queued = self._held(claimed)
        if queued is not None:
            queued.status, queued.finished_at = status, now
        return queued is not None


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
        mine = [(o, r, a) for o, r, a in self._attempts() if (a.provider, a.payment_ref) == wanted]
        return RequestPlace(mine[0][0].id, mine[0][1].number, mine[0][2].number) if mine else None

    def awaiting(self, shop_id: int, amount: Money, most: int) -> list[int]:
        kinds = (RequestKind.TRANSFER, RequestKind.PAY_LINK)
        asked = [o for o, r in self._requests() if r.state.is_live and r.kind in kinds and r.amount == amount]
        mine = sorted((o for o in asked if o.shop_id == shop_id), key=_place, reverse=True)
        return [order.id for order in mine][:most]

    def gateway(self, shop_id: int) -> ShopGateway | None:
        return self._memory.gateways.get(shop_id)

    def gateway_of_public_id(self, public_id: str) -> ShopGateway | None:
        return next((one for one in self._memory.gateways.values() if one.public_id == public_id), None)

    def gateways(self) -> list[ShopGateway]:
        return [gateway for _, gateway in sorted(self._memory.gateways.items())]

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
        return max(min((queued.claimable_at for queued in self._open()), default=now), now) if self._open() else None

    def prune_tasks(self, before: datetime) -> int:
        kept = [q for q in self._memory.tasks if q.finished_at is None or q.finished_at >= before]
        heard = {key: at for key, at in self._memory.webhooks.items() if at >= before}
        gone = len(self._memory.tasks) - len(kept) + len(self._memory.webhooks) - len(heard)
        self._memory.tasks, self._memory.webhooks = kept, heard
        return gone

    def _open(self) -> list[QueuedTask]:
        return [queued for queued in self._memory.tasks if queued.finished_at is None]

    def _waits(self, queued: QueuedTask, now: datetime) -> bool:
        others = [q for q in self._open() if q.task.order_id == queued.task.order_id and q.id != queued.id]
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


class FakeReminders:
    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def due(self, now: datetime, most: int) -> list[DueReminder]:
        due = [(r.due_at, r) for r in self._memory.reminders.values() if r.due_at is not None and r.due_at <= now]
        return [reminder for _, reminder in sorted(due, key=lambda one: one[0])][:most]

    def get(self, kind: Reminder, subject: int) -> DueReminder | None:
        return self._memory.reminders.get((kind, subject))

    def save(self, reminder: DueReminder) -> None:
        known = self.get(reminder.kind, reminder.subject)
        if known and known.wait.since == reminder.wait.since:
            self._memory.reminders[reminder.kind, reminder.subject] = reminder

    def drop(self, reminder: DueReminder) -> None:
        self._memory.reminders.pop((reminder.kind, reminder.subject), None)

    def wake(self, shop_id: int, kinds: Iterable[Reminder], now: datetime) -> None:
        for key, reminder in self._memory.reminders.items():
            if reminder.shop_id == shop_id and reminder.kind in kinds and not reminder.is_stopped:
                self._memory.reminders[key] = replace(reminder, due_at=now)

    def follow(self, shop: Shop, subject: int, before: Iterable[Wait], after: Iterable[Wait]) -> None:
        for wait in set(before) - set(after):
            self._memory.reminders.pop((wait.kind, subject), None)
        for wait in set(after) - set(before):
            self._memory.reminders[wait.kind, subject] = begun(shop.id, subject, wait, shop.reminders)


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
        self.reminders = FakeReminders(memory)

    @property
    def wakes(self) -> Wakes:
        outbox = Wakes.OUTBOX if self.outbox.has_added else Wakes.NOBODY
        return outbox | Wakes.PAYMENTS if self.payments.has_added else outbox

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


def _place(order: Order) -> tuple[datetime, int]:
    return order.placed_at, order.id


def _completed_on(order: Order, day: date) -> bool:
    return order.completed_at is not None and order.completed_at.astimezone(SEOUL).date() == day


def _key(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().replace(" ", "")


def _matches(order: Order, digits: str, key: str) -> bool:
    by_name = bool(key) and _key(order.recipient.name).startswith(key)
    by_phone = len(digits) == 4 and order.recipient.phone.endswith(digits)
    return by_name or by_phone or str(order.number) == digits


def _listed(order: Order) -> OrderRow:
    return OrderRow(
        order.id,
        order.shop_id,
        order.number,
        order.status,
        order.placed_at,
        order.item_count,
        order.total,
        order.fulfillment is FulfillmentKind.PICKUP,
        order.payment_method,
        order.payment_state,
        order.recipient.address,
        order.sheet_state,
        order.live_request.state if order.live_request else None,
    )


def _target(intent: Intent) -> tuple[Any, ...] | None:
    """What a redraw redraws; of the same thing one redraw waits at most."""
    if intent.kind is IntentKind.CARD:
        return intent.kind, intent.chat, intent.side, intent.order_id
    return (intent.kind, intent.chat) if intent.kind is IntentKind.NAVIGATOR else None


def _joined(first: Intent, later: Intent) -> Intent:
    if first.kind is IntentKind.NAVIGATOR:
        return first if first.order_id == later.order_id else replace(first, order_id=None)
    return replace(first, loud=first.loud or later.loud, payload=merged_card(first.payload, later.payload))
