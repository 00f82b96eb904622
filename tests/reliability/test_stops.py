"""R5: SIGTERM under load ends the desk in order."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.desk import Mode
from tests.reliability import reckoning
from tests.reliability.crowd import acting_crowd
from tests.reliability.driver import open_ground, run_command
from tests.reliability.sizes import size


@pytest.mark.soak
@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_nothing_is_lost_or_sent_twice_when_the_desk_is_stopped_under_load(
    tmp_path: Path, chance: Random, mode: Mode
) -> None:
    async with open_ground(tmp_path, chance.randrange(2**32), mode) as ground:
        await ground.desk.start()
        async with acting_crowd(ground, chance) as crowd:
            for _ in range(size(2, 50)):
                await crowd.acts(chance.randrange(20, 60), going_on=20)
                assert await ground.desk.stop() == 0, ground.desk.said()
                reckoning.confirmed_updates_are_stored(ground)
                assert ground.rows("SELECT dedupe_key FROM outbox_intent WHERE status = 'sending'") == []
                await ground.desk.start()
            await crowd.acts(20)
        await ground.drained()
        assert await ground.desk.stop() == 0
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
