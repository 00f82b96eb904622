"""One desk per story; every story is told twice, by polling and by webhook."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.desk import Desk, open_desk


@pytest.fixture(params=["polling", "webhook"])
async def desk(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(tmp_path, request.param) as running:
        yield running
        assert await running.phones.violations() == [], "a call broke the table of the Bot API"
