"""Draws a screen the way `screens.md` does: the text, ---, and a row of [labels] with their colours."""

from __future__ import annotations

from bot.callbacks import ShopOrder, ShopStep
from bot.screens.formats import NBSP
from bot.screens.screen import Button, Screen, Style

_COLOURS = {Style.PRIMARY: " 🔵", Style.SUCCESS: " 🟢", Style.DANGER: " 🔴", None: ""}


def drawn(screen: Screen) -> str:
    """The whole screen; bold text and spaces at which no line breaks are drawn plain."""
    text = screen.text.replace("<b>", "").replace("</b>", "").replace(NBSP, " ")
    return "\n".join((text, "---", *grid(screen)) if screen.rows else (text,))


def grid(screen: Screen) -> list[str]:
    return [" ".join(f"[{key.label}{_COLOURS[key.style]}]" for key in row) for row in screen.rows]


def labels(screen: Screen) -> list[str]:
    return [key.label for row in screen.rows for key in row]


def button(screen: Screen, label: str) -> Button:
    """The button of this label."""
    return next(key for row in screen.rows for key in row if key.label == label)


def steps(screen: Screen) -> list[tuple[ShopStep, str]]:
    """What the buttons do to the order, with their argument."""
    taps = [key.tap for row in screen.rows for key in row]
    return [(tap.step, tap.arg) for tap in taps if isinstance(tap, ShopOrder)]


def as_drawn(picture: str) -> str:
    """A picture from a test's source, without its indentation's first and last line breaks."""
    return picture.strip("\n")
