"""Messages and calls for a long list, and for a redraw that changes nothing, counted in the local Telegram."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from domain.ports import UnitOfWork
from tests.desk import Desk, open_desk
from tests.factories import an_order, store_order

ORDERS: Final = 200
_SHOWING: Final = frozenset({"sendMessage", "editMessageText", "editMessageReplyMarkup"})


async def calls(folder: Path) -> tuple[int, int]:
    """Of opening the list of all orders, and of [🔄 새로고침] when nothing has changed."""
    async with open_desk(folder) as desk:
        await desk.app.store.run(_place, desk.shop.id)
        await desk.settled()
        home = await desk.owner.sees("주문관리")
        await desk.owner.taps("🔄 새로고침", message_id=home.message_id)
        await desk.settled()
        unchanged = await _shown_by(desk, "🔄 새로고침", home.message_id)
        return await _shown_by(desk, "📋 전체", home.message_id), unchanged


async def _shown_by(desk: Desk, label: str, message_id: int) -> int:
    before = len(await desk.phones.calls())
    await desk.owner.taps(label, message_id=message_id)
    await desk.settled()
    return sum(call["method"] in _SHOWING for call in (await desk.phones.calls())[before:])


def _place(uow: UnitOfWork, shop_id: int) -> None:
    for number in range(ORDERS):
        store_order(uow, an_order(shop_id, 4_000_000 + number))
