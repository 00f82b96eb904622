"""The Bot API methods this server knows, by name."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from bot.demo.telegram import callbacks, edits, messages, polling, profile
from bot.demo.telegram.context import Call, Context

Method = Callable[[Context, Call], Any | Awaitable[Any]]

METHODS: Final[dict[str, Method]] = {
    "getMe": profile.get_me,
    "getUpdates": polling.get_updates,
    "setWebhook": polling.set_webhook,
    "deleteWebhook": polling.delete_webhook,
    "getWebhookInfo": polling.get_webhook_info,
    "sendMessage": messages.send_message,
    "sendPhoto": messages.send_photo,
    "sendDocument": messages.send_document,
    "sendMediaGroup": messages.send_media_group,
    "copyMessage": messages.copy_message,
    "forwardMessage": messages.forward_message,
    "editMessageText": edits.edit_message_text,
    "editMessageCaption": edits.edit_message_caption,
    "editMessageMedia": edits.edit_message_media,
    "editMessageReplyMarkup": edits.edit_message_reply_markup,
    "deleteMessage": edits.delete_message,
    "deleteMessages": edits.delete_messages,
    "pinChatMessage": edits.pin_chat_message,
    "unpinChatMessage": edits.unpin_chat_message,
    "answerCallbackQuery": callbacks.answer_callback_query,
    "setMyCommands": profile.set_my_commands,
    "getMyCommands": profile.get_my_commands,
    "deleteMyCommands": profile.delete_my_commands,
    "setMyName": profile.set_profile,
    "setMyDescription": profile.set_profile,
    "setMyShortDescription": profile.set_profile,
    "sendChatAction": profile.send_chat_action,
    "getFile": profile.get_file,
    "getChat": profile.get_chat,
}
BY_LOWER_NAME: Final = {name.lower(): name for name in METHODS}
