"""The wire format of the buttons: what stands in `callback_data`, at most 64 bytes.

Old buttons stay in chats for months. So prefixes and step values are never renamed and never reused with another
meaning, an order's button carries the version it was drawn from, and nothing personal stands in any of them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from aiogram.filters.callback_data import CallbackData


class ShopStep(StrEnum):
    """What a staff button does to its order, or which screen of the order it opens."""

    CARD = "card"
    DETAIL = "detail"
    CONFIRM_ASK = "conf?"
    CONFIRM = "conf"
    COMPLETE_ASK = "done?"
    COMPLETE_OWN = "own?"
    COMPLETE_PARCEL = "parc?"
    COURIERS = "cour?"
    COMPLETE_NO_NUMBER = "nonum?"
    COMPLETE = "done"
    CANCEL_ASK = "canc?"
    CANCEL_REASON = "cwhy?"
    CANCEL_TYPE = "ctype?"
    CANCEL = "canc"
    APPROVE_ASK = "appr?"
    APPROVE = "appr"
    KEEP_ASK = "keep?"
    KEEP_REASON = "kwhy"
    DEPOSIT_ASK = "paid?"
    DEPOSIT = "paid"
    REFUND_ASK = "back?"
    REFUND = "back"
    WRITE = "write?"
    EDIT = "edit?"
    TAKE_OVER = "take"
    ADD_ASK = "add?"
    ADD_PICK = "addp"
    ADD_COUNT = "addn"
    ADD = "add"
    VOID_ASK = "void?"
    VOID_COUNT = "voidn"
    VOID = "void"
    REPLACE_ASK = "repl?"
    REPLACE = "repl"
    SURCHARGE_ASK = "plus?"
    FEE_ASK = "fee?"
    FEE = "fee"
    DROP_ASK = "drop?"
    DROP = "drop"
    UNDO = "undo"
    DISCARD_ASK = "disc?"
    DISCARD = "disc"
    SEND_ASK = "send?"
    SEND = "send"
    PULL_BACK = "pull"
    COUNTER = "cntr"
    PAY_ASK = "pay?"
    PAY = "pay"
    PAY_REMIND = "nudge"
    PAY_WITHDRAW = "unpay"
    PAY_WITHDRAW_EDIT = "unpayed"
    NOT_PAID = "nopay"
    UNDEPOSIT_ASK = "undep?"
    UNDEPOSIT = "undep"
    METHOD_ASK = "method?"
    METHOD = "method"
    GIVE_BACK_ASK = "give?"
    GIVE_BACK = "give"
    GIVE_AGAIN = "again"


EDITING: Final = frozenset(
    {
        ShopStep.EDIT,
        ShopStep.TAKE_OVER,
        ShopStep.PAY_WITHDRAW_EDIT,
        ShopStep.ADD_ASK,
        ShopStep.ADD_PICK,
        ShopStep.ADD_COUNT,
        ShopStep.ADD,
        ShopStep.VOID_ASK,
        ShopStep.VOID_COUNT,
        ShopStep.VOID,
        ShopStep.REPLACE_ASK,
        ShopStep.REPLACE,
        ShopStep.SURCHARGE_ASK,
        ShopStep.FEE_ASK,
        ShopStep.FEE,
        ShopStep.DROP_ASK,
        ShopStep.DROP,
        ShopStep.UNDO,
        ShopStep.DISCARD_ASK,
        ShopStep.DISCARD,
        ShopStep.SEND_ASK,
    }
)
"""The steps of the order sheet's editor: one that comes too late leaves it open."""


class ShopOrder(CallbackData, prefix="s"):
    """A staff button on an order; `arg` is the number of a preset reason, a courier, a page, a handover, or a line."""

    step: ShopStep
    order: int
    version: int
    arg: str = ""


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


class Settings(CallbackData, prefix="g"):
    """환경설정 of a shop; `duty` turns the person's own notices on (1) or off (0)."""

    shop: int
    duty: int = -1


class OfferGroups(CallbackData, prefix="og"):
    """하나씩 고르기, on or off for the shop's customers."""

    shop: int
    on: bool


