"""What a customer presses: their own orders, and the way to a new one."""

from __future__ import annotations

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData


class OwnStep(StrEnum):
    """What a customer's button does to their own order, or which screen of it it opens."""

    CARD = "card"
    DETAIL = "detail"
    CANCEL_ASK = "canc?"
    CANCEL = "canc"
    REQUEST_ASK = "ask?"
    REQUEST_REASON = "why"
    REQUEST_TYPE = "type?"
    WITHDRAW = "back"
    WRITE = "write?"
    APPROVE = "yes"
    DECLINE_ASK = "no?"
    DECLINE_TYPE = "notype?"
    DECLINE = "no"
    CHOOSE_ASK = "pick?"
    CHOOSE_TURN = "turn"
    CHOOSE = "pick"
    REPORT_ASK = "paid?"
    REPORT = "paid"
    REFUND_ACCOUNT = "racc?"
    ACCOUNT = "vacc"


class OwnOrder(CallbackData, prefix="c"):
    """A customer's button on an order; one about a round of edits names it in `arg`, with the amount it agrees to."""

    step: OwnStep
    order: int
    version: int
    arg: str = ""


class OwnOrders(CallbackData, prefix="m"):
    """내 주문: the person's own orders; `order` opens one as a new card at the end of the chat."""

    order: int = 0


class Visit(CallbackData, prefix="v"):
    """A customer enters a shop to which they came before."""

    shop: int


class Consent(CallbackData, prefix="k"):
    """The consent screen: `more` shows what it means in full."""

    shop: int
    more: bool = False
    agree: bool = False


class BuyStep(StrEnum):
    """A step of placing an order."""

    PRODUCTS = "list"
    ADD = "add"
    REMOVE = "sub"
    PICTURE = "pic"
    FULFILLMENT = "how?"
    DELIVERY = "deliv"
    PICKUP = "pick"
    NAME = "name"
    PHONE = "phone"
    ADDRESS = "addr"
    PAYMENT = "pay"
    OUT_OF_STOCK = "oos"
    NOTE = "note?"
    SUMMARY = "sum"
    PLACE = "place"
    QUIT = "quit"


class Buy(CallbackData, prefix="b"):
    """A button of the ordering screens; `arg` is a product id, a page, a method, a wish, or a saved detail."""

    step: BuyStep
    shop: int
    arg: str = ""


class AskShop(CallbackData, prefix="a"):
    """A customer's inquiry to a shop, about no order."""

    shop: int
