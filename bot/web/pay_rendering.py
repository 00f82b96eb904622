"""How the pay page becomes HTML, and the headers under which a browser may show it.

Jinja2 because it escapes by itself: one forgotten escape on a page about money would be a hole.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.screens.pay_page import PayPage

_HERE: Final = Path(__file__).parent
STATIC: Final = {"page.css": "text/css", "page.js": "text/javascript", "toss.js": "text/javascript"}
WINDOW_SCRIPTS: Final = {"toss": "/pay/toss.js"}
"""What calls a provider's script, by provider."""
_SECURITY: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
    # Toss's window talks to the page that opened it (docs.tosspayments.com, SDK v2).
    "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
}
_OWN: Final = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


class Pages:
    """Renders pages; reads the templates once."""

    def __init__(self) -> None:
        templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._pay = templates.get_template("pay.html")
        self._static = {name: (_HERE / "static" / name).read_bytes() for name in STATIC}

    def html(self, page: PayPage, language: str, *, status: int = 200, window: str = "", **more: Any) -> web.Response:
        """`window` is the address of the provider's script, where its window opens over the page."""
        scripts = ["/pay/page.js", *([window, more["window_script"]] if window else [])]
        blank = dict.fromkeys(("settings", "closed", "failed", "back", "action", "address", "poll", "seen"), "")
        text = self._pay.render(page=page, words=page.words, language=language, scripts=scripts, **{**blank, **more})
        headers = {**_SECURITY, "Content-Security-Policy": content_policy(window), "Content-Language": language}
        return web.Response(status=status, text=text, content_type="text/html", headers=headers)

    def static(self, name: str) -> web.Response:
        """A file of ours that every page shares. Raises HTTPNotFound."""
        if name not in self._static:
            raise web.HTTPNotFound
        headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
        return web.Response(body=self._static[name], content_type=STATIC[name], charset="utf-8", headers=headers)


def plain(text: str, status: int = 200) -> web.Response:
    """A few words for a script."""
    return web.Response(status=status, text=text, headers=_SECURITY)


def see_other(location: str) -> web.Response:
    """On by GET, so that reloading sends nothing twice."""
    return web.Response(status=303, headers={**_SECURITY, "Location": location})


def content_policy(script_url: str = "") -> str:
    """What the page may load: our own files, and where a window opens also what the provider's script needs.

    Its script comes from one host; its frames and calls from others of the same provider (js., api., pay. …).
    """
    policy = dict(_OWN)
    if script_url:
        host, site = _host(script_url), _site(script_url)
        for directive in ("frame-src", "connect-src", "img-src", "form-action"):
            policy[directive] = f"{policy.get(directive, '')} {site}".strip()
        policy["script-src"] += f" {host}"
        policy["style-src"] += " 'unsafe-inline'"  # the script lays its window over the page with styles of its own
    return "; ".join(f"{directive} {sources}" for directive, sources in policy.items())


def _host(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _site(url: str) -> str:
    """`https://*.tosspayments.com` for js.tosspayments.com; a host without a domain above it stands for itself."""
    host = urlsplit(url).hostname or ""
    above = host.partition(".")[2]
    has_domain = "." in above and not host.replace(".", "").isdigit()
    return f"https://*.{above}" if has_domain else _host(url)
