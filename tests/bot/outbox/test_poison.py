"""An intent that cannot be drawn, through a fault of our own, does not hold up its chat for ever."""

from datetime import datetime, timedelta
from pathlib import Path

from domain.delivery import Chat, Intent, IntentKind, Side
from domain.ports import UnitOfWork
from tests.desk import Desk, open_desk

STAFF = 1002


def queue_nonsense(uow: UnitOfWork, chat: Chat, now: datetime) -> None:
    uow.outbox.add([Intent(chat, IntentKind.CARD, Side.SHOP, "nonsense", now, order_id=None)])


def queue_strip(uow: UnitOfWork, chat: Chat, now: datetime) -> None:
    uow.outbox.add([Intent(chat, IntentKind.STRIP, Side.SHOP, "after", now, payload={"message_id": 1})])


async def test_a_card_without_an_order_is_given_up_and_what_follows_arrives(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        chat = Chat(desk.app.bot.id, STAFF)
        await desk.app.store.run(queue_nonsense, chat, desk.clock())
        await desk.app.store.run(queue_strip, chat, desk.clock())
        await _until_stripped(desk)


async def _until_stripped(desk: Desk) -> None:
    """The pauses between the attempts pass at once: the clock is moved on."""
    for _ in range(20):
        await desk.settled()
        if await desk.phones.calls("editMessageReplyMarkup"):
            return
        desk.clock.ahead += timedelta(seconds=60)
        desk.app.outbox.wake()
    raise AssertionError("the chat is still held up")
