"""The people's side: phones, transcripts, the list of calls and the stream of changes."""

import asyncio
import json

import pytest
from aiohttp import ClientSession

from tests.bot.demo.telegram.conftest import RawBot, keyboard
from tests.people import CannotDo, LocalTelegramClient, Person


async def test_a_deep_link_starts_with_its_payload(bot: RawBot, client: LocalTelegramClient) -> None:
    other = await client.person("shop_bot", "김철수")
    await other.starts("t0ken")
    message = (await bot.updates())[-1]["message"]
    assert (message["text"], message["from"]["id"], message["message_id"]) == ("/start t0ken", other.id, 1)
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]


async def test_state_names_bots_and_people(client: LocalTelegramClient, person: Person) -> None:
    state = await client.get("/sim/state")
    assert state["bots"] == [{"id": 4242, "username": "shop_bot", "first_name": "미니샵"}]
    shown = {"id": 1001, "first_name": "홍길동", "last_name": None, "username": "hong", "language_code": "ko"}
    assert state["people"] == [shown]


async def test_a_bot_is_registered_once(client: LocalTelegramClient, person: Person) -> None:
    for _ in range(2):
        await client.post("/sim/bots", {"token": "77:x", "username": "other_bot", "first_name": "둘째"})
    state = await client.get("/sim/state")
    assert [b["username"] for b in state["bots"]] == ["shop_bot", "other_bot"]


async def test_one_message_as_the_phone_shows_it(bot: RawBot, client: LocalTelegramClient, person: Person) -> None:
    rows = [
        [{"text": "확인", "callback_data": "x", "style": "primary"}, {"text": "웹", "url": "https://a.kr"}],
        [{"text": "계좌", "copy_text": {"text": "110"}}, {"text": "앱", "web_app": {"url": "https://a.kr"}}],
    ]
    await bot.send("<b>가 &lt; 나</b>\n다", parse_mode="HTML", reply_markup={"inline_keyboard": rows})
    shown = (await client.get("/sim/chats/shop_bot/1001"))["messages"][-1]
    assert shown == {
        "message_id": 2,
        "from": "bot",
        "date": 1622447518,
        "edit_date": None,
        "text": "가 < 나\n다",
        "html": "<b>가 &lt; 나</b>\n다",
        "photo": None,
        "document": None,
        "album": None,
        "reply_to": None,
        "keyboard": [
            [
                {"text": "확인", "kind": "callback", "value": "x", "style": "primary"},
                {"text": "웹", "kind": "url", "value": "https://a.kr", "style": None},
            ],
            [
                {"text": "계좌", "kind": "copy", "value": "110", "style": None},
                {"text": "앱", "kind": "web_app", "value": "https://a.kr", "style": None},
            ],
        ],
        "silent": False,
        "deleted": False,
    }


async def test_the_transcript_as_text(bot: RawBot, person: Person) -> None:
    await bot.send("주문 1건\n합계", reply_markup=keyboard("확인", "취소"), disable_notification=True)
    assert await person.as_text() == (
        "== 홍길동 (1001) · @shop_bot ==\n\n"
        "#1 홍길동 · 07:51:58 UTC\n  /start\n\n"
        "#2 @shop_bot · 07:51:58 UTC · silent\n  주문 1건\n  합계\n  [확인]\n  [취소]\n"
    )


async def test_the_newest_exact_label_wins_over_a_newer_one_that_contains_it(bot: RawBot, person: Person) -> None:
    await bot.send(reply_markup=keyboard("확인", data="old"))
    await bot.send(reply_markup=keyboard("확인", data="exact"))
    await bot.send(reply_markup=keyboard("📦 확인 2", data="contains"))
    await person.taps("확인", answered=False)
    await person.taps("확인 2", answered=False)
    queries = [u["callback_query"]["data"] for u in await bot.updates() if "callback_query" in u]
    assert queries == ["exact0", "contains0"]


async def test_a_label_that_fits_two_buttons_is_no_tap(bot: RawBot, person: Person) -> None:
    await bot.send(reply_markup=keyboard("주문확인 1", "주문확인 2"))
    with pytest.raises(CannotDo, match="409: '주문확인' fits 주문확인 1, 주문확인 2"):
        await person.taps("주문확인")


async def test_a_button_that_is_not_there_is_told_with_those_that_are(bot: RawBot, person: Person) -> None:
    await bot.send(reply_markup=keyboard("확인", "취소"))
    with pytest.raises(CannotDo, match="404: no button '환불'; visible: 확인, 취소"):
        await person.telegram.post("/sim/chats/shop_bot/1001/tap", {"label": "환불"})
    with pytest.raises(AssertionError, match=r"no button '환불' to tap[\s\S]*\[확인\]"):
        await person.taps("환불", within=0)


async def test_links_are_not_tapped(bot: RawBot, person: Person) -> None:
    await bot.send(reply_markup={"inline_keyboard": [[{"text": "결제하기", "url": "https://a.kr"}]]})
    with pytest.raises(CannotDo, match=r"400: \[결제하기\] is a url button"):
        await person.taps("결제하기")


async def test_a_tap_waits_for_its_answer(bot: RawBot, person: Person) -> None:
    await bot.send(reply_markup=keyboard("확인"))
    offset = (await bot.updates())[-1]["update_id"] + 1
    tap = asyncio.create_task(person.taps("확인"))
    query = (await bot.updates(offset=offset, timeout=50))[0]["callback_query"]
    await bot.ok("answerCallbackQuery", callback_query_id=query["id"], text="확인했어요")
    assert (await tap).text == "확인했어요"


async def test_a_tap_nobody_answers_fails_with_the_transcript(bot: RawBot, person: Person) -> None:
    await bot.send("주문", reply_markup=keyboard("확인"))
    with pytest.raises(AssertionError, match=r"the tap on '확인' was not answered[\s\S]*주문"):
        await person.taps("확인", within=0.01)


