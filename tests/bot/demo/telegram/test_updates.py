"""getUpdates: ids, confirmation, the long poll and the choice of updates."""

import asyncio

import pytest

from tests.bot.demo.telegram.conftest import RawBot, keyboard
from tests.people import LocalTelegramClient, Person

TERMINATED = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


async def test_ids_grow_by_one_and_an_offset_confirms_all_below(
    bot: RawBot, person: Person, client: LocalTelegramClient
) -> None:
    for text in ("하나", "둘"):
        await person.says(text)
    updates = await bot.updates()
    ids = [u["update_id"] for u in updates]
    assert ids == list(range(ids[0], ids[0] + 3))
    assert [u["message"]["text"] for u in updates] == ["/start", "하나", "둘"]
    assert await bot.updates() == updates
    assert await bot.updates(offset=ids[2]) == updates[2:]
    assert await client.pending("shop_bot") == {"pending": 1, "confirmed_up_to": ids[1], "webhook": ""}
    assert await bot.updates(offset=ids[2] + 1) == []


async def test_a_negative_offset_keeps_the_last_ones(bot: RawBot, person: Person) -> None:
    await person.says("하나")
    assert [u["message"]["text"] for u in await bot.updates(offset=-1)] == ["하나"]
    assert len(await bot.updates()) == 1


@pytest.mark.parametrize(("limit", "expected"), [(1, 1), (2, 2), (0, 1), (500, 3)])
async def test_the_limit_is_held_between_1_and_100(bot: RawBot, person: Person, limit: int, expected: int) -> None:
    for text in ("하나", "둘"):
        await person.says(text)
    assert len(await bot.updates(limit=limit)) == expected


async def test_a_long_poll_ends_with_the_first_update(bot: RawBot, person: Person) -> None:
    offset = (await bot.updates())[-1]["update_id"] + 1
    poll = asyncio.create_task(bot.updates(offset=offset, timeout=50))
    await person.says("여보세요")
    assert [u["message"]["text"] for u in await poll] == ["여보세요"]


async def test_a_poll_without_timeout_returns_at_once(bot: RawBot) -> None:
    offset = (await bot.updates())[-1]["update_id"] + 1
    assert await bot.updates(offset=offset) == []


async def test_second_poll_ends_the_first_with_conflict(
    bot: RawBot, person: Person, client: LocalTelegramClient
) -> None:
    offset = (await bot.updates())[-1]["update_id"] + 1
    polls = [asyncio.create_task(bot.call("getUpdates", offset=offset, timeout=50)) for _ in range(2)]
    done, waiting = await asyncio.wait(polls, return_when=asyncio.FIRST_COMPLETED)
    assert [poll.result() for poll in done] == [(409, {"ok": False, "error_code": 409, "description": TERMINATED})]
    await person.says("여보세요")
    assert (await waiting.pop())[0] == 200


async def test_allowed_updates_are_remembered(bot: RawBot, person: Person) -> None:
    offset = (await bot.updates(allowed_updates=["callback_query"]))[-1]["update_id"] + 1
    await bot.send(reply_markup=keyboard("확인"))
    await person.says("안 와요")
    await person.taps("확인", answered=False)
    updates = await bot.updates(offset=offset)
    assert [set(u) - {"update_id"} for u in updates] == [{"callback_query"}]
    assert updates[0]["update_id"] == offset
    await bot.updates(allowed_updates=[])
    await person.says("와요")
    assert len(await bot.updates(offset=offset)) == 2


async def test_a_block_comes_as_my_chat_member(bot: RawBot, person: Person) -> None:
    await person.blocks()
    await person.blocks()
    await person.unblocks()
    members = [u["my_chat_member"] for u in await bot.updates() if "my_chat_member" in u]
    assert [m["new_chat_member"]["status"] for m in members] == ["kicked", "member"]


async def test_an_edit_of_a_person_comes_as_edited_message(bot: RawBot, person: Person) -> None:
    number = await person.says("두 개요")
    await person.edits(number, "세 개요")
    edited = (await bot.updates())[-1]["edited_message"]
    assert (edited["message_id"], edited["text"], edited["edit_date"]) == (number, "세 개요", edited["date"])


async def test_a_tap_carries_the_message_as_it_is_now(bot: RawBot, person: Person) -> None:
    number = await bot.send("전", reply_markup=keyboard("확인"))
    await bot.ok(
        "editMessageText", chat_id=person.id, message_id=number, text="후", reply_markup=keyboard("완료", data="y")
    )
    await person.taps_data("x0", number, answered=False)
    query = (await bot.updates())[-1]["callback_query"]
    assert (query["data"], query["message"]["text"]) == ("x0", "후")
    assert query["message"]["reply_markup"] == keyboard("완료", data="y")
    assert query["chat_instance"]


async def test_a_pin_is_told_to_the_bot_but_is_no_part_of_the_chat(bot: RawBot, person: Person) -> None:
    number = await bot.send()
    assert await bot.ok("pinChatMessage", chat_id=person.id, message_id=number, disable_notification=True) is True
    assert (await bot.updates())[-1]["message"]["pinned_message"]["message_id"] == number
    assert await person.pinned() == [number]
    assert (await person.last()).message_id == number
    assert (await bot.ok("getChat", chat_id=person.id))["pinned_message"]["message_id"] == number
    assert await bot.ok("unpinChatMessage", chat_id=person.id) is True
    assert await person.pinned() == []
