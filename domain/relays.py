"""Who is shown a message, piece by piece: what one side writes, as intents for the other.

One piece is one message of Telegram: a part of a text, a caption that is too long for its picture, or a picture. The
pictures of an album are gathered for a moment, and whoever is first in line sends all that are there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from domain.delivery import NAVIGATOR_DELAY, Chat, Intent, IntentKind, Side
from domain.people import Member
from domain.shop import Shop
from domain.text import units
from domain.thread import MOST_CAPTION, Delivery, Message, Photo, RelayedMessage, Thread, texts_of

ALBUM_DELAY: Final = timedelta(seconds=1.5)
"""The pictures of an album come as separate messages within about a second."""
TEXT, CAPTION, PHOTO = "text", "caption", "photo"
RECEIPT, HISTORY = "receipt", "history"
"""Pieces of the bot's own words: what became of an answer, and the conversation's screen."""
BY_THE_BOT: Final = (RECEIPT, HISTORY)
MOST_WITHDRAWN: Final = 1000
"""So many messages a former member loses; as many as a busy year brings."""
MOST_TEXTS: Final = 2
"""Parts of a message of Telegram's own limit."""


def pieces_of(message: Message, first_photo: int = 0) -> list[str]:
    """The names of the message's pieces, in their order; `first_photo` is the place of its first picture."""
    if not message.photos:
        return [f"{TEXT}:{n}" for n, _ in enumerate(texts_of(message.text))]
    pieces = []
    for place, photo in enumerate(message.photos, first_photo):
        pieces += [f"{CAPTION}:{place}"] if is_long(photo) else []
        pieces.append(f"{PHOTO}:{place}")
    return pieces


def is_long(photo: Photo) -> bool:
    """Whether the caption is passed on as a text of its own."""
    return units(photo.caption) > MOST_CAPTION


def relays_to_shop(
    thread: Thread,
    entry_id: int,
    pieces: Sequence[str],
    shop: Shop,
    staff: Sequence[Member],
    now: datetime,
    *,
    wait: bool,
) -> list[Intent]:
    """Every member on duty is shown the customer's message once; every home screen shows the new count."""
    chats = [Chat(shop.bot_id, member.user_id) for member in staff if member.on_duty]
    relays = [_relay(thread, entry_id, piece, Side.SHOP, chat, now, wait) for chat in chats for piece in pieces]
    return [*relays, *count_redraws(f"message:{entry_id}", shop, staff, now)]


def relays_to_customer(
    thread: Thread,
    entry_id: int,
    pieces: Sequence[str],
    shop: Shop,
    staff: Sequence[Member],
    now: datetime,
    *,
    wait: bool,
    answers: int | None = None,
) -> list[Intent]:
    """The customer is shown the shop's message, as a reply to entry `answers` if it is given."""
    chat = Chat(shop.bot_id, thread.customer_id)
    relays = [
        _relay(
            thread, entry_id, piece, Side.CUSTOMER, chat, now, wait, {"answers": answers, "last": piece == pieces[-1]}
        )
        for piece in pieces
    ]
    return [*relays, *count_redraws(f"message:{entry_id}", shop, staff, now)]


def revisions(
    thread: Thread,
    entry_id: int,
    edit_id: int,
    pieces: Sequence[str],
    shop: Shop,
    staff: Sequence[Member],
    now: datetime,
) -> list[Intent]:
    """The staff's copies of the entry show what was changed by the edit."""
    return [
        _intent(
            IntentKind.REVISE,
            thread,
            Side.SHOP,
            Chat(shop.bot_id, member.user_id),
            f"message:{edit_id}:{piece}",
            now,
            {"entry": entry_id, "edit": edit_id, "piece": piece},
        )
        for member in staff
        for piece in pieces
    ]


def withdrawals(shown: Sequence[RelayedMessage], key: str, now: datetime) -> list[Intent]:
    """What a former member still sees of conversations is taken away: by then it is none of their business (D18)."""
    return [
        Intent(
            one.chat,
            IntentKind.REVISE,
            Side.SHOP,
            f"{key}:message:{one.chat.chat_id}:{one.message_id}",
            now,
            payload={"thread": one.thread_id, "withdraw": one.message_id, "piece": one.piece},
        )
        for one in shown
    ]


def receipt(thread: Thread, entry_id: int, delivery: Delivery, bot_id: int, writer: int, now: datetime) -> Intent:
    """The writer learns what became of their message."""
    key = f"message:{entry_id}:receipt:{delivery}"
    payload = {"entry": entry_id, "delivery": delivery.value}
    return _intent(IntentKind.RECEIPT, thread, Side.SHOP, Chat(bot_id, writer), key, now, payload)


def count_redraws(occasion: str, shop: Shop, staff: Sequence[Member], now: datetime) -> list[Intent]:
    """Every home screen of the shop shows the present count of inquiries."""
    return [
        Intent(
            Chat(shop.bot_id, member.user_id),
            IntentKind.NAVIGATOR,
            Side.SHOP,
            f"{occasion}:navigator:{member.user_id}",
            now + NAVIGATOR_DELAY,
        )
        for member in staff
    ]


def _relay(
    thread: Thread,
    entry_id: int,
    piece: str,
    side: Side,
    chat: Chat,
    now: datetime,
    wait: bool,
    values: Mapping[str, object] | None = None,
) -> Intent:
    due_at = now + ALBUM_DELAY if wait else now
    payload: Mapping[str, object] = {"entry": entry_id, "piece": piece, **(values or {})}
    return _intent(IntentKind.RELAY, thread, side, chat, f"message:{entry_id}:{piece}", due_at, payload)


def _intent(
    kind: IntentKind, thread: Thread, side: Side, chat: Chat, key: str, due_at: datetime, payload: Mapping[str, object]
) -> Intent:
    key = f"{key}:{side}:{chat.chat_id}"
    return Intent(chat, kind, side, key, due_at, thread.order_id, loud=True, payload={"thread": thread.id, **payload})
