"""The navigator: home, lists, search, and what both sides close or cannot press."""

from __future__ import annotations

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData


class Tab(StrEnum):
    """The lists of the navigator."""

    ALL = "all"
    PLACED = "placed"
    CONFIRMED = "confirmed"
    CANCEL_REQUESTED = "asked"
    COMPLETED = "completed"
    CANCELED = "canceled"
    APPROVAL = "approval"
    UNPAID = "unpaid"
    REFUND = "refund"


class Home(CallbackData, prefix="h"):
    """The navigator's home screen; `fresh` marks [새로고침], which answers with a toast."""

    shop: int
    fresh: bool = False


class OrderList(CallbackData, prefix="l"):
    """A list page beside `anchor` (an order id, 0: from the newest); `newer` tells on which side of it."""

    shop: int
    tab: Tab
    page: int = 1
    anchor: int = 0
    newer: bool = False


class OpenOrder(CallbackData, prefix="o"):
    """Opens an order in the navigator."""

    order: int


class Search(CallbackData, prefix="f"):
    """Page 0 asks what to look for; later pages show what the last search of this chat found."""

    shop: int
    page: int = 0


class ChooseShop(CallbackData, prefix="w"):
    """Lists the shops in which the person works."""


class Report(CallbackData, prefix="rp"):
    """A shop's numbers of a `period` (see domain.use_cases.see_report) that ends today."""

    shop: int
    period: str


class Noop(CallbackData, prefix="n"):
    """A label that looks like a button, such as [1 / 2]; `says` picks its toast."""

    says: str = ""


class Close(CallbackData, prefix="x"):
    """[닫기] of a message that shows no order: its buttons go, and any input it asked for ends."""
