"""환경설정: staff, hours, pausing, reminders, quick replies."""

from __future__ import annotations

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData


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


class PayStep(StrEnum):
    """What the owner sets about payments, or which screen of it opens."""

    SHOW = "show"
    KEYS = "keys?"
    REMOVE_ASK = "rem?"
    REMOVE = "rem"
    TIMES = "time"
    DAYS = "days"
    GRACE = "grace"
    ACCOUNTS = "vacc"
    ACCOUNT_ASK = "acc?"
    ACCOUNT_SAVE = "acc"
    ACCOUNT_DROP_ASK = "drop?"
    ACCOUNT_DROP = "drop"


class PaySettings(CallbackData, prefix="ps"):
    """환경설정 → 결제; `arg` is a number of days, or of hours, 1 for on, or what ties [저장] to an account."""

    step: PayStep
    shop: int
    arg: int = 0
