"""The pay page in a real browser at 360 px: every state is looked at, passes axe, and walks through the window."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, ViewportSize, expect

from domain.money import Money
from domain.payment_request import RequestState
from domain.people import Role
from domain.refunding import refund_attempt
from tests.bot.demo.browser import SCREENS, browser_or_skip, open_browser
from tests.bot.web.pay_desk import PayDesk, open_pay_desk
from tests.browser_setup import find_browser
from tests.factories import actor

BOSS, BUYER = actor(Role.OWNER), actor(Role.CUSTOMER)
PHONE: Final = ViewportSize(width=360, height=740)
DESKTOP: Final = ViewportSize(width=1280, height=800)
# WCAG 2.5.5: a finger needs 44 px.
_SMALL: Final = """() => [...document.querySelectorAll("button, a, summary, input")]
    .filter((node) => node.checkVisibility())
    .map((node) => [node.textContent.trim().slice(0, 20), Math.round(node.getBoundingClientRect().height)])
    .filter(([_, height]) => height < 44)"""
_SIDEWAYS: Final = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="session")
def browser_path() -> Path:
    return browser_or_skip(find_browser())


@pytest.fixture
async def browser(browser_path: Path) -> AsyncIterator[Browser]:
    async with open_browser(browser_path) as browser:
        yield browser


@pytest.fixture
async def desk(tmp_path: Path, browser: Browser) -> AsyncIterator[PayDesk]:
    async with open_pay_desk(tmp_path) as desk:
        yield desk


@asynccontextmanager
async def looking(
    browser: Browser,
    desk: PayDesk,
    *,
    viewport: ViewportSize = PHONE,
    colors: Literal["light", "dark"] = "light",
    **more: Any,
) -> AsyncIterator[Page]:
    """The customer's browser on the link; what it complains about fails the test."""
    context = await browser.new_context(
        viewport=viewport, color_scheme=colors, locale=more.pop("locale", "ko-KR"), has_touch=viewport is PHONE, **more
    )
    page = await context.new_page()
    problems: list[str] = []
    page.on("console", lambda said: problems.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    await page.goto(desk.link)
    yield page
    assert [problem for problem in problems if "404" not in problem] == []
    await context.close()


async def pictured(page: Page, name: str) -> None:
    """Leaves build/screens/NAME.png; nothing sticks out sideways, no target is small, axe finds nothing serious."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=SCREENS / f"{name}.png", animations="disabled", full_page=True)
    assert not await page.evaluate(_SIDEWAYS)
    assert await page.evaluate(_SMALL) == []
    found = await Axe().run(page)
    bad = [one for one in found.response["violations"] if one["impact"] in ("serious", "critical", "moderate")]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in bad] == []


async def brought(desk: PayDesk, state: str) -> None:
    """The request, which is asked for, into that state."""
    match state:
        case "closed":
            await desk.pays("close")
        case "declined":
            await desk.pays("short")
            await desk.works()
        case "paused":
            await desk.does(lambda order, at: order.request_cancel("마음이 바뀜", BUYER, at, typed=True))
        case "kept":
            await desk.does(lambda order, at: order.keep("이미 준비했어요", BOSS, at))
        case "withdrawn":
            await desk.withdraws()
        case "expired":
            desk.clock.ahead += timedelta(days=3, seconds=1)
            await desk.works()
        case "deposit":
            await desk.pays("account")
            await desk.works()
            desk.clock.ahead += timedelta(seconds=10)
            await desk.works()
        case "checking":
            await desk.pays()
        case "paid":
            await desk.works()
        case "partly-refunded" | "refunded":
            won = Money(1500 if state == "partly-refunded" else 3000)
            await desk.does(lambda order, at: refund_attempt(order, order.requests[-1].number, 1, won, at))
            await desk.works()
        case "lost":
            desk.token = "A" * 22


DEAD: Final = frozenset({"withdrawn", "expired", "deposit"})
"""After these the shop asks anew."""
STATES: Final = (
    "asked",
    "closed",
    "declined",
    "paused",
    "kept",
    *sorted(DEAD),
    "checking",
    "paid",
    "partly-refunded",
    "refunded",
    "lost",
)


async def test_page_of_every_state_reads_well_on_a_narrow_phone_by_day_and_by_night(
    browser: Browser, desk: PayDesk
) -> None:
    async with looking(browser, desk) as page:
        for state in STATES:
            await brought(desk, state)
            for colors in ("light", "dark"):
                await page.emulate_media(color_scheme=colors)
                await page.goto(desk.link)
                await pictured(page, f"pay-{state}-{colors}")
            if state == "partly-refunded":
                await expect(page.get_by_role("definition").filter(has_text="1,500원")).to_be_visible()
            if state in DEAD:
                if state == "deposit":
                    await desk.withdraws()
                await desk.asks_again()


async def test_page_reads_well_in_the_dark_in_english_and_with_everything_unfolded(
    browser: Browser, desk: PayDesk
) -> None:
    async with looking(browser, desk, colors="dark", locale="en-US") as page:
        for summary in await page.locator("summary").all():
            await summary.click()
        await pictured(page, "pay-dark-english")
    async with looking(browser, desk) as page:
        for summary in await page.locator("summary").all():
            await summary.click()
        await pictured(page, "pay-unfolded")


@pytest.mark.parametrize("size", ["phone", "computer"])
async def test_customer_pays_in_the_window_and_reads_that_it_is_paid(
    browser: Browser, desk: PayDesk, size: str
) -> None:
    async with looking(browser, desk, viewport=PHONE if size == "phone" else DESKTOP) as page:
        await page.get_by_role("button", name="4,500원 결제하기").click()
        window = await _window(page, size)
        await expect(window.get_by_text("테스트 결제 · 실제로")).to_be_visible()
        await page.screenshot(path=SCREENS / f"pay-window-{size}.png")
        await window.get_by_role("button", name="결제하기", exact=True).click()
        await expect(page.get_by_role("heading", name="결제를 확인하고 있어요")).to_be_visible()
        await desk.works()
        await expect(page.get_by_role("heading", name="결제가 완료됐어요")).to_be_visible()  # by itself
    assert await desk.movements() == [("capture", 4500)]


@pytest.mark.parametrize("size", ["phone", "computer"])
async def test_customer_closes_the_window_and_pays_later(browser: Browser, desk: PayDesk, size: str) -> None:
    async with looking(browser, desk, viewport=PHONE if size == "phone" else DESKTOP) as page:
        await page.get_by_role("button", name="4,500원 결제하기").click()
        await (await _window(page, size)).get_by_role("button", name="결제창 닫기").click()
        await expect(page.get_by_role("alert")).to_contain_text("결제창을 닫으셨어요")
        assert await desk.state() is RequestState.REQUESTED
        await page.get_by_role("button", name="4,500원 결제하기").click()
        await (await _window(page, size)).get_by_role("button", name="결제하기", exact=True).click()
        await expect(page.get_by_role("heading", name="결제를 확인하고 있어요")).to_be_visible()


async def test_going_back_from_the_window_leads_to_the_page(browser: Browser, desk: PayDesk) -> None:
    async with looking(browser, desk) as page:
        await page.get_by_role("button", name="4,500원 결제하기").click()
        await expect(page.get_by_role("button", name="결제창 닫기")).to_be_visible()
        await page.go_back()
        await expect(page.get_by_role("button", name="4,500원 결제하기")).to_be_visible()


async def test_page_that_is_open_learns_that_the_request_was_withdrawn(browser: Browser, desk: PayDesk) -> None:
    async with looking(browser, desk) as page:
        await expect(page.get_by_role("button", name="4,500원 결제하기")).to_be_visible()
        await desk.withdraws()
        await expect(page.get_by_role("heading", name="결제 요청이 취소됐어요")).to_be_visible()


async def test_account_and_link_are_copied(browser: Browser, desk: PayDesk) -> None:
    async with looking(browser, desk, permissions=["clipboard-read", "clipboard-write"]) as page:
        await page.get_by_text("계좌이체로 보내기").click()
        await page.get_by_role("button", name="계좌번호 복사").click()
        await expect(page.locator(".said")).to_have_text("복사했어요")
        assert await page.evaluate("navigator.clipboard.readText()") == "12345601123456"
        await page.get_by_text("결제창이나 카드 앱이").click()
        await page.get_by_role("button", name="링크 복사").click()
        assert await page.evaluate("navigator.clipboard.readText()") == desk.link


async def test_without_javascript_everything_but_the_window_works(browser: Browser, desk: PayDesk) -> None:
    async with looking(browser, desk, java_script_enabled=False) as page:
        await page.get_by_text("계좌이체로 보내기").click()
        await expect(page.get_by_text("123456-01-123456")).to_be_visible()
        await page.get_by_role("button", name="4,500원 결제하기").click()
        await expect(page.get_by_text("자바스크립트가 꺼져 있어")).to_be_visible()
        await page.get_by_role("link", name="돌아가기").click()
        await expect(page.get_by_role("button", name="4,500원 결제하기")).to_be_visible()


async def _window(page: Page, size: str) -> Any:
    """Where the window's buttons are: on a phone it takes the page's place, on a computer it lies over it."""
    if size == "phone":
        await expect(page.get_by_role("button", name="결제창 닫기")).to_be_visible()
        return page
    return page.frame_locator("#__tosspayments_window")
