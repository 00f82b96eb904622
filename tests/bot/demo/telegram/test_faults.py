"""Troubles on order."""

import asyncio

import pytest
from aiohttp import ClientConnectionError

from bot.demo.telegram import LocalTelegram
from tests.bot.demo.telegram.conftest import TOKEN, Clock, RawBot, keyboard
from tests.people import CannotDo, LocalTelegramClient, Person


async def test_429_carries_retry_after_and_has_no_effect(
    bot: RawBot, person: Person, client: LocalTelegramClient
) -> None:
    await client.faults("429", method="sendmessage", retry_after=3)
    status, body = await bot.call("sendMessage", chat_id=person.id, text="가")
    assert (status, body["parameters"]) == (429, {"retry_after": 3})
    assert body["description"] == "Too Many Requests: retry after 3"
    assert await person.bot_messages() == []
    await bot.send()


async def test_403_and_500_have_no_effect(bot: RawBot, person: Person, client: LocalTelegramClient) -> None:
    await client.faults("403")
    assert await bot.refused("sendMessage", chat_id=person.id, text="가") == "Forbidden: bot was blocked by the user"
    await client.faults("500", times=2)
    for _ in range(2):
        assert await bot.refused("sendMessage", chat_id=person.id, text="가") == "Internal Server Error"
    assert await person.bot_messages() == []
    await bot.send()


async def test_a_lost_answer_comes_after_the_effect(bot: RawBot, person: Person, client: LocalTelegramClient) -> None:
    await client.faults("lost")
    with pytest.raises(ClientConnectionError):
        await bot.call("sendMessage", chat_id=person.id, text="보냈어요")
    assert (await person.last()).text == "보냈어요"
    call = (await client.calls("sendMessage"))[0]
    assert (call["status"], call["fault"]) == (200, "lost")


async def test_a_refused_connection_has_no_effect(bot: RawBot, person: Person, client: LocalTelegramClient) -> None:
    await client.faults("refuse")
    with pytest.raises(ClientConnectionError):
        await bot.call("sendMessage", chat_id=person.id, text="가")
    assert await person.bot_messages() == []
    assert (await client.calls("sendMessage"))[0]["status"] == 0


async def test_a_slow_answer_comes_after_the_effect(bot: RawBot, person: Person, client: LocalTelegramClient) -> None:
    await client.faults("slow", seconds=30)
    call = asyncio.create_task(bot.call("sendMessage", chat_id=person.id, text="느려요"))
    await person.sees("느려요")
    assert not call.done()
    call.cancel()


async def test_a_fault_strikes_only_its_chat_and_never_a_poll(
    bot: RawBot, person: Person, client: LocalTelegramClient
) -> None:
    other = await client.person("shop_bot", "김철수", id=2002)
    await other.starts()
    await client.faults("500", chat_id=2002)
    await bot.updates()
    await bot.send()
    assert await bot.refused("sendMessage", chat_id=2002, text="가") == "Internal Server Error"


async def test_a_fault_may_hit_the_answer_to_a_tap_of_its_chat(
    bot: RawBot, person: Person, client: LocalTelegramClient
) -> None:
    await bot.send(reply_markup=keyboard("확인"))
    tap = await person.taps("확인", answered=False)
    await client.faults("500", chat_id=person.id)
    assert await bot.refused("answerCallbackQuery", callback_query_id=tap.query_id) == "Internal Server Error"


async def test_faults_for_ever_end_when_cleared(bot: RawBot, client: LocalTelegramClient) -> None:
    await client.faults("500", times=None, method="getMe")
    for _ in range(3):
        assert await bot.refused("getMe") == "Internal Server Error"
    await client.clear_faults()
    await bot.ok("getMe")


async def test_a_fault_without_chance_never_strikes(bot: RawBot, client: LocalTelegramClient) -> None:
    await client.faults("500", probability=0.0)
    await bot.ok("getMe")


async def test_an_unknown_fault_is_told(client: LocalTelegramClient) -> None:
    with pytest.raises(CannotDo, match="400: unknown kind"):
        await client.faults("earthquake")
    with pytest.raises(CannotDo, match="400"):
        await client.faults("500", colour="red")


async def test_duplicated_updates_come_again_after_they_were_confirmed(
    bot: RawBot, person: Person, client: LocalTelegramClient
) -> None:
    offset = (await bot.updates())[-1]["update_id"] + 1
    await client.faults("duplicate_updates")
    await person.says("두 번")
    first = await bot.updates(offset=offset)
    again = await bot.updates(offset=offset + 1)
    assert first == again
    assert [u["message"]["text"] for u in again] == ["두 번"]
    assert await bot.updates(offset=offset + 1) == []


async def test_shuffled_taps_overtake_each_other(bot: RawBot, person: Person, client: LocalTelegramClient) -> None:
    await bot.send(reply_markup=keyboard("확인", "취소"))
    offset = (await bot.updates())[-1]["update_id"] + 1
    await client.faults("shuffle_taps", seconds=60)
    await person.taps("확인", answered=False)
    assert await bot.updates(offset=offset) == []
    await person.taps("취소", answered=False)
    assert [u["callback_query"]["data"] for u in await bot.updates(offset=offset)] == ["x1", "x0"]


async def test_a_held_tap_is_never_lost(bot: RawBot, person: Person, client: LocalTelegramClient) -> None:
    await bot.send(reply_markup=keyboard("확인"))
    offset = (await bot.updates())[-1]["update_id"] + 1
    await client.faults("shuffle_taps", seconds=0.01)
    await person.taps("확인", answered=False)
    assert [u["callback_query"]["data"] for u in await bot.updates(offset=offset, timeout=50)] == ["x0"]


async def test_rate_limits_are_kept_when_switched_on(clock: Clock) -> None:
    telegram = LocalTelegram(clock=clock, rate_limits=True)
    telegram.add_bot(TOKEN, "shop_bot", "미니샵")
    async with LocalTelegramClient(await telegram.start()) as client, client.session() as session:
        people = [await client.person("shop_bot", "홍길동", id=number) for number in range(1, 40)]
        for person in people:
            await person.starts()
        bot = RawBot(session, telegram.base_url, 1)
        for _ in range(4):
            await bot.send()
        assert await bot.refused("sendMessage", chat_id=1, text="가") == "Too Many Requests: retry after 1"
        sent = [(await bot.call("sendMessage", chat_id=p.id, text="가"))[0] for p in people[1:]]
        assert sent == [200] * 26 + [429] * 12
        clock.now += 1
        await bot.send()
    await telegram.stop()
