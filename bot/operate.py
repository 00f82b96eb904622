"""What the operator's commands do: run, migrate, shop create. Every failure is one plain message."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from aiogram.exceptions import AiogramError, TelegramUnauthorizedError
from aiogram.types import User

from bot.app import (
    App,
    CannotCopy,
    DatabaseUnavailable,
    WebhookRefused,
    copy_database,
    make_bots,
    migrate,
    opened_store,
    serve,
)
from bot.clock import utc_now
from bot.config import Settings
from bot.inbox.polling import PollingRefused
from bot.links import CUSTOMERS, INVITE, token_hash
from bot.redaction import configure_logging
from bot.shop_file import ShopFileError, read_shop_file
from domain.use_cases.create_shop import create_shop

log = logging.getLogger(__name__)

Say = Callable[..., None]
Failed = Callable[..., int]

_WRONG_TOKEN = "Telegram does not know this token. Ask @BotFather for it (/mybots) and set MINISHOP_TELEGRAM_TOKEN."


def run(settings: Settings, failed: Failed) -> int:
    """The bot until SIGINT or SIGTERM."""
    configure_logging("INFO", settings.secrets)
    return _explained(lambda: _in_loop(serve(App(settings), _announce)), settings, failed)


def _in_loop(work: Coroutine[Any, Any, None]) -> None:
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(work)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    """uvloop where it is installed: it does the same for less."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop
    return uvloop.new_event_loop


def migrate_database(settings: Settings, say: Say, failed: Failed) -> int:
    """Brings the database up to date; does nothing when it is."""

    def bring_up() -> None:
        migrate(settings.database.url)
        say("The database is up to date.")

    return _explained(bring_up, settings, failed)


def copy(source: str, target: str, say: Say, failed: Failed) -> int:
    """Everything in one database into another, empty one; prints what was compared."""
    try:
        tables = copy_database(source, target)
    except DatabaseUnavailable as error:
        return failed(f"The database cannot be used: {error}")
    except CannotCopy as error:
        return failed(f"Nothing was copied: {error}")
    say(*(f"{table.name:<20}{table.rows:>12,} rows{table.sum:>25,}" for table in tables))
    say(f"All {sum(table.rows for table in tables):,} rows are there; counts and sums agree in both databases.")
    return 0


def create(settings: Settings, name: str, file: Path | None, bot: str | None, say: Say, failed: Failed) -> int:
    """A new shop; prints the owner's one-time invite and the customers' link."""
    try:
        return _explained(lambda: say(*asyncio.run(_create(settings, name, file, bot))), settings, failed)
    except (ShopFileError, UnknownBot) as error:
        return failed("The shop was not created:", *(f"  - {problem}" for problem in error.args[0].splitlines()))


class UnknownBot(Exception):
    """No configured token belongs to the bot that was named."""


async def _create(settings: Settings, name: str, file: Path | None, wanted: str | None) -> list[str]:
    me = await _named(settings, wanted)
    shop, products = read_shop_file(file, name, me.id)
    invite = secrets.token_urlsafe(18)
    async with opened_store(settings) as store:
        await store.run(create_shop, shop, products, token_hash(invite), utc_now())
    return [
        f"{shop.name} is open, with {len(products)} products.",
        f"Owner's invite (once, 24 hours): {_link(me, INVITE, invite)}",
        f"Customers' link:                 {_link(me, CUSTOMERS, shop.customer_token)}",
    ]


async def _named(settings: Settings, username: str | None) -> User:
    """The bot of this username, the installation's own when none is named. Raises UnknownBot."""
    known: list[User] = []
    for bot in make_bots(settings):
        try:
            known.append(await bot.me())
        finally:
            await bot.session.close()
    if username is None:
        return known[0]
    for me in known:
        if me.username == username.removeprefix("@"):
            return me
    raise UnknownBot(
        f"no token of @{username} is configured; there are " + ", ".join(f"@{me.username}" for me in known)
    )


def _link(bot: User, kind: str, token: str) -> str:
    return f"https://t.me/{bot.username}?start={kind}{token}"


def _announce(me: User) -> None:
    log.info("@%s is open", me.username)


def _explained(what: Callable[[], object], settings: Settings, failed: Failed) -> int:
    try:
        what()
    except DatabaseUnavailable as error:
        return failed(f"The database cannot be used: {error}")
    except (TelegramUnauthorizedError, PollingRefused):
        return failed(_WRONG_TOKEN)
    except WebhookRefused as error:
        return failed(f"The webhook could not be set: {error}")
    except AiogramError as error:
        return failed(f"Telegram at {settings.telegram.api_url} cannot be reached: {type(error).__name__}")
    return 0
