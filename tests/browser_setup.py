"""Sees to it that the tests find a Chromium and a Korean font; `make test` runs it as a script."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

BROWSER_FLAGS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
_FONTS: Final = ("fonts-nanum", "fonts-noto-color-emoji")
_DOWNLOAD_SECONDS: Final = 300
# Asked of a second process: Playwright's synchronous API refuses to start inside a running event loop.
_PLAYWRIGHTS_OWN: Final = (
    "from playwright.sync_api import sync_playwright as p\nwith p() as w: print(w.chromium.executable_path)"
)


def find_browser(env: Mapping[str, str] = os.environ) -> Path | None:
    """The first Chromium that starts: MINISHOP_CHROMIUM, then the PATH's, then Playwright's own; None without any."""
    if chosen := env.get("MINISHOP_CHROMIUM"):
        return Path(chosen) if _runs(chosen, "--version") else None
    for name in _NAMES:
        found = shutil.which(name, path=env.get("PATH"))
        # Some systems put a script there that only says how to install a browser.
        if found and _runs(found, "--version"):
            return Path(found)
    own = _output(sys.executable, "-c", _PLAYWRIGHTS_OWN)
    return Path(own) if own and _runs(own, "--version") else None


def main(env: Mapping[str, str] = os.environ) -> int:
    """Installs what is missing as far as it can; 1 only where a missing browser must not pass, under CI."""
    browser = find_browser(env) or _install_browser(env)
    _see_to_korean_fonts(env)
    if browser:
        return 0
    _say(
        "!!! NO BROWSER: the browser tests will not run. Install chromium or set MINISHOP_CHROMIUM to one that starts."
    )
    return 1 if env.get("CI") == "true" else 0


def _install_browser(env: Mapping[str, str]) -> Path | None:
    if env.get("MINISHOP_CHROMIUM"):
        return None  # Someone named a browser: the loud line says that it does not start, and no other takes its place.
    _say("No Chromium found; fetching one …")
    _runs(sys.executable, "-m", "playwright", "install", "--no-shell", "chromium", timeout=_DOWNLOAD_SECONDS)
    return find_browser(env) or (find_browser(env) if _apt_install(("chromium", *_FONTS)) else None)


def _see_to_korean_fonts(env: Mapping[str, str]) -> None:
    if shutil.which("fc-list", path=env.get("PATH")) is None or not _output("fc-list", ":lang=ko"):
        _apt_install(_FONTS)


def _apt_install(packages: Sequence[str]) -> bool:
    """True if installed; False where that is not ours to do: no Debian, not root."""
    if not Path("/etc/debian_version").exists() or os.geteuid() != 0:
        return False
    install = ("apt-get", "install", "-y", "--no-install-recommends", *packages)
    return _runs("apt-get", "update", timeout=_DOWNLOAD_SECONDS) and _runs(*install, timeout=_DOWNLOAD_SECONDS)


def _runs(*command: str, timeout: float = 30) -> bool:
    return _output(*command, timeout=timeout) is not None


def _output(*command: str, timeout: float = 30) -> str | None:
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, capture_output=True, stdin=subprocess.DEVNULL, text=True, timeout=timeout, env=env, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
