"""One chat as its person sees it: as JSON for a page, as text for people and failing tests."""

from datetime import UTC, datetime
from typing import Any

from bot.demo.telegram.entities import to_safe_html
from bot.demo.telegram.keyboards import shown
from bot.demo.telegram.profile import commands_for
from bot.demo.telegram.rendering import private_chat
from bot.demo.telegram.state import BotAccount, Chat, Message, World


def chat_json(world: World, bot: BotAccount, chat: Chat) -> dict[str, Any]:
    person = world.people[chat.user_id]
    return {
        "chat": private_chat(person),
        "commands": commands_for(bot, person),
        "blocked": chat.blocked,
        "pinned": list(chat.pinned),
        "messages": [message_json(world, bot, chat, message) for message in chat.visible()],
        "seq": world.changes.seq,
    }


def message_json(world: World, bot: BotAccount, chat: Chat, message: Message) -> dict[str, Any]:
    replied = chat.messages.get(message.reply_to or 0)
    return {
        "message_id": message.message_id,
        "from": "bot" if message.from_bot else "person",
        "date": message.date,
        "edit_date": message.edit_date,
        "text": message.text,
        "html": to_safe_html(message.text, message.entities),
        "photo": _photo(world, bot, message),
        "document": _document(world, bot, message),
        "album": message.content.get("media_group_id"),
        "reply_to": {"message_id": replied.message_id, "text": replied.text} if replied else None,
        "keyboard": [[shown(button) for button in row] for row in message.keyboard],
        "silent": message.silent,
        "deleted": False,
    }


def _photo(world: World, bot: BotAccount, message: Message) -> str | None:
    sizes = message.content.get("photo")
    return _address(world, bot, sizes[-1]["file_id"]) if sizes else None


def _document(world: World, bot: BotAccount, message: Message) -> dict[str, Any] | None:
    document = message.content.get("document")
    if document is None:
        return None
    url = _address(world, bot, document["file_id"])
    return {"name": document["file_name"], "url": url, "size": document["file_size"]}


def _address(world: World, bot: BotAccount, file_id: str) -> str:
    """By the bot's name: a page need not know the token."""
    return f"/sim/files/{bot.username}/{world.files.path_of(file_id)}"


def chat_text(world: World, bot: BotAccount, chat: Chat) -> str:
    person = world.people[chat.user_id]
    state = " · blocked" if chat.blocked else "" if chat.started else " · not started"
    blocks = [f"== {person.first_name} ({person.id}) · @{bot.username}{state} =="]
    blocks += [_block(world, bot, chat, message, person.first_name) for message in chat.visible()]
    return "\n\n".join(blocks) + "\n"


def _block(world: World, bot: BotAccount, chat: Chat, message: Message, name: str) -> str:
    view = message_json(world, bot, chat, message)
    sender = f"@{bot.username}" if message.from_bot else name
    time = datetime.fromtimestamp(message.date, UTC).strftime("%H:%M:%S")
    marks = [
        "silent" if message.silent else "",
        "edited" if message.edit_date else "",
        "pinned" if message.message_id in chat.pinned else "",
        f"reply to {message.reply_to}" if message.reply_to else "",
    ]
    lines = [" · ".join([f"#{message.message_id} {sender}", f"{time} UTC", *filter(None, marks)])]
    lines += ["<photo>" if not view["album"] else "<photo of an album>"] if view["photo"] else []
    lines += [f"<document {view['document']['name']}>"] if view["document"] else []
    lines += [f"  {line}".rstrip() for line in message.text.splitlines()]
    lines += ["  " + " ".join(f"[{button['text']}]" for button in row) for row in view["keyboard"]]
    return "\n".join(lines)
