"""The menu of commands that Telegram shows, per chat: for customers, and for staff as long as they are staff."""

from __future__ import annotations

from typing import Final

from aiogram.types import BotCommand, BotCommandScopeChat

from bot.turn import Turn

CUSTOMER: Final = {
    "orders": "내 주문",
    "ask": "가게에 문의하기",
    "shop": "새로 주문하기",
    "help": "도움말",
    "cancel": "입력 취소",
}
STAFF: Final = {
    "home": "주문관리",
    "new": "주문접수 목록",
    "confirmed": "주문확인 목록",
    "cancels": "취소대기 목록",
    "search": "주문 검색",
    "help": "도움말",
    "cancel": "입력 취소",
}


async def set_menu(turn: Turn, *, is_staff: bool) -> None:
    """Shows the commands that this person can use, in their language."""
    commands = [
        BotCommand(command=name, description=turn.t.plain(text))
        for name, text in (STAFF if is_staff else CUSTOMER).items()
    ]
    await turn.bot.set_my_commands(commands, scope=BotCommandScopeChat(chat_id=turn.chat.chat_id))
