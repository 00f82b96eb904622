"""What every gate gets: a seed that is printed with a failure, and a migrated database."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest

from storage.database import open_store
from storage.engine import Store
from storage.schema import migrate
from storage.unit_of_work import SqlUnitOfWork
from tests.reliability.sizes import new_seed


@pytest.fixture
def chance() -> Random:
    """Replayed by running the test with the printed MINISHOP_SEED."""
    seed = new_seed()
    print(f"MINISHOP_SEED={seed}")  # noqa: T201 - pytest shows it with a failure
    return Random(seed)


@pytest.fixture(scope="session")
def empty_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database to copy."""
    path = tmp_path_factory.mktemp("empty") / "shop.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
async def store(empty_shop: Path, tmp_path: Path) -> AsyncIterator[Store[SqlUnitOfWork]]:
    """A store on the file `shop.db` in `tmp_path`."""
    shutil.copy(empty_shop, tmp_path / "shop.db")
    opened = open_store(f"sqlite:///{tmp_path / 'shop.db'}")
    await opened.start()
    yield opened
    await opened.close()
