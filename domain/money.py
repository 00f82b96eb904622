"""Amounts of Korean won."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import total_ordering
from typing import Final

from domain.errors import InvalidAmount

MOST_WON: Final = 999_999_999
"""No single price, fee or total goes beyond this, in either direction."""


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
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

    def __eq__(self, other: object) -> bool:
        return self.won == other.won if isinstance(other, Money) else NotImplemented

    def __lt__(self, other: Money) -> bool:
        return self.won < other.won

    def __hash__(self) -> int:
        return hash(self.won)

    def __add__(self, other: Money) -> Money:
        return self._with(other)(self.won + other.won)

    def __sub__(self, other: Money) -> Money:
        return self._with(other)(self.won - other.won)

    def __mul__(self, times: int) -> Money:
        return Money(self.won * times)

    def __neg__(self) -> Money:
        return type(self)(-self.won)

    def __bool__(self) -> bool:
        return self.won != 0

    def _with(self, other: Money) -> type[Money]:
        """What a sum is: bounded only if both parts are."""
        return Takings if isinstance(self, Takings) or isinstance(other, Takings) else Money


ZERO: Final = Money(0)


class Takings(Money):
    """What has moved, or what many orders come to: it has no bound, and nothing that is reckoned with it has one."""

    __slots__ = ()

    def _check_bound(self) -> None:
        """Money that has come is there, however much it is."""


def total_of(amounts: Iterable[Money]) -> Money:
    """What a sheet comes to, zero for an empty one. Raises InvalidAmount."""
    return Money(sum(amount.won for amount in amounts))


def sum_of(amounts: Iterable[Money]) -> Takings:
    """What has moved in all, without a bound."""
    return Takings(sum(amount.won for amount in amounts))
