"""What every unit of work does at its end without being asked: notices, and settling the update in hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest

from domain.delivery import (
    AfterFailure,
    ClaimedIntent,
    Dialog,
    IntentKind,
    Side,
    StoredUpdate,
    UpdateDoneMeanwhile,
    UpdateInHand,
    update_in_hand,
)
from domain.errors import OrderChangedMeanwhile
from domain.payment import PaymentMethod
from domain.people import Role
from domain.ports import UnitOfWork
from domain.thread import Message
from domain.use_cases.answer_customer import answer_customer
from domain.use_cases.confirm_order import confirm_order
from domain.use_cases.hold_thread import thread_of_order
from tests.factories import BOT, CUSTOMER, MANAGER, NOW, OWNER, STAFF, an_order, caller, later, open_shop, store_order
from tests.storage.ports.conftest import Desk

ASKING = Dialog("reason", {"order_id": 1, "version": 1})


@contextmanager
def in_hand(dialog: Dialog | None = None, update_id: int = 1) -> Iterator[UpdateInHand]:
    update = UpdateInHand(BOT, update_id, 101, 101, dialog=dialog)
    token = update_in_hand.set(update)
    try:
        yield update
    finally:
        update_in_hand.reset(token)


def everything_due(uow: UnitOfWork, token: str = "all") -> list[ClaimedIntent]:
    """All that is queued, chat by chat in order."""
    claimed: list[ClaimedIntent] = []
    now = later(days=1)
    while new := uow.outbox.claim([BOT], 100, now, later(days=2), token):
        for one in new:
            uow.outbox.mark_sent(one, None, now)
        claimed += new
    return claimed


def pending(uow: UnitOfWork) -> list[int]:
    return [update.update_id for update in uow.inbox.pending([BOT], 10)]


def dialog(uow: UnitOfWork) -> Dialog:
    return uow.chats.dialog(BOT, 101, 101)


@pytest.fixture
async def order_id(desk: Desk) -> int:
    await desk.run(open_shop)
    await desk.run(lambda uow: uow.inbox.add([StoredUpdate(BOT, 1, 101, "{}")], NOW))
    return await desk.run(store_order, an_order(payment_method=PaymentMethod.DOOR_CASH))


async def test_everyone_is_told_in_the_same_transaction_at_the_new_version(desk: Desk, order_id: int) -> None:
    await desk.run(everything_due)
    await desk.run(confirm_order, order_id, 1, caller(Role.STAFF), later(minutes=1))
    told = [(c.intent.chat.chat_id, c.intent.kind, c.intent.side) for c in await desk.run(everything_due)]
    staff = [OWNER, MANAGER, STAFF]
    assert sorted(told) == sorted(
        [(user_id, kind, Side.SHOP) for user_id in staff for kind in (IntentKind.CARD, IntentKind.NAVIGATOR)]
        + [(CUSTOMER, IntentKind.CARD, Side.CUSTOMER), (CUSTOMER, IntentKind.NOTICE, Side.CUSTOMER)]
    )


async def test_dedupe_keys_carry_the_version_after_the_change(desk: Desk, order_id: int) -> None:
    await desk.run(everything_due)
    await desk.run(confirm_order, order_id, 1, caller(), later(minutes=1))
    keys = {claimed.intent.dedupe_key for claimed in await desk.run(everything_due)}
    assert f"order:{order_id}:v2:customer:{CUSTOMER}:confirmed" in keys
    assert all(f"order:{order_id}:v2:" in key for key in keys)


async def test_refused_use_case_tells_nobody(desk: Desk, order_id: int) -> None:
    await desk.run(everything_due)
    with pytest.raises(OrderChangedMeanwhile):
        await desk.run(confirm_order, order_id, 9, caller(), NOW)
    assert await desk.run(everything_due) == []


async def test_use_case_that_writes_settles_the_update_and_its_dialog(desk: Desk, order_id: int) -> None:
    with in_hand(ASKING) as update:
        await desk.run(confirm_order, order_id, 1, caller(), NOW)
    assert update.is_done
    assert await desk.read(pending) == []
    assert await desk.read(dialog) == ASKING


async def test_use_case_that_only_reads_leaves_the_update_open(desk: Desk, order_id: int) -> None:
    with in_hand(ASKING) as update:
        await desk.run(lambda uow: uow.orders.get(order_id).status)
        await desk.read(lambda uow: uow.orders.get(order_id).status)
    assert not update.is_done
    assert await desk.read(pending) == [1]
    assert await desk.read(dialog) == Dialog()


async def test_failed_use_case_leaves_the_update_and_its_dialog_open(desk: Desk, order_id: int) -> None:
    with in_hand(ASKING) as update, pytest.raises(OrderChangedMeanwhile):
        await desk.run(confirm_order, order_id, 9, caller(), NOW)
    assert not update.is_done
    assert await desk.read(pending) == [1]
    assert await desk.read(dialog) == Dialog()


async def test_update_without_dialog_changes_keeps_the_dialog_and_an_empty_one_ends_it(
    desk: Desk, order_id: int
) -> None:
    def touch(uow: UnitOfWork, digest: str) -> None:
        uow.chats.save_file_id(BOT, digest, "file")

    await desk.run(lambda uow: uow.inbox.add([StoredUpdate(BOT, n, 101, "{}") for n in (2, 3)], NOW))
    for update_id, (given, left) in enumerate(((ASKING, ASKING), (None, ASKING), (Dialog(), Dialog())), 1):
        with in_hand(given, update_id):
            await desk.run(touch, f"{given}")
        assert await desk.read(dialog) == left


async def test_finishing_an_update_by_hand_stores_its_dialog(desk: Desk, order_id: int) -> None:
    with in_hand(ASKING):
        await desk.run(lambda uow: uow.inbox.finish(BOT, 1, NOW))
    assert await desk.read(pending) == []
    assert await desk.read(dialog) == ASKING


def write(uow: UnitOfWork, order_id: int) -> None:
    """The shop writes to the order's customer."""
    answer_customer(uow, thread_of_order(uow, order_id, caller()).id, Message("지금 출발했어요"), caller(), NOW)


