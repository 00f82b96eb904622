"""What a member of the staff does with an order."""

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
    EXTRA_ASK = "extra?"
    EXTRA = "extra"
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


class OpenTyped(CallbackData, prefix="t"):
    """Seven digits came while a prompt was open: `open` opens that order, else they are the input."""

    order: int
    open: bool
