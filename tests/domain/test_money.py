"""Amounts of won."""

import pytest

from domain.errors import InvalidAmount
from domain.money import MOST_WON, ZERO, Money, Takings, sum_of, total_of


def test_money_adds_subtracts_multiplies_and_compares() -> None:
    assert Money(3000) + Money(500) - Money(1000) == Money(2500)
    assert Money(3500) * 2 == Money(7000)
    assert -Money(3500) < ZERO < Money(1)
    assert not ZERO
    assert Money(-1)
    assert total_of([]) == ZERO
    assert total_of([Money(3000), Money(-3500)]) == Money(-500)


@pytest.mark.parametrize("given", [1.0, "3000", True, None])
def test_only_whole_numbers_are_money(given: object) -> None:
    with pytest.raises(TypeError):
        Money(given)  # type: ignore[arg-type]


@pytest.mark.parametrize("sign", [1, -1])
def test_amount_beyond_any_order_is_refused(sign: int) -> None:
    assert Money(sign * MOST_WON).won == sign * MOST_WON
    with pytest.raises(InvalidAmount):
        Money(sign * (MOST_WON + 1))
    with pytest.raises(InvalidAmount):
        Money(sign * MOST_WON) * 2


def test_a_good_day_takes_more_than_any_order_may() -> None:
    assert Takings(3 * MOST_WON).won == 3 * MOST_WON


def test_what_is_reckoned_with_money_that_moved_has_no_bound_either() -> None:
    most, moved = Money(MOST_WON), sum_of([Money(MOST_WON)] * 3)
    assert (most - moved, most + moved, -moved) == (
        Takings(-2 * MOST_WON),
        Takings(4 * MOST_WON),
        Takings(-3 * MOST_WON),
    )
    assert (moved - moved, ZERO) == (ZERO, Takings(0))
    assert max(most, moved) == moved > most
    assert len({Money(5), Takings(5)}) == 1
    with pytest.raises(InvalidAmount):
        total_of([most, most])
