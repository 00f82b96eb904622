"""A conversation of a shop with one customer, about one order or about none: what waits, and who answers it (D16)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from domain.delivery import Chat, Side
from domain.errors import InvalidText, SomeoneElseAnswers
from domain.people import Actor
from domain.text import checked_text, clean, split, units

CLAIM_LASTS: Final = timedelta(minutes=5)
"""How long a thread is held by whoever answers it."""
MOST_MESSAGE: Final = 4096
"""As long as Telegram lets a message be; what a person writes beyond it arrives as a further message."""
MOST_PIECE: Final = 3800
"""Leaves room for the heading under which a message is passed on."""
MOST_CAPTION: Final = 800
"""A longer caption is passed on as a text: with its heading it would not fit below a picture."""


class Delivery(StrEnum):
    """What became of a message of the shop; stored for ever, so values are never renamed."""

    PENDING = "pending"
    SENT = "sent"
    BLOCKED = "blocked"
    """The customer has blocked the bot."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture that lies at Telegram; `unique_id` stays the same when the file id changes."""

    file_id: str
    unique_id: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody writes: a text, or photos. `message_id` is the message in the writer's own chat.

    `album` names the pictures that were sent together; they arrive one by one.
    """

    text: str = ""
    photos: tuple[Photo, ...] = ()
    message_id: int | None = None
    album: str = ""
    is_preset: bool = False

    def checked(self) -> Message:
        """The same, cleaned. Raises InvalidText for an empty text, or one that is too long."""
        if self.photos:
            photos = tuple(replace(photo, caption=clean(photo.caption)) for photo in self.photos)
            return replace(self, text="", photos=photos)
        text = checked_text(self.text, field="message", most=MOST_MESSAGE)
        if units(text) > MOST_MESSAGE:
            raise InvalidText(field="message", most=MOST_MESSAGE, length=units(text))
        return replace(self, text=text)

    @property
    def data(self) -> dict[str, Any]:
        """As it stands in the history."""
        kept: dict[str, Any] = {"text": self.text}
        if self.photos:
            kept["photos"] = [photo_data(photo) for photo in self.photos]
        return kept | ({"preset": True} if self.is_preset else {})


def photo_data(photo: Photo) -> dict[str, str]:
    """As it stands in the history."""
    return {"file_id": photo.file_id, "unique_id": photo.unique_id, "caption": photo.caption}


def photos_of(data: Mapping[str, Any]) -> tuple[Photo, ...]:
    """The pictures of a message in the history."""
    return tuple(Photo(**photo) for photo in data.get("photos", ()))


def texts_of(text: str) -> list[str]:
    """The text in parts that fit a message together with a heading."""
    return split(text, MOST_PIECE)


@dataclass(frozen=True, slots=True)
class Claim:
    """Who answers a thread now, so that nobody else does."""

    user_id: int
    name: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Thread:
    """One conversation. It waits from the first message that nobody has answered; `unread` counts those messages."""

    id: int
    shop_id: int
    customer_id: int
    order_id: int | None
    waiting_since: datetime | None = None
    unread: int = 0
    claim: Claim | None = None

    def asked(self, now: datetime) -> Thread:
        """The customer wrote."""
        return replace(self, waiting_since=self.waiting_since or now, unread=self.unread + 1)

    def answered(self, by: Actor, now: datetime, *, takes_over: bool = False) -> Thread:
        """The shop wrote: nothing waits any more, and the writer holds it. Raises SomeoneElseAnswers."""
        return replace(self.held(by, now, takes_over=takes_over), waiting_since=None, unread=0)

    def closed(self) -> Thread:
        """[답장 없이 닫기]: nothing waits any more."""
        return replace(self, waiting_since=None, unread=0, claim=None)

    def held(self, by: Actor, now: datetime, *, takes_over: bool = False) -> Thread:
        """This member answers from now on. Raises SomeoneElseAnswers, unless they take it over."""
        other = self.holder(now)
        if other is not None and other.user_id != by.user_id and not takes_over:
            raise SomeoneElseAnswers(name=other.name)
        return replace(self, claim=Claim(by.user_id, by.name, now + CLAIM_LASTS))

    def released(self, by: Actor) -> Thread:
        """This member does not answer after all."""
        is_theirs = self.claim is not None and self.claim.user_id == by.user_id
        return replace(self, claim=None) if is_theirs else self

    def holder(self, now: datetime) -> Claim | None:
        """Who answers it now."""
        return self.claim if self.claim and self.claim.until > now else None


@dataclass(frozen=True, slots=True)
class RelayedMessage:
    """Which message of a chat shows which piece of which entry: so that replies and edits find it, months later.

    `side` tells for which side of the counter it stands there; a writer's own message is remembered like a copy.
    """

    chat: Chat
    message_id: int
    side: Side
    thread_id: int
    entry_id: int
    piece: str
    album: str = ""
