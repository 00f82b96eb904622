"""메시지 전송: what a member of the staff reads while typing (M20, D16)."""

from __future__ import annotations

from bot.callbacks import Close, OpenTyped
from bot.i18n import Translator
from bot.screens import steps
from bot.screens.fitting import GAP, stack
from bot.screens.order_facts import blocked
from bot.screens.screen import Button, Screen, Style, rows_of
from domain.use_cases.see_order import OrderView


def write_prompt(view: OrderView, t: Translator) -> Screen:
    """Waits for a message to the order's customer."""
    return Screen(
        stack(
            steps.heading(t.plain("메시지 전송"), view, t),
            t("{name} 고객님께 보낼 내용을 적어 주세요.", name=steps.customer_name(view)),
            GAP,
            t("예) 지금 출발했어요. 곧 도착해요."),
            blocked(view, t),
        ),
        rows_of([Button(t.plain("닫기"), Close())]),
    )


def typed_number(order_id: int, number: int, t: Translator) -> Screen:
    """Seven digits came while something else was asked for: are they an order to open, or the answer?"""
    return Screen(
        stack(
            t("{number}번 주문을 열까요?", number=number),
            t("입력 중인 내용으로 쓰려면 [입력으로 사용]을 눌러 주세요."),
        ),
        rows_of(
            [Button(t.plain("주문 열기"), OpenTyped(order=order_id, open=True), Style.PRIMARY)],
            [Button(t.plain("입력으로 사용"), OpenTyped(order=order_id, open=False))],
            [Button(t.plain("닫기"), Close())],
        ),
    )
