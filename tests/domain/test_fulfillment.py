"""Couriers and the checks of their numbers."""

import pytest

from domain.fulfillment import COURIERS, courier, tracking_number


def test_every_courier_is_found_by_its_code_and_links_to_the_number() -> None:
    assert COURIERS
    for known in COURIERS:
        assert courier(known.code) is known
        assert known.tracking_url("123456789012").startswith("https://")
        assert "123456789012" in known.tracking_url("123456789012")
    with pytest.raises(KeyError):
        courier("pigeon")


@pytest.mark.parametrize(
    ("code", "number", "doubtful"),
    [
        ("cj", "123456789012", False),
        ("cj", "1234567890", False),
        ("cj", "12345678901", True),
        ("epost", "1234567890123", False),
        ("logen", "12345678901", False),
        ("logen", "1234567890A", True),
        ("lotte", "123456789013", False),  # 12345678901 mod 7 = 3
        ("lotte", "123456789014", True),
        ("cj", "", True),
    ],
)
def test_length_and_check_digit_raise_doubts(code: str, number: str, doubtful: bool) -> None:
    assert courier(code).doubts(number) is doubtful


@pytest.mark.parametrize(
    ("given", "kept"),
    [(" 1234-5678-9012 ", "123456789012"), ("EB123KR", "EB123KR"), ("송장", ""), ("1" * 40, "1" * 30)],
)
def test_tracking_number_keeps_letters_and_digits(given: str, kept: str) -> None:
    assert tracking_number(given) == kept
