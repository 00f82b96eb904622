"""Two of the staff and a customer talk on the demo's page, and the owner looks at the numbers."""

from __future__ import annotations

from importlib import import_module

import pytest
from playwright.async_api import expect

from tests.bot.demo.browser import DemoPage


@pytest.fixture(scope="module", autouse=True)
def matplotlib() -> None:
    """Loaded before the desk waits for it: on a busy machine that takes longer than a delivery can."""
    import_module("matplotlib.backends.backend_agg")


async def test_two_of_the_staff_talk_with_a_customer_who_edits_and_the_owner_asks_for_the_numbers(
    demo: DemoPage,
) -> None:
    owner, staff, customer = demo.owner, demo.staff, demo.customer
    await customer.writes("문 앞에 두셔도 돼요")
    await customer.presses("5803116", on="어느 주문에 대한 문의인가요?")
    await staff.presses("답장", on="문 앞에 두셔도 돼요")
    await staff.sees("답장을 이 채팅에 바로 적어 주세요.")
    await owner.presses("답장", on="문 앞에 두셔도 돼요")
    await owner.sees("김민수 님이 답하는 중이에요.")
    await demo.picture("60-somebody-answers")
    await staff.writes("네, 문 앞에 둘게요.")
    await customer.sees("네, 문 앞에 둘게요.")
    own = customer.message("문 앞에 두셔도 돼요")
    await own.hover()
    await own.locator(".edit").click()
    await customer.writes("문 앞 말고 경비실에 두세요")
    await owner.sees("고객님이 고친 메시지예요.")
    await demo.picture("61-edited-after-the-answer")
    await owner.writes("/report")
    shown = await owner.sees("📊 오늘")
    await expect(shown.locator("img")).to_be_visible()
    await demo.picture("62-report")
    await owner.presses("이번 달", on="📊 오늘")
    await owner.sees("📊 이번 달")
    await demo.picture("63-month")
