"""/report: today, this week, this month."""

from __future__ import annotations

from bot.callbacks import Report
from bot.merchant.home import present_shop, show_dialog
from bot.screens.report import report as report_screen
from bot.screens.sales_chart import sales_chart
from bot.turn import Tap, Turn
from domain.hours import seoul_day
from domain.use_cases.see_report import Period, see_report


async def report_command(turn: Turn) -> bool:
    """False for people who work nowhere here. Raises NotAllowed."""
    shop_id = await turn.store.read(present_shop, turn.chat, turn.caller)
    if shop_id is None:
        return False
    view = await turn.store.read(see_report, shop_id, Period.DAY, seoul_day(turn.now), turn.caller)
    screen = report_screen(view, turn.t)
    picture = await turn.draw(sales_chart(view, turn.t))
    if picture is None:
        await turn.send(screen, silent=True)
    else:
        await turn.send_photo(picture, screen, silent=True)
    return True


async def report(tap: Tap, button: Report) -> None:
    """In the tapped message, which is the navigator from now on. Raises ShopNotFound, NotAllowed."""
    period = Period(button.period) if button.period in tuple(Period) else Period.DAY
    view = await tap.store.read(see_report, button.shop, period, seoul_day(tap.now), tap.caller)
    await show_dialog(tap, report_screen(view, tap.t), view.shop.id)
