"""Every port on the fakes and on a real database: what one keeps, the other keeps."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Concatenate, ParamSpec, Protocol, TypeVar

import pytest

from domain.ports import UnitOfWork
from storage.database import open_store, read
from storage.engine import Store
from storage.schema import migrate
from storage.unit_of_work import SqlUnitOfWork
from tests.fakes import FakeStore, FakeUnitOfWork

P = ParamSpec("P")
T = TypeVar("T")


class Desk(Protocol):
    """Something that runs use cases, each wholly or not at all."""

    async def run(self, use_case: Callable[Concatenate[UnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs) -> T: ...

    async def read(self, question: Callable[Concatenate[UnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs) -> T: ...


class SqlDesk:
    """The real store, as the application uses it."""

    def __init__(self, store: Store[SqlUnitOfWork]) -> None:
        self.store = store

    async def run(self, use_case: Callable[Concatenate[SqlUnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.store.run(use_case, *args, **kwargs)

    async def read(self, question: Callable[Concatenate[SqlUnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await read(self.store, question, *args, **kwargs)


def both_are_units_of_work(sql: SqlUnitOfWork, fake: FakeUnitOfWork) -> tuple[UnitOfWork, UnitOfWork]:
    """For mypy: both have everything that `domain.ports` asks for."""
    return sql, fake


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
        yield SqlDesk(store)
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
