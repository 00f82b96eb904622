"""The whole bot as a process of its own, like `python -m bot run`, but with the brakes of a real Telegram off.

With them a thousand messages to a dozen chats would take minutes. And because importing takes seconds, one parent
imports and then makes a fresh child for every start: for each path of settings on stdin it prints the child's process
id, and its exit code once it has ended.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from bot.app import App, serve
from bot.config import load
from bot.outbox.limits import Limits
from bot.pace import Pace
from bot.redaction import configure_logging


def main(config: Path) -> None:
    settings = load(config, {})
    configure_logging("INFO", settings.secrets)
    app = App(settings, limits=Limits(per_bot=1e6, per_chat=1e6), pace=Pace(actions=1e6), patience=60.0)
    asyncio.run(serve(app, lambda _: None))


def make_desks() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            main(Path(line.strip()))
            return
        _say(child)
        _, status = os.waitpid(child, 0)
        _say(os.waitstatus_to_exitcode(status))


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    make_desks()
