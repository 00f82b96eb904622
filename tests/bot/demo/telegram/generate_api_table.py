"""Makes bot/demo/telegram/api_table.json from the Bot API schema in aiogram's sdist (`.butcher/schema/schema.json`).

Run: python -m tests.bot.demo.telegram.generate_api_table SCHEMA_JSON
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

from bot.demo.telegram.checks import TABLE_FILE
from bot.demo.telegram.methods import METHODS

# Groups, topics, business accounts and rich messages are outside this server: a request with them is refused.
_LEFT_OUT = {
    "business_connection_id",
    "direct_messages_topic_id",
    "ephemeral_message_id",
    "ephemeral_message_parameters",
    "inline_message_id",
    "message_thread_id",
    "rich_message",
    "suggested_post_parameters",
}
_LENGTH = re.compile(r"(?P<min>\d+)-(?P<max>\d+) (?P<unit>characters|bytes|items)")
_CONSTANT = re.compile(r"must be (?:always )?['\"“]?(?P<value>[a-z_]+)['\"”]?$")
_NAME = re.compile(r"\b[A-Z][A-Za-z]+\b")
_SUBTYPE = re.compile(r'href="#([a-z]+)"')
_PLAIN = {"Integer", "String", "Boolean", "Float", "InputFile", "Array", "True"}


def compact_field(annotation: dict[str, Any]) -> dict[str, Any]:
    """One parameter or attribute: type, and only where given required, min, max, unit, after_entities, const."""
    field: dict[str, Any] = {"type": annotation["type"]}
    if annotation["required"]:
        field["required"] = True
    if length := _LENGTH.search(annotation["description"]):
        field |= {"min": int(length["min"]), "max": int(length["max"]), "unit": length["unit"]}
        if "after entities parsing" in annotation["description"]:
            field["after_entities"] = True
    if annotation["name"] in {"type", "source"} and (constant := _CONSTANT.search(annotation["description"])):
        field["const"] = constant["value"]
    return field


def compact_fields(entry: dict[str, Any]) -> dict[str, Any]:
    return {a["name"]: compact_field(a) for a in entry["annotations"] if a["name"] not in _LEFT_OUT}


def subtypes(entry: dict[str, Any], by_anchor: dict[str, str]) -> list[str]:
    """The types a union such as BotCommandScope stands for."""
    return [by_anchor[a] for a in _SUBTYPE.findall(entry["html_description"]) if by_anchor.get(a, "x")[0].isupper()]


def names_in(fields: dict[str, Any]) -> set[str]:
    return {name for field in fields.values() for name in _NAME.findall(field["type"])} - _PLAIN


def build(schema: dict[str, Any]) -> dict[str, Any]:
    """The table: full fields of the methods the local server knows and of the types they take, names of all others."""
    entries = {entry["name"]: entry for section in schema["items"] for entry in section["children"]}
    by_anchor = {entry["anchor"]: name for name, entry in entries.items()}
    methods = {name: compact_fields(entries[name]) for name in sorted(METHODS)}
    types: dict[str, Any] = {}
    waiting = set().union(*(names_in(fields) for fields in methods.values()))
    while waiting:
        name = waiting.pop()
        fields = compact_fields(entries[name])
        union = [] if fields else subtypes(entries[name], by_anchor)
        types[name] = union or fields
        waiting |= (set(union) | names_in(fields)) - types.keys()
    others = sorted(n for n, e in entries.items() if e["category"] == "methods" and n not in methods)
    return {
        "version": schema["api"]["version"],
        "methods": methods,
        "types": dict(sorted(types.items())),
        "other_methods": others,
    }


def lines(table: dict[str, Any]) -> str:
    """JSON with one method or type a line: small, and readable as a diff."""
    parts = []
    for key, value in table.items():
        if isinstance(value, dict):
            rows = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in value.items())
            parts.append(f"{json.dumps(key)}: {{\n{rows}\n}}")
        else:
            parts.append(f"{json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    TABLE_FILE.write_text(lines(build(json.loads(Path(sys.argv[1]).read_text("utf-8")))), "utf-8")
