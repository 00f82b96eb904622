"""주문확인: the dialog with which the shop takes an order on (M3)."""

from __future__ import annotations

from bot.callbacks import ShopStep
from bot.i18n import Translator
from bot.screens import steps
from bot.screens.fitting import GAP, stack
from bot.screens.screen import Screen, Style, rows_of
from domain.lifecycle import Action
from domain.use_cases.see_order import OrderView


def confirm_dialog(view: OrderView, t: Translator) -> Screen:
    """Says what happens before it does; cancelling is at hand, as the manual has it."""
    may_cancel = view.order.allows(Action.CANCEL, view.viewer.role)
    return Screen(
        stack(
            steps.heading(t.plain("주문확인"), view, t),
            t("해당 주문건을 주문확인으로 변경 할까요?"),
            GAP,
            t("• 고객님께 주문확인 알림이 발송됩니다."),
            t("• 이후 고객은 취소 신청만 할 수 있어요."),
        ),
        rows_of(
            [steps.step(view, t.plain("주문확인"), ShopStep.CONFIRM, Style.PRIMARY)],
            [steps.cancel(view, t) if may_cancel else None, steps.close(view, t)],
        ),
    )
