"""R7: Telegram is slow, refuses, breaks off and answers nonsense."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from bot.outbox import dispatcher as dispatcher_module
from storage.engine import Store
from storage.unit_of_work import SqlUnitOfWork
from tests.databases import rows
from tests.reliability.outbox_bench import Bench, open_bench, running
from tests.reliability.sizes import size

PAUSED = {201: 1, 202: 60, 203: 10_000}
"""Seconds for which Telegram does not want to hear of these chats."""
LONGEST = 203
OTHERS = tuple(range(204, 211))
_UNSENT = "SELECT DISTINCT chat_id FROM outbox_intent WHERE status IN ('pending', 'sending')"


async def trouble(bench: Bench) -> None:
    for customer, seconds in PAUSED.items():
        await bench.phones.faults("429", method="sendMessage", chat_id=customer, retry_after=seconds)
    for kind, probability in (("500", 0.05), ("lost", 0.05), ("refuse", 0.05), ("slow", 0.02)):
        await bench.phones.faults(kind, method="sendMessage", times=None, probability=probability, seconds=0.5)


def waiting(database: Path) -> set[int]:
    return {chat_id for (chat_id,) in rows(database, _UNSENT)}


@pytest.mark.soak
async def test_every_send_arrives_in_order_and_a_paused_chat_holds_up_no_other(
    store: Store[SqlUnitOfWork], tmp_path: Path, chance: Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The hangs are as long, but nobody wants to wait for the real timeout.
    monkeypatch.setattr(dispatcher_module, "CLIENT_TIMEOUT", 0.3)
    times, database, everyone = size(30, 1000), tmp_path / "shop.db", (*PAUSED, *OTHERS)
    async with open_bench(store, everyone, seed=chance.randrange(2**32)) as bench:
        async with running(bench.dispatcher()) as dispatcher:
            await bench.idle(dispatcher)
            before = len(await bench.phones.calls("sendMessage"))
            await trouble(bench)
            for n in range(times):
                for customer in everyone:
                    await bench.writes(customer, f"말씀 {n}번")
            while waiting(database) & set(OTHERS):
                await bench.pass_time(dispatcher, 1)
            calls = (await bench.phones.calls("sendMessage"))[before:]
            assert [call["status"] for call in calls if call["chat_id"] == LONGEST] == [429]
            assert LONGEST in waiting(database)
            bench.clock.now += timedelta(seconds=PAUSED[LONGEST])
            while waiting(database):
                await bench.pass_time(dispatcher, 1)
        for customer in everyone:
            texts = bench.texts(customer)
            first = [next(at for at, text in enumerate(texts) if text.endswith(f"말씀 {n}번")) for n in range(times)]
            assert first == sorted(first)
        assert rows(database, "SELECT count(*) FROM outbox_intent WHERE status NOT IN ('sent')") == [(0,)]
