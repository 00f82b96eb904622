"""One desk per story. A story of each kind is told on polling and on a webhook; `make soak` tells all on a webhook."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.desk import Desk, open_desk
from tests.reliability.sizes import IS_SOAK

ON_WEBHOOK_TOO = ("handling", "staff_confirming", "customer_orders", "team_joining", "team_changes")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "desk" not in metafunc.fixturenames:
        return
    modes: list[object] = ["polling"]
    if metafunc.module.__name__.rpartition(".test_")[2] in ON_WEBHOOK_TOO:
        modes.append("webhook")
    elif IS_SOAK:
        modes.append(pytest.param("webhook", marks=pytest.mark.soak))
    metafunc.parametrize("desk", modes, indirect=True)


@pytest.fixture
async def desk(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Desk]:
    async with open_desk(tmp_path, request.param) as running:
        yield running
        assert await running.phones.violations() == [], "a call broke the table of the Bot API"
