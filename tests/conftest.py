"""Fixtures that every test may take, and how tests are run."""

import pytest

from bot.aiogram_models import load_aiogram
from tests.databases import databases, each_database, fresh_database

__all__ = ["databases", "each_database", "fresh_database"]

load_aiogram()  # as `run` does, before any test module imports it


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes a minute comes first: at the end it would keep one worker busy while the others are done."""
    items.sort(key=lambda item: item.path.stem not in ("test_kills", "test_stops"))
