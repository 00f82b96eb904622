"""R15: the disk is full or read-only for a while."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event

from bot.inbox import polling, worker
from tests.databases import rows
from tests.desk import USERNAME, Desk, open_desk

TROUBLES = {
    "full": ("PRAGMA max_page_count = 1", "PRAGMA max_page_count = 4294967294"),
    "read-only": ("PRAGMA query_only = ON", "PRAGMA query_only = OFF"),
}


@dataclass(eq=False)
class Disk:
    """Puts every transaction of the writer under the trouble, and counts them."""

    begin_trouble: str
    end_trouble: str
    is_in_trouble: bool = False
    attempts: int = 0

    def __call__(self, connection: Connection) -> None:
        if connection.dialect.driver != "pysqlite":
            return  # a reader
        connection.exec_driver_sql(self.begin_trouble if self.is_in_trouble else self.end_trouble)
        self.attempts += self.is_in_trouble


@pytest.fixture(params=TROUBLES)
def disk(request: pytest.FixtureRequest) -> Iterator[Disk]:
    disk = Disk(*TROUBLES[request.param])
    event.listen(Engine, "begin", disk)
    yield disk
    event.remove(Engine, "begin", disk)


def stored(folder: Path) -> set[int]:
    return {update_id for (update_id,) in rows(folder / "desk.db", "SELECT update_id FROM inbox_update")}


async def tried(desk: Desk, disk: Disk, times: int) -> None:
    """Until the desk has tried so often in vain to write."""
    goal = disk.attempts + times

    async def enough() -> bool:
        return disk.attempts >= goal

    assert await desk.phones.until(enough, within=30)


async def test_nothing_is_confirmed_to_telegram_without_a_commit_and_all_goes_on_by_itself(
    tmp_path: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The pauses between two attempts are shorter, so that more attempts fail than an update has.
    monkeypatch.setattr(worker, "_RETRY_SECONDS", (0.01,))
    monkeypatch.setattr(polling, "_PAUSES", (0.1,))
    async with open_desk(tmp_path) as desk:
        await desk.orders()
        await desk.settled()
        updates = desk.telegram.world.bots[desk.app.bot.token].updates
        first = updates.next_id
        disk.is_in_trouble = True
        for n in range(20):
            await desk.customer.says(f"문의 {n}번 {'가' * 3000}")
        await tried(desk, disk, 3 * worker.MOST_ATTEMPTS)
        confirmed = set(range(first, updates.confirmed_up_to + 1))
        assert confirmed - stored(tmp_path) == set()
        assert (await desk.phones.pending(USERNAME))["pending"] > 0
        disk.is_in_trouble = False
        for n in range(20):
            await desk.staff.sees(f"문의 {n}번 ", within=30)
        await desk.settled()
        texts = [message.text for message in await desk.staff.bot_messages()]
        assert [sum(f"문의 {n}번 " in text for text in texts) for n in range(20)] == [1] * 20
        assert rows(tmp_path / "desk.db", "SELECT count(*) FROM inbox_update WHERE status <> 'done'") == [(0,)]
