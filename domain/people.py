"""Who acts: callers, roles, members of a shop's staff and customers, and what a role may do (D21)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from domain.errors import InvalidPhone
from domain.text import checked_text, clean, is_visible


class Role(StrEnum):
    """What someone is to one order or shop."""

    STAFF = "staff"
    MANAGER = "manager"
    OWNER = "owner"
    CUSTOMER = "customer"
    SYSTEM = "system"
    """The desk itself: a deadline that passed, a payment company's word. No person ever acts as it."""


SHOP: Final = frozenset({Role.STAFF, Role.MANAGER, Role.OWNER})
MANAGERS: Final = frozenset({Role.MANAGER, Role.OWNER})


class Permission(StrEnum):
    """What a member of the staff may do besides moving an order through its table (D21)."""

    SEE_ORDERS = "see_orders"
    WRITE_MESSAGES = "write_messages"
    REQUEST_PAYMENT = "request_payment"
    CONFIRM_DEPOSIT = "confirm_deposit"
    RECORD_REFUND = "record_refund"
    MANAGE_STAFF = "manage_staff"
    PAUSE_ORDERS = "pause_orders"
    SET_HOURS = "set_hours"
    SET_REMINDERS = "set_reminders"
    SET_PAYMENTS = "set_payments"
    OFFER_GROUPS = "offer_groups"
    SEE_REPORTS = "see_reports"


MAY: Final[dict[Permission, frozenset[Role]]] = {
    Permission.SEE_ORDERS: SHOP,
    Permission.WRITE_MESSAGES: SHOP,
    Permission.REQUEST_PAYMENT: SHOP,
    Permission.CONFIRM_DEPOSIT: MANAGERS,
    Permission.RECORD_REFUND: MANAGERS,
    Permission.MANAGE_STAFF: frozenset({Role.OWNER}),
    Permission.PAUSE_ORDERS: SHOP,
    Permission.SET_HOURS: frozenset({Role.OWNER}),
    Permission.SEE_REPORTS: MANAGERS,
    Permission.SET_REMINDERS: frozenset({Role.OWNER}),
    Permission.SET_PAYMENTS: frozenset({Role.OWNER}),
    Permission.OFFER_GROUPS: MANAGERS,
}


def may(role: Role, permission: Permission) -> bool:
    """Whether the role holds the permission."""
    return role in MAY[permission]


@dataclass(frozen=True, slots=True)
class Caller:
    """The person behind an update, as Telegram vouches for them: nothing about them is authorised yet."""

    bot_id: int
    user_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Actor:
    """A caller whose part in one shop or order has been established inside the transaction."""

    user_id: int
    role: Role
    name: str

    @property
    def is_customer(self) -> bool:
        return self.role is Role.CUSTOMER


SYSTEM: Final = Actor(0, Role.SYSTEM, "")


@dataclass(frozen=True, slots=True)
class Member:
    """Someone on a shop's staff; off duty they are told nothing new, though what they see stays up to date."""

    shop_id: int
    user_id: int
    role: Role
    name: str
    on_duty: bool = True


def owners_of(staff: Iterable[Member]) -> list[int]:
    """The user ids of those to whom the shop belongs, on duty or not."""
    return [member.user_id for member in staff if member.role is Role.OWNER]


@dataclass(frozen=True, slots=True)
class Invite:
    """A one-time link to a shop's staff. Once opened it asks the owner, unless it makes the first owner."""

    id: int
    shop_id: int
    role: Role
    user_id: int
    name: str
    is_decided: bool

    @property
    def needs_owner(self) -> bool:
        """Whether an owner has to say yes to whoever opened it."""
        return self.role is not Role.OWNER


CONSENT_VERSION: Final = "2026-11"
"""Goes up whenever the consent text changes in substance; customers are then asked again (D18)."""


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer of one shop, with the details they gave last; everything personal is asked after consent."""

    shop_id: int
    user_id: int
    consent_version: str | None = None
    consent_at: datetime | None = None
    name: str = ""
    phone: str = ""
    address: str = ""

    @property
    def has_consented(self) -> bool:
        return self.consent_version == CONSENT_VERSION


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets the goods and where; the address is empty for a pick-up."""

    name: str
    phone: str
    address: str = ""


MOST_PERSON_NAME: Final = 40

_PHONE: Final = re.compile(r"0\d{1,2}\d{3,4}\d{4}|1[5-9]\d{6}|050\d{8,9}")


def phone_number(given: str) -> str:
    """The digits of a Korean telephone number, the country code 82 rewritten to 0. Raises InvalidPhone."""
    digits = re.sub(r"[\s().\-–·]", "", given)
    digits = re.sub(r"^\+?82(?=\d{8})0?", "0", digits)
    if not digits.isascii() or not _PHONE.fullmatch(digits):
        raise InvalidPhone(given=given[:40])
    return digits


def person_name(given: str) -> str:
    """A name of at most 40 characters on one line. Raises InvalidText."""
    return checked_text(given, field="name", most=MOST_PERSON_NAME, one_line=True)


def visible_name(given: str) -> str:
    """What someone calls themselves in their profile, on one line; "?" if nothing of it can be seen."""
    name = clean(given, one_line=True)
    return name if is_visible(name) else "?"
