"""A real browser on the demo's page: people who look and press, and a picture of what they see."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

import pytest
from playwright.async_api import Browser, Locator, Page, ViewportSize, async_playwright, expect

from bot.demo.cast import PHONES, Player
from tests.browser_setup import BROWSER_FLAGS

# How long a person looks at the page before giving up: generous, because nothing here is about speed.
PATIENCE_MS: Final = 20_000
SCREENS: Final = Path(__file__).parents[3] / "build" / "screens"
DESKTOP: Final = ViewportSize(width=1280, height=800)
NARROW: Final = ViewportSize(width=390, height=844)
# Whatever is cut off: the page sideways, a chat sideways, a key's label.
_CUT_OFF: Final = """() => [...document.querySelectorAll("html, .log, .key, .tabs, .alert, .toast")]
    .filter((node) => node.scrollWidth > node.clientWidth)
    .map((node) => `${node.className || node.tagName}: ${node.textContent.slice(0, 60)}`)"""


def browser_or_skip(found: Path | None, env: Mapping[str, str] = os.environ) -> Path:
    """Without a browser the test is skipped, loudly; under CI it fails."""
    if found is not None:
        return found
    line = "!!! NO BROWSER: install chromium or set MINISHOP_CHROMIUM to one that starts"
    if env.get("CI") == "true":
        pytest.fail(line, pytrace=False)
    pytest.skip(line)


@asynccontextmanager
async def open_browser(executable: Path) -> AsyncIterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable, args=list(BROWSER_FLAGS))
        try:
            yield browser
        finally:
            await browser.close()


@dataclass(slots=True)
class PhoneOnPage:
    """One person's phone on the page; whatever does not show in time fails."""

    node: Locator

    def message(self, text: str) -> Locator:
        """The newest message with this text of its own; what it quotes does not count."""
        body = self.node.page.locator(".body").filter(has_text=text)
        return self.node.locator(".message").filter(has=body).last

    async def sees(self, text: str) -> Locator:
        message = self.message(text)
        await expect(message).to_be_visible()
        return message

    async def sees_below(self, said: str, text: str) -> Locator:
        """The answer to what was just said, and not an older message with the same text."""
        body = self.node.page.locator(".body").filter(has_text=text)
        below = self.message(said).locator("xpath=following-sibling::*").filter(has=body).last
        await expect(below).to_be_visible()
        return below

    async def presses(self, label: str, *, on: str) -> None:
        """Presses the key whose label contains this, on the newest message with the text `on`."""
        key = self.message(on).locator(".keyboard .key").filter(has_text=label)
        await expect(key.first).to_be_visible()
        await key.first.click()

    async def writes(self, text: str) -> None:
        await self.node.locator("textarea").fill(text)
        await self.node.locator("textarea").press("Enter")

    async def toasts(self, text: str) -> None:
        await expect(self.node.locator(".toast").filter(has_text=text)).to_be_visible()


@dataclass(slots=True)
class DemoPage:
    """The page with its three phones, and what went wrong on it so far."""

    page: Page
    owner: PhoneOnPage
    staff: PhoneOnPage
    customer: PhoneOnPage
    problems: list[str] = field(default_factory=list)

    async def picture(self, name: str) -> None:
        """Leaves build/screens/NAME.png. Nothing in it is cut off at the side."""
        assert await self.page.evaluate(_CUT_OFF) == []
        SCREENS.mkdir(parents=True, exist_ok=True)
        await self.page.screenshot(path=SCREENS / f"{name}.png", animations="disabled")


@asynccontextmanager
async def open_page(
    browser: Browser, url: str, viewport: ViewportSize = DESKTOP, colors: Literal["light", "dark"] = "light"
) -> AsyncIterator[DemoPage]:
    """The page in a window of its own, loaded; a console error or a failed request fails the test at the end."""
    context = await browser.new_context(
        viewport=viewport, color_scheme=colors, locale="ko-KR", has_touch=viewport is NARROW
    )
    page = await context.new_page()
    owner, staff, customer = (_phone(page, player) for player in PHONES)
    demo = DemoPage(page, owner, staff, customer)
    _watch(page, demo.problems)
    await page.goto(url)
    await expect(demo.owner.node.locator(".message").first).to_be_attached()
    yield demo
    assert demo.problems == []
    await context.close()


def _phone(page: Page, player: Player) -> PhoneOnPage:
    return PhoneOnPage(page.locator(f'.phone[data-user="{player.id}"]'))


def _watch(page: Page, problems: list[str]) -> None:
    page.on("console", lambda said: problems.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("requestfailed", lambda request: problems.append(f"{request.url} {request.failure}"))
    page.on(
        "response", lambda answer: problems.append(f"{answer.url} {answer.status}") if answer.status >= 400 else None
    )