class StaffStep(StrEnum):
    """What the owner does with the staff, or which screen of it opens."""

    LIST = "list"
    INVITE_ASK = "inv?"
    INVITE = "inv"
    MEMBER = "mem"
    ROLE = "role"
    REMOVE_ASK = "rem?"
    REMOVE = "rem"
    HAND_OVER_ASK = "own?"
    HAND_OVER = "own"


class Staff(CallbackData, prefix="p"):
    """A button about the staff; `user` is a member, `role` the role to give."""

    step: StaffStep
    shop: int
    user: int = 0
    role: str = ""


class Join(CallbackData, prefix="j"):
    """The owner's answer to whoever opened an invite."""

    invite: int
    accept: bool


class Noop(CallbackData, prefix="n"):
    """A label that looks like a button, such as [1 / 2]; `says` picks its toast."""

    says: str = ""


class Close(CallbackData, prefix="x"):
    """[닫기] of a message that shows no order: its buttons go, and any input it asked for ends."""


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


class OpenTyped(CallbackData, prefix="t"):
    """Seven digits came while a prompt was open: `open` opens that order, else they are the input."""

    order: int
    open: bool


class HoursStep(StrEnum):
    """What the owner does with the shop's hours, or which screen of them opens."""

    SHOW = "show"
    WEEK = "week"
    DAY = "day"
    SET = "set"
    TYPE = "type"
    HOLIDAYS = "hol"
    CLOSINGS = "days"
    CLOSE = "off"
    CLOSE_TYPE = "off?"
    REOPEN = "on"


class Hours(CallbackData, prefix="hr"):
    """A button of 영업시간; `day` is a day of the week from 0, -1 for all; `arg` a preset, 0 or 1, or a date."""

    step: HoursStep
    shop: int
    day: int = -1
    arg: str = ""


class PauseOrders(CallbackData, prefix="pz"):
    """주문 잠시 중단: empty `how` asks for how long; minutes, "today", "open" (until resumed) or "resume"."""

    shop: int
    how: str = ""


class NudgeStep(StrEnum):
    """What the shop says to a reminder."""

    LATER = "later"
    STOP = "stop"


class Nudge(CallbackData, prefix="nd"):
    """[1시간 뒤] and [그만] of a reminder; `subject` is what it is about, an order or a conversation."""

    step: NudgeStep
    kind: str
    subject: int


class Alerts(CallbackData, prefix="al"):
    """환경설정 → 알림: the list, one `kind`, or a new `value` of one of its fields."""

    shop: int
    kind: str = ""
    field: str = ""
    value: int = 0


class TalkStep(StrEnum):
    """What a staff button does in a conversation with a customer."""

    OPEN = "open"
    """`arg` 0 opens it in a new message, else it is a page of its history."""
    TAKE = "take"
    QUICK = "quick"
    """`arg` is the key of a quick reply."""
    SEND = "send"
    """What was typed while somebody else was answering is sent after all."""
    CLOSE = "close"
    """`arg` is how many messages were waiting on the screen."""
    LEAVE = "leave"


class Talk(CallbackData, prefix="q"):
    """A staff button of a conversation."""

    step: TalkStep
    thread: int
    arg: int = 0


class Inquiries(CallbackData, prefix="i"):
    """문의내역: a page of the conversations that wait for an answer."""

    shop: int
    page: int = 1


class QuickStep(StrEnum):
    """What is done about a shop's quick replies."""

    LIST = "list"
    ADD = "add?"
    SHOW = "show"
    REMOVE = "rem"


class QuickReplies(CallbackData, prefix="r"):
    """자주 쓰는 답장 in the settings; `key` names one of them."""

    step: QuickStep
    shop: int
    key: int = 0


class AskShop(CallbackData, prefix="a"):
    """A customer's inquiry to a shop, about no order."""

    shop: int


class Report(CallbackData, prefix="rp"):
    """A shop's numbers of a `period` (see domain.use_cases.see_report) that ends today."""

    shop: int
    period: str
