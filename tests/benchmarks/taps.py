"""What a tap costs: full taps of ours and of the async-ORM reference, an empty update, and a tap without effect."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bot.callbacks import Noop, ShopOrder, ShopStep
from domain.delivery import Chat, ChatProfile, ShownCard, Side
from domain.payment import PaymentMethod
from domain.people import Role
from domain.ports import UnitOfWork
from storage.database import open_store
from storage.schema import migrate
from tests.benchmarks.processes import running
from tests.desk import free_port, hire
from tests.factories import a_shop, an_order, store_order

BOT_ID: Final = 7_000_000_001
TOKEN: Final = f"{BOT_ID}:benchmark-bot-token_not-a-secret-at-all"
SECRET: Final = "benchmark-webhook-secret"
SHOPS: Final = 40
"""Each with one member of the staff: taps of one chat wait for each other, as they must."""
CALLS: Final = 3
"""The answer to the tap, the card, the customer's notice."""
_STAFF: Final = 9000
_AT_ONCE: Final = 32


def webhook_path() -> str:
    return f"/telegram/{BOT_ID}"


@dataclass(frozen=True, slots=True)
class Cost:
    """CPU seconds for one update, calls for one update, and resident bytes afterwards."""

    cpu: float
    calls: float
    memory: int


def full_tap(folder: Path, taps: int, warm_up: int) -> Cost:
    """주문확인 by webhook: inbox, authorisation, order, history, notices, and three calls delivered."""
    url = f"sqlite:///{folder}/ours.db"
    asyncio.run(_seed(url, taps + warm_up))
    return _measured("ours", url, [_confirm(n) for n in range(1, taps + warm_up + 1)], warm_up, CALLS)


def reference_tap(folder: Path, taps: int, warm_up: int) -> Cost:
    """The same by the async-ORM reference."""
    from tests.benchmarks.orm_reference import OrmDesk

    url = f"sqlite:///{folder}/orm.db"
    asyncio.run(OrmDesk(url).fill(taps + warm_up))
    return _measured("orm", url, [_confirm(n) for n in range(1, taps + warm_up + 1)], warm_up, CALLS)


def bare_update(_: Path, taps: int, warm_up: int) -> Cost:
    """An update through aiogram's webhook into a handler that does nothing."""
    return _measured("bare", "-", [_confirm(n) for n in range(1, taps + warm_up + 1)], warm_up, 0)


def tap_without_effect(folder: Path, taps: int, warm_up: int) -> Cost:
    """A label among the keys through all of our routing; its answer is not sent, as the reference sends none."""
    url = f"sqlite:///{folder}/unused.db"
    updates = [_update(n, Noop(says="last").pack()) for n in range(1, taps + warm_up + 1)]
    return _measured("routed", url, updates, warm_up, 0)


def _measured(subject: str, database: str, updates: list[bytes], warm_up: int, calls: int) -> Cost:
    """The first `warm_up` updates are not counted."""
    port, api_port = free_port(), free_port()
    api = f"http://127.0.0.1:{api_port}"
    with (
        running("tests.benchmarks.bot_api", str(api_port)),
        running("tests.benchmarks.subjects", subject, str(port), api, database) as program,
    ):
        _load(port, updates[:warm_up])
        _until_called(api, warm_up * calls)
        before = program.cpu
        _load(port, updates[warm_up:])
        done = _until_called(api, (len(updates) - warm_up) * calls)
        count = len(updates) - warm_up
        return Cost((program.cpu - before) / count, done / count, program.memory)


def _load(port: int, updates: Iterable[bytes]) -> None:
    """From a process of its own, over HTTP."""
    url = f"http://127.0.0.1:{port}{webhook_path()}"
    command = [sys.executable, "-m", "tests.benchmarks.load", url, SECRET, str(_AT_ONCE)]
    subprocess.run(command, input=b"\n".join(updates), check=True)


def _until_called(api: str, expected: int) -> int:
    """Until there were so many calls, and then no more for a moment."""
    seen, quiet = 0, 0
    while seen < expected or quiet < 4:
        time.sleep(0.1)
        with urllib.request.urlopen(f"{api}/calls") as answer:
            new = int(json.load(answer))
        seen, quiet = seen + new, 0 if new else quiet + 1
        if quiet > 100:
            raise RuntimeError(f"{seen} calls instead of {expected}")
    return seen


def _confirm(order: int) -> bytes:
    return _update(order, ShopOrder(step=ShopStep.CONFIRM, order=order, version=1).pack())


def _update(number: int, data: str) -> bytes:
    staff = _STAFF + number % SHOPS
    person = {"id": staff, "is_bot": False, "first_name": "김민수", "language_code": "ko"}
    message: dict[str, Any] = {
        "message_id": number,
        "date": 1_780_000_000,
        "chat": {"id": staff, "type": "private", "first_name": "김민수"},
        "from": {"id": BOT_ID, "is_bot": True, "first_name": "샵앤샵", "username": "bench_bot"},
        "text": "주문확인 · 주문번호 : 5803116\n해당 주문건을 주문확인으로 변경 할까요?",
    }
    query = {"id": str(number), "from": person, "chat_instance": "1", "data": data, "message": message}
    return json.dumps({"update_id": number, "callback_query": query}, ensure_ascii=False).encode()


async def _seed(url: str, orders: int) -> None:
    migrate(url)
    store = open_store(url)
    await store.start()
    try:
        shops = await store.run(_open_shops)
        for first in range(1, orders + 1, 500):
            await store.run(_place, shops, range(first, min(first + 500, orders + 1)))
    finally:
        await store.close()
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection, connection:
        connection.execute("DELETE FROM outbox_intent")  # told long ago


def _open_shops(uow: UnitOfWork) -> list[int]:
    ids = []
    for n in range(SHOPS):
        shop = uow.shops.add(a_shop(BOT_ID, f"customers-{n}"))
        hire(uow, shop.id, _STAFF + n, Role.OWNER, "김민수")
        uow.chats.save_profile(ChatProfile(Chat(BOT_ID, _STAFF + n), "김민수", "ko"))
        ids.append(shop.id)
    return ids


def _place(uow: UnitOfWork, shops: list[int], numbers: range) -> None:
    """Placed long ago: the staff have their cards, the customers look elsewhere, nothing waits to be sent.

    Paid at the door: 주문확인 then tells the customer one thing, as the bar is defined. With a transfer it also opens a
    payment request and sends where to pay.
    """
    for number in numbers:
        order = an_order(
            shops[number % SHOPS],
            3_000_000 + number,
            customer_id=600_000 + number,
            payment_method=PaymentMethod.DOOR_CASH,
        )
        stored = store_order(uow, order)
        if stored != number:
            raise RuntimeError("orders are to be numbered from 1")
        uow.chats.save_card(ShownCard(Chat(BOT_ID, _STAFF + number % SHOPS), Side.SHOP, stored, number, "-"))
