"""Telegram's sending limits, kept before Telegram has to remind us: per bot and per chat."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from domain.delivery import Chat

BOT_PER_SECOND: Final = 30.0
CHAT_PER_SECOND: Final = 1.0
CHAT_BURST: Final = 6.0
_FLOOD_SECONDS: Final = 2.0
_KEPT_CHATS: Final = 10_000


@dataclass(slots=True)
class _Bucket:
    """Tokens that grow by `rate` a second up to `burst`; a debt is time to wait."""

    rate: float
    burst: float
    tokens: float
    at: float

    def take(self, now: float) -> float:
        """Takes one token; returns the seconds until it is really there."""
        self.tokens = min(self.burst, self.tokens + (now - self.at) * self.rate) - 1
        self.at = now
        return max(0.0, -self.tokens / self.rate)


@dataclass(frozen=True, slots=True)
class _Flood:
    """One answer 429."""

    chat: Chat
    at: float
    until: float

    def is_the_same_limit(self, later: _Flood) -> bool:
        is_near = later.at - self.at <= _FLOOD_SECONDS and abs(later.until - self.until) <= _FLOOD_SECONDS
        return self.chat != later.chat and is_near


class Limits:
    """Spreads messages so that bot and chats stay within the limits; every message takes its turn at `acquire`."""

    def __init__(
        self,
        per_bot: float = BOT_PER_SECOND,
        per_chat: float = CHAT_PER_SECOND,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._per_bot, self._per_chat, self._clock = per_bot, per_chat, clock
        self._bots: dict[int, _Bucket] = {}
        self._floods: dict[int, _Flood] = {}
        self._paused: dict[int, float] = {}
        self._chats: dict[Chat, _Bucket] = {}

    def flooded(self, chat: Chat, seconds: float) -> None:
        """Telegram answered 429 for this chat. The bot pauses when it is the bot's limit that was hit.

        That shows in two chats within two seconds that are to wait until the same moment; a chat's own limit
        concerns nobody else.
        """
        now = self._clock()
        before = self._floods.get(chat.bot_id)
        self._floods[chat.bot_id] = flood = _Flood(chat, now, now + seconds)
        if before and before.is_the_same_limit(flood):
            self._paused[chat.bot_id] = flood.until

    def pause_left(self, bot_id: int) -> float:
        """Seconds until the bot may send again."""
        return max(0.0, self._paused.get(bot_id, 0.0) - self._clock())

    async def acquire(self, chat: Chat) -> None:
        """Returns when a message to this chat may leave."""
        wait = self.delay(chat)
        if wait > 0:
            await asyncio.sleep(wait)

    def delay(self, chat: Chat) -> float:
        """Books one message; returns the seconds it has to wait."""
        now = self._clock()
        if len(self._chats) > _KEPT_CHATS:
            self._chats.clear()
        bot = self._bots.setdefault(chat.bot_id, _Bucket(self._per_bot, self._per_bot, self._per_bot, now))
        own = self._chats.setdefault(chat, _Bucket(self._per_chat, CHAT_BURST, CHAT_BURST, now))
        return max(bot.take(now), own.take(now))
