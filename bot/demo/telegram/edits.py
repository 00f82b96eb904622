"""Bot API methods that change, delete or pin messages."""

from typing import Any, Final

from bot.demo.telegram import refusals
from bot.demo.telegram.contents import caption_content, media_content, text_content
from bot.demo.telegram.context import Call, Context, chat_of, reachable_chat
from bot.demo.telegram.keyboards import read_markup
from bot.demo.telegram.refusals import bad_request
from bot.demo.telegram.rendering import message_json
from bot.demo.telegram.state import Chat, Message

_DELETABLE_SECONDS: Final = 48 * 3600
_CAPTION_FIELDS: Final = {"caption", "caption_entities", "show_caption_above_media"}


def edit_message_text(context: Context, call: Call) -> dict[str, Any]:
    """Without `reply_markup` the keyboard goes away, as on Telegram."""
    chat, message = _editable(context, call)
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    return _replace(context, call, chat, message, text_content(call))


def edit_message_caption(context: Context, call: Call) -> dict[str, Any]:
    chat, message = _editable(context, call)
    if "text" in message.content:
        raise bad_request("there is no caption in the message to edit")
    media = {key: value for key, value in message.content.items() if key not in _CAPTION_FIELDS}
    return _replace(context, call, chat, message, media | caption_content(call.values))


def edit_message_media(context: Context, call: Call) -> dict[str, Any]:
    chat, message = _editable(context, call)
    content = media_content(context, call, call.values["media"])
    return _replace(context, call, chat, message, content)


def edit_message_reply_markup(context: Context, call: Call) -> dict[str, Any]:
    chat, message = _editable(context, call)
    return _replace(context, call, chat, message, message.content)


def _editable(context: Context, call: Call) -> tuple[Chat, Message]:
    chat = reachable_chat(context, call)
    message = chat.messages.get(call.get("message_id", 0))
    if message is None:
        raise bad_request(refusals.EDIT_NOT_FOUND)
    if not message.from_bot or message.other_markup or message.service or "forward_origin" in message.content:
        raise bad_request(refusals.CANNOT_EDIT)
    return chat, message


def _replace(context: Context, call: Call, chat: Chat, message: Message, content: dict[str, Any]) -> dict[str, Any]:
    rows = read_markup(call.get("reply_markup")).rows
    if content == message.content and rows == message.keyboard:
        raise bad_request(refusals.NOT_MODIFIED)
    message.content, message.keyboard, message.edit_date = content, rows, context.world.now()
    context.world.changed(chat)
    return message_json(context.world, chat, message)


def delete_message(context: Context, call: Call) -> bool:
    """Both sides' messages, within 48 hours."""
    chat = chat_of(context, call)
    message = chat.messages.get(call.values["message_id"])
    if message is None:
        raise bad_request(refusals.DELETE_NOT_FOUND)
    if not _deletable(context, message):
        raise bad_request(refusals.CANNOT_DELETE)
    _delete(context, chat, message.message_id)
    return True


def delete_messages(context: Context, call: Call) -> bool:
    """Missing and old ones are skipped."""
    chat = chat_of(context, call)
    wanted = call.values["message_ids"]
    if not 1 <= len(wanted) <= 100:
        reason = "deleteMessages.message_ids: 1-100 identifiers"
        raise bad_request(reason, violation=reason)
    for message_id in wanted:
        message = chat.messages.get(message_id)
        if message is not None and _deletable(context, message):
            _delete(context, chat, message_id)
    return True


def _deletable(context: Context, message: Message) -> bool:
    return context.world.clock() - message.date < _DELETABLE_SECONDS


def _delete(context: Context, chat: Chat, message_id: int) -> None:
    del chat.messages[message_id]
    if message_id in chat.pinned:
        chat.pinned.remove(message_id)
    context.world.changed(chat)


def pin_chat_message(context: Context, call: Call) -> bool:
    """Newest pin first. Telegram tells the bot itself about its pin by a service message; so does this server."""
    chat = reachable_chat(context, call)
    message = chat.messages.get(call.values["message_id"])
    if message is None or message.service:
        raise bad_request(refusals.PIN_NOT_FOUND)
    if message.message_id in chat.pinned:
        return True
    chat.pinned.insert(0, message.message_id)
    pinned = {"pinned_message": message_json(context.world, chat, message, with_reply=False)}
    note = chat.add(from_bot=True, date=context.world.now(), content=pinned, silent=True, service=True)
    context.tell_bot(call.bot, "message", message_json(context.world, chat, note), chat.user_id)
    context.world.changed(chat)
    return True


def unpin_chat_message(context: Context, call: Call) -> bool:
    """Without `message_id` the newest pin."""
    chat = reachable_chat(context, call)
    wanted = call.get("message_id", chat.pinned[0] if chat.pinned else 0)
    if wanted not in chat.pinned:
        raise bad_request(refusals.UNPIN_NOT_FOUND)
    chat.pinned.remove(wanted)
    context.world.changed(chat)
    return True
