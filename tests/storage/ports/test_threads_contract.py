"""What every storage of conversations promises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from domain.delivery import Chat, ChatProfile, Side
from domain.errors import ThreadNotFound
from domain.events import MessageWritten
from domain.people import Role
from domain.ports import UnitOfWork
from domain.reminders import Reminder, Wait
from domain.thread import Claim, Delivery, Message, Photo, RelayedMessage, Thread
from domain.timeline import TimelineEntry, entry_of
from tests.factories import BOT, CUSTOMER, NOW, OTHER_BOT, OWNER, a_shop, actor, an_order, later, open_shop, store_order
from tests.storage.ports.conftest import Desk

HERE = Chat(BOT, CUSTOMER)


def said(text: str, role: Role = Role.CUSTOMER, at: datetime = NOW) -> TimelineEntry:
    return entry_of(MessageWritten(at, actor(role), Message(text).data))


async def conversations(desk: Desk) -> tuple[Thread, Thread]:
    """About an order, and about none."""
    shop = await desk.run(open_shop)
    order_id = await desk.run(store_order, an_order(shop.id))

    def make(uow: UnitOfWork) -> tuple[Thread, Thread]:
        return uow.threads.about(shop.id, CUSTOMER, order_id), uow.threads.about(shop.id, CUSTOMER, None)

    return await desk.run(make)


async def test_there_is_one_conversation_about_an_order_and_one_about_none(desk: Desk) -> None:
    about_order, about_none = await conversations(desk)
    assert about_order.id != about_none.id
    assert (about_order.order_id is None, about_none.order_id) == (False, None)
    again = await desk.run(
        lambda uow: [
            uow.threads.about(t.shop_id, CUSTOMER, t.order_id).id for t in (about_none, about_order, about_none)
        ]
    )
    assert again == [about_none.id, about_order.id, about_none.id]
    other = await desk.run(lambda uow: uow.threads.about(about_none.shop_id, 999, None))
    assert other.id not in again


async def test_unknown_conversations_and_entries_are_not_found(desk: Desk) -> None:
    for look in (lambda uow: uow.threads.get(77), lambda uow: uow.threads.entry(77)):
        with pytest.raises(ThreadNotFound):
            await desk.read(look)


async def test_conversation_keeps_its_state_and_the_shop_counts_those_that_wait(desk: Desk) -> None:
    first, second = await conversations(desk)

    def count(uow: UnitOfWork) -> int:
        return uow.orders.counts(first.shop_id, NOW.date()).inquiries

    assert await desk.read(count) == 0
    asked = replace(first, waiting_since=NOW, unread=2, claim=Claim(OWNER, "김사장", later(minutes=5)))
    await desk.run(lambda uow: uow.threads.save(asked))
    await desk.run(lambda uow: uow.threads.save(second.asked(later(minutes=1))))
    await desk.run(lambda uow: uow.threads.save(replace(asked, unread=3)))
    assert await desk.read(count) == 2
    assert await desk.read(lambda uow: uow.threads.get(first.id)) == replace(asked, unread=3)
    await desk.run(lambda uow: uow.threads.save(asked.closed()))
    await desk.run(lambda uow: uow.threads.save(asked.closed()))
    assert await desk.read(count) == 1
    assert await desk.read(lambda uow: uow.threads.get(first.id)) == first


async def test_those_that_wait_are_listed_oldest_first_with_their_last_words(desk: Desk) -> None:
    about_order, about_none = await conversations(desk)
    foreign = await desk.run(open_shop, a_shop(token="other"))

    def write(uow: UnitOfWork) -> None:
        uow.chats.save_profile(ChatProfile(HERE, "길동", "ko"))
        uow.threads.save(about_order.asked(later(minutes=2)))
        uow.threads.save(about_none.asked(NOW))
        uow.threads.save(uow.threads.about(foreign.id, CUSTOMER, None).asked(NOW))
        uow.threads.write(about_order, said("언제 와요?"))
        uow.threads.write(about_order, said("빨리요"))
        uow.threads.write(about_none, said("여기요"))

    await desk.run(write)
    found = await desk.read(lambda uow: uow.threads.waiting(about_order.shop_id, 0, 5))
    assert [(w.thread.id, w.number, w.name, w.waiting_since) for w in found] == [
        (about_none.id, None, "길동", NOW),
        (about_order.id, 3309803, "홍길동", later(minutes=2)),
    ]
    assert [w.last and w.last.data["text"] for w in found] == ["여기요", "빨리요"]
    second = await desk.read(lambda uow: uow.threads.waiting(about_order.shop_id, 1, 5))
    assert [w.thread.id for w in second] == [about_order.id]


async def test_history_is_the_orders_or_the_conversations_own(desk: Desk) -> None:
    about_order, about_none = await conversations(desk)

    def write(uow: UnitOfWork) -> list[int]:
        return [
            uow.threads.write(about_order, said("하나")),
            uow.threads.write(about_none, said("둘")),
            uow.threads.write(about_none, said("셋", Role.STAFF)),
        ]

    ids = await desk.run(write)
    assert await desk.read(lambda uow: uow.threads.history(about_none, 0, 5)) == [said("둘"), said("셋", Role.STAFF)]
    assert await desk.read(lambda uow: uow.threads.history(about_none, 1, 1)) == [said("둘")]
    assert await desk.read(lambda uow: uow.threads.history_length(about_none)) == 2
    with_order = await desk.read(lambda uow: uow.threads.history(about_order, 0, 5))
    assert [entry.data.get("text") for entry in with_order] == [None, "하나"]
    assert await desk.read(lambda uow: uow.orders.timeline(about_order.order_id or 0, 9)) == with_order
    assert [entry.id for entry in await desk.read(lambda uow: uow.threads.history(about_none, 0, 5))] == ids[1:]
    assert (await desk.read(lambda uow: uow.threads.entry(ids[0]))) == said("하나")


async def test_pictures_join_the_album_of_the_first(desk: Desk) -> None:
    _, thread = await conversations(desk)
    first, second = Photo("file-1", "one", "보세요"), Photo("file-2", "two")
    entry = entry_of(MessageWritten(NOW, actor(Role.CUSTOMER), Message(photos=(first,)).data))
    entry_id = await desk.run(lambda uow: uow.threads.write(thread, entry))
    assert await desk.run(lambda uow: uow.threads.add_photo(entry_id, second)) == 1
    kept = await desk.read(lambda uow: uow.threads.entry(entry_id))
    assert kept.data == Message(photos=(first, second)).data


async def test_what_became_of_a_message_is_settled_once(desk: Desk) -> None:
    thread, _ = await conversations(desk)
    pending = replace(said("지금요", Role.OWNER), delivery=Delivery.PENDING)
    entry_id = await desk.run(lambda uow: uow.threads.write(thread, pending))
    asked = await desk.run(lambda uow: uow.threads.write(thread, said("네")))
    assert await desk.run(lambda uow: uow.threads.settle(entry_id, Delivery.BLOCKED))
    assert not await desk.run(lambda uow: uow.threads.settle(entry_id, Delivery.SENT))
    assert not await desk.run(lambda uow: uow.threads.settle(asked, Delivery.SENT))
    assert (await desk.read(lambda uow: uow.threads.entry(entry_id))).delivery is Delivery.BLOCKED


async def test_messages_of_chats_are_found_by_what_they_show(desk: Desk) -> None:
    thread, other = await conversations(desk)

    def write(uow: UnitOfWork) -> tuple[int, int]:
        mine = uow.threads.write(thread, said("하나"))
        answer = uow.threads.write(thread, replace(said("둘", Role.OWNER), delivery=Delivery.PENDING))
        for relayed in (
            RelayedMessage(HERE, 10, Side.CUSTOMER, thread.id, mine, "photo:0", "album"),
            RelayedMessage(HERE, 11, Side.CUSTOMER, thread.id, mine, "photo:1", "album"),
            RelayedMessage(HERE, 12, Side.CUSTOMER, thread.id, answer, "text:0"),
            RelayedMessage(HERE, 12, Side.CUSTOMER, thread.id, mine, "text:9"),
            RelayedMessage(Chat(BOT, OWNER), 10, Side.SHOP, thread.id, mine, "photo:0"),
        ):
            uow.threads.remember(relayed)
        return mine, answer

    mine, answer = await desk.run(write)
    found = await desk.read(lambda uow: uow.threads.relayed(HERE, 12))
    assert found == RelayedMessage(HERE, 12, Side.CUSTOMER, thread.id, answer, "text:0")
    assert await desk.read(lambda uow: uow.threads.relayed(Chat(OTHER_BOT, CUSTOMER), 12)) is None
    album = await desk.read(lambda uow: uow.threads.album(HERE, "album"))
    assert album
    assert album.message_id == 10
    assert await desk.read(lambda uow: [uow.threads.album(HERE, unknown) for unknown in ("", "another")]) == [None] * 2
    copies = await desk.read(lambda uow: uow.threads.copies(HERE, mine))
    assert [(copy.message_id, copy.piece) for copy in copies] == [(10, "photo:0"), (11, "photo:1")]
    last = await desk.read(lambda uow: uow.threads.last_own(thread.id, HERE))
    assert last
    assert last.message_id == 11, "what the shop wrote is not the customer's own"
    assert await desk.read(lambda uow: uow.threads.last_own(other.id, HERE)) is None


async def test_what_a_member_was_shown_is_found_newest_first_without_their_own_words(desk: Desk) -> None:
    thread, _ = await conversations(desk)
    there = Chat(BOT, OWNER)

    def write(uow: UnitOfWork) -> None:
        asked = uow.threads.write(thread, said("하나"))
        answer = uow.threads.write(thread, replace(said("둘", Role.OWNER), delivery=Delivery.PENDING))
        for message_id, entry, piece, side in (
            (20, asked, "text:0", Side.SHOP),
            (21, answer, "text:0", Side.SHOP),
            (22, answer, "receipt", Side.SHOP),
            (23, answer, "history", Side.SHOP),
            (24, asked, "text:0", Side.CUSTOMER),
        ):
            uow.threads.remember(RelayedMessage(there, message_id, side, thread.id, entry, piece))

    await desk.run(write)
    for shop_id, most, ids in ((thread.shop_id, 9, [23, 22, 20]), (thread.shop_id, 1, [23]), (999, 9, [])):
        shown = await desk.read(uow_shown(there, shop_id, most))
        assert [one.message_id for one in shown] == ids


def uow_shown(chat: Chat, shop_id: int, most: int) -> Callable[[UnitOfWork], list[RelayedMessage]]:
    return lambda uow: uow.threads.shown_to(chat, shop_id, most)


def put_quick_replies(uow: UnitOfWork, shop_id: int, texts: list[str]) -> None:
    uow.threads.save_quick_replies(shop_id, texts)


async def test_quick_replies_are_kept_as_they_were_put(desk: Desk) -> None:
    shop = await desk.run(open_shop)
    assert await desk.read(lambda uow: uow.threads.quick_replies(shop.id)) is None
    for texts in (["지금 출발했어요", "곧 가요"], []):
        await desk.run(put_quick_replies, shop.id, texts)
        assert await desk.read(lambda uow: uow.threads.quick_replies(shop.id)) == texts


async def test_conversation_is_reminded_of_as_long_as_it_waits_for_an_answer(desk: Desk) -> None:
    _, thread = await conversations(desk)

    def waits(uow: UnitOfWork) -> Wait | None:
        reminder = uow.reminders.get(Reminder.INQUIRY, thread.id)
        return reminder.wait if reminder else None

    def ask_and_answer(uow: UnitOfWork) -> None:
        uow.threads.save(thread.asked(later(hours=1)))
        uow.threads.save(thread)

    assert await desk.read(waits) is None
    await desk.run(lambda uow: uow.threads.save(thread.asked(NOW)))
    await desk.run(lambda uow: uow.threads.save(thread.asked(NOW).asked(later(minutes=5))))
    assert await desk.read(waits) == Wait(Reminder.INQUIRY, NOW)
    await desk.run(ask_and_answer)
    assert await desk.read(waits) is None
