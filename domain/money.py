"""Amounts of Korean won."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from domain.errors import InvalidAmount

MOST_WON: Final = 999_999_999
"""No single price, fee or total goes beyond this, in either direction."""


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """A whole number of won; negative for credits. Refuses floats, strings and anything beyond MOST_WON."""

    won: int

    def __post_init__(self) -> None:
        if type(self.won) is not int:
            raise TypeError(f"won must be an int, not {type(self.won).__name__}")
        self._check_bound()

    def _check_bound(self) -> None:
        if abs(self.won) > MOST_WON:
            raise InvalidAmount(won=self.won)

    def __add__(self, other: Money) -> Money:
        return Money(self.won + other.won)

    def __sub__(self, other: Money) -> Money:
        return Money(self.won - other.won)

    def __mul__(self, times: int) -> Money:
        return Money(self.won * times)

    def __neg__(self) -> Money:
        return Money(-self.won)

    def __bool__(self) -> bool:
        return self.won != 0


ZERO: Final = Money(0)


class Takings(Money):
    """What many orders come to: it has no bound."""

    __slots__ = ()

    def _check_bound(self) -> None:
        """A good day has sums that no order may have."""


def total_of(amounts: list[Money]) -> Money:
    """The sum, zero for an empty list."""
    return Money(sum(amount.won for amount in amounts))
