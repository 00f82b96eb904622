"""The command line as an operator meets it: what it prints, where, and with which exit status."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from bot.__main__ import main
from bot.config import ENVIRONMENT
from bot.demo.telegram import LocalTelegram
from storage.lock import sole_writer
from tests.databases import FreshDatabase, empty

TOKEN: Final = "7000000002:command-line-tests-token_not-a-secret-at-all"
WRONG_TOKEN: Final = "7000000003:a-token-that-nobody-ever-gave-to-this-bot-x"
ROOT: Final = Path(__file__).parents[1]
PNG: Final = b"\x89PNG\r\n\x1a\n" + bytes(20)
TOML: Final = """
delivery_fee = 3000
courier = "lotte"
[account]
bank = "국민은행"
number = "123456-04-567890"
holder = "샵앤샵"
[[products]]
name = "사이다 100g"
price = 3000
image = "cider.png"
[[products]]
name = "콜라 1L"
price = 3500
"""
CSV: Final = '﻿name,price,code\n사이다 100g,3000,9100000000017\n콜라 1L,"3,500원",\n,,\n감귤 3kg,14000,\n'


@dataclass(frozen=True, slots=True)
class Ran:
    """What one command left behind."""

    status: int
    out: str
    err: str


Run = Callable[..., Coroutine[Any, Any, Ran]]


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in ENVIRONMENT:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "shop.db"


@pytest.fixture
async def telegram() -> AsyncIterator[LocalTelegram]:
    local = LocalTelegram(page=None)
    local.add_bot(TOKEN, "shop_bot", "샵앤샵")
    await local.start()
    yield local
    await local.stop()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in a thread of its own, as it starts an event loop of its own."""

    async def once(*arguments: str) -> Ran:
        status = await asyncio.to_thread(main, arguments)
        return Ran(status, *capsys.readouterr())

    return once


def write_settings(database: Path, token: str = TOKEN, api_url: str = "http://127.0.0.1:9", more: str = "") -> None:
    """config.toml in the folder that the command is started in."""
    telegram = f'[telegram]\ntoken = "{token}"\napi_url = "{api_url}"\n'
    Path("config.toml").write_text(f'{telegram}[database]\nurl = "sqlite:///{database}"\n{more}', "utf-8")


# The settings


async def test_good_settings_are_called_fine(run: Run, database: Path) -> None:
    write_settings(database)
    ran = await run("check-config")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == "config.toml is fine: polling from http://127.0.0.1:9.\n"


async def test_bad_settings_are_listed_in_one_go_without_the_secret(run: Run, database: Path) -> None:
    write_settings(database, token="canary-secret", more='[web]\nport = "canary-port"\n')
    ran = await run("check-config")
    assert (ran.status, ran.out) == (1, "")
    head, *problems = ran.err.splitlines()
    assert head == "The settings cannot be used:"
    assert [line.split()[1] for line in problems] == ["telegram.token:", "web.port:"]
    assert "canary" not in ran.err


async def test_unknown_key_is_answered_with_the_nearest_one(run: Run, database: Path) -> None:
    write_settings(database, more='[locale]\ndefalt = "ko"\n')
    ran = await run("check-config")
    assert ran.status == 1
    assert "locale.defalt: there is no such key. Did you mean locale.default?" in ran.err


@pytest.mark.parametrize("command", [["run"], ["check-config"], ["migrate"], ["shop", "create", "샵앤샵"]])
async def test_without_a_settings_file_every_command_says_how_to_make_one(run: Run, command: list[str]) -> None:
    ran = await run(*command)
    assert (ran.status, ran.out) == (1, "")
    assert "cp config.example.toml config.toml" in ran.err


async def test_settings_may_have_another_name(run: Run, database: Path) -> None:
    write_settings(database)
    Path("config.toml").rename("other.toml")
    assert (await run("--config", "other.toml", "check-config")).status == 0


