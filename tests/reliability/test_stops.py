"""R5: SIGTERM under load ends the desk in order."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.databases import FreshDatabase, Kind
from tests.desk import Mode
from tests.reliability import reckoning
from tests.reliability.crowd import acting_crowd
from tests.reliability.driver import open_ground, run_command
from tests.reliability.sizes import size

WAYS: list[tuple[Mode, Kind, int]] = [("polling", "sqlite", 1), ("webhook", "sqlite", 1), ("webhook", "postgresql", 2)]


@pytest.mark.soak
@pytest.mark.parametrize(("mode", "kind", "replicas"), WAYS)
async def test_nothing_is_lost_or_sent_twice_when_the_desk_is_stopped_under_load(
    tmp_path: Path, fresh_database: FreshDatabase, chance: Random, mode: Mode, kind: Kind, replicas: int
) -> None:
    seed, database = chance.randrange(2**32), fresh_database(kind)
    async with open_ground(tmp_path, seed, mode, database=database, replicas=replicas) as ground:
        for desk in ground.desks:
            await desk.start()
        async with acting_crowd(ground, chance) as crowd:
            for stop in range(size(2, 50)):
                await crowd.acts(chance.randrange(20, 60), going_on=20)
                desk = ground.desks[stop % replicas]  # of two always the one that leads
                assert await desk.stop() == 0, desk.said()
                reckoning.confirmed_updates_are_stored(ground)
                if replicas == 1:
                    assert ground.rows("SELECT dedupe_key FROM outbox_intent WHERE status = 'sending'") == []
                await desk.start()
            await crowd.acts(20)
        await ground.drained()
        for desk in ground.desks:
            assert await desk.stop() == 0
        await reckoning.everything(ground, crowd, most_copies=0)


async def test_the_command_ends_with_0_when_it_is_told_to_stop(tmp_path: Path) -> None:
    async with open_ground(tmp_path, seed=1) as ground:
        process = await run_command(ground.desk.config)
        try:
            await ground.desk.is_ready(1)
            process.terminate()
            assert await process.wait() == 0, ground.desk.said()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
