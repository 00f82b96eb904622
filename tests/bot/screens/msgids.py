"""Finds the texts that the bot's source hands to the translator."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from domain.fulfillment import COURIERS

SOURCE = Path(__file__).parents[3] / "bot"


def used_msgids() -> dict[str, str]:
    """Every literal msgid with the name of a file that uses it; couriers' names are data, and translated too."""
    found = {courier.name: "domain/fulfillment.py" for courier in COURIERS}
    for path in sorted(SOURCE.rglob("*.py")):
        found |= dict.fromkeys(msgids_of(path.read_text("utf-8")), path.name)
    return found


def msgids_of(source: str) -> Iterator[str]:
    """The first arguments of `t(…)`, `turn.t(…)`, `t.plain(…)`, `msgid(…)`; of a choice between two, both branches."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args and _is_translation(node.func):
            yield from _literals(node.args[0])


def _is_translation(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute):
        return function.attr in ("plain", "t")
    return isinstance(function, ast.Name) and function.id in ("t", "msgid")


def _literals(argument: ast.expr) -> Iterator[str]:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        yield argument.value
    elif isinstance(argument, ast.IfExp):
        yield from _literals(argument.body)
        yield from _literals(argument.orelse)