async def test_what_another_process_has_done_meanwhile_is_not_done_again(desk: Desk, order_id: int) -> None:
    with in_hand(ASKING) as update:
        await desk.run(confirm_order, order_id, 1, caller(), NOW)
    with in_hand(Dialog()) as late:
        with pytest.raises(UpdateDoneMeanwhile):
            await desk.run(lambda uow: write(uow, order_id))
        with pytest.raises(UpdateDoneMeanwhile):
            await desk.run(lambda uow: uow.inbox.finish(BOT, 1, NOW))
    assert (update.is_done, late.is_done) == (True, False)
    assert await desk.read(lambda uow: uow.orders.timeline_length(order_id)) == 2
    assert await desk.read(dialog) == ASKING


async def test_one_handling_may_store_several_things_one_after_the_other(desk: Desk, order_id: int) -> None:
    with in_hand(ASKING) as update:
        await desk.run(confirm_order, order_id, 1, caller(), NOW)
        await desk.run(lambda uow: write(uow, order_id))
        update.change_dialog(Dialog())
        assert not update.is_done
        await desk.run(lambda uow: uow.inbox.finish(BOT, 1, NOW))
    assert update.is_done
    assert await desk.read(lambda uow: uow.orders.timeline_length(order_id)) == 3
    assert await desk.read(dialog) == Dialog()


async def test_counting_a_failure_does_not_settle_the_update(desk: Desk, order_id: int) -> None:
    with in_hand(ASKING) as update:
        assert await desk.run(lambda uow: uow.inbox.fail(BOT, 1, "boom", 5, NOW)) is AfterFailure.AGAIN
    assert not update.is_done
    assert await desk.read(pending) == [1]
    assert await desk.read(dialog) == Dialog()


async def test_update_settled_without_a_clock_is_pruned_by_the_time_it_came(desk: Desk, order_id: int) -> None:
    with in_hand():
        await desk.run(confirm_order, order_id, 1, caller(), later(days=2))
    assert await desk.run(lambda uow: uow.inbox.prune(NOW, NOW)) == 0
    assert await desk.run(lambda uow: uow.inbox.prune(later(seconds=1), NOW)) == 1


async def test_dispatcher_is_woken_by_queued_intents_and_by_nothing_else(desk: Desk, order_id: int) -> None:
    async def all_wakes() -> int:
        # A commit may wake just after its caller goes on, but never after the next commit's caller does.
        await desk.run(lambda uow: uow.people.staff_of(1))
        return len(wakes)

    wakes: list[None] = []
    await all_wakes()
    desk.add_commit_listener(lambda: wakes.append(None))
    await desk.run(lambda uow: uow.chats.save_file_id(BOT, "sha", "file"))
    assert await all_wakes() == 0
    await desk.run(confirm_order, order_id, 1, caller(), NOW)
    assert await all_wakes() == 1


async def test_dialog_is_forgotten_when_its_last_update_came_long_ago(desk: Desk, order_id: int) -> None:
    def forget(uow: UnitOfWork, before: datetime) -> int:
        return uow.chats.forget_dialogs(before)

    with in_hand(ASKING):
        await desk.run(confirm_order, order_id, 1, caller(), NOW)
    assert await desk.run(forget, NOW) == 0
    assert await desk.read(dialog) == ASKING
    assert await desk.run(forget, later(seconds=1)) == 1
    assert await desk.read(dialog) == Dialog()
    assert await desk.run(forget, later(days=1)) == 0


async def test_every_change_of_a_dialog_makes_it_young_again(desk: Desk, order_id: int) -> None:
    with in_hand(ASKING):
        await desk.run(confirm_order, order_id, 1, caller(), NOW)
    await desk.run(lambda uow: uow.inbox.add([StoredUpdate(BOT, 2, 101, "{}")], later(days=9)))
    with in_hand(ASKING, update_id=2):
        await desk.run(lambda uow: uow.chats.save_file_id(BOT, "sha", "file"))
    assert await desk.run(lambda uow: uow.chats.forget_dialogs(later(days=9))) == 0
    assert await desk.run(lambda uow: uow.chats.forget_dialogs(later(days=10))) == 1
