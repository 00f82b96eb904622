"""The command line: `python -m bot`, also installed as `minishop`."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import os
import sys
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from bot import config
from bot.aiogram_models import load_aiogram
from bot.database_address import check_database_url


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; 0 when it did what it was asked, 1 with a plain message when it could not."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except config.ConfigError as error:
        return _failed("The settings cannot be used:", *(f"  - {problem}" for problem in error.problems))
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="minishop", description="A Telegram order desk for small shops.")
    parser.add_argument("--config", type=Path, default=Path("config.toml"), help="default: config.toml")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    demo = commands.add_parser("demo", help="the desk on this computer, with phones on a web page; no token needed")
    demo.add_argument("--fresh", action="store_true", help="begin anew, forgetting what was played")
    demo.add_argument("--port", type=int, default=8765)
    demo.add_argument("--folder", type=Path, default=Path("var/demo"), help=argparse.SUPPRESS)
    demo.set_defaults(command=_demo)
    commands.add_parser("run", help="the bot, as the settings say").set_defaults(command=_run)
    check = commands.add_parser("check-config", help="say whether the settings can be used")
    check.set_defaults(command=_check_config)
    commands.add_parser("migrate", help="bring the database up to date").set_defaults(command=_migrate)
    copy = commands.add_parser("copy-database", help="everything into an empty database, to move from one to the other")
    copy.add_argument("--from", dest="source", metavar="URL", required=True, help="such as sqlite:///var/minishop.db")
    copy.add_argument("--to", dest="target", metavar="URL", required=True, help="such as postgresql://user@host/shop")
    copy.set_defaults(command=_copy_database)
    shop = commands.add_parser("shop", help="shops of this installation").add_subparsers(required=True, metavar="DO")
    create = shop.add_parser("create", help="a new shop; prints its owner's invite and its customers' link")
    create.add_argument("name")
    create.add_argument("--file", type=Path, help="TOML with fee, account and products, or CSV with products")
    create.add_argument("--bot", metavar="USERNAME", help="the shop's own bot, if it has one")
    create.set_defaults(command=_create_shop)
    _add_payments(commands.add_parser("payments", help="shops' payment companies").add_subparsers(required=True))
    return parser


def _add_payments(payments: Any) -> None:
    payments.metavar = "DO"
    connect = payments.add_parser("connect", help="a shop takes payments by link from now on; asks for the secret key")
    connect.add_argument("link", help="the shop's link for its customers")
    connect.add_argument("--client-key", required=True, metavar="KEY", help="the payment widget's client key at Toss")
    connect.set_defaults(command=_connect_payments)
    check = payments.add_parser("check", help="whether the keys work and yesterday's payments agree with Toss's list")
    check.set_defaults(command=_check_payments)
    disconnect = payments.add_parser("disconnect", help="no payments by link any more")
    disconnect.add_argument("link", help="the shop's link for its customers")
    disconnect.set_defaults(command=_disconnect_payments)


# What a command imports takes seconds; so each imports what it needs.


def _settings(options: argparse.Namespace) -> config.Settings:
    return config.load(options.config, os.environ)


def _demo(options: argparse.Namespace) -> int:
    load_aiogram()
    from bot.demo.play import play

    return play(options.folder, options.port, fresh=options.fresh)


def _run(options: argparse.Namespace) -> int:
    settings = _settings(options)
    load_aiogram()
    from bot.operate import run

    return run(settings, _failed)


def _check_config(options: argparse.Namespace) -> int:
    settings = _settings(options)
    _say(f"{options.config} is fine: {settings.telegram.mode} from {settings.telegram.api_url}.")
    return 0


def _migrate(options: argparse.Namespace) -> int:
    settings = _settings(options)
    load_aiogram()
    from bot.operate import migrate_database

    return migrate_database(settings, _say, _failed)


def _copy_database(options: argparse.Namespace) -> int:
    for name, url in (("--from", options.source), ("--to", options.target)):
        try:
            check_database_url(url)
        except ValueError as error:
            return _failed(f"{name}: {error}.")
    load_aiogram()
    from bot.operate import copy

    return copy(options.source, options.target, _say, _failed)


def _create_shop(options: argparse.Namespace) -> int:
    settings = _settings(options)
    load_aiogram()
    from bot.operate import create

    return create(settings, options.name, options.file, options.bot, _say, _failed)


def _connect_payments(options: argparse.Namespace) -> int:
    settings = _settings(options)
    load_aiogram()
    from bot.operate_payments import connect

    return _told(lambda: connect(settings, options.link, options.client_key, _ask))


def _disconnect_payments(options: argparse.Namespace) -> int:
    settings = _settings(options)
    load_aiogram()
    from bot.operate_payments import disconnect

    return _told(lambda: disconnect(settings, options.link))


def _check_payments(options: argparse.Namespace) -> int:
    settings = _settings(options)
    load_aiogram()
    from bot.operate_payments import Refused, check

    try:
        is_fine, lines = asyncio.run(check(settings))
    except Refused as error:
        return _failed(str(error))
    if not is_fine:
        return _failed(*lines)
    _say(*lines)
    return 0


def _told(what: Callable[[], Coroutine[Any, Any, list[str]]]) -> int:
    load_aiogram()
    from bot.operate_payments import Refused

    try:
        _say(*asyncio.run(what()))
    except Refused as error:
        return _failed(str(error))
    return 0


def _ask(question: str) -> str:
    """Never as an argument: the list of processes and the shell's history would keep it."""
    return getpass.getpass(question) if sys.stdin.isatty() else sys.stdin.readline()


def _say(*lines: str) -> None:
    sys.stdout.write("\n".join(lines) + "\n")


def _failed(*lines: str) -> int:
    sys.stderr.write("\n".join(lines) + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
