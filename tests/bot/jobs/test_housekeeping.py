"""What the hourly job forgets."""

from __future__ import annotations

from datetime import timedelta

from aiogram import Bot

from bot.jobs.housekeeping import Housekeeping
from domain.delivery import AfterFailure, Dialog, StoredUpdate, UpdateInHand, update_in_hand
from domain.gateway_work import GatewayTask, TaskKind
from domain.ports import UnitOfWork
from tests.factories import BOT, CUSTOMER, NOW, later
from tests.fakes import FakeStore

BASKET = Dialog(None, {"buy": {"name": "홍길동", "phone": "01012341234"}})


def leave_basket(store: FakeStore) -> None:
    """A customer began to order, and that was all."""
    store.do(lambda uow: uow.inbox.add([StoredUpdate(BOT, 1, CUSTOMER, "{}")], NOW))
    token = update_in_hand.set(UpdateInHand(BOT, 1, CUSTOMER, CUSTOMER, dialog=BASKET))
    store.do(lambda uow: uow.chats.save_file_id(BOT, "sha", "file"))
    update_in_hand.reset(token)


def die(uow: UnitOfWork) -> AfterFailure:
    uow.inbox.add([StoredUpdate(BOT, 2, CUSTOMER, "{}")], NOW)
    return uow.inbox.fail(BOT, 2, "KeyError", 1, NOW)


async def test_abandoned_baskets_and_dead_updates_are_forgotten_after_thirty_days() -> None:
    store, now = FakeStore(), [NOW]
    housekeeping = Housekeeping(store, Bot(f"{BOT}:token"), None, lambda: now[0])
    leave_basket(store)
    assert store.do(die) is AfterFailure.DEAD
    now[0] = later(days=30)
    await housekeeping.prune()
    assert store.do(lambda uow: uow.chats.dialog(BOT, CUSTOMER, CUSTOMER)) == BASKET
    assert store.do(lambda uow: uow.inbox.dead(NOW)) == 1
    now[0] += timedelta(seconds=1)
    await housekeeping.prune()
    assert store.do(lambda uow: uow.chats.dialog(BOT, CUSTOMER, CUSTOMER)) == Dialog()
    assert store.do(lambda uow: uow.inbox.dead(NOW)) == 0


async def test_finished_work_for_payment_companies_is_forgotten_after_thirty_days() -> None:
    store, now = FakeStore(), [later(days=30)]
    housekeeping = Housekeeping(store, Bot(f"{BOT}:token"), None, lambda: now[0])
    looked = GatewayTask(TaskKind.FETCH, 1, NOW, "webhook:1:sha")

    def finish(uow: UnitOfWork) -> None:
        assert uow.payments.add_tasks([looked]) == 1
        [claimed] = uow.payments.claim_tasks(1, NOW, later(minutes=2), "token")
        assert uow.payments.finish_task(claimed, NOW)

    store.do(finish)
    await housekeeping.prune()
    assert store.do(lambda uow: uow.payments.add_tasks([looked])) == 0, "a webhook that is sent again is known"
    now[0] += timedelta(seconds=1)
    await housekeeping.prune()
    assert store.do(lambda uow: uow.payments.add_tasks([looked])) == 1
