"""Every screen, in both languages and with hostile data, against Telegram's limits and a 320 px phone."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from functools import cache
from html.parser import HTMLParser

import pytest

from bot.i18n import Translator
from bot.screens.fitting import BUDGET, MOST_TEXT, clip, cut, fitting, shorten_lines, stack, units, width
from bot.screens.screen import Button, Screen, keyboard
from tests.bot.screens.all_screens import all_screens
from tests.bot.screens.samples import BOTH, ENGLISH, KOREAN, LONG

_TAGS = {"b", "i", "u", "s", "code", "a", "blockquote"}


@cache
def _screens(t: Translator) -> list[tuple[str, Screen]]:
    return list(all_screens(t))


def _wrong(t: Translator, is_wrong: Callable[[Screen], object]) -> dict[str, object]:
    found = ((name, is_wrong(screen)) for name, screen in _screens(t))
    return {name: why for name, why in found if why}


def _buttons(screen: Screen) -> Iterable[Button]:
    return (button for row in screen.rows for button in row)


both_languages = pytest.mark.parametrize("t", BOTH, ids=["ko", "en"])


@both_languages
def test_every_label_fits_a_narrow_phone(t: Translator) -> None:
    def too_wide(screen: Screen) -> list[str]:
        return [key.label for row in screen.rows for key in row if width(key.label) > BUDGET.get(len(row), 0)]

    assert _wrong(t, too_wide) == {}


@both_languages
def test_no_label_is_empty_or_ends_in_a_halved_sign(t: Translator) -> None:
    def is_broken(screen: Screen) -> list[str]:
        labels = [button.label for button in _buttons(screen)]
        return [label for label in labels if not label.strip() or label.endswith(("\u200d", "\u200d…"))]

    assert _wrong(t, is_broken) == {}


@both_languages
def test_every_text_fits_a_message(t: Translator) -> None:
    assert _wrong(t, lambda screen: units(screen.text) > MOST_TEXT or not screen.text.strip()) == {}


@both_languages
def test_every_text_is_balanced_html_in_which_all_user_text_is_escaped(t: Translator) -> None:
    assert _wrong(t, lambda screen: _html_error(screen.text)) == {}


@both_languages
def test_no_placeholder_is_left_in_a_text(t: Translator) -> None:
    assert _wrong(t, lambda screen: re.search(r"\{(?!x\})\w*\}", screen.text)) == {}


@both_languages
def test_every_callback_fits_64_bytes(t: Translator) -> None:
    def too_long(screen: Screen) -> list[str]:
        packed = [button.tap.pack() for button in _buttons(screen) if button.tap]
        return [data for data in packed if len(data.encode()) > 64]

    assert _wrong(t, too_long) == {}


@both_languages
def test_every_button_does_exactly_one_thing_and_copies_at_most_256_characters(t: Translator) -> None:
    def is_broken(screen: Screen) -> list[str]:
        keyboard(screen.rows)
        return [
            key.label
            for key in _buttons(screen)
            if [key.tap, key.url, key.copy].count(None) != 2 or not len(key.copy or "") <= 256
        ]

    assert _wrong(t, is_broken) == {}


class _Checker(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.error = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.error = self.error or ("" if tag in _TAGS else f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.error = self.error or f"</{tag}>"


def _html_error(text: str) -> str:
    if stray := re.search(r"&(?!(?:lt|gt|amp|quot|#\d+);)", text):
        return f"a bare & at {stray.start()}"
    checker = _Checker()
    checker.feed(text)
    checker.close()
    return checker.error or (f"<{checker.open[-1]}> stays open" if checker.open else "")


@pytest.mark.parametrize("text", ["<b>&</b>", "<b>", "</b>", "<script>x</script>", "<b><i></b></i>"])
def test_the_html_check_finds_broken_html(text: str) -> None:
    assert _html_error(text)


@pytest.mark.parametrize(
    ("label", "wide"),
    [
        ("주문확인", 4.0),
        ("📥 주문접수 2", 6.5),
        ("⚠️ 취소대기", 5.6),
        ("주문 A", 2.9),
        ("1 / 2", 2.4),
        ("👨‍👩‍👧‍👦", 1.3),
        ("🇰🇷🇰🇷", 2.6),
        ("👍🏽", 1.3),
        ("é", 0.6),
        ("✍️", 1.3),
        ("", 0.0),
    ],
)
def test_width_counts_what_the_eye_sees(label: str, wide: float) -> None:
    assert width(label) == wide


def test_cut_keeps_joined_signs_whole() -> None:
    assert cut("👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 3.3) == "👨‍👩‍👧‍👦👨‍👩‍👧‍👦…"
    assert cut("🇰🇷🇰🇷🇰🇷", 2) == "🇰🇷…"
    assert cut("주문확인", 4) == "주문확인"
    assert cut("주문 확인 요청", 3.5) == "주문…"


def test_cut_is_never_wider_than_asked() -> None:
    for most in (1, 2, 5, 8, 17):
        assert width(cut(LONG, most)) <= most


def test_piled_up_accents_do_not_hide_a_wide_label() -> None:
    assert width(cut("é" + "\u0301" * 5000, 17)) <= 17
    assert len(cut("é" + "\u0301" * 5000, 17)) < 500


def test_clip_counts_utf16_units_and_keeps_joined_signs_whole() -> None:
    assert clip("👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 12) == "👨‍👩‍👧‍👦…"
    assert clip("가나다라", 3) == "가나…"
    assert clip("가나다", 3) == "가나다"
    assert units(html.escape(clip(LONG, 100))) <= 100


def test_fitting_takes_the_first_label_that_fits() -> None:
    assert fitting(8, "아주아주긴이름이에요", "짧은 이름", "x") == "짧은 이름"
    assert fitting(3, "주문확인", "주문확인") == "주문…"


def test_units_count_neither_tags_nor_entities() -> None:
    assert units("<b>&lt;a&amp;b&gt;</b>") == 5
    assert units("👍") == 2


def test_a_long_list_says_how_much_it_leaves_out() -> None:
    lines = [KOREAN("{n}번 줄", n=n) for n in range(1, 51)]
    text = shorten_lines(KOREAN("머리"), lines, KOREAN("꼬리"), KOREAN, most=40)
    assert text.split("\n") == ["머리", *lines[:5], "외 45건", "꼬리"]
    assert units(text) <= 40


def test_a_short_list_is_shown_whole() -> None:
    text = shorten_lines(ENGLISH("head"), [ENGLISH("one")], ENGLISH("tail"), ENGLISH)
    assert text == "head\none\ntail"


def test_stacked_lines_have_no_double_gaps() -> None:
    assert stack(KOREAN("가"), None, KOREAN(""), KOREAN(""), KOREAN("나"), KOREAN("")) == "가\n\n나"
