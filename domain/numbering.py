"""Order numbers: random, without a leading zero, unique within a shop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from domain.errors import NoNumberLeft

_TRIES: Final = 50
_HALF_OF_SEVEN_DIGITS: Final = 4_500_000


def free_number(orders_so_far: int, is_taken: Callable[[int], bool], draw: Callable[[int, int], int]) -> int:
    """A free number of 7 digits, of 8 once half of the 7-digit ones are used.

    `draw(low, high)` returns a random int between both, inclusive. Raises NoNumberLeft after 50 taken draws.
    """
    low = 1_000_000 if orders_so_far < _HALF_OF_SEVEN_DIGITS else 10_000_000
    for _ in range(_TRIES):
        number = draw(low, low * 10 - 1)
        if not is_taken(number):
            return number
    raise NoNumberLeft()
