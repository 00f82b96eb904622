"""A Toss Payments of this computer: API, browser script, payment window and webhooks, over real HTTP."""

from bot.demo.toss.books import Merchant
from bot.demo.toss.server import LocalToss

__all__ = ["LocalToss", "Merchant"]
