"""What people type, made safe to store and to show: length, control and bidirectional characters."""

from __future__ import annotations

import unicodedata
from typing import Final

from domain.errors import InvalidText

# Overrides and isolates can make one text read as another ("0원 …"); joiners stay, emoji need them.
_BIDI: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Hangul fillers and the empty Braille pattern: counted as letters and signs, and drawn as nothing."""


def clean(given: str, *, one_line: bool = False) -> str:
    """The text without control, bidirectional and surrogate characters, trimmed; on one line if asked."""
    kept = "".join(c for c in given.replace("\r\n", "\n") if _is_kept(c))
    if one_line:
        return " ".join(kept.split())
    return kept.strip()


def checked_text(given: str, *, field: str, most: int, one_line: bool = False) -> str:
    """The cleaned text, 1 to `most` characters, some of them visible. Raises InvalidText, which names the field."""
    text = clean(given, one_line=one_line)
    if len(text) > most or not is_visible(text):
        raise InvalidText(field=field, most=most, length=len(text))
    return text


def is_visible(text: str) -> bool:
    """Whether anything of it is drawn."""
    return any(_is_visible(character) for character in text)


def _is_visible(character: str) -> bool:
    """A joiner or a zero-width space alone would make a blank button, which Telegram refuses."""
    if character.isspace() or character in _BLANK:
        return False
    return unicodedata.category(character) not in ("Cf", "Mn")


def _is_kept(character: str) -> bool:
    if character in "\n\t":
        return True
    return character not in _BIDI and unicodedata.category(character) not in ("Cc", "Cs")
