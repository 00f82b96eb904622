"""House rules that no linter holds: names, sizes, who may read the environment, where texts may stand.

Every rule is a function from a module to its breaches, and every one is shown a module that breaks it.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from aiogram.filters.callback_data import CallbackData

from bot import callbacks
from bot.conversation import PROMPTS
from bot.customer import shop
from bot.dialogs import Prompt
from bot.routes import OWN_STEPS, SHOP_STEPS
from domain import errors
from domain.errors import DomainError

ROOT: Final = Path(__file__).parents[1]
PACKAGES: Final = ("bot", "domain", "storage")
FORBIDDEN_NAMES: Final = frozenset({"utils", "helpers", "common", "base", "service", "manager"})
MOST_FUNCTION_LINES: Final = 40
MOST_MODULE_LINES: Final = 300
MOST_USE_CASE_LINES: Final = 15

LONG_FUNCTIONS: Final = {
    "storage/migrations/versions/0001_first_tables.py: upgrade": "a list of tables, read from top to bottom",
    "storage/migrations/versions/0005_payments.py: upgrade": "a list of tables, read from top to bottom",
}
LONG_MODULES: Final = {
    "domain/errors.py": "every reason to refuse with its code, side by side; no code",
    "storage/migrations/versions/0001_first_tables.py": "every table as it was first made",
}
ENVIRONMENT_READERS: Final = {
    "bot/__main__.py": "hands the environment to bot/config.py",
}
TASK_STARTERS: Final = {
    "bot/app.py": "starts and stops everything that runs beside the handlers",
    "bot/inbox/polling.py": "one loop for each bot that is polled",
    "bot/inbox/worker.py": "one task per chat whose updates are being worked off",
    "bot/outbox/dispatcher.py": "one task per message on its way",
    "bot/payments/worker.py": "one task per piece of work at a payment company",
    "bot/taps.py": "the early answer to a slow tap, cancelled when the tap is done",
    "storage/postgresql_store.py": "a transaction that was begun finishes, whatever becomes of its caller",
    "bot/demo/telegram/deliveries.py": "the local Telegram's own webhook deliveries",
    "bot/demo/toss/webhooks.py": "the local Toss's own webhook deliveries",
}
HANGUL_OUTSIDE_SCREENS: Final = {
    "bot/command_menu.py": "the table of Telegram's own menu, marked for translation",
    "bot/errors.py": "the table of what each refusal says, marked for translation",
    "bot/payments/bank_messages.py": "the forms of banks' messages, no text",
    "bot/payments/banks.py": "the names of banks, which have no other",
    "bot/payments/toss.py": "the reason of a revoked account, which only the shop's own Toss pages show",
    "bot/payments/toss_records.py": "a word of Toss's interface",
    "bot/redaction.py": "patterns of Korean addresses, no text",
    "bot/shop_file.py": "reads prices written 3,000원, no text",
}


@dataclass(frozen=True, slots=True)
class Module:
    """A module's place in the tree and its source."""

    path: str
    source: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)

    @property
    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        return (n for n in ast.walk(self.tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


@cache
def modules() -> tuple[Module, ...]:
    files = sorted(path for top in (*PACKAGES, "tests") for path in (ROOT / top).rglob("*.py"))
    return tuple(Module(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in files)


def within(*tops: str) -> list[Module]:
    found = [module for module in modules() if module.path.startswith(tops)]
    assert found, f"nothing is in {tops}"
    return found


Rule = Callable[[Module], Iterator[str]]


# Names and sizes


def vague_name(module: Module) -> Iterator[str]:
    path = Path(module.path)
    if FORBIDDEN_NAMES & {path.stem, *path.parent.parts}:
        yield module.path


def long_function(module: Module) -> Iterator[str]:
    for function in module.functions:
        if _lines(function) > MOST_FUNCTION_LINES:
            yield f"{module.path}: {function.name}"


def long_module(module: Module) -> Iterator[str]:
    if len(module.source.splitlines()) > MOST_MODULE_LINES:
        yield module.path


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


# The domain


def long_use_case(module: Module) -> Iterator[str]:
    """Counts the lines of the body without its docstring; what is private is no use case."""
    for function in module.functions:
        body = function.body[1:] if ast.get_docstring(function) else function.body
        lines = (function.end_lineno or 0) - body[0].lineno + 1 if body else 0
        if not function.name.startswith("_") and lines > MOST_USE_CASE_LINES:
            yield f"{module.path}: {function.name}"


def asynchronous(module: Module) -> Iterator[str]:
    kinds = (ast.AsyncFunctionDef, ast.Await, ast.AsyncFor, ast.AsyncWith)
    for node in ast.walk(module.tree):
        if isinstance(node, kinds):
            yield f"{module.path}:{node.lineno}"


def foreign_import(module: Module) -> Iterator[str]:
    """Anything but the standard library and the domain itself, and asyncio, which would work on SQLite only."""
    for name in _imported(module.tree):
        top = name.partition(".")[0]
        if top == "asyncio" or (top != "domain" and top not in sys.stdlib_module_names):
            yield f"{module.path}: {name}"


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "."


# Surroundings and tasks


def environment_read(module: Module) -> Iterator[str]:
    words = {"environ", "environb", "getenv", "getenvb", "putenv"}
    for node in ast.walk(module.tree):
        imported = {alias.name for alias in node.names} if isinstance(node, ast.ImportFrom) else set()
        read = {node.attr} if isinstance(node, ast.Attribute) else set()
        if words & (imported | read):
            yield module.path


def task_started(module: Module) -> Iterator[str]:
    words = {"create_task", "ensure_future", "TaskGroup", "run_coroutine_threadsafe"}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr in words:
            yield module.path


# Handlers


def loose_text(module: Module) -> Iterator[str]:
    """Hangul that goes neither through the translator nor `msgid`; docstrings are no texts."""
    tree = module.tree
    translated = {id(node) for root in _translated(tree) for node in ast.walk(root)}
    for node in _hangul_in(tree):
        if id(node) not in translated:
            yield f"{module.path}:{node.lineno}: {node.value!r}"


def hangul(module: Module) -> Iterator[str]:
    """Any Hangul but in docstrings: also text for the translator has its place on the screens."""
    if any(_hangul_in(module.tree)):
        yield module.path


def _hangul_in(tree: ast.AST) -> Iterator[ast.Constant]:
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in documentation and _has_hangul(str(node.value)):
            yield node


def _translated(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and _is_translation(node.func):
            yield node.args[0]


def _is_translation(function: ast.expr) -> bool:
    if isinstance(function, ast.Attribute):
        return function.attr in ("t", "plain")
    return isinstance(function, ast.Name) and function.id in ("t", "msgid")


def _has_hangul(text: str) -> bool:
    return any("가" <= sign <= "힣" or "ㄱ" <= sign <= "ㆎ" for sign in text)


def status_decision(module: Module) -> Iterator[str]:
    """`if order.status is …`, `match order.status`: what a status allows stands in the domain's table.

    A comparison with a number is about HTTP.
    """
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
        else:
            sides = [node.subject] if isinstance(node, ast.Match) else []
        is_http = any(isinstance(side, ast.Constant) and isinstance(side.value, int) for side in sides)
        if not is_http and any(isinstance(s, ast.Attribute | ast.Name) and _name(s) == "status" for s in sides):
            yield f"{module.path}:{getattr(node, 'lineno', 0)}"


def _name(node: ast.Attribute | ast.Name) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id


def handlers() -> list[Module]:
    top = [module for module in within("bot/") if module.path.count("/") == 1]
    return [*within("bot/merchant/", "bot/customer/"), *top]


SAMPLES: Final[list[tuple[Rule, str, str]]] = [
    (vague_name, "bot/utils.py", ""),
    (vague_name, "domain/common/money.py", ""),
    (long_function, "bot/long.py", "def f():\n" + "    pass\n" * MOST_FUNCTION_LINES),
    (long_module, "bot/long.py", "pass\n" * (MOST_MODULE_LINES + 1)),
    (long_use_case, "domain/use_cases/x.py", 'def f():\n    """Doc."""\n' + "    pass\n" * (MOST_USE_CASE_LINES + 1)),
    (asynchronous, "domain/x.py", "async def f(): ...\n"),
    (foreign_import, "domain/x.py", "import sqlalchemy.orm\n"),
    (foreign_import, "domain/x.py", "from asyncio import run\n"),
    (foreign_import, "domain/x.py", "from bot.app import App\n"),
    (environment_read, "bot/x.py", "import os\nos.environ['A']\n"),
    (environment_read, "bot/x.py", "from os import getenv\n"),
    (task_started, "bot/x.py", "import asyncio\nasyncio.create_task(f())\n"),
    (hangul, "bot/merchant/x.py", "turn.reply(turn.t('주문했어요'))\n"),
    (hangul, "bot/merchant/x.py", "DONE = msgid('주문했어요')\n"),
    (loose_text, "bot/merchant/x.py", "tap.answer('주문했어요')\n"),
    (loose_text, "bot/merchant/x.py", "tap.answer(f'{n}건')\n"),
    (loose_text, "bot/merchant/x.py", "tap.answer(tap.t('{text}', text='주문했어요'))\n"),
    (status_decision, "bot/merchant/x.py", "if order.status is S.PLACED: ...\n"),
    (status_decision, "bot/merchant/x.py", "x = 1 if status == 'placed' else 2\n"),
    (status_decision, "bot/merchant/x.py", "match view.order.status:\n    case _: ...\n"),
]


@pytest.mark.parametrize(("rule", "path", "source"), SAMPLES, ids=lambda value: getattr(value, "__name__", None))
def test_rule_notices_a_module_that_breaks_it(rule: Rule, path: str, source: str) -> None:
    assert list(rule(Module(path, source)))


def test_rule_leaves_alone_what_is_right() -> None:
    good = Module("bot/merchant/x.py", '"""주문확인."""\ntap.t.plain(toasts.DONE)\nview.order.status\nstatus == 200\n')
    assert not [breach for rule, *_ in SAMPLES for breach in rule(good) if rule is not foreign_import]
    translated = 'N = msgid("가")\ntap.answer(tap.t.plain("나" if x else "다"), turn.t("라"))'
    assert not list(loose_text(Module("bot/screens/x.py", translated)))


def breaches(rule: Rule, where: list[Module], allowed: dict[str, str]) -> None:
    """Exactly what is allowed for a reason breaks the rule: nothing else, and no reason outlives its breach."""
    assert {breach for module in where for breach in rule(module)} == set(allowed)


def test_no_module_has_a_name_that_says_nothing() -> None:
    breaches(vague_name, list(modules()), {})


def test_functions_are_short_or_have_a_reason() -> None:
    breaches(long_function, within("bot/", "domain/", "storage/"), LONG_FUNCTIONS)


def test_modules_are_short_or_have_a_reason() -> None:
    breaches(long_module, within("bot/", "domain/", "storage/"), LONG_MODULES)


def test_use_cases_are_short() -> None:
    breaches(long_use_case, within("domain/use_cases/"), {})


def test_domain_is_synchronous() -> None:
    breaches(asynchronous, [m for m in within("domain/") if m.path not in ("domain/ports.py", "domain/gateway.py")], {})


def test_domain_imports_the_standard_library_only() -> None:
    breaches(foreign_import, within("domain/"), {})


def test_environment_is_read_in_one_place() -> None:
    breaches(environment_read, [m for m in within(*PACKAGES) if m.path != "bot/config.py"], ENVIRONMENT_READERS)


def test_tasks_are_started_in_few_places_each_with_a_reason() -> None:
    breaches(task_started, within(*PACKAGES), TASK_STARTERS)


def test_handlers_hold_no_text_of_their_own() -> None:
    outside = [m for m in within("bot/") if not m.path.startswith(("bot/screens/", "bot/demo/"))]
    breaches(hangul, outside, HANGUL_OUTSIDE_SCREENS)


def test_screens_and_tables_of_texts_hold_none_that_is_not_translated() -> None:
    breaches(loose_text, within("bot/screens/", "bot/command_menu.py", "bot/errors.py"), {})


def test_handlers_leave_the_meaning_of_a_status_to_the_table() -> None:
    breaches(status_decision, handlers(), {})


# Buttons, prompts and refusals, as they are when imported


def buttons() -> list[type[CallbackData]]:
    found = [kind for kind in CallbackData.__subclasses__() if kind.__module__.startswith(callbacks.__name__ + ".")]
    assert found
    return found


def duplicates(values: list[str]) -> list[str]:
    return sorted({value for value in values if values.count(value) > 1})


def routed(source: str) -> set[str]:
    """The names of the classes that are keys of a dictionary of handlers."""
    keys = [key for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Dict) for key in node.keys]
    return {_name(key) for key in keys if isinstance(key, ast.Attribute | ast.Name)}


def test_duplicates_are_found_and_routes_are_read() -> None:
    assert duplicates(["a", "b", "a"]) == ["a"]
    assert routed("TAPS = Taps({c.Home: home, Close: close, 'x': 1})") == {"Home", "Close"}


def test_no_two_buttons_share_a_prefix() -> None:
    assert duplicates([kind.__prefix__ for kind in buttons()]) == []


def test_every_kind_of_button_has_a_handler() -> None:
    routes = (ROOT / "bot" / "routes.py").read_text("utf-8")
    assert {kind.__name__ for kind in buttons()} - routed(routes) == set()


def test_every_step_and_every_prompt_has_a_handler() -> None:
    assert SHOP_STEPS.keys() == set(callbacks.ShopStep)
    assert OWN_STEPS.keys() == set(callbacks.OwnStep)
    assert shop._STEPS.keys() == set(callbacks.BuyStep)
    assert PROMPTS.keys() == set(Prompt)


def test_every_refusal_has_a_code_of_its_own() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DomainError)]
    assert len(kinds) > 1
    assert [kind for kind in kinds if "code" not in vars(kind)] == []
    assert duplicates([kind.code for kind in kinds]) == []
