"""`python -m bot demo` as a process of its own: it starts, stops cleanly, goes on where it was, or says why not."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.demo.cast import BOT_USERNAME, CUSTOMER, STAFF
from tests.bot.demo.browser import browser_or_skip
from tests.people import LocalTelegramClient, Person

FIRST = "주문번호 : 5803116"


@dataclass(slots=True)
class RunningDemo:
    """A started process whose page is at `client.base_url`."""

    process: asyncio.subprocess.Process
    client: LocalTelegramClient

    def phone_of(self, user_id: int) -> Person:
        return Person(self.client, BOT_USERNAME, user_id, str(user_id))

    async def stops(self) -> tuple[int, str]:
        """Ctrl-C: its exit code and what it complained of."""
        self.process.send_signal(signal.SIGINT)
        _, errors = await self.process.communicate()
        return self.process.returncode or 0, errors.decode()


@asynccontextmanager
async def started(folder: Path, *flags: str, port: int | None = None) -> AsyncIterator[RunningDemo]:
    port = port or free_port()
    process = await launched(folder, port, *flags)
    try:
        await told_address(process, port)
        async with LocalTelegramClient(f"http://127.0.0.1:{port}") as client:
            yield RunningDemo(process, client)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def launched(folder: Path, port: int, *flags: str) -> asyncio.subprocess.Process:
    command = ("-m", "bot", "demo", "--folder", str(folder), "--port", str(port), *flags)
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(sys.executable, *command, stdout=pipe, stderr=pipe)


async def told_address(process: asyncio.subprocess.Process, port: int) -> None:
    assert process.stdout is not None
    async for line in process.stdout:
        if f"http://127.0.0.1:{port}" in line.decode():
            return
    assert process.stderr is not None
    raise AssertionError((await process.stderr.read()).decode())


async def refused(folder: Path, port: int, *flags: str) -> str:
    """The one line that it says instead of starting."""
    process = await launched(folder, port, *flags)
    _, errors = await process.communicate()
    assert process.returncode == 1
    assert errors.decode().count("\n") == 1
    return errors.decode()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


async def test_it_stops_on_ctrl_c_and_the_next_start_goes_on_with_the_same_chats(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    async with started(folder) as demo:
        assert "데모" in await demo.client.text("/")
        staff = demo.phone_of(STAFF.id)
        card = await staff.sees(FIRST)
        await staff.taps("주문확인", message_id=card.message_id)
        await staff.taps("주문확인", message_id=card.message_id)
        await demo.phone_of(CUSTOMER.id).sees("주문이 확인되었습니다.")
        assert await demo.stops() == (0, "")
    async with started(folder) as again:
        staff = again.phone_of(STAFF.id)
        card = await staff.sees(f"주문확인 · {FIRST}")
        homes = [m for m in await staff.bot_messages() if "샵앤샵 · 주문관리" in m.text]
        assert len(homes) == 1
        await staff.taps("주문완료", message_id=card.message_id)
        await staff.sees("배송 방법을 선택해 주세요.")
        assert await again.stops() == (0, "")


async def test_fresh_begins_anew_but_never_under_a_running_demo(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    async with started(folder) as demo:
        assert "in use by another running process" in await refused(folder, free_port(), "--fresh")
        staff = demo.phone_of(STAFF.id)
        card = await staff.sees(FIRST)
        await staff.taps("주문확인", message_id=card.message_id)
        await staff.sees("해당 주문건을 주문확인으로 변경 할까요?")
        await demo.phone_of(CUSTOMER.id).says("언제 와요?")
        await demo.phone_of(CUSTOMER.id).taps(FIRST.split()[-1])
        await staff.sees("언제 와요?")
        assert await demo.stops() == (0, "")
    async with started(folder, "--fresh") as anew:
        await anew.phone_of(STAFF.id).sees(f"주문접수 · {FIRST}")
        await anew.phone_of(STAFF.id).sees_no("언제 와요?")
        assert await anew.stops() == (0, "")


async def test_a_busy_port_is_one_clear_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"port {port} is taken; try --port" in await refused(tmp_path / "demo", port)


def test_without_a_browser_the_page_is_skipped_and_under_ci_that_is_a_failure() -> None:
    with pytest.raises(pytest.skip.Exception, match="NO BROWSER"):
        browser_or_skip(None, {})
    with pytest.raises(pytest.fail.Exception, match="NO BROWSER"):
        browser_or_skip(None, {"CI": "true"})
