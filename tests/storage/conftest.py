"""A fresh database with the contract's tables, and a store on it, for each kind of database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from storage.engine import Store, open_store
from tests.storage.contract_model import ShopUnit, metadata


@pytest.fixture(params=["sqlite"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    assert request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    engine = create_engine(url)
    metadata.create_all(engine)
    engine.dispose()
    return url


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store[ShopUnit]]:
    opened = open_store(database_url, ShopUnit)
    await opened.start()
    yield opened
    await opened.close()
