"""R13: reminders of desks that are killed again and again, on a clock that goes through quiet hours and midnight."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

import pytest

from tests.databases import FreshDatabase, Kind
from tests.desk import Mode
from tests.reliability.desk_process import FileClock
from tests.reliability.driver import CUSTOMERS, STAFF, open_ground
from tests.reliability.night import LATE, UNPAID, Night, Waiting
from tests.reliability.sizes import size

WAYS: Final[list[tuple[Mode, Kind, int, int]]] = [
    ("polling", "sqlite", 1, size(2, 40)),
    ("webhook", "postgresql", 3, size(2, 40)),
]
DUE: Final = size(60, 2_000)
"""At least so many are due in the night."""
MOST_CLAIMED: Final = 30
"""What a desk has in hand at once, and loses when it is killed."""
READS: Final = {
    "unseen": f"확인하지 않은 주문이에요|{LATE}",
    "unconfirmed": "주문확인을 기다리는 주문이에요",
    "inquiry": "답장을 기다리는 문의가 있어요",
    "pay": UNPAID,
}
THE_WHOLE_NIGHT: Final = {
    "unseen": Counter({1: len(STAFF), 2: 1, 3: 1}),
    "unconfirmed": Counter(dict.fromkeys((1, 2, 3), len(STAFF))),
    "inquiry": Counter(dict.fromkeys((1, 2, 3, 4, 5), len(STAFF))),
    "pay": Counter({1: 1}),
}
"""How many people are told for the first time, the second …, of what nobody takes care of."""
WAITS: Final = {
    "early": ("unseen", "unconfirmed", "inquiry"),
    "late": ("unseen", "unconfirmed"),
    "night": ("unseen", "unconfirmed", "inquiry"),
    "owed": ("pay",),
}


@dataclass(frozen=True, slots=True)
class Queued:
    """A reminder on its way to one person."""

    chat: int
    kind: str
    number: int
    n: int
    status: str
    key: str


def queued(night: Night) -> list[Queued]:
    """All of orders and conversations, as the outbox has them."""
    numbers = {("inquiry", one.thread_id): one.number for one in night.waiting}
    numbers |= {(kind, one.order_id): one.number for one in night.waiting for kind in READS if kind != "inquiry"}
    rows = night.ground.rows("SELECT chat_id, dedupe_key, status FROM outbox_intent WHERE kind = 'reminder'")
    found = []
    for chat, key, status in rows:
        _, kind, subject, *_ = key.split(":")
        if kind in READS:
            found.append(Queued(chat, kind, numbers[kind, int(subject)], int(key.split(":")[-3]), status, key))
    return found


@pytest.mark.soak
@pytest.mark.timeout(size(300, 0))  # some starts of a process, which a busy machine takes its time for
@pytest.mark.parametrize(("mode", "kind", "replicas", "kills"), WAYS)
async def test_reminders_are_queued_once_and_sent_at_most_once_whoever_is_killed(
    tmp_path: Path, fresh_database: FreshDatabase, chance: Random, mode: Mode, kind: Kind, replicas: int, kills: int
) -> None:
    clock, seed = tmp_path / "clock", chance.randrange(2**32)
    database = fresh_database(kind)
    async with open_ground(tmp_path, seed, mode, database=database, replicas=replicas, orders=0, clock=clock) as ground:
        night = Night(ground, FileClock(clock), chance, kills)
        await night.begins()
        await asyncio.gather(*(desk.start() for desk in ground.desks))
        await ground.desk.is_ready(replicas)
        await night.arrive("late", 20, 50)
        await night.arrive("night", 22, 30)
        confirmed = night.of("late")[::3]
        await night.is_taken_care_of(confirmed)
        after_confirming = {one.key for one in queued(night)}
        await night.passes_to(night.at(23, 25))
        settled = [*night.of("night")[::3], *night.of("owed")[::3]]
        await night.is_taken_care_of(settled)
        after_settling = {one.key for one in queued(night)}
        await night.passes_to(night.at(24 + 7, 59))
        while night.kills:
            await night.kill()
        await night.passes_to(night.at(24 + 9))
        await night.all_are_up()
        _nothing_is_told_of_what_has_passed(night, confirmed, after_confirming)
        _nothing_is_told_of_what_has_passed(night, settled, after_settling)
        _what_is_left_is_told_to_everybody(night, {*confirmed, *settled})
        _nobody_is_told_twice(night, {one.number for one in (*confirmed, *settled)}, kills)
        assert night.disturbed == []
        assert await ground.phones.violations() == []


def _nothing_is_told_of_what_has_passed(night: Night, passed: Collection[Waiting], known: Collection[str]) -> None:
    numbers = {one.number for one in passed}
    assert numbers
    assert [one.key for one in queued(night) if one.number in numbers and one.key not in known] == []


def _what_is_left_is_told_to_everybody(night: Night, passed: Collection[Waiting]) -> None:
    """Each time is queued exactly once for each person."""
    told: dict[tuple[int, str], Counter[int]] = {}
    for one in queued(night):
        told.setdefault((one.number, one.kind), Counter())[one.n] += 1
    wanted = {
        (one.number, kind): THE_WHOLE_NIGHT[kind]
        for one in night.waiting
        if one not in passed
        for kind in WAITS[one.group]
    }
    assert {key: told.get(key) for key in wanted} == wanted
    assert sum(len(times) for times in told.values()) >= DUE


def _nobody_is_told_twice(night: Night, passed: Collection[int], kills: int) -> None:
    """What is marked sent stands in the chat, once; what a kill left unknown stands there once or not at all."""
    reminders = queued(night)
    assert {one.status for one in reminders} <= {"sent", "unknown"}
    lost = sum(one.status == "unknown" for one in reminders)
    assert lost <= kills * MOST_CLAIMED
    seen = Counter(
        (chat, kind, one.number)
        for chat in (*STAFF, *CUSTOMERS)
        for text in night.texts(chat)
        for kind, reads in READS.items()
        if re.search(reads, text)
        for one in night.waiting
        if str(one.number) in text
    )
    allowed = Counter((one.chat, one.kind, one.number) for one in reminders)
    sure = Counter((one.chat, one.kind, one.number) for one in reminders if one.status == "sent")
    assert {key: n for key, n in seen.items() if n > allowed[key]} == {}, "told twice"
    assert {key: n for key, n in sure.items() if n > seen[key] and key[2] not in passed} == {}, "marked, but not told"
