"""R6 with a process: the leader is frozen, another goes on in its place, and then the frozen one wakes up."""

from __future__ import annotations

import asyncio
from pathlib import Path
from random import Random
from typing import Final

import pytest

from tests.databases import FreshDatabase
from tests.reliability import reckoning
from tests.reliability.crowd import acting_crowd
from tests.reliability.driver import Ground, everybody, open_ground
from tests.reliability.sizes import size

CALLS: Final = 3
"""So many messages at least are on their way at every freeze, and nobody knows whether they have arrived."""
COPIES_PER_FREEZE: Final = len(everybody())
"""In each chat one message is on its way, or has arrived and is not marked yet."""
_LEADERS: Final = (
    "SELECT pid FROM pg_locks JOIN pg_database ON pg_database.oid = database"
    " WHERE locktype = 'advisory' AND granted AND datname = current_database()"
)
_INTENTS: Final = "SELECT id, status, attempts, message_id FROM outbox_intent WHERE id <= ? ORDER BY id"


def leaders(ground: Ground) -> list[int]:
    """The connection that holds a seat, for each seat that is held."""
    return [pid for (pid,) in ground.rows(_LEADERS)]


async def until_others_lead(ground: Ground, before: list[int]) -> None:
    """PostgreSQL ends the connection of whoever has not asked for ten seconds."""
    async with asyncio.timeout(size(60, 300)):
        while len(now := leaders(ground)) < len(before) or set(now) & set(before):
            await asyncio.sleep(0.1)


@pytest.mark.soak
@pytest.mark.timeout(size(300, 0))
async def test_a_leader_that_wakes_up_after_another_took_over_marks_nothing_and_does_nothing_twice(
    tmp_path: Path, fresh_database: FreshDatabase, chance: Random
) -> None:
    seed, database, freezes = chance.randrange(2**32), fresh_database("postgresql"), size(1, 20)
    async with open_ground(tmp_path, seed, "webhook", database=database, replicas=2, patience=0.5) as ground:
        for desk in ground.desks:
            await desk.start()
        async with acting_crowd(ground, chance) as crowd:
            for freeze in range(freezes):
                frozen, seats = ground.desks[freeze % 2], leaders(ground)
                await crowd.acts(20)
                ground.gate.hold("sendMessage", times=CALLS)
                called = ground.gate.count("sendMessage")
                await crowd.acts(10, going_on=20)
                await ground.gate.until("sendMessage", called + CALLS)
                frozen.freeze()
                await until_others_lead(ground, seats)
                await crowd.acts(10)
                await ground.drained()
                ((last,),) = ground.rows("SELECT max(id) FROM outbox_intent")
                marked = ground.rows(_INTENTS, last)
                await ground.gate.release()
                frozen.thaw()
                await crowd.acts(20)
                await ground.drained()
                assert ground.rows(_INTENTS, last) == marked, "the stale leader marked what was not its own any more"
        for desk in ground.desks:
            assert await desk.stop() == 0, desk.said()
        assert ground.rows(_INTENTS, last) == marked
        await reckoning.everything(ground, crowd, most_copies=COPIES_PER_FREEZE * freezes)
