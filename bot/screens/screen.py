"""What a screen is: HTML text and rows of buttons, as pure values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from hashlib import blake2b
from typing import Any

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup


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


@dataclass(frozen=True)
class Screen:
    """One message: Telegram HTML and its keyboard. Without slots, so that it can keep its markup."""

    text: str
    rows: Rows = ()

    @property
    def digest(self) -> str:
        """Equal for screens that look the same in Telegram."""
        return blake2b(repr((self.text, self.markup)).encode(), digest_size=12).hexdigest()

    @cached_property
    def markup(self) -> dict[str, Any] | None:
        """The keyboard as Telegram takes it, in plain values; None when there is no button."""
        return {"inline_keyboard": [[_key(button) for button in row] for row in self.rows]} if self.rows else None


def rows_of(*rows: Iterable[Button | None]) -> Rows:
    """The rows without the buttons that are None and without rows that are empty then."""
    kept = (tuple(button for button in row if button is not None) for row in rows)
    return tuple(row for row in kept if row)


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """The keyboard as aiogram's own methods take it; None when there is no button."""
    return InlineKeyboardMarkup.model_validate(Screen("", rows).markup) if rows else None


def _key(button: Button) -> dict[str, Any]:
    key: dict[str, Any] = {"text": button.label}
    if button.tap:
        key["callback_data"] = button.tap.pack()
    if button.url:
        key["url"] = button.url
    if button.copy:
        key["copy_text"] = {"text": button.copy}
    if button.style:
        key["style"] = button.style.value
    return key
