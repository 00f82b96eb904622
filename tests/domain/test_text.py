"""What people type, made safe."""

import pytest

from domain.errors import InvalidText
from domain.text import checked_text, clean


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  안녕 \n", "안녕"),
        ("한 줄\r\n두 줄", "한 줄\n두 줄"),
        ("0원\u202e 000,01", "0원 000,01"),
        ("a\x00b\x1bc\ud800d", "abcd"),
        ("👩‍🍳 셰프", "👩‍🍳 셰프"),
        ("\u2066\u200f", ""),
    ],
)
def test_control_and_direction_characters_go_and_joined_emoji_stay(given: str, kept: str) -> None:
    assert clean(given) == kept


def test_text_on_one_line_has_single_spaces() -> None:
    assert clean(" 홍\n길\t 동 ", one_line=True) == "홍 길 동"


def test_text_has_to_have_a_length_between_one_and_the_most() -> None:
    assert checked_text("가" * 5, field="note", most=5) == "가" * 5
    for given in ("", " \u200e ", "가" * 6):
        with pytest.raises(InvalidText) as caught:
            checked_text(given, field="note", most=5)
        assert caught.value.params["field"] == "note"
