"""One desk per story, which is told twice: by polling on a file, and by webhook to two replicas on PostgreSQL.

With MINISHOP_STORIES=once each is told in one of the two ways, half of them in either, for those who cannot wait.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import pytest

from tests.databases import FreshDatabase
from tests.desk import Desk, open_desk

WAYS: Final[dict[str, dict[str, Any]]] = {
    "polling-sqlite": {"mode": "polling", "replicas": 1},
    "webhook-postgresql": {"mode": "webhook", "replicas": 2},
}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("MINISHOP_STORIES") != "once":
        return
    left_out = {item for item in items if isinstance(item, pytest.Function) and _is_left_out(item)}
    config.hook.pytest_deselected(items=list(left_out))
    items[:] = [item for item in items if item not in left_out]


def _is_left_out(item: pytest.Function) -> bool:
    way = item.callspec.params.get("opens") if hasattr(item, "callspec") else None
    story = f"{item.path.name}::{item.originalname}"
    return way in WAYS and way != tuple(WAYS)[crc32(story.encode()) % len(WAYS)]


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
