"""The wire format of the buttons: what stands in `callback_data`, at most 64 bytes.

Old buttons stay in chats for months. So prefixes and step values are never renamed and never reused with another
meaning, an order's button carries the version it was drawn from, and nothing personal stands in any of them.
"""

from bot.callbacks.customers import AskShop, Buy, BuyStep, Consent, OwnOrder, OwnOrders, OwnStep, Visit
from bot.callbacks.lists import ChooseShop, Close, Home, Noop, OpenOrder, OrderList, Report, Search, Tab
from bot.callbacks.orders import EDITING, OpenTyped, ShopOrder, ShopStep
from bot.callbacks.settings import (
    Alerts,
    Hours,
    HoursStep,
    Join,
    Nudge,
    NudgeStep,
    OfferGroups,
    PauseOrders,
    PaySettings,
    PayStep,
    QuickReplies,
    QuickStep,
    Settings,
    Staff,
    StaffStep,
)
from bot.callbacks.talk import Inquiries, Talk, TalkStep

__all__ = [
    "EDITING",
    "Alerts",
    "AskShop",
    "Buy",
    "BuyStep",
    "ChooseShop",
    "Close",
    "Consent",
    "Home",
    "Hours",
    "HoursStep",
    "Inquiries",
    "Join",
    "Noop",
    "Nudge",
    "NudgeStep",
    "OfferGroups",
    "OpenOrder",
    "OpenTyped",
    "OrderList",
    "OwnOrder",
    "OwnOrders",
    "OwnStep",
    "PauseOrders",
    "PaySettings",
    "PayStep",
    "QuickReplies",
    "QuickStep",
    "Report",
    "Search",
    "Settings",
    "ShopOrder",
    "ShopStep",
    "Staff",
    "StaffStep",
    "Tab",
    "Talk",
    "TalkStep",
    "Visit",
]
