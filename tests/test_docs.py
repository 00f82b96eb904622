"""The project's documents against its code: commands, settings, diagram, words, rules, decisions."""

from __future__ import annotations

import argparse
import ast
import importlib
import io
import re
import shlex
import tokenize
from collections.abc import Iterator
from enum import StrEnum
from functools import cache, reduce
from pathlib import Path
from typing import Final

import pytest

from bot.__main__ import _parser
from bot.config import ENVIRONMENT, SECTIONS
from domain.lifecycle import TRANSITIONS, Action, OrderStatus
from domain.payment import PaymentMethod
from domain.people import MANAGERS, SHOP, Role
from domain.sheet import OutOfStockWish

ROOT: Final = Path(__file__).parents[1]
RULE_IDS: Final = [*(f"M{n}" for n in range(1, 21)), *(f"D{n}" for n in range(1, 25)), *(f"R{n}" for n in range(1, 17))]
CITED: Final = re.compile(r"\b[CMDR]\d{1,2}\b")
KOREAN: Final = {
    OrderStatus.PLACED: "주문접수",
    OrderStatus.CONFIRMED: "주문확인",
    OrderStatus.CANCEL_REQUESTED: "취소요청",
    OrderStatus.COMPLETED: "주문완료",
    OrderStatus.CANCELED: "취소완료",
}
PARTIES: Final = {
    SHOP: "shop",
    MANAGERS: "manager, owner",
    frozenset({Role.CUSTOMER}): "customer",
    SHOP | {Role.CUSTOMER}: "shop, customer",
}
# Where packages come from, and where somebody's machine keeps its files.
MACHINES: Final = re.compile(
    r"https?://\S+/simple\b|\bindex-url\b|\bfind-links\b|registry\s*=\s*.?http"
    r"|(?<![\w.])/(?:work|root|Users|usr/local|tmp/bash_jobs)/|(?<![\w.])/home/\w+/\w+[/.]|[A-Z]:\\Users"
)


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def section(document: str, heading: str) -> str:
    """What stands below a heading up to the next one of its level or above."""
    level, _, _ = heading.partition(" ")
    found = re.search(rf"^{re.escape(heading)}\n(.*?)(?=^#{{1,{len(level)}}} |\Z)", document, re.DOTALL | re.MULTILINE)
    assert found, f"no heading {heading!r}"
    return found[1]


