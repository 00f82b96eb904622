"""What staff type into the order sheet, read: lines of goods, a surcharge or discount, a delivery fee.

People write "콜라 1L 3,500원 2개", "콜라 1L, 3500, 2" or "콜라 1L 3천5백원×2". The order is name, price, quantity; a
missing quantity is 1. What cannot be read is quoted and says what is missing, and never takes a good line with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from domain.errors import InvalidText
from domain.money import MOST_WON, Money
from domain.sheet import MOST_LINE_NAME, MOST_QUANTITY, OrderLine
from domain.text import checked_text, clean, is_visible


class Fault(StrEnum):
    """Why a line could not be read."""

    NO_PRICE = "no_price"
    NO_NAME = "no_name"
    LONG_NAME = "long_name"
    QUANTITY = "quantity"
    AMOUNT = "amount"
    NEGATIVE = "negative"


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that could not be read, as it was typed."""

    given: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class Typed:
    """A whole message: the lines that could be read and those that could not, each in its order.

    A negative price is a credit. A surcharge without a word about it has an empty name.
    """

    lines: tuple[OrderLine, ...]
    unread: tuple[Unread, ...] = ()


class _Unreadable(Exception):
    def __init__(self, fault: Fault) -> None:
        self.fault = fault


def typed_goods(text: str) -> Typed:
    """Name, price and quantity in every line of the message; empty lines do not count."""
    return _each(text, _goods)


def typed_surcharges(text: str) -> Typed:
    """Amounts with or without a word about each, before or behind it; "할인 500" is negative without a sign too."""
    return _each(text, _surcharge)


def typed_fee(text: str) -> Money | Unread:
    """A delivery fee: an amount, or a word for none."""
    given = clean(text, one_line=True)
    if given.casefold() in _FREE:
        return Money(0)
    try:
        fee = _won(_FEE.fullmatch(given.translate(_SIGNS)))
    except _Unreadable as error:
        return Unread(given, error.fault)
    return fee if fee.won >= 0 else Unread(given, Fault.NEGATIVE)


def typed_amount(text: str) -> Money | None:
    """An amount above zero; None for anything else."""
    given = typed_fee(text)
    return given if isinstance(given, Money) and given else None


# How numbers are written

_SIGNS: Final = str.maketrans("０１２３４５６７８９，．￦－−–＋ｘＸ＊✕✖", "0123456789,.₩---+xx*××")
"""One spelling for every digit and sign; nothing changes its place."""
_WON: Final = (
    r"(?P<sign>[-+]?)(?:₩ ?)?(?P<minus>-?)"
    r"(?:(?P<digits>\d{1,3}(?:,\d{3})+|\d+)"
    r"|(?=\d)(?:(?P<man>\d{1,5})만)?(?:(?P<cheon>\d)천)?(?:(?P<baek>\d)백)?(?P<rest>\d{1,4})?)"
    r" ?(?:원|won|krw)?"
)
_COUNTERS: Final = (
    "개입|개|병|박스|상자|봉지|봉|캔|팩|세트|통|장|포대|포기|포|묶음|줄|잔|컵|그릇|인분|판|마리|켤레|벌|대|권|모|단"
    "|ea|pcs|box|bottles?|cans?|packs?"
)
_COUNT: Final = rf"(?P<count>[-+]?\d+) ?(?P<counter>{_COUNTERS})?"
_TIMES: Final = r"(?P<times>[x×*] ?)"
_START: Final = r"(?:^|(?<=[\s/|:])|(?<=\D,))"
_THEN: Final = r"(?:\s*[/|:]\s*|,\s+|\s+|,(?!\d{3}(?!\d)))"
"""Between two values; a comma before exactly three digits belongs to a number."""
_END: Final = r"[\s,.]*$"

