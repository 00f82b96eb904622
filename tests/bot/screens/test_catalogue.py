"""The English catalogue against the texts that the bot's source uses."""

from __future__ import annotations

from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from tests.bot.screens.msgids import SOURCE, msgids_of, used_msgids

_CATALOGUES = sorted((SOURCE / "locales" / "en").glob("*.po"))


def _entries(path: Path) -> list[tuple[str, str]]:
    with path.open("rb") as file:
        return [(str(entry.id), str(entry.string)) for entry in read_po(file) if entry.id]


_ENTRIES = [entry for path in _CATALOGUES for entry in _entries(path)]


def _placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_text_of_the_source_has_an_english_translation() -> None:
    translated = {msgid for msgid, text in _ENTRIES if text}
    missing = {msgid: file for msgid, file in used_msgids().items() if msgid not in translated}
    assert missing == {}


def test_no_translation_is_left_of_a_text_that_is_gone() -> None:
    used = used_msgids()
    assert [msgid for msgid, _ in _ENTRIES if msgid not in used] == []


def test_both_sides_of_a_translation_have_the_same_placeholders() -> None:
    assert [pair for pair in _ENTRIES if _placeholders(pair[0]) != _placeholders(pair[1])] == []


def test_a_text_is_translated_in_one_catalogue_only() -> None:
    msgids = [msgid for msgid, _ in _ENTRIES]
    assert sorted(msgid for msgid in set(msgids) if msgids.count(msgid) > 1) == []


def test_no_translation_still_holds_hangul_except_a_name_as_example() -> None:
    untranslated = [text for _, text in _ENTRIES if any("가" <= sign <= "힣" for sign in text.replace("홍길동", ""))]
    assert untranslated == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('t("가")', ["가"]),
        ('t.plain("나", n=1)', ["나"]),
        ('turn.t("바")', ["바"]),
        ('msgid("다")', ["다"]),
        ('t("라" if x else "마")', ["라", "마"]),
        ("t(name)", []),
        ('print("바")', []),
    ],
)
def test_texts_are_found_in_every_kind_of_call(source: str, expected: list[str]) -> None:
    assert list(msgids_of(source)) == expected
