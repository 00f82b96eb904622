"""The lines of an order sheet as both sides read them: goods, added lines, what a round changes, and the totals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from bot.i18n import Html, Translator
from bot.screens.fitting import bold, clip, escaped, stack, units
from bot.screens.formats import won
from domain.money import ZERO, Money
from domain.sheet import AddedLine, Edits, LineKind, OrderLine, Sheet

MOST_NAME: Final = 64
"""Longer names are shortened."""


def line_name(line: AddedLine, t: Translator) -> str:
    """`콜라 1L`, `콜라 1L 취소`; a name of ours, such as 추가금, in the reader's language."""
    name = clip(t.known(line.name), MOST_NAME)
    return t.plain("{name} 취소", name=name) if line.kind is LineKind.CANCELLATION else name


def sum_line(n: int, name: str, price: Money, quantity: int, t: Translator) -> Html:
    """`1. 콜라 1L  3,500 × 1 = 3,500원`."""
    return t(
        "{n}. {name}  {price} × {quantity} = {amount}",
        n=n,
        name=name,
        price=_digits(price),
        quantity=quantity,
        amount=won(price * quantity, t),
    )


def ordered_lines(lines: Iterable[OrderLine], t: Translator) -> list[Html]:
    """상품 정보, numbered."""
    return [
        sum_line(n, clip(line.name, MOST_NAME), line.unit_price, line.quantity, t) for n, line in enumerate(lines, 1)
    ]


def added_lines(lines: Iterable[AddedLine], t: Translator, first: int = 1) -> list[Html]:
    """추가상품 정보, numbered."""
    return [sum_line(n, line_name(line, t), line.unit_price, line.quantity, t) for n, line in enumerate(lines, first)]


def changed_line(line: AddedLine, t: Translator) -> Html:
    """`＋ 콜라 1L × 1  3,500원`, `－ 콜라 1L 취소  −3,500원`: what one line changes."""
    sign = "－" if line.unit_price < ZERO or line.kind is LineKind.CANCELLATION else "＋"
    counted = line.kind is LineKind.ADDITION or line.quantity > 1
    name = f"{line_name(line, t)} × {line.quantity}" if counted else line_name(line, t)
    return escaped(f"{sign} {name}  {won(line.amount, t)}")


def fee_line(before: Money, after: Money, t: Translator) -> Html:
    """`배송비 3,000원 → 3,500원`."""
    return t("배송비 {before} → {after}", before=won(before, t), after=won(after, t))


def changed_lines(sheet: Sheet, edits: Edits, t: Translator) -> list[Html]:
    """All that these edits change on the sheet, the delivery fee last."""
    fee = [] if edits.delivery_fee is None else [fee_line(sheet.delivery_fee, edits.delivery_fee, t)]
    return [*(changed_line(line, t) for line in edits.lines), *fee]


def totals(before: Money, after: Money, t: Translator) -> str:
    """`6,000원 → 8,000원 (+2,000원)`."""
    return f"{won(before, t)} → {won(after, t)} ({difference(after - before, t)})"


def difference(by: Money, t: Translator) -> str:
    """`+2,000원`, `−2,000원`, `0원`."""
    return f"+{won(by, t)}" if by > ZERO else won(by, t)


def first_of(lines: Sequence[Html], t: Translator, most: int) -> Html:
    """As many of the first lines as fit into `most`, above "외 N건" for the others."""
    kept = _fitting(lines, t, most)
    return stack(*lines[:kept], _rest(len(lines) - kept, t))


def newest_of(lines: Sequence[Html], t: Translator, most: int) -> Html:
    """As many of the last lines as fit, below "외 N건" for those before: in a draft the newest matter most."""
    left_out = len(lines) - _fitting(lines[::-1], t, most)
    return stack(_rest(left_out, t), *lines[left_out:])


def _rest(left_out: int, t: Translator) -> Html | None:
    return t("외 {n}건", n=left_out) if left_out else None


def _fitting(lines: Sequence[Html], t: Translator, most: int) -> int:
    room, kept = most - units(t("외 {n}건", n=len(lines))) - 1, 0
    for line in lines:
        room -= units(line) + 1
        if room < 0:
            break
        kept += 1
    return kept


def titled(title: Html, body: Html) -> Html | None:
    """A part of a screen; None where there is nothing to stand in it."""
    return stack(bold(title), body) if body else None


def _digits(money: Money) -> str:
    return f"{'−' if money < ZERO else ''}{abs(money.won):,}"