_WITH_COUNT: Final = re.compile(rf"{_START}{_WON}(?:{_THEN}| ?(?=[x×*])){_TIMES}?{_COUNT}{_END}", re.I)
_COUNT_FIRST: Final = re.compile(rf"(?:^|(?<=\s)){_TIMES}{_COUNT}{_THEN}{_WON}{_END}", re.I)
_ONLY_PRICE: Final = re.compile(rf"{_START}{_WON}{_END}", re.I)
_PRICE_FIRST: Final = re.compile(rf"{_WON}{_THEN}(?=\S)", re.I)
_FEE: Final = re.compile(rf"{_WON}{_END}", re.I)
_BULLET: Final = re.compile(r"(?:[•·▪*-]|\d{1,2}[.)])\s+(?=\D)")
_FREE: Final = frozenset({"무료", "없음", "무료배송", "무료 배송", "free", "none"})
_OFF: Final = re.compile("할인|쿠폰|깎|에누리|차감|discount|coupon", re.I)
_SMALL: Final = 100
"""A signed number below it, behind a price, was meant as a quantity: nothing costs a few won."""


def _won(found: re.Match[str] | None) -> Money:
    if found is None:
        raise _Unreadable(Fault.NO_PRICE)
    parts = found.groupdict()
    units = (("man", 10_000), ("cheon", 1_000), ("baek", 100), ("rest", 1))
    digits = (parts["digits"] or "0").replace(",", "")
    if len(digits) > 12:  # before it is counted out: there are limits to that as well
        raise _Unreadable(Fault.AMOUNT)
    won = int(digits) + sum(int(parts[name] or 0) * size for name, size in units)
    if won > MOST_WON:
        raise _Unreadable(Fault.AMOUNT)
    return Money(-won if "-" in (parts["sign"], parts["minus"]) else won)


def _quantity(found: re.Match[str]) -> int | None:
    """None for a number that was not meant as one: "A4 용지 500 15000" ends with its price."""
    count = int(found["count"][:5])
    if 1 <= count <= MOST_QUANTITY:
        return count
    is_marked = bool(found["counter"] or found["times"])
    if is_marked or count == 0 or -_SMALL < count < 0:
        raise _Unreadable(Fault.QUANTITY)
    return None


# Lines


def _each(text: str, read: Callable[[str, str], OrderLine]) -> Typed:
    lines: list[OrderLine] = []
    unread: list[Unread] = []
    for row in clean(text).splitlines():
        given = _BULLET.sub("", clean(row, one_line=True), count=1) if is_visible(row) else ""
        if not given:
            continue
        try:
            lines.append(read(given, given.translate(_SIGNS)))
        except _Unreadable as error:
            unread.append(Unread(given, error.fault))
    return Typed(tuple(lines), tuple(unread))


def _goods(given: str, plain: str) -> OrderLine:
    line = _read(given, plain)
    if line is None:
        raise _Unreadable(Fault.NO_PRICE)
    if not any(sign.isalpha() or ord(sign) > 0x2190 for sign in line.name):
        raise _Unreadable(Fault.NO_NAME)
    return line


def _surcharge(given: str, plain: str) -> OrderLine:
    line = _read(given, plain)
    if line is None:
        found = _PRICE_FIRST.match(plain)
        line = _checked(given[found.end() :] if found else "", _won(found), 1)
    if _OFF.search(line.name) and not re.search(r"(?:^|\s)[-+]", plain):
        return OrderLine(line.name, -line.unit_price, line.quantity)
    return line


def _read(given: str, plain: str) -> OrderLine | None:
    """The line whose price stands at its end, with or without a quantity; None where there is no price."""
    for pattern in (_WITH_COUNT, _COUNT_FIRST):
        if (found := pattern.search(plain)) and (count := _quantity(found)):
            return _checked(given[: found.start()], _won(found), count)
    found = _ONLY_PRICE.search(plain)
    return _checked(given[: found.start()], _won(found), 1) if found else None


def _checked(name: str, price: Money, quantity: int) -> OrderLine:
    name = name.strip(" ,/|:-\t")
    if name:
        try:
            name = checked_text(name, field="line", most=MOST_LINE_NAME, one_line=True)
        except InvalidText as error:
            raise _Unreadable(Fault.LONG_NAME) from error
    if abs(price.won) * quantity > MOST_WON:
        raise _Unreadable(Fault.AMOUNT)
    return OrderLine(name, price, quantity)
