"""What a raw update tells before it is handled: its place in line, and whether it can be read at all."""

from __future__ import annotations

import logging
from typing import Any, TypeGuard

import orjson
from aiogram import Bot
from aiogram.types import Update, User
from pydantic import ValidationError

from domain.delivery import StoredUpdate

log = logging.getLogger(__name__)


class UnreadableUpdate(Exception):
    """Nothing that Telegram would send, so trying again would not help. Quotes none of it: it may be personal."""


def to_stored(bot_id: int, raw: dict[str, Any]) -> StoredUpdate:
    """How the inbox keeps it; it has an id that `is_storable`."""
    return StoredUpdate(bot_id, raw["update_id"], _lane(raw), _payload(raw))


def is_storable(number: object) -> TypeGuard[int]:
    """Whether it is an id that a database holds."""
    return type(number) is int and abs(number) < 2**63


def parsed(update: StoredUpdate, bot: Bot | None) -> Update:
    """Bound to its bot at once: aiogram would otherwise validate everything a second time to bind it.

    Raises UnreadableUpdate.
    """
    try:
        return Update.model_validate_json(update.payload, context={"bot": bot})
    except ValidationError as error:
        raise UnreadableUpdate(f"{error.error_count()} errors") from None


def person_of(update: Update) -> User | None:
    """Who caused the update, if it is one of a private chat; the desk does not talk in groups."""
    for message in (update.message, update.edited_message, update.my_chat_member):
        if message is not None:
            person = message.from_user
            # A service message, such as "pinned", comes from the bot itself.
            return person if person and not person.is_bot and message.chat.type == "private" else None
    return update.callback_query.from_user if update.callback_query else None


def _payload(raw: dict[str, Any]) -> str:
    """JSON; of what is nested too deeply to be written only the id: nobody can handle it, but it counts as taken."""
    try:
        return orjson.dumps(raw).decode()
    except orjson.JSONEncodeError:
        log.error("update %s cannot be written as JSON and is ignored", raw["update_id"])
        return orjson.dumps({"update_id": raw["update_id"]}).decode()


def _lane(raw: dict[str, Any]) -> int:
    """The chat whose order the update keeps; 0 for kinds and shapes that nobody expects."""
    for kind in ("message", "edited_message", "my_chat_member"):
        if kind in raw:
            return _id_in(raw[kind], "chat")
    query = raw.get("callback_query")
    if isinstance(query, dict) and isinstance(query.get("message"), dict):
        return _id_in(query["message"], "chat")
    return _id_in(query, "from")


def _id_in(holder: object, key: str) -> int:
    inner = holder.get(key) if isinstance(holder, dict) else None
    number = inner.get("id") if isinstance(inner, dict) else None
    return number if is_storable(number) else 0
