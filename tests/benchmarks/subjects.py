"""What is measured as a server of its own, by name: ours as `python -m bot run` starts it, references as they are."""

from __future__ import annotations

import asyncio
import gc
import sys
from importlib import import_module
from typing import Final

import uvloop

from bot.aiogram_models import load_aiogram
from tests.benchmarks.processes import READY

OURS: Final = frozenset({"ours", "routed"})


async def main(name: str, port: int, api_url: str, database: str) -> None:
    module = import_module("tests.benchmarks.ours" if name in OURS else "tests.benchmarks.references")
    await module.SUBJECTS[name](port, api_url, database)
    gc.collect()
    gc.freeze()
    sys.stdout.write(f"{READY}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    if sys.argv[1] in OURS:
        load_aiogram()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop if sys.argv[1] in OURS else None) as runner:
        runner.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]))
