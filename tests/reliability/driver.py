"""A desk in another process against a local Telegram in this one, so that what counts is counted outside the bot."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, Final

from aiohttp import web

from bot.clock import utc_now
from bot.demo.telegram import LocalTelegram
from bot.demo.telegram.state import BotAccount, Message
from domain.payment import PaymentMethod
from domain.people import Role
from domain.ports import UnitOfWork
from storage.database import open_store
from storage.schema import migrate
from tests.databases import rows
from tests.desk import Mode, free_port, hire
from tests.factories import a_shop, an_order, store_order
from tests.front import open_front
from tests.people import LocalTelegramClient, Person
from tests.reliability.desk_process import run_desk
from tests.reliability.sizes import size

TOKEN: Final = "7000000009:reliability-gates-bot-token_no-secret-at-all"
USERNAME: Final = "gates_bot"
STAFF: Final = {101: Role.OWNER, 102: Role.MANAGER, 103: Role.STAFF}
CUSTOMERS: Final = tuple(range(201, 210))
ORDERS: Final = 60
_PATIENCE: Final = float(size(60, 300))
_READY: Final[dict[Mode, str]] = {"polling": "getUpdates", "webhook": "getWebhookInfo"}
"""The last thing a desk asks Telegram before it takes updates."""
_ROOT: Final = Path(__file__).parents[2]

_FORKS: Final = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.conftest", "bot.app"])
"""Three seconds of imports happen once, not at every start of a desk. `tests.conftest` prepares aiogram first."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Gate:
    """Holds calls of some methods back on their way into Telegram, and tells when they knock."""

    def __init__(self, telegram: LocalTelegram) -> None:
        self._held: dict[str, int] = {}
        self._seen: dict[str, int] = {}
        self._changed = asyncio.Condition()
        telegram.app.middlewares.append(self._pass)

    def hold(self, method: str, times: int) -> None:
        """The next so many calls of the method wait for `release`."""
        self._held[method.lower()] = times

    async def release(self) -> None:
        async with self._changed:
            self._held.clear()
            self._changed.notify_all()

    def count(self, method: str) -> int:
        """How often the method was called so far."""
        return self._seen.get(method.lower(), 0)

    async def until(self, method: str, times: int) -> None:
        """Until it was called that often."""
        async with self._changed:
            await asyncio.wait_for(self._changed.wait_for(lambda: self.count(method) >= times), _PATIENCE)

    @property
    def _pass(self) -> Any:
        @web.middleware
        async def keep(request: web.Request, handler: Handler) -> web.StreamResponse:
            method = request.match_info.get("method", "").lower()
            async with self._changed:
                self._seen[method] = self._seen.get(method, 0) + 1
                self._changed.notify_all()
                if self._held.get(method, 0) > 0:
                    self._held[method] -= 1
                    await self._changed.wait_for(lambda: method not in self._held)
            return await handler(request)

        return keep


@dataclass(slots=True)
class DeskProcess:
    """The bot: started, killed, told to stop, and started again on the same database."""

    config: Path
    gate: Gate
    mode: Mode = "polling"
    clock: Path | None = None
    process: ForkServerProcess | None = None

    async def start(self) -> None:
        """Returns when it takes updates: at its first getUpdates, or when it has looked at its webhook."""
        before = self.gate.count(_READY[self.mode])
        self.process = _FORKS.Process(target=run_desk, args=(self.config, self.clock, self._log), daemon=True)
        await asyncio.to_thread(self.process.start)
        await self.is_ready(before + 1)

    async def is_ready(self, times: int) -> None:
        """Until it has shown so often that it takes updates."""
        try:
            await self.gate.until(_READY[self.mode], times)
        except TimeoutError:
            ended = self.process.exitcode if self.process else None
            raise AssertionError(f"the desk takes no updates (exit code {ended})\n{self.said()}") from None

    async def kill(self) -> None:
        """kill -9."""
        assert await self._ended(signal.SIGKILL) == -signal.SIGKILL, self.said()

    def freeze(self) -> None:
        """It does nothing any more, and nobody can tell: its connections stay open."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on as if nothing had been."""
        self._signal(signal.SIGCONT)

    async def stop(self) -> int | None:
        """SIGTERM; the exit code."""
        return await asyncio.wait_for(self._ended(signal.SIGTERM), _PATIENCE)

    async def end(self) -> None:
        """Whatever state it is in."""
        if self.process is not None and self.process.exitcode is None:
            await self._ended(signal.SIGKILL)

    def said(self) -> str:
        """The end of its log, for failing tests."""
        return self._log.read_text("utf-8")[-6000:]

    @property
    def _log(self) -> Path:
        return self.config.with_suffix(".log")

    def _signal(self, how: signal.Signals) -> None:
        assert self.process is not None
        assert self.process.pid is not None
        os.kill(self.process.pid, how)

    async def _ended(self, how: signal.Signals) -> int | None:
        self._signal(how)
        assert self.process is not None
        await asyncio.to_thread(self.process.join)
        return self.process.exitcode


async def run_command(config: Path) -> asyncio.subprocess.Process:
    """The operator's own command, brakes and all."""
    command = ("-m", "bot", "--config", str(config), "run")
    with config.with_suffix(".log").open("ab") as log:
        return await asyncio.create_subprocess_exec(sys.executable, *command, cwd=_ROOT, stderr=log)