def rows(markdown: str) -> list[list[str]]:
    """The cells of a document's tables, without heads and rules."""
    lines = [line for line in markdown.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    rules = [n for n, row in enumerate(cells) if set("".join(row)) <= {"-", ":"}]
    return [row for n, row in enumerate(cells) if n not in rules and n + 1 not in rules]


# Commands


def shell_lines(document: str) -> list[str]:
    blocks = re.findall(r"^ *```sh\n(.*?)```", document, re.DOTALL | re.MULTILINE)
    return [line.split(" #")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


def commands(program: str) -> list[list[str]]:
    """The arguments of every call of this program in the README, in blocks and in the text."""
    inline = re.findall(r"`([^`\n]+)`", text("README.md"))
    calls = [shlex.split(line) for line in [*shell_lines(text("README.md")), *inline] if line.count('"') % 2 == 0]
    found = [call[1:] for call in calls if call and Path(call[0]).name == program]
    assert found, f"the README never calls {program}"
    return found


def makefile_targets() -> set[str]:
    return set(re.findall(r"^([\w./-]+):(?!=)", text("Makefile"), re.MULTILINE))


def takes(arguments: list[str]) -> bool:
    try:
        _parser().parse_args(arguments)
    except SystemExit:
        return False
    return True


def test_every_make_command_of_the_readme_has_a_target() -> None:
    assert {call[0] for call in commands("make")} <= makefile_targets()


def test_every_target_for_people_stands_in_the_readme() -> None:
    declared = re.search(r"^\.PHONY: (.*)$", text("Makefile"), re.MULTILINE)
    assert declared
    assert set(declared[1].split()) <= {call[0] for call in commands("make")}


@pytest.mark.parametrize("arguments", commands("minishop"), ids=" ".join)
def test_command_line_takes_what_the_readme_says(arguments: list[str]) -> None:
    assert takes(arguments)


def test_command_line_refuses_what_it_does_not_know(capsys: pytest.CaptureFixture[str]) -> None:
    assert not takes(["shop", "destroy", "NAME"])
    assert "invalid choice" in capsys.readouterr().err


def test_every_command_stands_in_the_readme() -> None:
    spoken = {word for call in [*commands("minishop"), *commands("make")] for word in call}
    assert subcommands(_parser()) <= spoken


def subcommands(parser: argparse.ArgumentParser) -> set[str]:
    choices = [action.choices for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return {name for one in choices for name in one}


def test_settings_table_has_every_key_with_its_default_and_its_variable() -> None:
    table = {row[0].strip("`"): row[1:3] for row in rows(section(text("README.md"), "### Settings"))}
    variables = {f"{section}.{key}": f"`{name}`" for name, (section, key) in ENVIRONMENT.items()}
    defaults = {
        f"{name}.{key}": field.get_default()
        for name, model in SECTIONS.items()
        for key, field in model.model_fields.items()
    }
    assert table == {key: [shown(default), variables.get(key, "")] for key, default in defaults.items()}


def shown(default: object) -> str:
    """A default as the table writes it; nothing for none."""
    if isinstance(default, int | tuple):
        return f"`{list(default) if isinstance(default, tuple) else default}`"
    return f"`{default}`" if isinstance(default, str) and default else ""


def test_readme_is_no_longer_than_people_read() -> None:
    assert len(text("README.md").splitlines()) <= 320


# The diagram


def diagram() -> str:
    """The order's table as a Mermaid state diagram."""
    names = [f'    state "{KOREAN[status]} · {status.name}" as {status.name}' for status in OrderStatus]
    steps = [
        f"    {row.source.name} --> {row.target.name} : {row.action.value} ({PARTIES[row.who]})" for row in TRANSITIONS
    ]
    ends = [f"    {status.name} --> [*]" for status in OrderStatus if not status.is_open]
    return "\n".join(["stateDiagram-v2", *names, f"    [*] --> {OrderStatus.PLACED.name}", *steps, *ends])


def test_diagram_of_the_readme_is_the_table() -> None:
    shown = re.search(r"```mermaid\n(.*?)```", text("README.md"), re.DOTALL)
    assert shown
    assert shown[1].rstrip("\n") == diagram()


# The words


@cache
def sources() -> str:
    return "\n".join(
        path.read_text("utf-8") for top in ("bot", "domain") for path in sorted((ROOT / top).rglob("*.py"))
    )


def glossary() -> list[list[str]]:
    found = rows(text("domain/GLOSSARY.md"))
    assert found
    return found


def names() -> list[str]:
    return re.findall(r"`([a-z_]+\.[\w.]+)`", text("domain/GLOSSARY.md"))


def exists(name: str) -> bool:
    """Whether `module.Thing.attribute` is there, below the domain."""
    parts = name.split(".")
    for split in range(len(parts) - 1, 0, -1):
        try:
            module = importlib.import_module(".".join(["domain", *parts[:split]]))
        except ModuleNotFoundError:
            continue
        try:
            reduce(getattr, parts[split:], module)
        except AttributeError:
            return False
        return True
    return False


@pytest.mark.parametrize("name", names())
def test_every_name_of_the_glossary_exists(name: str) -> None:
    assert exists(name)


@pytest.mark.parametrize("name", ["order.Order.colour", "orders.Order", "lifecycle.OrderStatus.LOST"])
def test_name_that_does_not_exist_is_noticed(name: str) -> None:
    assert not exists(name)


@pytest.mark.parametrize("words", [row[0] for row in glossary()])
def test_every_word_of_the_glossary_stands_in_the_source(words: str) -> None:
    assert [word for word in words.split(" · ") if word not in sources()] == []


@pytest.mark.parametrize("kind", [OrderStatus, Action, PaymentMethod, Role, OutOfStockWish])
def test_every_member_of_what_people_speak_of_is_in_the_glossary(kind: type[StrEnum]) -> None:
    module = kind.__module__.removeprefix("domain.")
    spoken_of = [member for member in kind if member is not Role.SYSTEM]  # the desk itself has no word on a screen
    assert {f"{module}.{kind.__name__}.{member.name}" for member in spoken_of} <= set(names())


# The rules


def rules() -> dict[str, str]:
    """The text of every rule, state included."""
    found = re.findall(
        r"^- \*\*([MDR]\d+)\*\* (.*?)(?=^- \*\*|^#|^\*\*|^\||\Z)", text("domain/RULES.md"), re.DOTALL | re.MULTILINE
    )
    assert len(found) == len(dict(found)), "a rule stands there twice"
    return dict(found)


def spoken(source: str) -> Iterator[str]:
    """A module's comments and docstrings: where rules are cited. A string elsewhere may be anything."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.string
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value


def cited(*tops: str) -> dict[str, str]:
    """Every id that the modules cite, with one that does."""
    found: dict[str, str] = {}
    for path in sorted(path for top in tops for path in (ROOT / top).rglob("*.py")):
        for words in spoken(path.read_text("utf-8")):
            found |= dict.fromkeys(CITED.findall(words), path.relative_to(ROOT).as_posix())
    return found


def test_citations_are_found_in_comments_and_docstrings_only() -> None:
    source = '"""M1."""\nx = "R1"  # D12, not M123\n\ndef f():\n    """Rules (M2, D21)."""\n'
    assert sorted(i for words in spoken(source) for i in CITED.findall(words)) == ["D12", "D21", "M1", "M2"]


def test_every_rule_stands_in_the_rules() -> None:
    assert set(rules()) == set(RULE_IDS)


def test_every_rule_says_whether_it_is_there() -> None:
    state = re.compile(r"\*\((there|in part: .+?|comes\s+with .+?)\)\*", re.DOTALL)
    assert [rule for rule, words in rules().items() if len(state.findall(words)) != 1] == []


def test_every_rule_that_is_cited_exists() -> None:
    assert {
        rule: where for rule, where in cited("bot", "domain", "storage", "tests").items() if rule not in rules()
    } == {}


def test_rules_that_code_does_not_have_yet_are_not_cited_by_it() -> None:
    coming = {rule for rule, words in rules().items() if re.search(r"\*\(comes\s+with", words)}
    assert {rule: where for rule, where in cited("bot", "domain", "storage").items() if rule in coming} == {}


def test_a_gate_is_there_exactly_when_a_test_cites_it() -> None:
    gates = {rule for rule in rules() if rule.startswith("R")}
    coming = {rule for rule in gates if re.search(r"\*\(comes\s+with", rules()[rule])}
    assert gates - coming == gates & cited("tests").keys()


# Changes, decisions, and what must not stand anywhere


def test_changelog_has_a_part_for_what_is_not_released() -> None:
    assert section(text("CHANGELOG.md"), "## Unreleased").strip()


def test_every_decision_has_its_five_lines() -> None:
    decisions = re.split(r"^## ", text("DECISIONS.md"), flags=re.MULTILINE)[1:]
    assert decisions
    for decision in decisions:
        title, *lines = [line for line in decision.splitlines() if line]
        heads = [line.partition(":**")[0] for line in lines]
        assert heads == ["- **What", "- **Why", "- **Rejected", "- **Cost", "- **Date"], title
        assert re.fullmatch(r"- \*\*Date:\*\* \d{4}-\d\d-\d\d", lines[-1]), title


def own_files() -> list[Path]:
    """The project's text files; what a machine made or an operator wrote is not among them."""
    kinds = {".py", ".md", ".toml", ".lock", ".po", ".mako", ".js", ".html", ".css", ".json", ".csv", ""}
    top = [path for path in ROOT.iterdir() if path.is_file() and path.name != "config.toml"]
    below = [path for name in ("bot", "domain", "storage", "tests", ".ci") for path in (ROOT / name).rglob("*")]
    return [
        path for path in [*top, *below] if path.is_file() and path.suffix in kinds and "__pycache__" not in path.parts
    ]


@pytest.mark.parametrize(
    "bad",
    ["see " + "/work" + "/main/x.py", "--index" + "-url x", "https://pypi" + ".org/simple", "/home" + "/kim/shop/x.py"],
)
def test_path_of_a_machine_or_a_registry_is_noticed(bad: str) -> None:
    assert MACHINES.search(bad)


def test_no_file_names_a_machine_or_a_registry() -> None:
    files = own_files()
    assert len(files) > 100
    assert {path.name: found[0] for path in files if (found := MACHINES.search(path.read_text("utf-8")))} == {}
