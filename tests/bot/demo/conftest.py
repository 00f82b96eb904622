"""A demo that runs in this process, and a browser to look at it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from bot.app import App
from bot.demo.play import build_telegram, build_toss, demo_settings, open_shop
from bot.demo.toss import LocalToss
from tests.bot.demo.browser import DemoPage, browser_or_skip, open_browser, open_page
from tests.browser_setup import find_browser


@pytest.fixture(scope="session")
def browser_path() -> Path:
    return browser_or_skip(find_browser())


@pytest.fixture
async def browser(browser_path: Path) -> AsyncIterator[Browser]:
    async with open_browser(browser_path) as browser:
        yield browser


@pytest.fixture
async def demo_toss(tmp_path: Path) -> AsyncIterator[LocalToss]:
    """The payment company behind the demo."""
    toss = build_toss(tmp_path)
    await toss.start()
    yield toss
    await toss.stop()


@pytest.fixture
async def demo_url(tmp_path: Path, browser: Browser, demo_toss: LocalToss) -> AsyncIterator[str]:
    """Where the demo is, its curtain raised; it outlives the page.

    Each tap is answered with its outcome, however slow the machine: what comes after a second would be a message.
    """
    telegram = build_telegram(tmp_path)
    url = await telegram.start()
    app = App(demo_settings(tmp_path, url, demo_toss), patience=60.0)
    try:
        await open_shop(app, url, tmp_path)
        yield url
    finally:
        await app.stop()
        await telegram.stop()


@pytest.fixture
async def demo(browser: Browser, demo_url: str) -> AsyncIterator[DemoPage]:
    async with open_page(browser, demo_url) as page:
        yield page
