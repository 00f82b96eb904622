"""The server itself: only this machine, the page's folder, and a state that outlives it."""

from pathlib import Path

import pytest
from aiohttp import ClientSession
from yarl import URL

from bot.demo.telegram import LocalTelegram
from tests.bot.demo.telegram.conftest import TOKEN, Clock, RawBot, keyboard
from tests.people import LocalTelegramClient, Person, small_picture


@pytest.mark.parametrize("host", ["example.com", "192.168.0.7:80", "localhost.evil.kr", "127.0.0.1.evil.kr"])
async def test_a_foreign_host_header_is_refused(bot: RawBot, host: str) -> None:
    for path in ("/sim/state", f"/bot{TOKEN}/getMe"):
        async with bot.session.get(bot.base_url + path, headers={"Host": host}) as response:
            assert response.status == 403


@pytest.mark.parametrize("host", ["localhost:8080", "127.0.0.1", "[::1]:8080"])
async def test_a_loopback_host_header_passes(bot: RawBot, host: str) -> None:
    async with bot.session.get(f"{bot.base_url}/sim/state", headers={"Host": host}) as response:
        assert response.status == 200


async def test_another_sites_script_is_refused(bot: RawBot) -> None:
    headers = {"Origin": "https://evil.kr"}
    async with bot.session.post(f"{bot.base_url}/sim/reset", headers=headers) as response:
        assert response.status == 403
    async with bot.session.post(f"{bot.base_url}/sim/reset", headers={"Origin": bot.base_url}) as response:
        assert response.status == 200


async def test_it_listens_on_this_machine_only() -> None:
    with pytest.raises(ValueError, match="this machine only"):
        await LocalTelegram().start(host="0.0.0.0")


async def test_the_page_is_served_and_nothing_outside_its_folder(tmp_path: Path) -> None:
    page = tmp_path / "page"
    page.mkdir()
    for name in ("index.html", "app.js", "style.css", ".secret"):
        (page / name).write_text(name)
    (tmp_path / "outside.txt").write_text("no")
    (page / "link.txt").symlink_to(tmp_path / "outside.txt")
    telegram = LocalTelegram(page=page)
    async with ClientSession(await telegram.start()) as session:
        for path, kind in {"/": "text/html", "/app.js": "text/javascript", "/style.css": "text/css"}.items():
            async with session.get(path) as response:
                assert (response.status, response.content_type) == (200, kind)
        for path in ("/.secret", "/link.txt", "/nothing", "/..%2Foutside.txt", "/%2E%2E%2Foutside.txt"):
            async with session.get(URL(telegram.base_url + path, encoded=True)) as response:
                assert response.status == 404, path
    await telegram.stop()


async def test_without_a_page_there_is_none(tmp_path: Path) -> None:
    telegram = LocalTelegram(page=tmp_path / "missing")
    async with ClientSession(await telegram.start()) as session, session.get("/") as response:
        assert response.status == 404
    await telegram.stop()


async def test_a_second_start_continues_where_the_first_ended(
    telegram: LocalTelegram, bot: RawBot, person: Person, clock: Clock, tmp_path: Path
) -> None:
    await bot.send("<b>주문</b>", parse_mode="HTML", reply_markup=keyboard("확인"))
    await bot.ok("setMyCommands", commands=[{"command": "orders", "description": "주문"}])
    await bot.updates(offset=(await bot.updates())[-1]["update_id"] + 1)
    await person.sends_photo(small_picture(), caption="입금증")
    tap = await person.taps("확인", answered=False)
    waiting, text = await bot.updates(), await person.as_text()
    telegram.save(tmp_path / "telegram.json")

    second = LocalTelegram(clock=clock)
    assert not second.load(tmp_path / "missing.json")
    assert second.load(tmp_path / "telegram.json")
    async with LocalTelegramClient(await second.start()) as client, client.session() as session:
        again, same = RawBot(session, second.base_url, person.id), Person(client, "shop_bot", person.id, "홍길동")
        assert await again.updates() == waiting
        assert await same.as_text() == text
        assert await same.commands() == ["orders"]
        photo = (await same.transcript())[-1].photo
        assert photo is not None
        assert await client.bytes(photo) == small_picture()
        await again.ok("answerCallbackQuery", callback_query_id=tap.query_id)
        assert await again.send() == 4
    await second.stop()


async def test_a_loaded_webhook_goes_on_delivering(telegram: LocalTelegram, bot: RawBot, tmp_path: Path) -> None:
    await bot.ok("setWebhook", url="http://127.0.0.1:9/hook", secret_token="s")
    telegram.save(tmp_path / "telegram.json")
    second = LocalTelegram()
    second.load(tmp_path / "telegram.json")
    async with LocalTelegramClient(await second.start()) as client:
        assert (await client.pending("shop_bot"))["webhook"] == "http://127.0.0.1:9/hook"
    await second.stop()
