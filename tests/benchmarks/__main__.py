"""`make bench`: every bar with its references in the same run, in interleaved rounds; a table, and build/bench.json.

`QUICK=1` takes less of everything and tells only whether something has gone far wrong. Names of parts measure those
alone: `make bench ARGS="start taps"`.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from storage.schema import migrate
from tests.benchmarks import growth, listing, sending, starting, storing, taps
from tests.benchmarks.processes import running
from tests.databases import KINDS, Databases
from tests.desk import free_port

T = TypeVar("T")

IS_QUICK: Final = os.environ.get("QUICK") == "1"
RESULT: Final = Path("build/bench.json")


def size(quick: int, whole: int) -> int:
    return quick if IS_QUICK else whole


ROUNDS: Final = size(1, 5)


@dataclass(frozen=True, slots=True)
class Bar:
    """One measured ratio, with the least and the most of its rounds."""

    id: str
    what: str
    bar: str
    value: float
    least: float
    most: float

    def __str__(self) -> str:
        spread = f"{self.least:.2f}–{self.most:.2f}" if self.least != self.most else ""
        return f"{self.id:4} {self.value:8.2f}  {spread:14} {self.bar:10} {self.what}"


Measures = Mapping[str, Callable[[], float]]


def in_rounds(measures: Measures) -> dict[str, list[float]]:
    """Each measured in turns, so that all see the same noise."""
    rounds = [{name: measure() for name, measure in measures.items()} for _ in range(ROUNDS)]
    return {name: [one[name] for one in rounds] for name in measures}


def bar(id: str, what: str, limit: str, over: list[float], under: list[float]) -> Bar:
    """The median of `over` ÷ `under`, round by round."""
    ratios = [a / b for a, b in zip(over, under, strict=True)]
    return Bar(id, what, limit, statistics.median(ratios), min(ratios), max(ratios))


def exact(id: str, what: str, limit: str, value: float) -> Bar:
    return Bar(id, what, limit, value, value, value)


def tap_bars() -> Iterator[Bar]:
    count, warm_up = size(200, 1_000), size(100, 200)

    def cpu(measure: Callable[[Path, int, int], taps.Cost]) -> Callable[[], float]:
        return lambda: _in_folder(lambda folder: measure(folder, count, warm_up).cpu)

    seen = in_rounds(
        {
            "bare": cpu(taps.bare_update),
            "ours": cpu(taps.full_tap),
            "orm": cpu(taps.reference_tap),
            "routed": cpu(taps.tap_without_effect),
        }
    )
    yield bar("P1", "CPU of a full tap ÷ an empty aiogram update", "≤ 5.5", seen["ours"], seen["bare"])
    yield bar("P2", "CPU of the same tap with an async ORM ÷ ours", "≥ 4", seen["orm"], seen["ours"])
    yield bar("P6", "CPU of a tap without effect ÷ an empty aiogram update", "≤ 1.5", seen["routed"], seen["bare"])


def start_bars() -> Iterator[Bar]:
    sizes: list[int] = []

    def import_alone() -> float:
        cpu, memory = starting.import_alone()
        sizes.append(memory)
        return cpu

    seen = in_rounds({"ours": lambda: _in_folder(starting.start), "import": import_alone})
    yield bar("P4", "CPU until `run` is ready ÷ importing aiogram alone", "≤ 1.35", seen["ours"], seen["import"])
    many = size(200, 10_000)
    after = _in_folder(lambda folder: taps.full_tap(folder, many, 100).memory)
    what = f"memory after {many:,} taps ÷ importing aiogram alone"
    yield exact("P5", what, "≤ 1.3", after / statistics.median(sizes))


def storing_bars(databases: Databases) -> Iterator[Bar]:
    orders = size(160, 640)

    def fresh() -> str:
        return databases.copy("postgresql", migrate, Path())

    seen = in_rounds(
        {
            "ours": lambda: storing.our_rate(orders),
            "normal": lambda: storing.our_rate(orders, "NORMAL"),
            "plain": lambda: storing.plain_rate(orders),
            "ours on PostgreSQL": lambda: storing.our_cpu(fresh(), orders),
            "asyncpg": lambda: storing.raw_cpu(fresh(), orders),
        }
    )
    yield bar("P7", "transitions a second ÷ a plain sqlite3 loop that does less", "≥ 0.25", seen["ours"], seen["plain"])
    yield bar("P7", "the same with synchronous FULL ÷ NORMAL", "≥ 0.85", seen["ours"], seen["normal"])
    yield bar(
        "P7", "CPU of a transition ÷ asyncpg alone, PostgreSQL", "≤ 3.5", seen["ours on PostgreSQL"], seen["asyncpg"]
    )


def growth_bars(databases: Databases) -> Iterator[Bar]:
    few, many, looks = size(1_000, 10_000), size(5_000, 1_000_000), size(40, 180)
    limits = dict(zip(growth.LOOK, ("≤ 1.5", "≤ 2", "≤ 4"), strict=True)) | {"one transition": "≤ 1.3"}
    for kind in KINDS:
        with tempfile.TemporaryDirectory() as folder:
            urls = [databases.copy(kind, migrate, Path(folder)) for _ in range(2)]
            for url, orders in zip(urls, (few, many), strict=True):
                asyncio.run(growth.fill(url, orders))
            small, large = (asyncio.run(growth.times(url, looks)) for url in urls)
        for name, limit in limits.items():
            yield exact("P3", f"{name} with {many:,} orders ÷ {few:,}, {kind}", limit, large[name] / small[name])


def sending_bars() -> Iterator[Bar]:
    notices = size(150, 3_000)
    calm = sending.within_limits(notices)
    yield exact(
        "P8",
        f"{notices:,} notices to as many chats ÷ the limit's own time",
        "≤ 1.05",
        max(calm.values()) / sending.limit_itself(notices),
    )
    flooded = sending.within_limits(notices, flooded=True)
    delays = [flooded[chat] - calm[chat] for chat in list(calm)[1:]]
    yield exact("P10", "seconds that other chats wait for one in 429, at most", "0", max(delays))
    yield exact("P10", "the same, median", "0", statistics.median(delays))
    port = free_port()
    with running("tests.benchmarks.bot_api", str(port)):
        seen = in_rounds({name: partial(_cpu_of_sending, name, port, notices) for name in ("ours", "aiogram")})
    yield bar("P10", "CPU of sending from the outbox ÷ aiogram's send_message", "≤ 0.6", seen["ours"], seen["aiogram"])


def list_bars() -> Iterator[Bar]:
    opening, unchanged = _in_folder(lambda folder: asyncio.run(listing.calls(folder)))
    yield exact("P9", f"calls to open a list of {listing.ORDERS} orders", "1", opening)
    yield exact("P9", "calls for a redraw that changes nothing", "0", unchanged)


def _cpu_of_sending(subject: str, port: int, notices: int) -> float:
    command = [sys.executable, "-m", "tests.benchmarks.sending", subject, f"http://127.0.0.1:{port}", str(notices)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _in_folder(measure: Callable[[Path], T]) -> T:
    with tempfile.TemporaryDirectory() as folder:
        return measure(Path(folder))


@contextmanager
def _databases() -> Iterator[Databases]:
    with tempfile.TemporaryDirectory() as folder:
        opened = Databases(Path(folder))
        try:
            yield opened
        finally:
            opened.close()


PARTS: Final[Mapping[str, Callable[[Databases], Iterator[Bar]]]] = {
    "start": lambda _: start_bars(),
    "taps": lambda _: tap_bars(),
    "storing": storing_bars,
    "sending": lambda _: sending_bars(),
    "lists": lambda _: list_bars(),
    "growth": growth_bars,
}


def main(parts: Sequence[str]) -> None:
    bars: list[Bar] = []
    with _databases() as databases:
        for part in parts:
            for one in PARTS[part](databases):
                bars.append(one)
                sys.stdout.write(f"{one}\n")
                sys.stdout.flush()
    RESULT.parent.mkdir(exist_ok=True)
    report = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "quick": IS_QUICK,
        "bars": [asdict(b) for b in bars],
    }
    RESULT.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:] or list(PARTS))
