"""One bot's token is wrong or revoked: the other bots of the process go on as if nothing had happened."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

import pytest

from bot.app import App
from bot.inbox.polling import PollingRefused
from domain.delivery import Chat, Intent, IntentKind, Side, StoredUpdate
from domain.ports import UnitOfWork
from tests.databases import rows
from tests.desk import TOKEN, Desk, open_desk, settings_for

OTHER_TOKEN = "7000000002:the-other-shops-own-bot-token_no-secret"
OTHER = 7_000_000_002
REFUSED = f"bot {OTHER}: Telegram refuses its token"


def leave_work(uow: UnitOfWork, now: datetime) -> None:
    """What waits for the other bot."""
    uow.outbox.add([Intent(Chat(OTHER, 1001), IntentKind.MENU, Side.SHOP, "waits", now)])
    uow.inbox.add([StoredUpdate(OTHER, 1, 1001, '{"update_id":1}')], now)


def started_with_other(desk: Desk, folder: Path) -> App:
    """A new desk on the same database, to which the other bot's token was added."""
    url = desk.app.settings.telegram.api_url
    database = f"sqlite:///{folder}/desk.db"
    desk.apps = [App(settings_for(database, url, "polling", [OTHER_TOKEN]), clock=desk.clock, patience=60.0)]
    return desk.app


async def until_logged(caplog: pytest.LogCaptureFixture, text: str) -> None:
    async with asyncio.timeout(30):
        while text not in caplog.text:
            await asyncio.sleep(0.01)


def revoke(desk: Desk, token: str) -> None:
    """What the bot asks from now on is unauthorized; its waiting question gets its answer first."""
    desk.telegram.world.bots.pop(token).updates.interrupt()


async def test_a_shop_bot_whose_token_is_wrong_is_left_out_and_its_work_waits(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_desk(tmp_path) as desk:
        await desk.app.store.run(leave_work, desk.clock())
        await desk.stops()
        await started_with_other(desk, tmp_path).start()
        assert REFUSED in caplog.text
        assert OTHER not in desk.app.bots
        await desk.owner.says("/help")
        await desk.owner.sees("주문관리")
        await desk.confirms(await desk.places())
        await desk.settled()
    database = tmp_path / "desk.db"
    waiting = "SELECT status, attempts FROM {} WHERE bot_id = ?"
    assert rows(database, waiting.format("outbox_intent"), OTHER) == [("pending", 0)]
    assert rows(database, waiting.format("inbox_update"), OTHER) == [("pending", 0)]


async def test_a_shop_bot_whose_token_is_revoked_goes_silent_and_the_desk_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_desk(tmp_path, bots={OTHER_TOKEN: "other_bot"}) as desk:
        failing = asyncio.create_task(desk.app.until_failed())
        revoke(desk, OTHER_TOKEN)
        await until_logged(caplog, REFUSED)
        await desk.confirms(await desk.places())
        assert not failing.done()
        failing.cancel()


async def test_the_desk_ends_when_its_own_bot_is_refused(tmp_path: Path) -> None:
    async with open_desk(tmp_path, bots={OTHER_TOKEN: "other_bot"}) as desk:
        await desk.settled()
        revoke(desk, TOKEN)
        with pytest.raises(PollingRefused):
            await asyncio.wait_for(desk.app.until_failed(), 30)
