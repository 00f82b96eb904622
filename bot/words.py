"""What somebody wrote as a message of the domain, and how it is kept until it is clear where it goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.turn import Said, Turn
from domain.thread import Message, Photo, photo_data, photos_of


def message_of(turn: Said) -> Message | None:
    """None for what cannot be passed on: files, stickers, voices, places, contacts."""
    given = turn.message
    if given.photo:
        largest = given.photo[-1]
        photo = Photo(largest.file_id, largest.file_unique_id, given.caption or "")
        return Message(photos=(photo,), message_id=given.message_id, album=given.media_group_id or "")
    return Message(turn.text, message_id=given.message_id) if turn.text else None


def words(turn: Turn, text: str) -> Message:
    """A text that answers a prompt; it may have been typed some messages ago."""
    return Message(text, message_id=turn.message.message_id if isinstance(turn, Said) else None)


def kept(parts: Iterable[Message]) -> list[dict[str, Any]]:
    """Plain values, for a dialog."""
    return [
        {
            "text": part.text,
            "photos": [photo_data(photo) for photo in part.photos],
            "message_id": part.message_id,
            "album": part.album,
        }
        for part in parts
    ]


def restored(parts: Iterable[Mapping[str, Any]]) -> list[Message]:
    return [Message(part["text"], photos_of(part), part["message_id"], part["album"]) for part in parts]


def changed(parts: Iterable[Message], message: Message) -> list[Message] | None:
    """The parts with an edited one in its place; None when it is none of them."""
    before = list(parts)
    after = [message if part.message_id == message.message_id else part for part in before]
    return None if all(part.message_id != message.message_id for part in before) else after


def belongs_to(parts: Iterable[Message], message: Message) -> bool:
    """Whether it is a further picture of an album among the parts."""
    return bool(message.album) and any(part.album == message.album for part in parts)
