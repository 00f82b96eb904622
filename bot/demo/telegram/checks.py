"""Holds every request against the Bot API's own table (`api_table.json`): fields, types and lengths."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from bot.demo.telegram import refusals
from bot.demo.telegram.refusals import Refusal, bad_request, method_not_found
from bot.demo.telegram.wire import Upload

TABLE_FILE: Final = Path(__file__).with_name("api_table.json")

Field = dict[str, Any]

# Telegram words these refusals itself; every other breach is told in the table's words.
_WORDING: Final = {
    "sendMessage.text": refusals.TEXT_EMPTY,
    "answerCallbackQuery.text": "MESSAGE_TOO_LONG",
    "InlineKeyboardButton.callback_data": refusals.BUTTON_DATA_INVALID,
    "CopyTextButton.text": "BUTTON_COPY_TEXT_INVALID",
    "BotCommand.command": "BOT_COMMAND_INVALID",
    "BotCommand.description": "BOT_COMMAND_DESCRIPTION_INVALID",
}
_TRUE: Final = {"true", "yes", "1"}
_FALSE: Final = {"false", "no", "0"}


class Checker:
    """Turns raw parameters (text from a form, values from JSON) into typed ones, or refuses the request."""

    def __init__(self, table_file: Path = TABLE_FILE) -> None:
        table = json.loads(table_file.read_text("utf-8"))
        self._methods: dict[str, dict[str, Field]] = table["methods"]
        self._types: dict[str, dict[str, Field] | list[str]] = table["types"]
        self._others = {name.lower() for name in table["other_methods"]}

    def check(self, method: str, raw: dict[str, Any]) -> dict[str, Any]:
        """Typed parameters; empty text counts as left out. Raises Refusal with `violation` set for any breach."""
        fields = self._methods[method]
        given = {name: value for name, value in raw.items() if value != ""}
        self._check_names(method, fields, given)
        return {name: self._from_wire(f"{method}.{name}", fields[name], value) for name, value in given.items()}

    def unknown(self, method: str) -> Refusal:
        known = method.lower() in self._others
        return method_not_found(f"{method}: " + ("not served by the local Telegram" if known else "no such method"))

    def _check_names(self, owner: str, fields: dict[str, Field], given: dict[str, Any]) -> None:
        for name in given.keys() - fields.keys():
            raise _breach(f"{owner}.{name}", "no such field")
        for name, field in fields.items():
            if field.get("required") and name not in given and f"{owner}.{name}" != "setWebhook.url":
                raise _breach(f"{owner}.{name}", "required")

    def _from_wire(self, path: str, field: Field, value: Any) -> Any:
        if isinstance(value, str):
            value = _typed(field["type"], value, path)
        self._check_value(path, field, value)
        return value

    def _check_value(self, path: str, field: Field, value: Any) -> None:
        self._check_type(path, field["type"], value)
        if "const" in field and value != field["const"]:
            raise _breach(path, f"must be {field['const']}")
        if "max" in field and not field.get("after_entities"):
            length = len(value.encode()) if field["unit"] == "bytes" else len(value)
            if not field["min"] <= length <= field["max"]:
                raise _breach(path, f"{length} {field['unit']}, allowed {field['min']}-{field['max']}")

    def _check_type(self, path: str, kind: str, value: Any) -> None:
        if kind.startswith("Array of "):
            self._check_array(path, kind.removeprefix("Array of "), value)
            return
        alternatives = re.split(r", | or | and ", kind)
        if len(alternatives) > 1:
            self._check_alternatives(path, alternatives, value)
        elif kind in _PLAIN:
            if not _PLAIN[kind](value):
                raise _breach(path, f"must be {kind}, not {type(value).__name__}")
        else:
            self._check_object(path, kind, value)

    def _check_array(self, path: str, kind: str, value: Any) -> None:
        if not isinstance(value, list):
            raise _breach(path, "must be an array")
        for item in value:
            self._check_type(path, kind, item)

    def _check_object(self, path: str, kind: str, value: Any) -> None:
        fields = self._types[kind]
        if isinstance(fields, list):
            self._check_alternatives(path, fields, value)
            return
        if not isinstance(value, dict):
            raise _breach(path, f"must be {kind}")
        self._check_names(kind, fields, value)
        for name, item in value.items():
            self._check_value(f"{kind}.{name}", fields[name], item)

    def _check_alternatives(self, path: str, kinds: list[str], value: Any) -> None:
        """Fits one of several types; an object that has a type's own mark is told what is wrong with *that* type."""
        for kind in kinds:
            if self._is_meant(kind, value):
                self._check_type(path, kind, value)
                return
        raise _breach(path, f"must be {' or '.join(kinds)}")

    def _is_meant(self, kind: str, value: Any) -> bool:
        if kind in _PLAIN:
            return _PLAIN[kind](value)
        fields = self._types[kind]
        if isinstance(fields, list) or not isinstance(value, dict):
            return False
        if "type" in fields and "const" in fields["type"]:
            return bool(value.get("type") == fields["type"]["const"])
        return all(name in value for name, field in fields.items() if field.get("required"))


def _breach(path: str, reason: str) -> Refusal:
    violation = f"{path}: {reason}"
    return bad_request(_WORDING.get(path, violation), violation=violation)


def _typed(kind: str, value: str, path: str) -> Any:
    """What a form's text stands for: numbers, booleans and JSON arrive as text."""
    if "String" in kind.split(" or ") and not (kind.startswith("Integer") and re.fullmatch(r"-?\d+", value)):
        return value
    if kind == "InputFile":
        return value
    if kind.startswith("Integer"):
        return int(value) if re.fullmatch(r"-?\d+", value) else value
    if kind == "Boolean":
        return _boolean(value)
    try:
        return json.loads(value)
    except ValueError:
        raise _breach(path, "is not JSON") from None


def _boolean(value: str) -> bool | str:
    if value.lower() in _TRUE:
        return True
    return False if value.lower() in _FALSE else value


_PLAIN: Final[dict[str, Callable[[Any], bool]]] = {
    "Integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "String": lambda v: isinstance(v, str),
    "Boolean": lambda v: isinstance(v, bool),
    "True": lambda v: v is True,
    "Float": lambda v: isinstance(v, int | float) and not isinstance(v, bool),
    "InputFile": lambda v: isinstance(v, Upload) or (isinstance(v, str) and v.startswith("attach://")),
}
