"""Every form in which a Bot API request may travel."""

import json

import pytest
from aiohttp import FormData
from yarl import URL

from bot.demo.telegram import LocalTelegram
from tests.bot.demo.telegram.conftest import TOKEN, RawBot, keyboard
from tests.people import LocalTelegramClient, Person, small_picture


async def test_parameters_in_the_query_of_a_get(bot: RawBot, person: Person) -> None:
    params = {"chat_id": str(person.id), "text": "질의"}
    async with bot.session.get(bot.url("sendMessage"), params=params) as response:
        assert (await response.json())["ok"]
    assert (await person.last()).text == "질의"


async def test_parameters_urlencoded_with_objects_as_json_text(bot: RawBot, person: Person) -> None:
    form = FormData({"chat_id": str(person.id), "text": "양식", "disable_notification": "true"})
    form.add_field("reply_markup", json.dumps(keyboard("확인")))
    assert (await bot.form("sendMessage", form))[0] == 200
    message = await person.last()
    assert (message.text, message.labels, message.silent) == ("양식", ["확인"], True)


async def test_parameters_as_json(bot: RawBot, person: Person) -> None:
    await bot.send("제이슨", reply_markup=keyboard("확인"))
    assert (await person.last()).labels == ["확인"]


async def test_multipart_with_a_file_by_field_name(bot: RawBot, person: Person) -> None:
    form = FormData({"chat_id": str(person.id), "caption": "<b>사진</b>", "parse_mode": "HTML"})
    form.add_field("photo", small_picture(), filename="a.png")
    status, body = await bot.form("sendPhoto", form)
    assert status == 200
    assert body["result"]["caption_entities"] == [{"type": "bold", "offset": 0, "length": 2}]
    assert (await person.last()).text == "사진"


async def test_chunked_multipart_with_attached_parts(bot: RawBot, person: Person) -> None:
    media = [{"type": "photo", "media": "attach://one"}, {"type": "photo", "media": "attach://two", "caption": "둘"}]
    form = FormData()
    form.add_field("chat_id", str(person.id))
    form.add_field("media", json.dumps(media))
    for name in ("one", "two"):
        form.add_field(name, small_picture(), filename=f"{name}.png")
    async with bot.session.post(bot.url("sendMediaGroup"), data=form, chunked=True) as response:
        sent = (await response.json())["result"]
    assert len({m["media_group_id"] for m in sent}) == 1
    assert [m.photo is not None for m in await person.bot_messages()] == [True, True]


@pytest.mark.parametrize("method", ["getme", "GETME", "getMe"])
async def test_method_names_are_case_insensitive(bot: RawBot, method: str) -> None:
    assert (await bot.ok(method))["is_bot"] is True


async def test_the_colon_of_the_token_may_be_escaped(bot: RawBot) -> None:
    url = URL(f"{bot.base_url}/bot{TOKEN.replace(':', '%3A')}/getMe", encoded=True)
    async with bot.session.get(url) as response:
        assert (await response.json())["result"]["username"] == "shop_bot"


async def test_wrong_token_is_unauthorized(bot: RawBot) -> None:
    async with bot.session.get(f"{bot.base_url}/bot1:no/getMe") as response:
        assert response.status == 401
        assert await response.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_unknown_method_is_not_found(bot: RawBot, client: LocalTelegramClient) -> None:
    assert await bot.refused("sendMessages") == "Not Found: method not found"
    assert await bot.refused("sendDice", chat_id=1) == "Not Found: method not found"
    assert await client.violations() == [
        "sendMessages: no such method",
        "sendDice: not served by the local Telegram",
    ]


@pytest.mark.parametrize("body", [b"{", b"[1]", b'"a"'])
async def test_broken_json_is_refused(bot: RawBot, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    async with bot.session.post(bot.url("getMe"), data=body, headers=headers) as response:
        assert (response.status, (await response.json())["ok"]) == (400, False)


async def test_broken_multipart_is_refused(bot: RawBot) -> None:
    headers = {"Content-Type": "multipart/form-data"}
    async with bot.session.post(bot.url("getMe"), data=b"x", headers=headers) as response:
        assert response.status == 400


async def test_a_lone_surrogate_is_refused(bot: RawBot, person: Person) -> None:
    headers = {"Content-Type": "application/json"}
    body = b'{"chat_id": 1001, "text": "\\ud83d"}'
    async with bot.session.post(bot.url("sendMessage"), data=body, headers=headers) as response:
        assert (await response.json())["description"] == "Bad Request: strings must be encoded in UTF-8"


async def test_a_photo_comes_in_several_sizes_and_can_be_fetched(bot: RawBot, person: Person) -> None:
    picture = small_picture(width=1000, height=500)
    await person.sends_photo(picture, caption="입금증")
    message = (await bot.updates())[-1]["message"]
    assert [(p["width"], p["height"]) for p in message["photo"]] == [(90, 45), (320, 160), (800, 400), (1000, 500)]
    file = await bot.ok("getFile", file_id=message["photo"][-1]["file_id"])
    async with bot.session.get(f"{bot.base_url}/file/bot{TOKEN}/{file['file_path']}") as response:
        assert await response.read() == picture


async def test_a_photo_is_sent_again_by_its_file_id(bot: RawBot, person: Person) -> None:
    await person.sends_photo()
    file_id = (await bot.updates())[-1]["message"]["photo"][0]["file_id"]
    sent = await bot.ok("sendPhoto", chat_id=person.id, photo=file_id)
    assert len(sent["photo"]) == 3
    assert await bot.refused("sendPhoto", chat_id=person.id, photo="nonsense") == (
        "Bad Request: wrong file identifier/HTTP URL specified"
    )


async def test_a_document_keeps_its_name(bot: RawBot, person: Person, client: LocalTelegramClient) -> None:
    form = FormData({"chat_id": str(person.id)}, quote_fields=False)
    form.add_field("document", b"%PDF-", filename="주문서.pdf", content_type="application/pdf")
    status, body = await bot.form("sendDocument", form)
    assert (status, body["result"]["document"]["mime_type"]) == (200, "application/pdf")
    shown = (await person.last()).document
    assert shown is not None
    assert (shown["name"], shown["size"]) == ("주문서.pdf", 5)
    assert await client.bytes(shown["url"]) == b"%PDF-"


async def test_the_wrong_token_fetches_no_file(bot: RawBot, person: Person, telegram: LocalTelegram) -> None:
    await person.sends_photo()
    path = telegram.world.files.path_of((await bot.updates())[-1]["message"]["photo"][0]["file_id"])
    async with bot.session.get(f"{bot.base_url}/file/bot1:no/{path}") as response:
        assert response.status == 404
