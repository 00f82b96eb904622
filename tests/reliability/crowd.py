"""A crowd with phones: staff and customers press what they see and write to each other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Final

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import OwnOrder, OwnStep, ShopOrder, ShopStep
from domain.timeline import EntryKind
from tests.reliability.driver import STAFF, Ground, everybody

RATE: Final = 50.0
"""Updates a second."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What a press of a dialog's last button does, and what it is answered with."""

    step: str
    arg: str
    leaves: EntryKind
    toast: str
    weight: float = 1.0


SHOP_DEEDS: Final[Mapping[str, Deed]] = {
    ShopStep.CONFIRM_ASK: Deed(ShopStep.CONFIRM, "", EntryKind.CONFIRMED, "주문확인으로 변경했어요", 3),
    ShopStep.CANCEL_ASK: Deed(ShopStep.CANCEL, "0", EntryKind.CANCELED, "주문을 취소했어요", 0.1),
    ShopStep.APPROVE_ASK: Deed(ShopStep.APPROVE, "", EntryKind.CANCELED, "취소 요청을 승인했어요", 0.3),
    ShopStep.KEEP_ASK: Deed(ShopStep.KEEP_REASON, "0", EntryKind.CANCEL_REFUSED, "주문을 계속 진행해요"),
}
OWN_DEEDS: Final[Mapping[str, Deed]] = {
    OwnStep.CANCEL_ASK: Deed(OwnStep.CANCEL, "", EntryKind.CANCELED_BY_CUSTOMER, "주문을 취소했어요", 0.3),
    OwnStep.REQUEST_ASK: Deed(
        OwnStep.REQUEST_REASON, "0", EntryKind.CANCEL_REQUESTED, "취소 신청을 가게에 전했어요", 3
    ),
    OwnStep.WITHDRAW: Deed(OwnStep.WITHDRAW, "", EntryKind.CANCEL_WITHDRAWN, "취소 신청을 철회했어요", 3),
}


@dataclass(frozen=True, slots=True)
class Press:
    """One tap that was made: who, what, on which version of which order."""

    user_id: int
    deed: Deed
    order: int
    version: int
    query_id: str


@dataclass(frozen=True, slots=True)
class Words:
    """One message that was written about an order."""

    user_id: int
    order: int
    text: str


@dataclass(slots=True)
class Crowd:
    """Acts as often as it is asked to, at RATE; remembers what it did."""

    ground: Ground
    chance: Random
    presses: list[Press] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    _done: int = 0
    _asked: int = 0
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def acts(self, times: int, going_on: int = 0) -> None:
        """Returns when it has acted so many times; it acts `going_on` times more while something else happens."""
        async with self._changed:
            goal = self._asked + times
            self._asked = goal + going_on
            self._changed.notify_all()
            await self._changed.wait_for(lambda: self._done >= goal)

    async def live(self) -> None:
        """For ever, one update after the other."""
        while True:
            async with self._changed:
                await self._changed.wait_for(lambda: self._asked > self._done)
            await asyncio.sleep(1 / RATE)
            await self._act()
            async with self._changed:
                self._done += 1
                self._changed.notify_all()

    async def _act(self) -> None:
        user_id = self.chance.choice(everybody())
        cards = [
            (message.message_id, seen)
            for message in self.ground.messages(user_id)
            if (seen := _buttons_seen(message.keyboard)) and _detail_of(seen) and "메시지 내역" not in message.text
        ]
        if not cards:
            return
        message_id, seen = self.chance.choice(cards)
        if self.chance.random() < 0.3:
            await self._write(user_id, message_id, seen)
        else:
            await self._press(user_id, message_id, seen)

    async def _press(self, user_id: int, message_id: int, seen: list[ShopOrder | OwnOrder]) -> None:
        deeds = SHOP_DEEDS if user_id in STAFF else OWN_DEEDS
        offered = [(deeds[button.step], button) for button in seen if button.step in deeds]
        if not offered:
            return
        deed, button = self.chance.choices(offered, [deed.weight for deed, _ in offered])[0]
        pressed = button.model_copy(update={"step": type(button.step)(deed.step), "arg": deed.arg})
        answer = await self.ground.people[user_id].taps_data(pressed.pack(), message_id, answered=False)
        self.presses.append(Press(user_id, deed, button.order, button.version, answer.query_id))

    async def _write(self, user_id: int, message_id: int, seen: list[ShopOrder | OwnOrder]) -> None:
        """Two updates, the button and the text. Each order has one of the staff who answers: two would not."""
        button = seen[0]
        if user_id in STAFF and user_id != tuple(STAFF)[button.order % len(STAFF)]:
            return
        step = ShopStep.WRITE if user_id in STAFF else OwnStep.WRITE
        person, text = self.ground.people[user_id], f"말씀 {len(self.words)}번입니다"
        pressed = button.model_copy(update={"step": step, "arg": ""})
        await person.taps_data(pressed.pack(), message_id, answered=False)
        await person.says(text)
        self.words.append(Words(user_id, button.order, text))


def _buttons_seen(keyboard: list[list[dict[str, object]]]) -> list[ShopOrder | OwnOrder]:
    packed = [str(button["callback_data"]) for row in keyboard for button in row if "callback_data" in button]
    kinds: dict[str, type[ShopOrder | OwnOrder]] = {"s": ShopOrder, "c": OwnOrder}
    return [kinds[data[0]].unpack(data) for data in packed if data.partition(":")[0] in kinds]


def _detail_of(seen: list[ShopOrder | OwnOrder]) -> CallbackData | None:
    """The button that only an order's card has."""
    return next((button for button in seen if button.step in (ShopStep.DETAIL, OwnStep.DETAIL)), None)


@asynccontextmanager
async def acting_crowd(ground: Ground, chance: Random) -> AsyncIterator[Crowd]:
    """A crowd that finishes what it was asked to do before the block ends."""
    crowd = Crowd(ground, chance)
    living = asyncio.create_task(crowd.live())
    try:
        yield crowd
        await crowd.acts(0)
    finally:
        living.cancel()
        await asyncio.wait({living})
        if not living.cancelled():
            living.result()
