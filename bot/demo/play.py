"""`python -m bot demo`: the real bot against a local Telegram, with everyone's phone on one web page."""

from __future__ import annotations

import asyncio
import errno
import shutil
import signal
import socket
import sys
from pathlib import Path
from typing import Final

from aiohttp import web

from bot.app import App, DatabaseUnavailable, sole_writer
from bot.config import Database, Payments, Settings, Telegram, Web
from bot.demo.cast import (
    BOT_TOKEN,
    BOT_USERNAME,
    OTHERS,
    PAYMENT_SECRET,
    PHONES,
    SHOP_NAME,
    TOSS_KEYS,
    TOSS_PUBLIC_ID,
)
from bot.demo.seed import seed
from bot.demo.telegram import LocalTelegram
from bot.demo.toss import LocalToss, Merchant
from bot.payments.pay_links import toss_webhook_path
from bot.redaction import configure_logging

_SAVE_SECONDS: Final = 2.0


def play(folder: Path, port: int, *, fresh: bool) -> int:
    """Serves the demo until Ctrl-C; goes on from the last time unless `fresh`."""
    configure_logging("WARNING", [])
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with sole_writer(folder):  # before anything is wiped: another demo may be playing in there
            return _play_alone(folder, port, fresh)
    except (OSError, DatabaseUnavailable) as error:
        return _failed(f"The demo cannot start: {error}.")


def _play_alone(folder: Path, port: int, fresh: bool) -> int:
    try:
        if folder.exists() and (fresh or not _seeded(folder).exists()):
            shutil.rmtree(folder)  # also what a first start left that did not get through
        folder.mkdir(exist_ok=True)
        asyncio.run(_play(folder, port))
    except OSError as error:
        is_taken = error.errno == errno.EADDRINUSE
        return _failed(f"The demo cannot start: {f'port {port} is taken; try --port' if is_taken else error}.")
    except DatabaseUnavailable as error:
        return _failed(f"The demo cannot start: {error}. --fresh begins anew.")
    return 0


async def _play(folder: Path, port: int) -> None:
    telegram, toss = build_telegram(folder), build_toss(folder)
    url = await telegram.start(port=port)
    await toss.start()
    app = App(demo_settings(folder, url, toss))
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    try:
        await open_shop(app, url, folder)
        sys.stdout.write(
            f"\n  샵앤샵 주문 데스크 데모 · the demo is at {url}\n  Ctrl-C stops it; --fresh begins anew.\n\n"
        )
        sys.stdout.flush()
        await _save_until(stopped, telegram, toss, folder)
    finally:
        await app.stop()
        telegram.save(_state(folder))
        toss.save(_books(folder))
        await telegram.stop()
        await toss.stop()


async def open_shop(app: App, url: str, folder: Path) -> None:
    """Starts the desk, and raises the curtain if this is the first time."""
    await app.start()
    if not _seeded(folder).exists():
        await seed(app, url)
        _seeded(folder).touch()


def build_telegram(folder: Path) -> LocalTelegram:
    """The local Telegram with the demo's bot and people, as they were left."""
    telegram = LocalTelegram()
    telegram.load(_state(folder))
    telegram.add_bot(BOT_TOKEN, BOT_USERNAME, f"{SHOP_NAME} 미니샵")
    for player in (*PHONES, *OTHERS):
        telegram.add_person(player.name, id=player.id)
    telegram.app.router.add_get("/demo/cast", _cast)
    return telegram


def build_toss(folder: Path) -> LocalToss:
    """The local Toss with the payments of before."""
    toss = LocalToss()
    toss.load(_books(folder))
    return toss


def demo_settings(folder: Path, telegram_url: str, toss: LocalToss) -> Settings:
    """The desk's settings for this folder, this Telegram and this Toss, which has started and hears where we are."""
    port = _free_port()
    public_url = f"http://127.0.0.1:{port}"
    hook = public_url + toss_webhook_path(TOSS_PUBLIC_ID)
    toss.add_merchant(Merchant("shopnshop", TOSS_KEYS.client_key, TOSS_KEYS.secret_key, SHOP_NAME, hook, hook))
    payments = {"secret": PAYMENT_SECRET, "toss_api_url": toss.base_url, "toss_script_url": toss.script_url}
    return Settings(
        telegram=Telegram.model_validate({"token": BOT_TOKEN, "api_url": telegram_url}),
        database=Database(url=f"sqlite:///{folder}/minishop.db"),
        web=Web(port=port, public_url=public_url),
        payments=Payments.model_validate(payments),
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _cast(_: web.Request) -> web.Response:
    cast = [
        {
            "user": player.id,
            "title": f"{player.title} · {player.name}",
            "title_en": player.title_en,
            "bot": BOT_USERNAME,
        }
        for player in PHONES
    ]
    return web.json_response(cast)


async def _save_until(stopped: asyncio.Event, telegram: LocalTelegram, toss: LocalToss, folder: Path) -> None:
    """Keeps the phones' state on disk, so that even a kill loses little of the demo."""
    saved = -1
    while not stopped.is_set():
        if telegram.world.changes.seq != saved:
            saved = telegram.world.changes.seq
            telegram.save(_state(folder))
            toss.save(_books(folder))
        try:
            await asyncio.wait_for(stopped.wait(), _SAVE_SECONDS)
        except TimeoutError:
            continue


def _seeded(folder: Path) -> Path:
    return folder / "seeded"


def _state(folder: Path) -> Path:
    return folder / "telegram.json"


def _books(folder: Path) -> Path:
    return folder / "toss.json"


def _failed(text: str) -> int:
    sys.stderr.write(text + "\n")
    return 1
