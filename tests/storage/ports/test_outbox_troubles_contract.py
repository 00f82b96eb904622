"""What every outbox promises about intents that do not arrive: what is counted, and what is an alarm."""

from datetime import datetime

from domain.delivery import Chat, ClaimedIntent
from domain.ports import UnitOfWork
from tests.factories import BOT, NOW, later
from tests.storage.ports.conftest import Desk
from tests.storage.ports.test_outbox_contract import add, card, claim, keys, notice


def dead(uow: UnitOfWork, since: datetime) -> int:
    return uow.outbox.dead(since)


async def test_attempts_count_what_was_tried_and_faults_only_our_own(desk: Desk) -> None:
    def fail(uow: UnitOfWork, claimed: ClaimedIntent, is_fault: bool) -> bool:
        return uow.outbox.retry_at(claimed, NOW, "why", is_fault=is_fault)

    await desk.run(add, [notice("a")])
    for number, is_fault in enumerate([False, True, False, True], 1):
        [claimed] = await desk.run(claim)
        assert (claimed.attempts, claimed.faults) == (number, (number - 1) // 2)
        assert await desk.run(fail, claimed, is_fault)
    [claimed] = await desk.run(claim)
    assert (claimed.attempts, claimed.faults) == (5, 2)


async def test_what_is_put_back_was_not_tried(desk: Desk) -> None:
    def put_back(uow: UnitOfWork, claimed: ClaimedIntent, due_at: datetime) -> bool:
        return uow.outbox.put_back(claimed, due_at)

    await desk.run(add, [card("v1")])
    [claimed] = await desk.run(claim)
    await desk.run(add, [notice("n"), card("v2", loud=True, new=True)])
    assert await desk.run(put_back, claimed, later(seconds=5))
    assert not await desk.run(put_back, claimed, later(seconds=9)), "it is no longer held"
    assert await desk.run(claim, later(seconds=4)) == []
    [again] = await desk.run(claim, later(seconds=5))
    assert (again.intent.dedupe_key, again.attempts, again.faults, again.intent.loud) == ("v1", 1, 0, True)


async def test_dead_intents_are_counted_but_not_those_to_people_out_of_reach(desk: Desk) -> None:
    def give_up(uow: UnitOfWork, claimed: ClaimedIntent, now: datetime) -> bool:
        return uow.outbox.mark_dead(claimed, "400", now)

    def lose(uow: UnitOfWork, claimed: ClaimedIntent) -> bool:
        return uow.outbox.mark_unreachable(claimed, "403", later(hours=3))

    await desk.run(add, [notice(key, Chat(BOT, i)) for i, key in enumerate("abc")])
    first, second, third = await desk.run(claim)
    assert await desk.run(give_up, first, NOW)
    assert await desk.run(give_up, second, later(hours=2))
    assert await desk.run(lose, third)
    assert not await desk.run(lose, third)
    assert [await desk.read(dead, since) for since in (NOW, later(hours=1), later(hours=3))] == [2, 1, 0]
    assert keys(await desk.run(claim, later(days=1))) == []
    assert await desk.run(lambda uow: uow.outbox.prune(later(days=1))) == 3
