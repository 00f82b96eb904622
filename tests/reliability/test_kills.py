"""R3: a process is killed under load, again and again, while Telegram misbehaves."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.databases import FreshDatabase, Kind
from tests.desk import Mode
from tests.reliability import reckoning
from tests.reliability.crowd import acting_crowd
from tests.reliability.driver import open_ground
from tests.reliability.sizes import size

COPIES_PER_KILL = 8
WAYS: list[tuple[Mode, Kind, int, int]] = [
    ("polling", "sqlite", 1, 100),
    ("webhook", "sqlite", 1, 100),
    ("webhook", "postgresql", 2, 200),
]


@pytest.mark.soak
@pytest.mark.timeout(size(300, 0))  # five starts of a process, which a busy machine takes its time for
@pytest.mark.parametrize(("mode", "kind", "replicas", "whole"), WAYS)
async def test_nothing_is_lost_or_done_twice_when_a_process_is_killed_under_load(
    tmp_path: Path,
    fresh_database: FreshDatabase,
    chance: Random,
    mode: Mode,
    kind: Kind,
    replicas: int,
    whole: int,
) -> None:
    kills, seed = size(3, whole), chance.randrange(2**32)
    async with open_ground(tmp_path, seed, mode, database=fresh_database(kind), replicas=replicas) as ground:
        for desk in ground.desks:
            await desk.start()
        await ground.troubles()
        async with acting_crowd(ground, chance) as crowd:
            for kill in range(kills):
                await crowd.acts(chance.randrange(20, 90), going_on=20)
                # With two, the first is the leader, then the second; later on it may be either.
                victim = ground.desks[kill % replicas] if kill < 2 else chance.choice(ground.desks)
                await victim.kill()
                reckoning.confirmed_updates_are_stored(ground)
                await ground.count_lost()
                await victim.start()
            await crowd.acts(40)
        await ground.count_lost()
        await ground.phones.clear_faults()
        await ground.drained()
        assert await ground.phones.violations() == []
        for desk in ground.desks:
            assert await desk.stop() == 0
        await reckoning.everything(ground, crowd, most_copies=ground.lost + COPIES_PER_KILL * kills)
