"""One desk per story, which is told twice: by polling on a file, and by webhook to two replicas on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Final

import pytest

from tests.databases import FreshDatabase
from tests.desk import Desk, open_desk

WAYS: Final[dict[str, dict[str, Any]]] = {
    "polling-sqlite": {"mode": "polling", "replicas": 1},
    "webhook-postgresql": {"mode": "webhook", "replicas": 2},
}

OpenDesk = Callable[..., AbstractAsyncContextManager[Desk]]


@pytest.fixture(params=WAYS)
def opens(request: pytest.FixtureRequest, tmp_path: Path, fresh_database: FreshDatabase) -> OpenDesk:
    """`open_desk` in each of the two ways; takes what else it takes by name."""

    def open_this_way(**options: Any) -> AbstractAsyncContextManager[Desk]:
        database = fresh_database("sqlite" if request.param == "polling-sqlite" else "postgresql")
        return open_desk(tmp_path, database=database, **WAYS[request.param], **options)

    return open_this_way


@pytest.fixture
async def desk(opens: OpenDesk) -> AsyncIterator[Desk]:
    async with opens() as running:
        yield running
        assert await running.phones.violations() == [], "a call broke the table of the Bot API"
