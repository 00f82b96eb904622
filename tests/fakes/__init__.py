"""The ports in memory: as simple as can be, and held to the same contract as the SQL storage."""

from tests.fakes.memory import QueuedIntent
from tests.fakes.store import FakeStore, FakeUnitOfWork

__all__ = ["FakeStore", "FakeUnitOfWork", "QueuedIntent"]
