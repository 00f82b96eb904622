"""A faithful Telegram for one machine: the Bot API for bots, and people with phones (`/sim/…`)."""

from bot.demo.telegram.server import LocalTelegram

__all__ = ["LocalTelegram"]
