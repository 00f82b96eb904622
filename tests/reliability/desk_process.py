"""The whole bot as a process of its own, like `python -m bot run`, but with the brakes of a real Telegram off.

With them a thousand messages to a dozen chats would take minutes. With a clock's path the desk reads the time there,
and looks at what is due without a pause, whether it keeps house or not.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.aiogram_models import load_aiogram
from bot.clock import utc_now
from bot.config import load
from bot.outbox.limits import Limits
from bot.pace import Pace
from bot.redaction import configure_logging

if TYPE_CHECKING:
    from bot.app import App

log = logging.getLogger(__name__)

_LOOKS_EVERY: Final = 0.05


class FileClock:
    """One clock for several processes: it stands still until somebody sets it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __call__(self) -> datetime:
        return datetime.fromisoformat(self._path.read_text("ascii"))

    def set(self, now: datetime) -> None:
        new = self._path.with_suffix(".new")
        new.write_text(now.isoformat(), "ascii")
        os.replace(new, self._path)


def run_desk(config: Path, clock: Path | None, log_file: Path) -> None:
    """Runs until it is told to stop; what it has to say goes to the end of the file."""
    with log_file.open("ab") as said:
        os.dup2(said.fileno(), sys.stderr.fileno())
    load_aiogram()  # as `run` does, before anything imports it
    from bot.app import App, serve

    settings = load(config, {})
    configure_logging("INFO", settings.secrets)
    reads = FileClock(clock) if clock else utc_now
    app = App(settings, clock=reads, limits=Limits(per_bot=1e6, per_chat=1e6), pace=Pace(actions=1e6), patience=60.0)
    sweeping: list[asyncio.Task[None]] = []
    started = (lambda _: sweeping.append(asyncio.create_task(_sweep(app)))) if clock else (lambda _: None)
    asyncio.run(serve(app, started))


async def _sweep(app: App) -> None:
    while True:
        try:
            await app.reminders.sweep()
        except Exception:
            log.exception("a sweep failed")
        app.outbox.wake()
        await asyncio.sleep(_LOOKS_EVERY)
