"""What the domain and the bot ask of storage. One `UnitOfWork` lives for one use case, which is one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from enum import IntFlag
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from domain.catalog import Product
from domain.delivery_ports import Chats, Inbox, Outbox
from domain.order_ports import Orders
from domain.payment_ports import KeyTrials, Payments
from domain.people import Customer, Invite, Member, Role
from domain.reminder_ports import Reminders
from domain.shop import Shop
from domain.thread_ports import Threads

P = ParamSpec("P")
T = TypeVar("T")


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
    def key_trials(self) -> KeyTrials: ...

    @property
    def reminders(self) -> Reminders: ...


class Wakes(IntFlag):
    """For whom a commit has queued something."""

    NOBODY = 0
    OUTBOX = 1
    PAYMENTS = 2
    ANYBODY = 3


class Store(Protocol):
    """Where use cases run: each call is one transaction."""

    async def run(self, use_case: Callable[Concatenate[UnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The use case's value, once all it did is durably stored. It may run twice, so time and ids are arguments."""

    async def read(self, use_case: Callable[Concatenate[UnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same on one read-only snapshot: a use case that writes fails."""

    def add_commit_listener(self, listener: Callable[[], object], to: Wakes = Wakes.ANYBODY) -> None:
        """Calls `listener` on the event loop after every commit that queued something for one of these."""
