"""What starting costs: the real command until it serves, beside importing aiogram alone; and memory after many taps."""

from __future__ import annotations

import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil

from storage.schema import migrate
from tests.benchmarks.processes import Program, cost_of, running
from tests.benchmarks.taps import SECRET, TOKEN
from tests.desk import free_port

_CONFIG = """
[telegram]
token = "{token}"
api_url = "http://127.0.0.1:{api}"
mode = "webhook"
webhook_secret = "{secret}"
[web]
port = {port}
public_url = "http://127.0.0.1:{port}"
[database]
url = "sqlite:///{folder}/start.db"
"""


def start(folder: Path) -> float:
    """CPU seconds of `python -m bot run` on a current database until its health page answers."""
    port, api = free_port(), free_port()
    migrate(f"sqlite:///{folder}/start.db")
    config = folder / "config.toml"
    config.write_text(_CONFIG.format(token=TOKEN, secret=SECRET, api=api, port=port, folder=folder), "utf-8")
    command = [sys.executable, "-m", "bot", "--config", str(config), "run"]
    with running("tests.benchmarks.bot_api", str(api)), subprocess.Popen(command, stderr=subprocess.DEVNULL) as bot:
        try:
            _until_healthy(port, bot)
            return Program(psutil.Process(bot.pid)).cpu
        finally:
            bot.terminate()


def import_alone() -> tuple[float, int]:
    """CPU seconds and resident bytes of a process that imports aiogram and nothing else."""
    return cost_of("import aiogram")


def _until_healthy(port: int, bot: subprocess.Popen[bytes]) -> None:
    while bot.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz"):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.02)
    raise RuntimeError("the bot ended before it was ready")
