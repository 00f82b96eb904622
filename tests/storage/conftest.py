"""A fresh database with the contract's tables, and a store on it, for each kind of database."""

from collections.abc import AsyncIterator

import pytest

from storage.engine import Store, open_store
from tests.databases import FreshDatabase, Kind
from tests.storage.contract_model import ShopUnit, make_tables


@pytest.fixture
def database_url(each_database: Kind, fresh_database: FreshDatabase) -> str:
    return fresh_database(each_database, make_tables)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store[ShopUnit]]:
    opened = open_store(database_url, ShopUnit)
    await opened.start()
    yield opened
    await opened.close()
