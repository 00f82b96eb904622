"""R6: a dispatcher that was away for longer than its lease comes back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.outbox.dispatcher import LEASE
from storage.engine import Store
from storage.unit_of_work import SqlUnitOfWork
from tests.databases import rows
from tests.reliability.outbox_bench import open_bench, running

CUSTOMERS = (201, 202, 203)
_NOTICES = "SELECT chat_id, status, attempts, message_id FROM outbox_intent WHERE kind = 'relay' ORDER BY chat_id"


async def test_what_was_claimed_anew_is_not_marked_by_the_one_that_comes_too_late(
    store: Store[SqlUnitOfWork], tmp_path: Path
) -> None:
    async with open_bench(store, CUSTOMERS, seed=1) as bench:
        slow, quick = bench.dispatcher(), bench.dispatcher()
        async with running(slow):
            await bench.idle(slow)
            sent = bench.gate.count("sendMessage")
            bench.gate.hold("sendMessage", times=len(CUSTOMERS))
            for customer in CUSTOMERS:
                await bench.writes(customer, "지금 출발했어요")
            await bench.gate.until("sendMessage", sent + len(CUSTOMERS))
            bench.clock.now += LEASE + timedelta(seconds=1)
            async with running(quick):
                await bench.gate.until("sendMessage", sent + 2 * len(CUSTOMERS))
                await bench.idle(quick)
                marked = rows(tmp_path / "shop.db", _NOTICES)
                await bench.gate.release()
                await bench.idle(slow)
        newest = {customer: len(bench.telegram.world.chats[bench.bot.id, customer].visible()) for customer in CUSTOMERS}
        assert [row[:3] for row in marked] == [(customer, "sent", 2) for customer in CUSTOMERS]
        assert rows(tmp_path / "shop.db", _NOTICES) == marked, "the stale claim was marked"
        assert [message_id for *_, message_id in marked] == [newest[customer] - 1 for customer in CUSTOMERS]
        for customer in CUSTOMERS:
            assert sum("지금 출발했어요" in text for text in bench.texts(customer)) == 2
