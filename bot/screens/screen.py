"""What a screen is: HTML text and rows of buttons, as pure values."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup


class Style(StrEnum):
    """Telegram's button colours; never the only signal."""

    PRIMARY = "primary"
    SUCCESS = "success"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """One key. `label` is plain text; exactly one of `tap`, `url` and `copy` is set."""

    label: str
    tap: CallbackData | None = None
    style: Style | None = None
    url: str | None = None
    copy: str | None = None


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """One message: Telegram HTML and its keyboard."""

    text: str
    rows: Rows = ()

    @property
    def digest(self) -> str:
        """Equal for screens that look the same in Telegram."""
        return hashlib.blake2b(repr((self.text, keyboard(self.rows))).encode(), digest_size=12).hexdigest()


def rows_of(*rows: Iterable[Button | None]) -> Rows:
    """The rows without the buttons that are None and without rows that are empty then."""
    kept = (tuple(button for button in row if button is not None) for row in rows)
    return tuple(row for row in kept if row)


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """The keyboard as Telegram takes it; None when there is no button."""
    if not rows:
        return None
    return InlineKeyboardMarkup(inline_keyboard=[[_key(button) for button in row] for row in rows])


def _key(button: Button) -> InlineKeyboardButton:
    return InlineKeyboardButton(
        text=button.label,
        callback_data=button.tap.pack() if button.tap else None,
        url=button.url,
        copy_text=CopyTextButton(text=button.copy) if button.copy else None,
        style=button.style.value if button.style else None,
    )
