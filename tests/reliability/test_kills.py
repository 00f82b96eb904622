"""R3: the process is killed under load, again and again, while Telegram misbehaves."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from tests.desk import Mode
from tests.reliability import reckoning
from tests.reliability.crowd import acting_crowd
from tests.reliability.driver import open_ground
from tests.reliability.sizes import size

COPIES_PER_KILL = 8


@pytest.mark.soak
@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_nothing_is_lost_or_done_twice_when_the_desk_is_killed_under_load(
    tmp_path: Path, chance: Random, mode: Mode
) -> None:
    kills = size(3, 20)
    async with open_ground(tmp_path, chance.randrange(2**32), mode) as ground:
        await ground.desk.start()
        await ground.troubles()
        async with acting_crowd(ground, chance) as crowd:
            for _ in range(kills):
                await crowd.acts(chance.randrange(20, 90), going_on=20)
                await ground.desk.kill()
                reckoning.confirmed_updates_are_stored(ground)
                await ground.count_lost()
                await ground.desk.start()
            await crowd.acts(40)
        await ground.count_lost()
        await ground.phones.clear_faults()
        await ground.drained()
        assert await ground.phones.violations() == []
        assert await ground.desk.stop() == 0
        await reckoning.everything(ground, crowd, most_copies=ground.lost + COPIES_PER_KILL * kills)