@dataclass(slots=True)
class Ground:
    """One shop with its database, its people and their phones, and the desk's processes."""

    database: str
    telegram: LocalTelegram
    phones: LocalTelegramClient
    desks: list[DeskProcess]
    gate: Gate
    bot: BotAccount
    first_update: int
    people: dict[int, Person] = field(default_factory=dict)
    lost: int = 0
    _counted_calls: int = 0

    @property
    def desk(self) -> DeskProcess:
        """The first process, or the only one."""
        return self.desks[0]

    def rows(self, statement: str, *parameters: Any) -> list[Any]:
        """What a SELECT finds in the database, beside the bot."""
        return rows(self.database, statement, *parameters)

    def messages(self, user_id: int) -> list[Message]:
        """The bot's messages in this person's chat, oldest first."""
        chat = self.telegram.world.chats[self.bot.id, user_id]
        return [message for message in chat.visible() if message.from_bot]

    async def troubles(self, probability: float = 0.02) -> None:
        """From now on calls fail in every way, and updates come twice."""
        for method in ("sendMessage", "editMessageText", "answerCallbackQuery", "getUpdates"):
            for kind in ("429", "500", "lost", "refuse"):
                await self.phones.faults(kind, method=method, times=None, probability=probability, retry_after=1)
        await self.phones.faults("duplicate_updates", times=None, probability=0.05)

    async def count_lost(self) -> None:
        """Adds up calls that took effect without an answer: what may rightly be sent twice."""
        for call in await self.phones.calls(since=self._counted_calls):
            self._counted_calls = call["id"]
            self.lost += call.get("fault") == "lost" and call["method"] == "sendMessage"

    async def drained(self) -> None:
        """Until no update waits at Telegram and nothing that was promised waits in the database."""
        deadline = asyncio.get_running_loop().time() + _PATIENCE
        while left := self._left():
            assert asyncio.get_running_loop().time() < deadline, f"{len(left)} are left: {left[:20]}\n" + "\n".join(
                desk.said() for desk in self.desks
            )
            await asyncio.sleep(0.1)

    def _left(self) -> list[Any]:
        waiting = [update.as_json() for update in (*self.bot.updates.pending, *self.bot.updates.again)]
        inbox = self.rows("SELECT update_id, attempts, error FROM inbox_update WHERE status = 'pending'")
        unsent = (
            "SELECT dedupe_key, status, attempts, last_error FROM outbox_intent WHERE status IN ('pending', 'sending')"
        )
        return [*waiting, *inbox, *self.rows(unsent)]


@asynccontextmanager
async def open_ground(
    folder: Path,
    seed: int,
    mode: Mode = "polling",
    *,
    database: str = "",
    replicas: int = 1,
    orders: int = ORDERS,
    clock: Path | None = None,
    patience: float | None = None,
) -> AsyncIterator[Ground]:
    """Everybody has pressed Start and the orders are placed; the desk is not running yet, nor are its `replicas`.

    What is before the replicas waits so many seconds for the answer of one.
    """
    database = database or f"sqlite:///{folder / 'desk.db'}"
    async with AsyncExitStack() as stack:
        telegram = LocalTelegram(page=None, seed=seed, webhook_backoff=(0.0, 0.05))
        bot = telegram.add_bot(TOKEN, USERNAME, "샵앤샵")
        first_update = bot.updates.next_id
        gate = Gate(telegram)
        url = await telegram.start()
        stack.push_async_callback(telegram.stop)
        phones = await stack.enter_async_context(LocalTelegramClient(url))
        ports = [free_port() for _ in range(replicas)]
        public_url = f"http://127.0.0.1:{free_port() if replicas > 1 else ports[0]}"
        if replicas > 1:
            await stack.enter_async_context(
                open_front(public_url, [f"http://127.0.0.1:{port}" for port in ports], patience)
            )
        configs = [_write_config(folder, url, mode, database, port, public_url) for port in ports]
        desks = [DeskProcess(config, gate, mode, clock) for config in configs]
        for desk in desks:
            stack.push_async_callback(desk.end)
        ground = Ground(database, telegram, phones, desks, gate, bot, first_update)
        for user_id in (*STAFF, *CUSTOMERS):
            ground.people[user_id] = await phones.person(USERNAME, f"사람 {user_id}", id=user_id)
            await ground.people[user_id].starts()
        await _prepare(database, bot.id, orders)
        yield ground


def _write_config(folder: Path, telegram_url: str, mode: Mode, database: str, port: int, public_url: str) -> Path:
    config = folder / f"desk{port}.toml"
    config.write_text(
        f'[telegram]\ntoken = "{TOKEN}"\napi_url = "{telegram_url}"\nmode = "{mode}"\n'
        'webhook_secret = "secret-of-the-reliability-tests"\n'
        f'[web]\nport = {port}\npublic_url = "{public_url}"\n'
        f'[database]\nurl = "{database}"\n',
        "utf-8",
    )
    return config


async def _prepare(url: str, bot_id: int, orders: int) -> None:
    await asyncio.to_thread(migrate, url)
    store = open_store(url)
    await store.start()
    shop_id = await store.run(_open_shop, bot_id)
    for number in range(orders):
        await store.run(_place, shop_id, 4_000_000 + number, CUSTOMERS[number % len(CUSTOMERS)])
    await store.close()


def _open_shop(uow: UnitOfWork, bot_id: int) -> int:
    shop = uow.shops.add(a_shop(bot_id))
    for user_id, role in STAFF.items():
        hire(uow, shop.id, user_id, role, f"사람 {user_id}")
    return shop.id


def _place(uow: UnitOfWork, shop_id: int, number: int, customer: int) -> int:
    method = PaymentMethod.DOOR_CARD
    return store_order(uow, an_order(shop_id, number, customer_id=customer, placed_at=utc_now(), payment_method=method))


def everybody() -> Sequence[int]:
    """User ids of staff and customers."""
    return (*STAFF, *CUSTOMERS)
