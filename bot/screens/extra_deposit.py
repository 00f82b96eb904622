"""The dialogs of [추가 입금 기록]: money that arrived although nothing was left to pay."""

from __future__ import annotations

from bot.callbacks import ShopStep
from bot.i18n import Translator
from bot.screens import steps
from bot.screens.fitting import stack
from bot.screens.formats import won
from bot.screens.screen import Screen, Style, rows_of
from domain.money import Money
from domain.use_cases.see_order import OrderView


def extra_prompt(view: OrderView, t: Translator) -> Screen:
    """Waits for the amount."""
    return Screen(
        stack(
            steps.heading(t.plain("추가 입금 기록"), view, t),
            t("더 받을 돈이 없는 주문이에요. 계좌에 더 들어온 금액을 보내 주세요."),
            t("예) 8,000"),
        ),
        rows_of([steps.close(view, t)]),
    )


def extra_dialog(view: OrderView, amount: Money, t: Translator) -> Screen:
    """The amount as it was read, and what becomes of it."""
    book = steps.step(view, t.plain("추가 입금 기록"), ShopStep.EXTRA, Style.SUCCESS, arg=str(amount.won))
    due = view.order.refund_due + amount
    return Screen(
        stack(
            steps.heading(t.plain("추가 입금 기록"), view, t),
            t("{name} 고객님의 입금 {amount}을 기록할까요?", name=steps.customer_name(view), amount=won(amount, t)),
            t("결제할 금액보다 더 받게 되어 환불 필요 {amount}으로 남아요.", amount=won(due, t)),
            t("고객님께 입금확인 알림이 발송됩니다."),
        ),
        rows_of([book], [steps.close(view, t)]),
    )