async def test_unknown_command_is_refused_with_the_usage(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        await run("chekc-config")
    assert left.value.code == 2
    assert "check-config" in capsys.readouterr().err


# Telegram


async def test_run_with_a_wrong_token_ends_with_one_plain_message(telegram: LocalTelegram, database: Path) -> None:
    write_settings(database, WRONG_TOKEN, telegram.base_url)
    ran = await ran_as_process("run")
    assert (ran.status, ran.out) == (1, "")
    lines = [line for line in ran.err.splitlines() if "Traceback" in line or "@BotFather" in line]
    assert lines == [ran.err.splitlines()[-1]]
    assert lines[0].startswith("Telegram does not know this token.")
    assert WRONG_TOKEN.partition(":")[2] not in ran.err


async def test_shop_is_not_created_with_a_wrong_token(run: Run, telegram: LocalTelegram, database: Path) -> None:
    write_settings(database, WRONG_TOKEN, telegram.base_url)
    ran = await run("shop", "create", "샵앤샵")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("Telegram does not know this token.")


async def test_telegram_out_of_reach_is_named_by_its_address(run: Run, database: Path) -> None:
    write_settings(database)
    ran = await run("shop", "create", "샵앤샵")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err.startswith("Telegram at http://127.0.0.1:9 cannot be reached")


async def ran_as_process(*arguments: str) -> Ran:
    """A command as a process of its own, for what catches signals."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "--config", str(Path("config.toml").resolve()), *arguments),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return Ran(process.returncode or 0, out.decode(), err.decode())


# Shops


async def test_shop_from_toml_prints_the_owners_and_the_customers_link(
    run: Run, telegram: LocalTelegram, database: Path
) -> None:
    write_settings(database, api_url=telegram.base_url)
    Path("cider.png").write_bytes(PNG)
    Path("shop.toml").write_text(TOML, "utf-8")
    ran = await run("shop", "create", "샵앤샵", "--file", "shop.toml")
    assert (ran.status, ran.err) == (0, "")
    opened, invite, link = ran.out.splitlines()
    assert opened == "샵앤샵 is open, with 2 products."
    assert re.fullmatch(r"Owner's invite .*: https://t\.me/shop_bot\?start=i[\w-]{24}", invite)
    assert re.fullmatch(r"Customers' link: +https://t\.me/shop_bot\?start=s[\w-]{24}", link)


async def test_shop_from_csv_takes_prices_as_people_write_them(
    run: Run, telegram: LocalTelegram, database: Path
) -> None:
    write_settings(database, api_url=telegram.base_url)
    Path("products.csv").write_text(CSV, "utf-8")
    ran = await run("shop", "create", "샵앤샵", "--file", "products.csv")
    assert (ran.status, ran.err) == (0, "")
    assert "with 3 products" in ran.out
    assert ran.out.count("https://t.me/shop_bot?start=") == 2


async def test_every_fault_of_a_shop_file_is_told_in_one_go(run: Run, telegram: LocalTelegram, database: Path) -> None:
    write_settings(database, api_url=telegram.base_url)
    faults = 'colour = "red"\ndelivery_fee = -1\n[[products]]\nname = ""\nprice = "3000"\n'
    Path("shop.toml").write_text(faults, "utf-8")
    ran = await run("shop", "create", "샵앤샵", "--file", "shop.toml")
    assert (ran.status, ran.out) == (1, "")
    head, *problems = ran.err.splitlines()
    assert head == "The shop was not created:"
    places = {line.split(": ")[1] for line in problems}
    assert places == {"colour", "delivery_fee", "products 1 name", "products 1 price"}


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("shop.toml", None, "cannot be read: No such file"),
        ("shop.toml", b"price = ", "is not valid TOML"),
        ("shop.toml", "가".encode("cp949"), "is not UTF-8 text"),
        ("products.csv", "이름,가격\n사이다,3000\n".encode(), "products 1 name: Field required"),
        ("products.csv", b"name,price\nA,three\n", "products 1 price"),
        ("shop.toml", b'[[products]]\nname = "A"\nprice = 1\nimage = "gone.png"\n', "gone.png cannot be read"),
        ("shop.toml", b'[[products]]\nname = "A"\nprice = 1\nimage = "shop.toml"\n', "must be a PNG or JPEG picture"),
    ],
)
async def test_shop_file_that_cannot_be_used_is_refused_and_leaves_no_shop(
    run: Run, telegram: LocalTelegram, database: Path, name: str, content: bytes | None, expected: str
) -> None:
    write_settings(database, api_url=telegram.base_url)
    if content is not None:
        Path(name).write_bytes(content)
    ran = await run("shop", "create", "샵앤샵", "--file", name)
    assert (ran.status, ran.out) == (1, "")
    assert expected in ran.err
    assert "Traceback" not in ran.err
    assert not database.exists()


# The database


async def test_migrate_makes_the_database_and_may_be_repeated(run: Run, database: Path) -> None:
    write_settings(database)
    for _ in range(2):
        ran = await run("migrate")
        assert (ran.status, ran.out, ran.err) == (0, "The database is up to date.\n", "")
        with closing(sqlite3.connect(database)) as connection:
            assert connection.execute("SELECT count(*) FROM shop_order").fetchone() == (0,)


async def test_fresh_folder_of_the_database_is_made(run: Run, tmp_path: Path) -> None:
    write_settings(tmp_path / "var" / "shop.db")
    ran = await run("migrate")
    assert (ran.status, ran.err) == (0, "")


async def test_folder_that_cannot_be_made_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "var").touch()
    write_settings(tmp_path / "var" / "shop.db")
    ran = await run("migrate")
    assert ran.status == 1
    assert ran.err.startswith(f"The database cannot be used: cannot make the folder of {tmp_path}/var/shop.db: ")


async def test_database_in_use_by_a_running_bot_is_left_alone(run: Run, database: Path) -> None:
    write_settings(database)
    with sole_writer(database):
        ran = await run("migrate")
    assert (ran.status, ran.out) == (1, "")
    assert ran.err == f"The database cannot be used: {database} is in use by another running process\n"


async def test_shop_is_not_created_while_a_bot_is_running(run: Run, telegram: LocalTelegram, database: Path) -> None:
    write_settings(database, api_url=telegram.base_url)
    with sole_writer(database):
        ran = await run("shop", "create", "샵앤샵")
    assert (ran.status, ran.out) == (1, "")
    assert "is in use by another running process" in ran.err


# Moving to PostgreSQL


async def test_database_moves_to_postgresql_and_the_report_counts_it(
    run: Run, telegram: LocalTelegram, database: Path, fresh_database: FreshDatabase
) -> None:
    write_settings(database, api_url=telegram.base_url)
    await run("shop", "create", "샵앤샵")
    target = fresh_database("postgresql", empty)
    ran = await run("copy-database", "--from", f"sqlite:///{database}", "--to", target)
    assert (ran.status, ran.err) == (0, "")
    assert re.search(r"^shop +1 rows +[\d,]+$", ran.out, re.MULTILINE)
    assert re.search(r"^All \d+ rows are there; counts and sums agree in both databases\.$", ran.out, re.MULTILINE)
    again = await run("copy-database", "--from", f"sqlite:///{database}", "--to", target)
    assert (again.status, again.out) == (1, "")
    assert again.err == "Nothing was copied: the database to copy to is not empty: shop has rows\n"


async def test_address_that_names_no_database_is_refused_before_anything_is_opened(run: Run, database: Path) -> None:
    ran = await run("copy-database", "--from", f"sqlite:///{database}", "--to", "mysql://shop:canary@db/shop")
    assert (ran.status, ran.err) == (1, "--to: names a database other than SQLite and PostgreSQL.\n")
    assert not database.exists()


async def test_unreachable_postgresql_server_is_told_in_one_sentence_without_the_password(
    run: Run, database: Path
) -> None:
    url = "postgresql://shop:canary@127.0.0.1:9/shop"
    Path("config.toml").write_text(f'[telegram]\ntoken = "{TOKEN}"\n[database]\nurl = "{url}"\n', "utf-8")
    ran = await run("migrate")
    expected = (
        "The database cannot be used: no PostgreSQL server answers at 127.0.0.1:9; start it or correct its address"
    )
    assert (ran.status, ran.out, ran.err) == (1, "", expected + "\n")
