"""Programs under measurement: each runs alone in a fresh process, and is asked from outside what it cost."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Final

import psutil

READY: Final = "ready"
"""What a program prints on a line of its own once it serves."""


@dataclass(frozen=True, slots=True)
class Program:
    """A running program."""

    process: psutil.Process

    @property
    def cpu(self) -> float:
        """Seconds of CPU so far, user and system, all threads."""
        times = self.process.cpu_times()
        used: float = times.user + times.system
        return used

    @property
    def memory(self) -> int:
        """Resident bytes."""
        size: int = self.process.memory_info().rss
        return size


@contextmanager
def running(module: str, *arguments: str) -> Iterator[Program]:
    """`python -m module`, from the moment it is ready until the block ends."""
    with subprocess.Popen(
        [sys.executable, "-m", module, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as child:
        try:
            _until_ready(module, child.stdout)
            yield Program(psutil.Process(child.pid))
        finally:
            child.terminate()


def cost_of(code: str) -> tuple[float, int]:
    """CPU seconds and resident bytes of a fresh process once it has run this code."""
    measure = (
        "import psutil, sys; p = psutil.Process(); t = p.cpu_times(); print(t.user + t.system, p.memory_info().rss)"
    )
    done = subprocess.run([sys.executable, "-c", f"{code}\n{measure}"], check=True, capture_output=True, text=True)
    cpu, memory = done.stdout.split()
    return float(cpu), int(memory)


def _until_ready(module: str, output: IO[str] | None) -> None:
    for line in output or ():
        if line.strip() == READY:
            return
    raise RuntimeError(f"{module} ended before it was ready")
