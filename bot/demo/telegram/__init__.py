"""A faithful Telegram for one machine: the Bot API over HTTP on one side, people with phones (`/sim/…`) on the other."""

from bot.demo.telegram.server import LocalTelegram

__all__ = ["LocalTelegram"]
