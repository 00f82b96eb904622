"""Deep links: what stands in them, and how the secret ones are stored."""

from __future__ import annotations

import hashlib
from typing import Final

from aiogram import Bot

INVITE: Final = "i"
CUSTOMERS: Final = "s"
"""The first letter of a link's payload tells what it is; the rest is a random token."""


def token_hash(token: str) -> str:
    """How an invite's token is stored: whoever reads the database cannot use it."""
    return hashlib.sha256(token.encode()).hexdigest()


async def link(bot: Bot, kind: str, token: str) -> str:
    """The address that opens this bot with the token."""
    return f"https://t.me/{(await bot.me()).username}?start={kind}{token}"
