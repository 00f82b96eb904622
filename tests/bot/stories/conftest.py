"""One desk per story, told in one of two ways: by polling on a file, or by webhook to two replicas on PostgreSQL.

Which way is fixed by the story's name, half of them each; with MINISHOP_SOAK=1 every story is told in both.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import pytest

from tests.databases import FreshDatabase
from tests.desk import Desk, open_desk
from tests.reliability.sizes import IS_SOAK

WAYS: Final[dict[str, dict[str, Any]]] = {
    "polling-sqlite": {"mode": "polling", "replicas": 1},
    "webhook-postgresql": {"mode": "webhook", "replicas": 2},
}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Telling every story in both ways takes longer than anyone waits for a change to be tested."""
    left_out = [] if IS_SOAK else [item for item in items if _is_left_out(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]


def _is_left_out(item: pytest.Item) -> bool:
    way = getattr(item, "callspec", None) and item.callspec.params.get("opens")  # type: ignore[attr-defined]
    story = f"{item.path.name}::{getattr(item, 'originalname', item.name)}"
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
