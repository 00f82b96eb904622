"""The whole bot as a process of its own, like `python -m bot run`, but with the brakes of a real Telegram off.

With them a thousand messages to a dozen chats would take minutes. The settings' path is its argument.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from bot.aiogram_models import load_aiogram
from bot.config import load
from bot.outbox.limits import Limits
from bot.pace import Pace
from bot.redaction import configure_logging


def main(config: Path) -> None:
    load_aiogram()  # as `run` does, before anything imports it
    from bot.app import App, serve

    settings = load(config, {})
    configure_logging("INFO", settings.secrets)
    app = App(settings, limits=Limits(per_bot=1e6, per_chat=1e6), pace=Pace(actions=1e6), patience=60.0)
    asyncio.run(serve(app, lambda _: None))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
