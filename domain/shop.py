"""A shop and its settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.errors import OrdersPaused, OrdersStopped
from domain.hours import BusinessHours, IsHoliday, Opening, Pause, opening
from domain.money import ZERO, Money
from domain.payment import PaymentMethod
from domain.payment_request import GRACE
from domain.reminders import DEFAULTS, ReminderSettings


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Where transfers go; the number as the shop writes it, with dashes."""

    bank: str
    number: str
    holder: str

    @property
    def bare_number(self) -> str:
        """Digits only, as banking apps want it pasted."""
        return "".join(c for c in self.number if c.isdigit())


@dataclass(frozen=True, slots=True)
class Shop:
    """One shop (미니샵), reached through one bot."""

    id: int
    bot_id: int
    name: str
    customer_token: str
    delivery_fee: Money = ZERO
    courier: str = "cj"
    account: BankAccount | None = None
    hours: BusinessHours | None = None
    """None: nobody has set any, so the shop counts as open."""
    pause: Pause | None = None
    offers_groups: bool = True
    """하나씩 고르기: whether customers may answer a change group by group (D23)."""
    payment_days: int = 3
    """How long the customer has to pay what was asked for."""
    payment_grace: timedelta = GRACE
    """How long after that a transfer is still waited for."""
    has_gateway: bool = False
    """Whether a payment company takes money for the shop."""
    offers_accounts: bool = False
    """가상계좌: whether customers may ask the payment company for an account of their own to transfer to."""
    reminders: ReminderSettings = DEFAULTS

    def opening(self, now: datetime, is_holiday: IsHoliday) -> Opening:
        """Whether orders are taken and seen now, and when if not."""
        return opening(self.hours, self.pause, now, is_holiday)

    def require_taking_orders(self, now: datetime) -> None:
        """Raises OrdersPaused, OrdersStopped. A closed shop takes orders: it sees them when it opens."""
        if self.pause is None or not self.pause.holds(now):
            return
        if self.pause.until is None:
            raise OrdersStopped()
        raise OrdersPaused(until=self.pause.until)

    @property
    def payment_methods(self) -> tuple[PaymentMethod, ...]:
        """What a customer can choose from: a transfer needs an account to go to."""
        transfer = (PaymentMethod.BANK_TRANSFER,) if self.account else ()
        link = (PaymentMethod.PAY_LINK,) if self.has_gateway else ()
        return (*transfer, *link, PaymentMethod.DOOR_CARD, PaymentMethod.DOOR_CASH)

    def payment_deadline(self, asked_at: datetime) -> datetime:
        """Until when the customer should pay."""
        return asked_at + timedelta(days=self.payment_days)
