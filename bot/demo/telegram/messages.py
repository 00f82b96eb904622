"""Bot API methods that put new messages into a chat."""

import copy
from typing import Any

from bot.demo.telegram.contents import (
    caption_content,
    document_content,
    media_content,
    photo_content,
    reply_target,
    text_content,
)
from bot.demo.telegram.context import Call, Context, chat_of, reachable_chat
from bot.demo.telegram.keyboards import read_markup
from bot.demo.telegram.refusals import bad_request
from bot.demo.telegram.rendering import message_json
from bot.demo.telegram.state import Chat, Message


def post(context: Context, call: Call, chat: Chat, content: dict[str, Any]) -> Message:
    """Adds the bot's message. Everything that can be refused is checked before anything changes."""
    context.limits.take(call.bot.id, chat.user_id)
    return _add(context, call, chat, content)


def _add(context: Context, call: Call, chat: Chat, content: dict[str, Any]) -> Message:
    markup = read_markup(call.get("reply_markup"))
    reply_to = reply_target(context, call, chat)
    message = chat.add(
        from_bot=True,
        date=context.world.now(),
        content=content,
        keyboard=markup.rows,
        other_markup=markup.other,
        reply_to=reply_to,
        silent=bool(call.get("disable_notification")),
    )
    context.world.changed(chat)
    if not message.silent:
        context.world.changes.notify(call.bot.username, chat.user_id, message.message_id)
    return message


def send_message(context: Context, call: Call) -> dict[str, Any]:
    content = text_content(call)
    chat = reachable_chat(context, call)
    return message_json(context.world, chat, post(context, call, chat, content))


def send_photo(context: Context, call: Call) -> dict[str, Any]:
    caption = caption_content(call.values)
    chat = reachable_chat(context, call)
    content = photo_content(context, call.file(call.values["photo"])) | caption
    return message_json(context.world, chat, post(context, call, chat, content))


def send_document(context: Context, call: Call) -> dict[str, Any]:
    caption = caption_content(call.values)
    chat = reachable_chat(context, call)
    content = document_content(context, call.file(call.values["document"])) | caption
    return message_json(context.world, chat, post(context, call, chat, content))


def send_media_group(context: Context, call: Call) -> list[dict[str, Any]]:
    """An album of 2–10 photos or of 2–10 documents."""
    media = call.values["media"]
    chat = reachable_chat(context, call)
    if not 2 <= len(media) <= 10:
        reason = "sendMediaGroup.media: an album has 2-10 items"
        raise bad_request(reason, violation=reason)
    if len({item["type"] for item in media}) > 1:
        raise bad_request("document can't be mixed with other media types")
    contents = [media_content(context, call, item) for item in media]
    group = str(context.world.random.randrange(10**16, 10**17))
    context.limits.take(call.bot.id, chat.user_id, len(contents))
    sent = [_add(context, call, chat, content | {"media_group_id": group}) for content in contents]
    return [message_json(context.world, chat, message) for message in sent]


def copy_message(context: Context, call: Call) -> dict[str, Any]:
    """A copy without its keyboard, under a new caption if one is given."""
    original = _original(context, call, "message to copy not found")
    chat = reachable_chat(context, call)
    content = copy.deepcopy(original.content)
    for field in ("media_group_id", "forward_origin"):
        content.pop(field, None)
    if "caption" in call.values and "text" not in content:
        content.pop("caption_entities", None)
        content |= caption_content(call.values)
    return {"message_id": post(context, call, chat, content).message_id}


def forward_message(context: Context, call: Call) -> dict[str, Any]:
    original = _original(context, call, "message to forward not found")
    chat = reachable_chat(context, call)
    source = chat_of(context, call, "from_chat_id")
    sender = call.bot.as_json() if original.from_bot else context.person(source).as_json()
    origin = {"type": "user", "sender_user": sender, "date": original.date}
    content = {"forward_origin": origin} | copy.deepcopy(original.content)
    return message_json(context.world, chat, post(context, call, chat, content))


def _original(context: Context, call: Call, missing: str) -> Message:
    message = chat_of(context, call, "from_chat_id").messages.get(call.values["message_id"])
    if message is None or message.service:
        raise bad_request(missing)
    return message
