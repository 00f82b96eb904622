"""What every inbox promises: each update is stored once and done once."""

from datetime import datetime

from domain.delivery import AfterFailure, StoredUpdate
from domain.ports import UnitOfWork
from tests.factories import BOT, NOW, OTHER_BOT, later
from tests.storage.ports.conftest import Desk


def an_update(update_id: int, bot_id: int = BOT, lane: int = 1) -> StoredUpdate:
    return StoredUpdate(bot_id, update_id, lane, f'{{"update_id":{update_id},"text":"안녕"}}')


def add(uow: UnitOfWork, *updates: StoredUpdate) -> int:
    return uow.inbox.add(updates, NOW)


def pending(uow: UnitOfWork, most: int = 100) -> list[StoredUpdate]:
    return uow.inbox.pending([BOT, OTHER_BOT], most)


def finish(uow: UnitOfWork, update_id: int, now: datetime = NOW) -> None:
    uow.inbox.finish(BOT, update_id, now)


def fail(uow: UnitOfWork, update_id: int, most_attempts: int = 3) -> AfterFailure:
    return uow.inbox.fail(BOT, update_id, "KeyError", most_attempts, NOW)


def prune(uow: UnitOfWork, before: datetime, dead_before: datetime = NOW) -> int:
    return uow.inbox.prune(before, dead_before)


async def test_updates_wait_in_the_order_in_which_they_came_whatever_their_ids(desk: Desk) -> None:
    updates = [an_update(7), an_update(3, OTHER_BOT, lane=2), an_update(5)]
    assert await desk.run(add, *updates) == 3
    assert await desk.read(pending) == updates
    assert await desk.read(pending, 2) == updates[:2]


async def test_known_update_is_ignored_whether_it_waits_or_is_done(desk: Desk) -> None:
    await desk.run(add, an_update(1))
    assert await desk.run(add, an_update(1), an_update(2), an_update(2), an_update(1, OTHER_BOT)) == 2
    await desk.run(finish, 1)
    assert await desk.run(add, an_update(1)) == 0
    assert [update.update_id for update in await desk.read(pending)] == [2, 1]


async def test_finishing_twice_or_what_is_unknown_changes_nothing(desk: Desk) -> None:
    await desk.run(add, an_update(1), an_update(2))
    for update_id in (1, 1, 99):
        await desk.run(finish, update_id)
    assert await desk.read(pending) == [an_update(2)]


async def test_who_asks_hears_only_of_their_bots_and_of_what_came_later(desk: Desk) -> None:
    await desk.run(add, an_update(7), an_update(3, OTHER_BOT), an_update(5))
    first, last = await desk.read(lambda uow: uow.inbox.pending([BOT], 9))
    assert [first, last] == [an_update(7), an_update(5)]
    assert await desk.read(lambda uow: uow.inbox.pending([BOT], 9, first.received)) == [last]
    assert await desk.read(lambda uow: uow.inbox.pending([], 9)) == []


async def test_finishing_tells_whether_it_was_still_to_be_done(desk: Desk) -> None:
    def twice(uow: UnitOfWork) -> tuple[bool, bool]:
        return uow.inbox.finish(BOT, 1, NOW), uow.inbox.finish(BOT, 1, NOW)

    await desk.run(add, an_update(1))
    assert await desk.run(twice) == (True, True), "it was this unit of work that did it"
    assert await desk.run(twice) == (False, False)


async def test_update_is_dead_after_so_many_failures_and_blocks_nobody(desk: Desk) -> None:
    await desk.run(add, an_update(1), an_update(2))
    assert await desk.run(fail, 1) is AfterFailure.AGAIN
    assert await desk.run(fail, 1) is AfterFailure.AGAIN
    assert [update.attempts for update in await desk.read(pending)] == [2, 0]
    assert await desk.run(fail, 1) is AfterFailure.DEAD
    assert await desk.read(pending) == [an_update(2)]
    assert await desk.run(fail, 1) is AfterFailure.DONE
    assert await desk.run(fail, 99) is AfterFailure.DONE


async def test_prune_forgets_only_what_was_done_before(desk: Desk) -> None:
    await desk.run(add, an_update(1), an_update(2), an_update(3), an_update(4))
    await desk.run(finish, 1, later(hours=1))
    await desk.run(finish, 2, later(days=3))
    await desk.run(fail, 3, 1)
    assert await desk.run(prune, later(hours=1)) == 0
    assert await desk.run(prune, later(days=1)) == 1
    assert await desk.run(add, an_update(1), an_update(2)) == 1
    assert [update.update_id for update in await desk.read(pending)] == [4, 1]


async def test_dead_updates_are_kept_longer_but_not_for_ever(desk: Desk) -> None:
    await desk.run(add, an_update(1), an_update(2), an_update(3))
    await desk.run(fail, 1, 1)
    await desk.run(finish, 2)
    assert await desk.run(prune, NOW, NOW) == 0
    assert await desk.run(prune, NOW, later(seconds=1)) == 1
    assert await desk.run(add, an_update(1), an_update(2)) == 1
    assert await desk.run(prune, later(seconds=1), later(seconds=1)) == 1
    assert [update.update_id for update in await desk.read(pending)] == [3, 1]
