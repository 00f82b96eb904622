"""Paying by link as people do it: asked for in the chat, paid in a browser, and every phone says so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from playwright.async_api import Browser, Page, Route, ViewportSize, expect

from bot.demo.toss import LocalToss
from tests.bot.demo.browser import DemoPage

PHONE: Final = ViewportSize(width=360, height=740)
PAY: Final = "10,000원 결제하기"


async def ordered(demo: DemoPage) -> str:
    """The customer orders 과자 세트 for a pick-up and wants a pay link; the shop takes it on. The order's number."""
    customer, staff = demo.customer, demo.staff
    await customer.writes("/shop")
    shelf = await customer.sees_below("/shop", "상품을 골라 주세요")
    await shelf.locator(".row:has(.key:has-text('과자 세트')) + .row .key").filter(has_text="＋").click()
    await customer.presses("주문하기", on="과자 세트 × 1")
    await customer.presses("픽업", on="어떻게 받으시겠어요?")
    await customer.sees("이름을 적어 주세요")
    await customer.writes("홍길동")
    await customer.sees("연락처를 적어 주세요")
    await customer.writes("010-1234-1234")
    await customer.presses("결제문자 요청", on="어떻게 결제하시겠어요")
    await customer.presses("비슷한 것으로", on="상품이 품절이면")
    await customer.presses("원 주문하기", on="주문 내용을 확인해 주세요")
    receipt = await customer.sees("주문이 접수되었습니다")
    number = (await receipt.inner_text()).partition("·")[2].split()[0]
    await staff.presses("주문확인", on=f"주문접수 · 주문번호 : {number}")
    await staff.presses("주문확인", on="해당 주문건을 주문확인으로 변경 할까요?")
    return number


async def asked(demo: DemoPage, number: str) -> str:
    """[결제문자전송] on the staff's phone; where the customer's button leads."""
    await demo.staff.presses("결제문자전송", on=f"주문확인 · 주문번호 : {number}")
    await demo.staff.presses("결제문자전송", on="결제금액을 고객에게 요청합니다")
    key = demo.customer.message(f"주문번호 : {number}").locator(".key").filter(has_text=PAY)
    await expect(key).to_be_visible()
    address = await key.get_attribute("data-value")
    assert address
    return address


@asynccontextmanager
async def in_the_hand(browser: Browser, address: str) -> AsyncIterator[Page]:
    """The customer's own browser on the link."""
    context = await browser.new_context(viewport=PHONE, locale="ko-KR", has_touch=True)
    page = await context.new_page()
    await page.goto(address)
    yield page
    await context.close()


async def reads(page: Page, heading: str) -> None:
    await expect(page.get_by_role("heading", name=heading)).to_be_visible()


async def presses(page: Page, *names: str) -> None:
    for name in names:
        await page.get_by_role("button", name=name, exact=True).click()


async def everyone_reads(demo: DemoPage, number: str, words: str) -> None:
    for phone in (demo.owner, demo.staff, demo.customer):
        await expect(phone.message(f"주문번호 : {number}").filter(has_text=words)).to_be_visible()


def paying(demo_toss: LocalToss) -> list[str]:
    """What Toss lists about money that moved."""
    return [one["status"] for one in demo_toss.books.transactions]


async def test_link_is_withdrawn_sent_again_closed_declined_paid_and_paid_only_once(
    demo: DemoPage, browser: Browser, demo_toss: LocalToss
) -> None:
    number = await ordered(demo)
    async with in_the_hand(browser, await asked(demo, number)) as page:
        await presses(page, PAY)
        await expect(page.get_by_role("button", name="결제창 닫기")).to_be_visible()
        await demo.staff.presses("요청취소", on=f"주문확인 · 주문번호 : {number}")
        await demo.customer.sees("결제 요청이 취소되었습니다")
        await presses(page, "결제하기")
        await reads(page, "결제 요청이 취소됐어요")
    assert paying(demo_toss) == []

    async with in_the_hand(browser, await asked(demo, number)) as page:
        returned: list[str] = []
        page.on("request", lambda sent: returned.append(sent.url) if "/done?" in sent.url else None)
        await presses(page, PAY, "결제창 닫기")
        await expect(page.get_by_role("alert")).to_contain_text("결제창을 닫으셨어요")
        await presses(page, PAY, "한도 초과 카드로 결제하기")
        await expect(page.get_by_role("alert")).to_contain_text("한도초과")
        await presses(page, PAY, "결제하기")
        await reads(page, "결제가 완료됐어요")
        for address in (returned[0], returned[-1]):
            await page.goto(address)
            await reads(page, "결제가 완료됐어요")
    demo_toss.webhooks.repeat()
    await everyone_reads(demo, number, "결제완료")
    assert paying(demo_toss) == ["DONE"]
    await demo.picture("20-paid-by-link")


async def test_webhook_settles_what_no_browser_told_and_the_browser_may_come_later(
    demo: DemoPage, browser: Browser, demo_toss: LocalToss
) -> None:
    number = await ordered(demo)
    async with in_the_hand(browser, await asked(demo, number)) as page:
        await presses(page, PAY, "가상계좌로 입금하기")
        await reads(page, "입금을 기다리고 있어요")
        await demo.staff.presses("요청취소", on=f"주문확인 · 주문번호 : {number}")
        await reads(page, "결제 요청이 취소됐어요")

    async with in_the_hand(browser, await asked(demo, number)) as page:
        lost: asyncio.Queue[str] = asyncio.Queue()

        async def loses(route: Route) -> None:
            """The customer is through, and the way back to us breaks off."""
            answer = await route.fetch(max_redirects=0)
            lost.put_nowait(answer.headers["location"])
            await route.abort()

        await page.route("**/window/*", loses)
        await presses(page, PAY, "결제하기")
        back = await lost.get()
        payment = next(reversed(demo_toss.books.payments.values()))
        demo_toss.books.confirm(payment, payment.order_id, payment.amount)
        await everyone_reads(demo, number, "결제완료")
        await page.goto(back)
        await reads(page, "결제가 완료됐어요")
    assert paying(demo_toss) == ["WAITING_FOR_DEPOSIT", "CANCELED", "DONE"]
