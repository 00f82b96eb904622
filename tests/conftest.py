"""Fixtures that every test may take."""

from bot.aiogram_models import load_aiogram

load_aiogram()

from tests.databases import databases, each_database, fresh_database  # noqa: E402

__all__ = ["databases", "each_database", "fresh_database"]
