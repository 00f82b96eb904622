"""Bot API methods about the bot itself, its menu of commands, files and chats."""

import json
import re
from typing import Any, Final

from bot.demo.telegram.context import Call, Context, chat_of, reachable_chat
from bot.demo.telegram.refusals import bad_request
from bot.demo.telegram.rendering import message_json, private_chat
from bot.demo.telegram.state import BotAccount, Person

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_MAX_COMMANDS: Final = 100
_PROFILE_FIELDS: Final = {
    "setMyName": ("name", 64),
    "setMyDescription": ("description", 512),
    "setMyShortDescription": ("short_description", 120),
}


def get_me(_: Context, call: Call) -> dict[str, Any]:
    abilities = {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return call.bot.as_json() | abilities


def get_chat(context: Context, call: Call) -> dict[str, Any]:
    chat = chat_of(context, call)
    full: dict[str, Any] = private_chat(context.person(chat)) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, False),
    }
    newest = chat.messages.get(chat.pinned[0]) if chat.pinned else None
    if newest is not None:
        full["pinned_message"] = message_json(context.world, chat, newest, with_reply=False)
    return full


_GIFTS: Final = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def get_file(context: Context, call: Call) -> dict[str, Any]:
    described = context.world.files.describe(call.values["file_id"])
    if described is None:
        raise bad_request("invalid file_id")
    return described


def send_chat_action(context: Context, call: Call) -> bool:
    reachable_chat(context, call)
    return True


def set_profile(context: Context, call: Call) -> bool:
    """setMyName, setMyDescription, setMyShortDescription; per language."""
    field, longest = _PROFILE_FIELDS[call.method]
    value = call.get(field, "")
    if len(value) > longest:
        raise bad_request(f"{field} is too long", violation=f"{call.method}.{field}: {len(value)} characters")
    call.bot.profile[f"{field}|{call.get('language_code', '')}"] = value
    context.world.changes.bump()
    return True


def set_my_commands(context: Context, call: Call) -> bool:
    commands = call.values["commands"]
    if len(commands) > _MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH", violation="setMyCommands.commands: more than 100")
    for command in commands:
        if not _COMMAND.fullmatch(command["command"].removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID", violation=f"BotCommand.command: {command['command']}")
    shown = [{"command": c["command"].removeprefix("/"), "description": c["description"]} for c in commands]
    call.bot.commands[_scope_key(context, call)] = shown
    context.world.changes.bump()
    return True


def get_my_commands(context: Context, call: Call) -> list[dict[str, Any]]:
    return call.bot.commands.get(_scope_key(context, call), [])


def delete_my_commands(context: Context, call: Call) -> bool:
    call.bot.commands.pop(_scope_key(context, call), None)
    context.world.changes.bump()
    return True


def _scope_key(context: Context, call: Call) -> str:
    scope = call.get("scope", {"type": "default"})
    if scope["type"] == "chat":
        chat_of(context, Call(call.bot, call.method, scope, {}))
    return _key(scope, call.get("language_code", ""))


def _key(scope: dict[str, Any], language: str) -> str:
    return f"{json.dumps(scope, sort_keys=True)}|{language}"


def commands_for(bot: BotAccount, person: Person) -> list[dict[str, Any]]:
    """The menu this person sees: the narrowest scope first, the person's language before none."""
    scopes = ({"type": "chat", "chat_id": person.id}, {"type": "all_private_chats"}, {"type": "default"})
    for scope in scopes:
        for language in dict.fromkeys((person.language_code or "", "")):
            if found := bot.commands.get(_key(scope, language)):
                return found
    return []
