"""Fixtures that every test may take."""

from tests.databases import databases, each_database, fresh_database

__all__ = ["databases", "each_database", "fresh_database"]
