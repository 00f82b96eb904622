"""Lines that a member of the staff has typed and not saved, kept in their dialog between two taps."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from domain.money import Money
from domain.sheet import OrderLine
from domain.sheet_input import Fault, Typed, Unread

DATA_KEY: Final = "sheet"
"""Where a dialog's data holds them."""
_MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class PendingLines:
    """For one order. `replaces` is the key of the goods whose place they take, 0 for none."""

    order: int
    lines: tuple[OrderLine, ...] = ()
    unread: tuple[Unread, ...] = ()
    replaces: int = 0
    are_surcharges: bool = False

    def with_typed(self, typed: Typed) -> PendingLines:
        """What was typed now comes behind what was typed before; only the last message's faults are told."""
        return replace(self, lines=(*self.lines, *typed.lines), unread=typed.unread)

    def with_quantity(self, quantity: int) -> PendingLines:
        """The only line, so many times. Raises InvalidQuantity, InvalidAmount."""
        [line] = (replace(line, quantity=quantity) for line in self.lines[:1])
        _ = line.amount  # which raises before such a line is kept
        return replace(self, lines=(line,))

    def to_data(self) -> dict[str, Any]:
        """Plain JSON values, for a dialog."""
        return {
            "order": self.order,
            "lines": [[line.name, line.unit_price.won, line.quantity, line.code] for line in self.lines],
            "unread": [[one.given, one.fault.value] for one in self.unread],
            "replaces": self.replaces,
            "are_surcharges": self.are_surcharges,
        }

    @classmethod
    def kept_in(cls, dialog: Mapping[str, Any], order: int) -> PendingLines:
        """What a person's dialog holds for this order."""
        data = dialog.get(DATA_KEY)
        kept = cls.from_data(data) if data else cls(order)
        return kept if kept.order == order else cls(order)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> PendingLines:
        """What `to_data` wrote, also when it went through JSON."""
        lines = (OrderLine(name, Money(won), quantity, code) for name, won, quantity, code in data["lines"])
        unread = (Unread(given, Fault(fault)) for given, fault in data["unread"])
        return cls(data["order"], tuple(lines), tuple(unread), data["replaces"], data["are_surcharges"])


def offer_key(line: OrderLine) -> str:
    """Names an offered line in a button: short, and the same as long as name, code and price are."""
    return hashlib.blake2b(f"{line.code}\n{line.name}\n{line.unit_price.won}".encode(), digest_size=6).hexdigest()


def number(arg: str) -> int:
    """The number in a button, 0 for none."""
    return numbers(arg, 1)[0]


def numbers(arg: str, count: int) -> list[int]:
    """So many numbers out of a button that holds them with dots between; 0 for what is missing or no number."""
    given = [int(part) if part.isdecimal() and len(part) <= _MOST_DIGITS else 0 for part in arg.split(".")]
    return (given + [0] * count)[:count]
