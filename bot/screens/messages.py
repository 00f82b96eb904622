"""A number that was typed while something else was asked for (D16)."""

from __future__ import annotations

from bot.callbacks import Close, OpenTyped
from bot.i18n import Translator
from bot.screens.fitting import stack
from bot.screens.screen import Button, Screen, Style, rows_of


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
