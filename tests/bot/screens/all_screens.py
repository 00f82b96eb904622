"""The registry of screens: what is yielded here is measured in both languages."""

from __future__ import annotations

from collections.abc import Iterator

from bot.i18n import Translator
from bot.screens.screen import Screen
from tests.bot.screens.clock_samples import clock_screens
from tests.bot.screens.customer_samples import customer_screens
from tests.bot.screens.merchant_samples import merchant_screens
from tests.bot.screens.payment_samples import payment_screens
from tests.bot.screens.sheet_samples import sheet_screens
from tests.bot.screens.talk_samples import talk_screens


def all_screens(t: Translator) -> Iterator[tuple[str, Screen]]:
    """Every screen that the bot draws, with a name for the report."""
    yield from merchant_screens(t)
    yield from customer_screens(t)
    yield from clock_screens(t)
    yield from talk_screens(t)
    yield from sheet_screens(t)
    yield from payment_screens(t)
