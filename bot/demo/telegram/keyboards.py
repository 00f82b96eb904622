"""Inline keyboards: what Telegram accepts, and how a person sees the buttons."""

import ipaddress
import re
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from bot.demo.telegram import refusals
from bot.demo.telegram.refusals import Refusal, bad_request

Button = dict[str, Any]

STYLES: Final = {"danger", "success", "primary"}
_MAX_BUTTONS: Final = 100
_MAX_ROW: Final = 8
_ACTIONS: Final = {
    "callback_data": "callback",
    "url": "url",
    "copy_text": "copy",
    "web_app": "web_app",
    "login_url": "url",
    "switch_inline_query": "switch",
    "switch_inline_query_current_chat": "switch",
    "switch_inline_query_chosen_chat": "switch",
    "disabled": "disabled",
}


@dataclass(slots=True)
class Markup:
    """A checked `reply_markup`: inline rows, or only the fact that it was another kind of markup."""

    rows: list[list[Button]] = field(default_factory=list)
    other: bool = False


def read_markup(reply_markup: dict[str, Any] | None) -> Markup:
    """Raises Refusal for a keyboard that Telegram would not show. Empty rows fall away, as they do there."""
    if reply_markup is None:
        return Markup()
    if "inline_keyboard" not in reply_markup:
        return Markup(other="remove_keyboard" not in reply_markup)
    rows = [row for row in reply_markup["inline_keyboard"] if row]
    if sum(map(len, rows)) > _MAX_BUTTONS or any(len(row) > _MAX_ROW for row in rows):
        raise _breach("reply markup is too long")
    for row in rows:
        for button in row:
            _check_button(button)
    return Markup(rows=rows)


def _check_button(button: Button) -> None:
    if not button["text"].strip():
        raise _breach("inline keyboard button text is empty")
    if button.get("style", "primary") not in STYLES:
        raise _breach(refusals.BUTTON_STYLE)
    actions = [name for name in _ACTIONS if name in button]
    if not actions:
        raise _breach(refusals.TEXT_BUTTONS)
    if len(actions) > 1:
        raise _breach("inline keyboard button has more than one action")
    if "url" in button:
        _check_url(button["url"])
    if "web_app" in button:
        _check_web_app(button["web_app"]["url"])


def _check_url(url: str) -> None:
    parts = urlsplit(url if re.match(r"[a-z][a-z0-9+.-]*:", url, re.IGNORECASE) else f"http://{url}")
    if parts.scheme not in {"http", "https", "tg", "ton"}:
        raise _breach(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    if not parts.netloc:
        raise _breach(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _check_web_app(url: str) -> None:
    """Telegram wants HTTPS; this machine's own pages pass without."""
    parts = urlsplit(url)
    if not (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname))):
        raise _breach(f"inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed")


def is_loopback(host: str | None) -> bool:
    if host is None:
        return False
    try:
        return host.lower() == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _breach(text: str) -> Refusal:
    return bad_request(text, violation=f"reply_markup: {text}")


def shown(button: Button) -> dict[str, Any]:
    """The button as a person's phone shows it."""
    name = next(name for name in _ACTIONS if name in button)
    value = button[name]
    if isinstance(value, dict):
        value = value.get("text", value.get("url", ""))
    return {"text": button["text"], "kind": _ACTIONS[name], "value": value, "style": button.get("style")}
