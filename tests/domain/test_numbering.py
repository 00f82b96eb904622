"""Order numbers."""

import random

import pytest

from domain.errors import NoNumberLeft
from domain.numbering import free_number


def test_number_has_seven_digits_and_no_leading_zero() -> None:
    draw = random.Random(1).randint
    numbers = [free_number(0, lambda _: False, draw) for _ in range(1000)]
    assert all(1_000_000 <= number <= 9_999_999 for number in numbers)
    assert len(set(numbers)) > 990


def test_taken_numbers_are_drawn_again() -> None:
    drawn = iter([1_000_001, 1_000_002, 1_000_003])
    taken = {1_000_001, 1_000_002}
    assert free_number(0, taken.__contains__, lambda _low, _high: next(drawn)) == 1_000_003


def test_numbers_have_eight_digits_once_half_of_the_shorter_ones_are_used() -> None:
    ranges: list[tuple[int, int]] = []

    def draw(low: int, high: int) -> int:
        ranges.append((low, high))
        return low

    free_number(4_499_999, lambda _: False, draw)
    free_number(4_500_000, lambda _: False, draw)
    assert ranges == [(1_000_000, 9_999_999), (10_000_000, 99_999_999)]


def test_drawing_ends_when_all_is_taken() -> None:
    with pytest.raises(NoNumberLeft):
        free_number(0, lambda _: True, lambda low, _high: low)
