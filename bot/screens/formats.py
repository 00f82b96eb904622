"""How amounts, times, names and states read on every screen, and how long texts are made to fit."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.i18n import Html, Translator
from domain.fulfillment import FulfillmentKind, courier
from domain.lifecycle import OrderStatus
from domain.money import Money
from domain.payment import PaymentMethod, PaymentState

SEOUL: Final = ZoneInfo("Asia/Seoul")
MOST_TEXT: Final = 4096
BUDGET: Final[Mapping[int, float]] = {1: 17, 2: 8, 3: 5, 4: 3, 5: 2}
"""How wide a label may be, by the number of buttons in its row."""


def msgid(text: str) -> str:
    """Marks a text that is translated somewhere else, so that the catalogue's test finds it."""
    return text


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
    """The first words of an address, never its last one: `경기 부천시 조마루로 …`."""
    words = address.split()
    if len(words) < 2:
        return cut(address, 5)
    return f"{cut(' '.join(words[: min(3, len(words) - 1)]), 16)} …"


# Widths


def width(text: str) -> float:
    """How wide a label is drawn: Hangul 1.0, emoji 1.3, Latin, digit or symbol 0.6, space 0.3."""
    return round(sum(_cluster_width(cluster) for cluster in _clusters(text)), 2)


def cut(text: str, most: float) -> str:
    """The text, shortened with … to a width of `most`; what is one sign to the eye stays whole or goes."""
    if width(text) <= most:
        return text
    kept, room = "", most - width("…")
    for cluster in _clusters(text):
        room -= _cluster_width(cluster)
        if room < 0:
            break
        kept += cluster
    return kept.rstrip() + "…"


def fitting(most: float, *labels: str) -> str:
    """The first label that is no wider than `most`; the last one, cut, if none is."""
    return next((label for label in labels if width(label) <= most), cut(labels[-1], most))


def _clusters(text: str) -> Iterator[str]:
    cluster = ""
    for character in text:
        if cluster and not _continues(cluster, character):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


_ZWJ: Final = "\u200d"


def _continues(cluster: str, character: str) -> bool:
    if character == _ZWJ or cluster[-1] == _ZWJ or unicodedata.category(character) in ("Mn", "Me", "Mc"):
        return True
    if "\U0001f1e6" <= character <= "\U0001f1ff":  # two regional indicators are one flag
        return len(cluster) == 1 and "\U0001f1e6" <= cluster <= "\U0001f1ff"
    is_skin_tone = "\U0001f3fb" <= character <= "\U0001f3ff"
    is_tag = "\U000e0020" <= character <= "\U000e007f"
    is_vowel_or_final = "\u1160" <= character <= "\u11ff"
    return is_skin_tone or is_tag or is_vowel_or_final


def _cluster_width(cluster: str) -> float:
    first = cluster[0]
    if first.isspace():
        return 0.3
    is_wide = unicodedata.east_asian_width(first) in "WF"
    if "\ufe0f" in cluster or first >= "\U0001f000" or (is_wide and "\u2300" <= first <= "\u2bff"):
        return 1.3
    return 1.0 if is_wide else 0.6


# Texts that must fit


def units(text: str) -> int:
    """The length that Telegram counts: UTF-16 units after entities and tags are read."""
    return len(html.unescape(re.sub(r"<[^>]*>", "", text)).encode("utf-16-le", "surrogatepass")) // 2


def bold(text: Html) -> Html:
    return Html(f"<b>{text}</b>")


def stack(*lines: Html | None) -> Html:
    """The lines below each other; None is left out, an empty one is a gap, and gaps neither double nor end it."""
    text = "\n".join(line for line in lines if line is not None)
    return Html(re.sub(r"\n{3,}", "\n\n", text).strip("\n"))


def shorten_lines(head: Html, lines: Sequence[Html], tail: Html, t: Translator, most: int = MOST_TEXT) -> Html:
    """Head, lines and tail below each other; as many of the last lines as needed become "외 N건".

    Lines stay whole; head and tail must fit together.
    """
    room = most - units(head) - units(tail) - units(t("외 {n}건", n=len(lines))) - 3
    kept = 0
    for line in lines:
        room -= units(line) + 1
        if room < 0:
            break
        kept += 1
    rest = len(lines) - kept
    return Html("\n".join((head, *lines[:kept], *([t("외 {n}건", n=rest)] if rest else []), tail)))


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


def status_icon(status: OrderStatus) -> str:
    return _STATUS[status].partition(" ")[0]


def status_label(status: OrderStatus, t: Translator) -> str:
    return status_title(status, t).partition(" ")[2]


def payment_label(method: PaymentMethod, t: Translator) -> str:
    return t.plain(_METHOD[method])


def payment_state_label(state: PaymentState, t: Translator) -> str:
    """Empty while nothing was paid."""
    return t.plain(_PAYMENT[state]) if state in _PAYMENT else ""


def fulfillment_label(kind: FulfillmentKind, t: Translator) -> str:
    return t.plain("픽업") if kind is FulfillmentKind.PICKUP else t.plain("배송")


def courier_name(code: str, t: Translator) -> str:
    """The courier's name in the reader's language. Raises KeyError for an unknown code."""
    return t.plain(courier(code).name)


def tracking_label(number: str) -> str:
    """`1234-5678-9012`: digits in groups of four; anything else as it is."""
    return "-".join(re.findall(r"\d{1,4}", number)) if number.isdigit() else number
