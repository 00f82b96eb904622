"""How amounts, times, people and states read on every screen."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from bot.i18n import Html, Translator
from bot.screens.fitting import cut
from domain.fulfillment import FulfillmentKind, courier
from domain.hours import SEOUL
from domain.lifecycle import OrderStatus
from domain.money import Money
from domain.payment import PaymentMethod, PaymentState

NBSP: Final = "\u00a0"
"""A space at which no line breaks."""


def msgid(text: str) -> str:
    """Marks a text that is translated somewhere else, so that the catalogue's test finds it."""
    return text


def with_number(text: Html, number: int) -> Html:
    """`… · 3309803`: the number of the order that a short text is about, never alone at the start of a line."""
    return Html(f"{text}{NBSP}·{NBSP}{number}")


# Amounts and times


def won(money: Money, t: Translator) -> str:
    """`6,000원`, credits `−3,500원` with a real minus sign."""
    return t.plain("{sign}{amount}원", sign="−" if money.won < 0 else "", amount=f"{abs(money.won):,}")


def moment(at: datetime, t: Translator) -> str:
    """`2021. 5. 31 16:51:58`, in Seoul as all times here."""
    return _dated(at, "%H:%M:%S", t)


def minute(at: datetime, t: Translator) -> str:
    """`2021. 5. 31 16:51`."""
    return _dated(at, "%H:%M", t)


def short_moment(at: datetime, t: Translator) -> str:
    """`5. 31 16:51`."""
    return f"{day(at, t)} {clock(at)}"


def day(at: datetime, t: Translator) -> str:
    """`5. 31`."""
    local = at.astimezone(SEOUL)
    return t.plain("{month}. {day}", month=local.month, day=local.day)


def clock(at: datetime) -> str:
    """`16:51`."""
    return at.astimezone(SEOUL).strftime("%H:%M")


def _dated(at: datetime, time: str, t: Translator) -> str:
    local = at.astimezone(SEOUL)
    return t.plain(
        "{year}. {month}. {day} {time}",
        year=local.year,
        month=local.month,
        day=local.day,
        time=local.strftime(time),
    )


# People


def full_phone(digits: str) -> str:
    """`010-1234-5678`; what does not look like a Korean number stays as it is."""
    found = re.fullmatch(r"(02|050\d|0\d\d)(\d{3,4})(\d{4})|(1\d{3})(\d{4})", digits)
    return "-".join(part for part in found.groups() if part) if found else digits


def mask_phone(digits: str) -> str:
    """`010-****-1234`; only the last four digits of a number without area code."""
    parts = full_phone(digits).split("-")
    if len(parts) == 3:
        return f"{parts[0]}-****-{parts[2]}"
    return f"****-{digits[-4:]}" if len(digits) > 4 else ""


def mask_address(address: str) -> str:
    """The first words of an address, never its last one nor a postal code: `경기 부천시 조마루로 …`."""
    words = re.sub(r"^\(?\d{5}\)?\s+", "", address.strip()).split()
    if len(words) < 2:
        return cut(address, 5)
    shown = cut(" ".join(words[: min(3, len(words) - 1)]), 16)
    return f"{shown.removesuffix('…').rstrip()} …"


# States

_STATUS: Final = {
    OrderStatus.PLACED: msgid("📥 주문접수"),
    OrderStatus.CONFIRMED: msgid("📦 주문확인"),
    OrderStatus.CANCEL_REQUESTED: msgid("⚠️ 취소요청"),
    OrderStatus.COMPLETED: msgid("✅ 주문완료"),
    OrderStatus.CANCELED: msgid("❌ 취소완료"),
}
_METHOD: Final = {
    PaymentMethod.BANK_TRANSFER: msgid("무통장 입금"),
    PaymentMethod.PAY_LINK: msgid("결제문자 요청"),
    PaymentMethod.DOOR_CARD: msgid("만나서 / 카드"),
    PaymentMethod.DOOR_CASH: msgid("만나서 / 현금"),
}
_PAYMENT: Final = {
    PaymentState.PAID: msgid("💰 결제완료"),
    PaymentState.REFUND_DUE: msgid("환불 필요"),
    PaymentState.REFUNDED: msgid("환불완료"),
}


def status_title(status: OrderStatus, t: Translator) -> str:
    """`📥 주문접수`: icon and label. One msgid, because a button of the same word translates differently."""
    return t.plain(_STATUS[status])


def payment_label(method: PaymentMethod, t: Translator) -> str:
    return t.plain(_METHOD[method])


def payment_state_label(state: PaymentState, t: Translator) -> str:
    """Empty while nothing was paid. Its line never breaks between the icon and the word."""
    return t.plain(_PAYMENT[state]).replace(" ", NBSP) if state in _PAYMENT else ""


def fulfillment_label(kind: FulfillmentKind, t: Translator) -> str:
    return t.plain("픽업") if kind is FulfillmentKind.PICKUP else t.plain("배송")


def courier_name(code: str, t: Translator) -> str:
    """The courier's name in the reader's language. Raises KeyError for an unknown code."""
    return t.plain(courier(code).name)


def tracking_label(number: str) -> str:
    """`1234-5678-9012`: digits in groups of four; anything else as it is."""
    return "-".join(re.findall(r"\d{1,4}", number)) if number.isdigit() else number
