"""What a call wants to say: text or caption with its entities, photo or document, checked against the limits."""

from typing import Any, Final

from bot.demo.telegram import refusals
from bot.demo.telegram.context import Call, Context
from bot.demo.telegram.entities import parse_html, plain, utf16_length, with_found_entities
from bot.demo.telegram.refusals import bad_request
from bot.demo.telegram.state import Chat
from bot.demo.telegram.wire import Upload

MAX_TEXT: Final = 4096
MAX_CAPTION: Final = 1024


def text_content(call: Call) -> dict[str, Any]:
    """`text`, `entities` and `link_preview_options`. Raises Refusal for empty, too long or malformed text."""
    text, entities = formatted(call.get("text", ""), call.get("parse_mode"), call.get("entities"))
    if not text:
        raise bad_request(refusals.TEXT_EMPTY, violation=f"{call.method}.text: empty")
    if utf16_length(text) > MAX_TEXT:
        raise bad_request(refusals.TEXT_TOO_LONG, violation=f"{call.method}.text: {utf16_length(text)} characters")
    content: dict[str, Any] = {"text": text}
    if entities:
        content["entities"] = entities
    if preview := call.get("link_preview_options"):
        content["link_preview_options"] = preview
    return content


def caption_content(values: dict[str, Any]) -> dict[str, Any]:
    """`caption` and `caption_entities`; empty if there is none."""
    caption, parse_mode = values.get("caption", ""), values.get("parse_mode")
    text, entities = formatted(caption, parse_mode, values.get("caption_entities"))
    if utf16_length(text) > MAX_CAPTION:
        raise bad_request(refusals.CAPTION_TOO_LONG, violation=f"caption: {utf16_length(text)} characters")
    content: dict[str, Any] = {"caption": text} if text else {}
    if entities:
        content["caption_entities"] = entities
    if text and values.get("show_caption_above_media"):
        content["show_caption_above_media"] = True
    return content


def formatted(
    source: str, parse_mode: str | None, given: list[dict[str, Any]] | None = None
) -> tuple[str, list[dict[str, Any]]]:
    """Plain text and entities; this server reads only the parse mode HTML."""
    if parse_mode is None:
        text, entities = plain(source)
        return text, with_found_entities(text, given or entities)
    if parse_mode.lower() != "html":
        reason = f"can't parse entities: the local server reads only HTML, not {parse_mode}"
        raise bad_request(reason, violation=reason)
    text, entities = parse_html(source)
    return text, with_found_entities(text, entities)


def photo_content(context: Context, file: Upload | str) -> dict[str, Any]:
    """An upload or a known file id, as several sizes."""
    if isinstance(file, Upload):
        return {"photo": context.world.files.add_photo(file.data)}
    _refuse_address(file)
    photo = context.world.files.photo(file)
    if photo is None:
        raise bad_request(refusals.WRONG_FILE)
    return {"photo": photo}


def document_content(context: Context, file: Upload | str) -> dict[str, Any]:
    if isinstance(file, Upload):
        return {"document": context.world.files.add_document(file.data, file.name, file.mime)}
    _refuse_address(file)
    document = context.world.files.document(file)
    if document is None:
        raise bad_request(refusals.WRONG_FILE)
    return {"document": document}


def _refuse_address(file: str) -> None:
    """Telegram would fetch it; the local one has no network on purpose."""
    if file.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")


def media_content(context: Context, call: Call, media: dict[str, Any]) -> dict[str, Any]:
    """One InputMediaPhoto or InputMediaDocument with its caption."""
    kinds = {"photo": photo_content, "document": document_content}
    if media["type"] not in kinds:
        reason = f"the local server takes only photos and documents, not {media['type']}"
        raise bad_request(reason, violation=f"{call.method}.media: {reason}")
    return kinds[media["type"]](context, call.file(media["media"])) | caption_content(media)


def reply_target(context: Context, call: Call, chat: Chat) -> int | None:
    """The message to reply to, None if there is none or it may be missing. Raises Refusal if it must be there."""
    parameters = call.get("reply_parameters")
    if not parameters:
        return None
    wanted = parameters.get("message_id")
    if parameters.get("chat_id", chat.user_id) == chat.user_id and wanted in chat.messages:
        return int(wanted)
    if parameters.get("allow_sending_without_reply"):
        return None
    raise bad_request(refusals.REPLY_NOT_FOUND)
