"""Languages: Korean msgids stand in the screens, English in `locales/en/*.po`.

A missing translation shows the Korean.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from babel.messages.pofile import read_po

from bot.payments.pay_links import PayLinks

_LOCALES: Final = Path(__file__).parent / "locales"


class Html(str):
    """Text that is already Telegram HTML and is not escaped again."""

    __slots__ = ()


class Translator:
    """Turns msgids into one language. Called, it gives HTML: every parameter that is not Html is escaped."""

    def __init__(self, language: str, catalogue: Mapping[str, str], links: PayLinks | None = None) -> None:
        self.language = language
        self.links = links
        """What makes the addresses in texts; None where no pay link can work."""
        self._catalogue = catalogue

    def __call__(self, msgid: str, **params: object) -> Html:
        """The text as Telegram HTML."""
        safe = {
            name: value if isinstance(value, Html) else html.escape(str(value), quote=False)
            for name, value in params.items()
        }
        return Html(self._text(msgid).format(**safe))

    def plain(self, msgid: str, **params: object) -> str:
        """The text as it is, for button labels, toasts and alerts."""
        return self._text(msgid).format(**params)

    def known(self, text: str) -> str:
        """A stored text: translated if it is one of ours, such as a preset reason, else as somebody wrote it."""
        return self._catalogue.get(text) or text

    def _text(self, msgid: str) -> str:
        return self._catalogue.get(msgid) or msgid


class Languages:
    """All catalogues, read once at start."""

    def __init__(self, default: str = "ko", links: PayLinks | None = None) -> None:
        self._default = default
        self.links = links
        self._translators = {
            "ko": Translator("ko", {}, links),
            "en": Translator("en", _catalogue("en"), links),
        }

    def of(self, code: str | None) -> Translator:
        """The translator for a language code of Telegram ("en-US"); the default for unknown ones."""
        short = (code or "").partition("-")[0].lower()
        return self._translators.get(short) or self._translators[self._default]


@cache
def _catalogue(language: str) -> Mapping[str, str]:
    """Read once in a process: the files come with the package and do not change."""
    texts: dict[str, str] = {}
    for path in sorted((_LOCALES / language).glob("*.po")):
        with path.open("rb") as file:
            texts |= {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id and entry.string}
    return texts
