"""The menu of commands that Telegram shows, per chat: for customers, and for staff as long as they are staff."""

from __future__ import annotations

from typing import Final

from aiogram.types import BotCommand, BotCommandScopeChat

from bot.i18n import Translator
from bot.screens.formats import msgid
from bot.turn import Turn

CUSTOMER: Final = {
    "orders": msgid("내 주문"),
    "ask": msgid("가게에 문의하기"),
    "shop": msgid("새로 주문하기"),
    "help": msgid("도움말"),
    "cancel": msgid("입력 취소"),
}
STAFF: Final = {
    "home": msgid("주문관리"),
    "new": msgid("주문접수 목록"),
    "confirmed": msgid("주문확인 목록"),
    "cancels": msgid("취소대기 목록"),
    "inquiries": msgid("문의내역"),
    "search": msgid("주문 검색"),
    "help": msgid("도움말"),
    "cancel": msgid("입력 취소"),
}


def commands(t: Translator, *, is_staff: bool) -> list[BotCommand]:
    """The commands that a person can use, in their language."""
    texts = STAFF if is_staff else CUSTOMER
    return [BotCommand(command=name, description=t.plain(text)) for name, text in texts.items()]


async def set_menu(turn: Turn, *, is_staff: bool) -> None:
    """Shows them in this chat."""
    scope = BotCommandScopeChat(chat_id=turn.chat.chat_id)
    await turn.bot.set_my_commands(commands(turn.t, is_staff=is_staff), scope=scope)