async def test_seeing_waits_and_fails_with_the_transcript(bot: RawBot, person: Person) -> None:
    looking = asyncio.create_task(person.sees("도착"))
    await bot.send("주문이 도착했어요")
    assert (await looking).text == "주문이 도착했어요"
    await person.sees_no("환불")
    with pytest.raises(AssertionError, match=r"does not see a message with '환불'[\s\S]*도착했어요"):
        await person.sees("환불", within=0)
    with pytest.raises(AssertionError, match="sees '도착'"):
        await person.sees_no("도착")


async def test_a_reply_of_a_person_carries_its_message(bot: RawBot, person: Person) -> None:
    number = await bot.send("문의가 왔어요")
    await person.says("답장", reply_to=number)
    assert (await bot.updates())[-1]["message"]["reply_to_message"]["text"] == "문의가 왔어요"
    with pytest.raises(CannotDo, match="404: no message 99"):
        await person.says("답장", reply_to=99)


async def test_commands_by_scope_and_language(bot: RawBot, client: LocalTelegramClient, person: Person) -> None:
    english = await client.person("shop_bot", "Ann", id=3003, language_code="en")
    await english.starts()

    async def menu(name: str, **scope: object) -> None:
        await bot.ok("setMyCommands", commands=[{"command": name, "description": name}], **scope)

    await menu("default")
    await menu("english", language_code="en")
    assert (await person.commands(), await english.commands()) == (["default"], ["english"])
    await menu("staff", scope={"type": "chat", "chat_id": 1001})
    assert await person.commands() == ["staff"]
    scope = {"type": "chat", "chat_id": 1001}
    assert [c["command"] for c in await bot.ok("getMyCommands", scope=scope)] == ["staff"]
    await bot.ok("deleteMyCommands", scope=scope)
    assert await person.commands() == ["default"]
    stranger = {"type": "chat", "chat_id": 9}
    refused = await bot.refused("setMyCommands", commands=[], scope=stranger)
    assert refused == "Bad Request: chat not found"


async def test_names_and_descriptions_are_taken(bot: RawBot) -> None:
    await bot.ok("setMyName", name="미니샵")
    await bot.ok("setMyDescription", description="주문 관리", language_code="ko")
    assert "characters" in await bot.refused("setMyShortDescription", short_description="가" * 121)


async def test_a_copy_and_a_forward(bot: RawBot, person: Person, client: LocalTelegramClient) -> None:
    other = await client.person("shop_bot", "김철수", id=2002)
    await other.starts()
    number = await person.says("문의합니다")
    await bot.ok("copyMessage", chat_id=2002, from_chat_id=person.id, message_id=number)
    forwarded = await bot.ok("forwardMessage", chat_id=2002, from_chat_id=person.id, message_id=number)
    assert forwarded["forward_origin"]["sender_user"]["first_name"] == "홍길동"
    assert [m.text for m in await other.bot_messages()] == ["문의합니다", "문의합니다"]


async def test_calls_are_listed_with_what_came_of_them(bot: RawBot, client: LocalTelegramClient) -> None:
    await bot.send("가")
    await bot.refused("sendMessage", chat_id=9, text="가")
    sent, refused = await client.calls("sendMessage")
    assert (sent["status"], sent["chat_id"], sent["params"]["text"], sent["bot"]) == (200, 1001, "가", "shop_bot")
    assert sent["result"]["text"] == "가"
    assert (refused["status"], refused["description"]) == (400, "Bad Request: chat not found")
    assert await client.calls(since=refused["id"]) == []


async def test_the_stream_tells_of_chats_sounds_and_answers(bot: RawBot, person: Person) -> None:
    async with ClientSession() as session, session.get(f"{bot.base_url}/sim/stream") as stream:
        await bot.send("조용히", disable_notification=True)
        await bot.send("크게", reply_markup=keyboard("확인"))
        tap = await person.taps("확인", answered=False)
        await bot.ok("answerCallbackQuery", callback_query_id=tap.query_id, text="네", show_alert=True)
        events: list[tuple[str, dict[str, object]]] = []
        while "answer" not in [name for name, _ in events]:
            name, data = (await stream.content.readuntil(b"\n\n")).decode().strip().split("\n")
            events.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    assert [name for name, _ in events] == ["chat", "chat", "notify", "answer"]
    assert events[2][1] == {"bot": "shop_bot", "user": 1001, "message_id": 3}
    expected = {"query_id": tap.query_id, "bot": "shop_bot", "user": 1001, "text": "네", "show_alert": True}
    assert events[3][1] == expected


async def test_reset_forgets_all_but_bots_and_people(bot: RawBot, person: Person, client: LocalTelegramClient) -> None:
    await bot.send()
    await client.reset()
    assert (await client.calls(), await person.transcript(), await bot.updates()) == ([], [], [])
    await person.starts()


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/sim/chats/no_bot/1001/text", {"text": "a"}, 404),
        ("/sim/chats/shop_bot/9/text", {"text": "a"}, 404),
        ("/sim/chats/shop_bot/1001/text", {}, 400),
        ("/sim/chats/shop_bot/1001/text", {"text": "  "}, 400),
        ("/sim/chats/shop_bot/1001/tap", {"data": "x"}, 404),
        ("/sim/bots", {"token": "x", "username": "b", "first_name": "b"}, 400),
        ("/sim/people", {}, 400),
    ],
)
async def test_what_a_phone_cannot_do_is_told(
    client: LocalTelegramClient, person: Person, path: str, body: dict[str, object], status: int
) -> None:
    with pytest.raises(CannotDo) as refusal:
        await client.post(path, body)
    assert refusal.value.status == status
