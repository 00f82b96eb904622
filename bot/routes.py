"""Every button and every message of the bot, each with its handler."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from aiogram import Dispatcher

from bot import callbacks as c
from bot.access import Access
from bot.conversation import close, edited, noop, said, typed_number_answer
from bot.customer import approve, ask, shop, start
from bot.customer import cancel as own_cancel
from bot.customer import orders as own_orders
from bot.customer import payment as own_payment
from bot.dialogs import DialogStorage
from bot.i18n import Languages
from bot.merchant import (
    cancel,
    change,
    complete,
    confirm,
    home,
    hours,
    messages,
    odd_deposits,
    orders,
    pay_settings,
    payment,
    quick_replies,
    reminders,
    report,
    staff,
)
from bot.pace import Pace
from bot.painter import Draw, undrawn
from bot.taps import Taps
from bot.turn import Said, Tap
from domain.ports import Store

SHOP_STEPS: Final = (
    orders.STEPS
    | confirm.STEPS
    | complete.STEPS
    | cancel.STEPS
    | payment.STEPS
    | messages.STEPS
    | change.STEPS
    | odd_deposits.STEPS
)
OWN_STEPS: Final = own_orders.STEPS | own_cancel.STEPS | own_payment.STEPS | approve.STEPS | ask.STEPS


async def _shop_order(tap: Tap, button: c.ShopOrder) -> None:
    await SHOP_STEPS[button.step](tap, button)


async def _own_order(tap: Tap, button: c.OwnOrder) -> None:
    await OWN_STEPS[button.step](tap, button)


TAPS: Final = Taps(
    {
        c.ShopOrder: _shop_order,
        c.OwnOrder: _own_order,
        c.Home: home.home,
        c.OrderList: home.show_in_navigator,
        c.OpenOrder: home.show_in_navigator,
        c.Search: home.search,
        c.ChooseShop: home.choose_shop,
        c.OwnOrders: own_orders.own_orders,
        c.Visit: shop.visit,
        c.Consent: start.agree,
        c.Buy: shop.buy,
        c.OpenTyped: typed_number_answer,
        c.Close: close,
        c.Noop: noop,
        c.Settings: staff.settings,
        c.OfferGroups: staff.offers_groups,
        c.Staff: staff.staff,
        c.Join: staff.join,
        c.Hours: hours.hours,
        c.PauseOrders: hours.pause,
        c.Nudge: reminders.nudge,
        c.Alerts: reminders.alerts,
        c.Talk: messages.talk,
        c.Inquiries: home.show_in_navigator,
        c.QuickReplies: quick_replies.quick_replies,
        c.AskShop: ask.write_to_shop,
        c.Report: report.report,
        c.PaySettings: pay_settings.pay_settings,
    }
)


def build_dispatcher(
    store: Store,
    languages: Languages,
    clock: Callable[[], datetime],
    pace: Pace,
    patience: float,
    draw: Draw = undrawn,
) -> Dispatcher:
    """aiogram's dispatcher with one handler per kind of update; order within a chat is the inbox's business."""
    dispatcher = Dispatcher(storage=DialogStorage())
    access = Access(store, languages, clock, pace, patience, draw)
    for observer in (dispatcher.message, dispatcher.edited_message, dispatcher.callback_query):
        observer.outer_middleware(access)
    dispatcher.message.register(_said)
    dispatcher.edited_message.register(_edited)
    dispatcher.callback_query.register(_tapped)
    return dispatcher


async def _said(_: object, turn: Said) -> None:
    await said(turn)


async def _edited(_: object, turn: Said) -> None:
    await edited(turn)


async def _tapped(_: object, turn: Tap) -> None:
    await TAPS(turn)
