"""Every port on the fakes and on a real database: what one keeps, the other keeps."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from domain import ports
from storage.database import open_store
from storage.engine import Store
from storage.unit_of_work import SqlUnitOfWork
from tests.databases import KINDS, FreshDatabase, Kind
from tests.fakes import FakeStore, FakeUnitOfWork

Desk = ports.Store
SqlDesk = Store[SqlUnitOfWork]


def both_keep_the_ports(
    sql: SqlUnitOfWork, fake: FakeUnitOfWork, store: SqlDesk, fake_store: FakeStore
) -> tuple[ports.UnitOfWork, ports.UnitOfWork, ports.Store, ports.Store]:
    """For mypy, which proves here that storage and fakes have everything that `domain.ports` asks for."""
    return sql, fake, store, fake_store


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[SqlDesk]:
    store = open_store(url, synchronous="NORMAL")
    await store.start()
    try:
        yield store
    finally:
        await store.close()


@pytest.fixture(params=["memory", *KINDS])
async def desk(request: pytest.FixtureRequest, fresh_database: FreshDatabase) -> AsyncIterator[Desk]:
    if request.param == "memory":
        yield FakeStore()
        return
    async with opened(fresh_database(request.param)) as sql:
        yield sql


@pytest.fixture
async def sql_desk(each_database: Kind, fresh_database: FreshDatabase) -> AsyncIterator[SqlDesk]:
    async with opened(fresh_database(each_database)) as sql:
        yield sql


@pytest.fixture
async def sqlite_desk(fresh_database: FreshDatabase) -> AsyncIterator[SqlDesk]:
    async with opened(fresh_database("sqlite")) as sql:
        yield sql
