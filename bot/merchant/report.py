"""/report: today, this week, this month."""

from __future__ import annotations

from bot.callbacks import Home, Report
from bot.clock import shop_day
from bot.merchant.home import present_shop, remember_navigator_view
from bot.screens.report import report as report_screen
from bot.turn import Tap, Turn
from domain.use_cases.see_report import Period, see_report


async def report_command(turn: Turn) -> bool:
    """False for people who work nowhere here. Raises NotAllowed."""
    shop_id = await turn.store.read(present_shop, turn.chat, turn.caller)
    if shop_id is None:
        return False
    view = await turn.store.read(see_report, shop_id, Period.DAY, shop_day(turn.now), turn.caller)
    await turn.send(report_screen(view, turn.t), silent=True)
    return True


async def report(tap: Tap, button: Report) -> None:
    """In the tapped message, which is the navigator from now on. Raises ShopNotFound, NotAllowed."""
    period = Period(button.period) if button.period in tuple(Period) else Period.DAY
    view = await tap.store.read(see_report, button.shop, period, shop_day(tap.now), tap.caller)
    await remember_navigator_view(tap, tap.message_id, Home(shop=view.shop.id), view.shop.id)
    await tap.show(report_screen(view, tap.t))
