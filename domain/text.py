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


def units(text: str) -> int:
    """Its length as Telegram counts: in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, most: int) -> list[str]:
    """The text in parts of at most `most` units, cut at a line's or a word's end where there is one.

    Nothing is lost but the white space at a cut.
    """
    parts = []
    while units(text) > most:
        end = _end_within(text, most)
        parts.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return [*parts, text]


def _end_within(text: str, most: int) -> int:
    """Where to cut; in the last quarter if there is a gap, else inside the word, but not inside a joined sign."""
    end = len(text.encode("utf-16-le", "surrogatepass")[: most * 2].decode("utf-16-le", "ignore"))
    for gap in ("\n", " "):
        if (found := text.rfind(gap, end * 3 // 4, end)) > 0:
            return found
    while end > 1 and (_joins(text[end]) or text[end - 1] == _JOINER):
        end -= 1
    return end


_JOINER: Final = "\u200d"


def _joins(character: str) -> bool:
    return character == _JOINER or "\U0001f3fb" <= character <= "\U0001f3ff" or unicodedata.category(character) == "Mn"
