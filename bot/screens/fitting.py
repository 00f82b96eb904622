"""Makes labels fit a narrow phone and texts fit a message, never cutting inside what the eye sees as one sign."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bot.i18n import Html, Translator

MOST_TEXT: Final = 4096
BUDGET: Final[Mapping[int, float]] = {1: 17, 2: 8, 3: 5, 4: 3, 5: 2}
"""How wide a label may be, by the number of buttons in its row."""
_WIDEST: Final = 1.3
GAP: Final = Html("")
"""An empty line for `stack`."""


def width(text: str) -> float:
    """How wide a label is drawn: Hangul 1.0, emoji 1.3, Latin, digit or symbol 0.6, space 0.3."""
    return round(sum(_cluster_width(cluster) for cluster in _clusters(text)), 2)


def cut(text: str, most: float) -> str:
    """The text, shortened with … to a width of `most`; what is one sign to the eye stays whole or goes."""
    if len(text) * _WIDEST <= most or width(text) <= most:
        return text
    kept, room = "", most - width("…")
    for cluster in _clusters(text):
        room -= _cluster_width(cluster)
        if room < 0:
            break
        kept += cluster
    return kept.rstrip() + "…"


def clip(text: str, most: int) -> str:
    """The text, shortened with … to `most` UTF-16 units, cut as `cut` cuts."""
    if _utf16(text) <= most:
        return text
    kept, room = "", most - 1
    for cluster in _clusters(text):
        room -= _utf16(cluster)
        if room < 0:
            break
        kept += cluster
    return kept.rstrip() + "…"


def fitting(most: float, *labels: str) -> str:
    """The first label that is no wider than `most`; the last one, cut, if none is."""
    return next((label for label in labels if width(label) <= most), cut(labels[-1], most))


def _clusters(text: str) -> Iterator[str]:
    cluster = ""
    for character in text:
        if cluster and (len(cluster) == _MOST_CLUSTER or not _continues(cluster, character)):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


_ZWJ: Final = "\u200d"
_MOST_CLUSTER: Final = 16
"""Longer than any emoji: piled-up accents must not hide a long text."""


def _continues(cluster: str, character: str) -> bool:
    if character == _ZWJ or cluster[-1] == _ZWJ or unicodedata.category(character) in ("Mn", "Me", "Mc"):
        return True
    if "\U0001f1e6" <= character <= "\U0001f1ff":  # two regional indicators are one flag
        return len(cluster) == 1 and "\U0001f1e6" <= cluster <= "\U0001f1ff"
    is_skin_tone = "\U0001f3fb" <= character <= "\U0001f3ff"
    is_tag = "\U000e0020" <= character <= "\U000e007f"
    is_vowel_or_final = "\u1160" <= character <= "\u11ff"
    return is_skin_tone or is_tag or is_vowel_or_final


def _cluster_width(cluster: str) -> float:
    first = cluster[0]
    if first.isspace():
        return 0.3
    is_wide = unicodedata.east_asian_width(first) in "WF"
    if "\ufe0f" in cluster or first >= "\U0001f000" or (is_wide and "\u2300" <= first <= "\u2bff"):
        return _WIDEST
    return 1.0 if is_wide else 0.6


def units(text: str) -> int:
    """The length that Telegram counts: UTF-16 units after entities and tags are read."""
    return _utf16(html.unescape(re.sub(r"<[^>]*>", "", text)))


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def escaped(text: str) -> Html:
    """Plain text as Telegram HTML."""
    return Html(html.escape(text, quote=False))


def bold(text: Html) -> Html:
    return Html(f"<b>{text}</b>")


def stack(*lines: Html | None) -> Html:
    """The lines below each other; None is left out, an empty one is a gap, and gaps neither double nor end it."""
    text = "\n".join(line for line in lines if line is not None)
    return Html(re.sub(r"\n{3,}", "\n\n", text).strip("\n"))


def shorten_lines(head: Html, lines: Sequence[Html], tail: Html, t: Translator, most: int = MOST_TEXT) -> Html:
    """Head, lines and tail below each other; as many of the last lines as needed become "외 N건".

    Lines stay whole; head and tail must fit together.
    """
    room = most - units(head) - units(tail) - units(t("외 {n}건", n=len(lines))) - 3
    kept = 0
    for line in lines:
        room -= units(line) + 1
        if room < 0:
            break
        kept += 1
    rest = len(lines) - kept
    return Html("\n".join((head, *lines[:kept], *([t("외 {n}건", n=rest)] if rest else []), tail)))
