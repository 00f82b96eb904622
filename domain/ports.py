"""What the domain and the bot ask of storage. One `UnitOfWork` lives for one use case, which is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from domain.catalog import Product
from domain.change import SheetState
from domain.concerns import Concern, Listing
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
from domain.lifecycle import OrderStatus
from domain.money import Money, Takings
from domain.order import Order
from domain.payment import PaymentMethod, PaymentState
from domain.payment_ports import Payments
from domain.payment_request import RequestState
from domain.people import Customer, Invite, Member, Role
from domain.reminder_ports import Reminders
from domain.sheet import OrderLine
from domain.shop import Shop
from domain.thread_ports import Threads
from domain.timeline import TimelineEntry

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order as a list shows it; the address is still whole."""

    id: int
    shop_id: int
    number: int
    status: OrderStatus
    placed_at: datetime
    item_count: int
    total: Money
    is_pickup: bool
    payment_method: PaymentMethod
    payment_state: PaymentState
    address: str
    sheet_state: SheetState = SheetState.NONE
    request_state: RequestState | None = None
    """Of the payment request that is live, if one is."""


@dataclass(frozen=True, slots=True)
class Counts:
    """A shop's home screen in numbers; `completed_*` are those of one day (Asia/Seoul)."""

    by_status: Mapping[OrderStatus, int]
    completed_count: int
    completed_total: Takings
    inquiries: int = 0
    by_concern: Mapping[Concern, int] = field(default_factory=dict)
    by_hand: Takings = field(default_factory=lambda: Takings(0))
    """What was confirmed by [입금확인] on the day."""

    def of(self, *statuses: OrderStatus) -> int:
        return sum(self.by_status.get(status, 0) for status in statuses)

    def concerning(self, concern: Concern) -> int:
        return self.by_concern.get(concern, 0)

    def listed(self, of: Listing) -> int:
        return self.concerning(of) if isinstance(of, Concern) else self.of(*of)


@dataclass(frozen=True, slots=True)
class DaySales:
    """What a shop completed on one day (Asia/Seoul)."""

    day: date
    orders: int
    sales: Takings


class Direction(StrEnum):
    """Where a page lies, seen from its anchor order (newest orders come first)."""

    OLDER = "older"
    NEWER = "newer"


@dataclass(frozen=True, slots=True)
class PageRequest:
    """The page beside `anchor` (an order id; None: from the newest), `size` rows long, newest first."""

    size: int
    anchor: int | None = None
    direction: Direction = Direction.OLDER
    includes_anchor: bool = False


class Orders(Protocol):
    """The orders of every shop. Whatever `get` or `add` handed out is written by the unit of work at its end."""

    def add(self, order: Order) -> None:
        """Gives the order its id."""

    def get(self, order_id: int) -> Order:
        """Raises OrderNotFound. The same object for the same id within one unit of work."""

    def id_of_number(self, shop_id: int, number: int) -> int | None: ...

    def page(self, shop_id: int, of: Listing, request: PageRequest) -> list[OrderRow]:
        """One page by keyset, never by offset. An anchor that is gone or foreign means: from the newest."""

    def search(self, shop_id: int, text: str, most: int) -> list[OrderRow]:
        """Newest first: the number, the last four digits of a phone, or the beginning of a name."""

    def of_customer(self, bot_id: int, user_id: int, most: int) -> list[OrderRow]:
        """The person's own orders at every shop of this bot, newest first."""

    def placed_since(self, shop_id: int, user_id: int, since: datetime) -> int:
        """How many orders this customer placed at this shop."""

    def added_lately(self, shop_id: int, most: int) -> list[OrderLine]:
        """Single units of what was added to this shop's order sheets last, each once, newest first."""

    def counts(self, shop_id: int, day: date) -> Counts:
        """From maintained counters: the cost does not grow with history."""

    def sales(self, shop_id: int, first: date, last: date) -> list[DaySales]:
        """The days on which something was completed, oldest first; from the same counters."""

    def oldest_open(self, shop_id: int) -> datetime | None:
        """When the order came that has been open the longest."""

    def timeline(self, order_id: int, most: int) -> list[TimelineEntry]:
        """The newest entries, oldest of them first."""

    def timeline_length(self, order_id: int) -> int: ...


class Shops(Protocol):
    """Shops, what they sell, and their links."""

    def add(self, shop: Shop) -> Shop:
        """Returns the shop with its id."""

    def get(self, shop_id: int) -> Shop:
        """Raises ShopNotFound."""

    def change(self, shop: Shop) -> None: ...

    def of_customer_token(self, bot_id: int, token: str) -> Shop | None: ...

    def add_product(self, product: Product, image: bytes | None) -> Product: ...

    def products(self, shop_id: int) -> list[Product]:
        """What is on sale, in the shop's order."""

    def product_image(self, product_id: int) -> bytes | None: ...

    def add_invite(self, shop_id: int, role: Role, token_hash: str, expires_at: datetime) -> None: ...

    def redeem_invite(self, bot_id: int, token_hash: str, user_id: int, name: str, now: datetime) -> Invite:
        """Uses the invite up. Raises LinkInvalid for one that is unknown, expired, used or of another bot."""

    def invite(self, invite_id: int) -> Invite:
        """An invite that was opened. Raises LinkInvalid."""

    def open_invites(self, shop_id: int) -> list[Invite]:
        """Those that were opened and are not decided, oldest first."""

    def decide_invite(self, invite_id: int, now: datetime) -> bool:
        """False when it was decided before."""


class People(Protocol):
    """Staff and customers."""

    def role_of(self, shop_id: int, user_id: int) -> Role | None: ...

    def add_member(self, member: Member, now: datetime) -> None:
        """Idempotent; a second call changes role, name and duty."""

    def remove_member(self, shop_id: int, user_id: int) -> None: ...

    def staff_of(self, shop_id: int) -> list[Member]:
        """Oldest membership first."""

    def shops_of(self, bot_id: int, user_id: int) -> list[tuple[Shop, Role]]:
        """The shops of this bot in which the person works, oldest membership first."""

    def shops_visited_by(self, bot_id: int, user_id: int) -> list[Shop]:
        """The shops of this bot to which the person has come as a customer."""

    def customer(self, shop_id: int, user_id: int) -> Customer | None: ...

    def save_customer(self, customer: Customer) -> None: ...


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


class UnitOfWork(Protocol):
    """One transaction: repositories whose changes are written together, or not at all."""

    @property
    def orders(self) -> Orders: ...

    @property
    def shops(self) -> Shops: ...

    @property
    def people(self) -> People: ...

    @property
    def chats(self) -> Chats: ...

    @property
    def threads(self) -> Threads: ...

    @property
    def inbox(self) -> Inbox: ...

    @property
    def outbox(self) -> Outbox: ...

    @property
    def payments(self) -> Payments: ...

    @property
    def reminders(self) -> Reminders: ...


class Store(Protocol):
    """Where use cases run: each call is one transaction."""

    async def run(self, use_case: Callable[Concatenate[UnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The use case's value, once all it did is durably stored. It may run twice, so time and ids are arguments."""

    async def read(self, use_case: Callable[Concatenate[UnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same on one read-only snapshot: a use case that writes fails."""

    def add_commit_listener(self, listener: Callable[[], object]) -> None:
        """Calls `listener` on the event loop after every commit that queued something to deliver."""
