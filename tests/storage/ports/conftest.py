"""Every port on the fakes and on a real database: what one keeps, the other keeps."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from domain import ports
from storage.database import open_store
from storage.engine import Store
from storage.schema import migrate
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import FakeStore, FakeUnitOfWork

Desk = ports.Store
SqlDesk = Store[SqlUnitOfWork]


def both_keep_the_ports(
    sql: SqlUnitOfWork, fake: FakeUnitOfWork, store: SqlDesk, fake_store: FakeStore
) -> tuple[ports.UnitOfWork, ports.UnitOfWork, ports.Store, ports.Store]:
    """For mypy, which proves here that storage and fakes have everything that `domain.ports` asks for."""
    return sql, fake, store, fake_store


@pytest.fixture(scope="session")
def empty_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database to copy: migrating takes longer than most tests."""
    path = tmp_path_factory.mktemp("empty") / "shop.db"
    migrate(f"sqlite:///{path}")
    return path


@asynccontextmanager
async def opened(empty: Path, folder: Path) -> AsyncIterator[SqlDesk]:
    shutil.copy(empty, folder / "shop.db")
    store = open_store(f"sqlite:///{folder / 'shop.db'}", synchronous="NORMAL")
    await store.start()
    try:
        yield store
    finally:
        await store.close()


@pytest.fixture(params=["memory", "sqlite"])
async def desk(request: pytest.FixtureRequest, empty_shop: Path, tmp_path: Path) -> AsyncIterator[Desk]:
    if request.param == "memory":
        yield FakeStore()
        return
    async with opened(empty_shop, tmp_path) as sql:
        yield sql


@pytest.fixture
async def sql_desk(empty_shop: Path, tmp_path: Path) -> AsyncIterator[SqlDesk]:
    async with opened(empty_shop, tmp_path) as sql:
        yield sql
