"""State in the Bot API's own words: chats and messages as JSON for a bot."""

from typing import Any

from bot.demo.telegram.state import BotAccount, Chat, Message, Person, World


def private_chat(person: Person) -> dict[str, Any]:
    user = person.as_json()
    kept: dict[str, Any] = {key: user[key] for key in ("id", "first_name", "last_name", "username") if key in user}
    return {**kept, "type": "private"}


def message_json(world: World, chat: Chat, message: Message, with_reply: bool = True) -> dict[str, Any]:
    """The message as it is now; `reply_to_message` only one level deep and only while it exists."""
    person = world.people[chat.user_id]
    sender = world.bot_by_id(chat.bot_id).as_json() if message.from_bot else person.as_json()
    shown = {"message_id": message.message_id, "from": sender, "chat": private_chat(person), "date": message.date}
    shown |= message.content
    if message.edit_date is not None:
        shown["edit_date"] = message.edit_date
    replied = chat.messages.get(message.reply_to or 0)
    if with_reply and replied is not None:
        shown["reply_to_message"] = message_json(world, chat, replied, with_reply=False)
    if message.keyboard:
        shown["reply_markup"] = {"inline_keyboard": message.keyboard}
    return shown


def membership(bot: BotAccount, person: Person, date: int, was: str, now: str) -> dict[str, Any]:
    """A my_chat_member update: `member` or `kicked` (blocked)."""
    chat = private_chat(person)
    old, new = (_member(bot, status) for status in (was, now))
    return {
        "chat": chat,
        "from": person.as_json(),
        "date": date,
        "old_chat_member": old,
        "new_chat_member": new,
    }


def _member(bot: BotAccount, status: str) -> dict[str, Any]:
    until = {"until_date": 0} if status == "kicked" else {}
    return {"user": bot.as_json(), "status": status, **until}
