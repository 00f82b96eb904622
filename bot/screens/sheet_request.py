"""Asking the customer to approve the sheet, and what stands in the way of editing it (M9, D23)."""

from __future__ import annotations

from bot.callbacks import ShopStep
from bot.i18n import Translator
from bot.screens.fitting import GAP, bold, clip, stack
from bot.screens.screen import Screen, Style, rows_of
from bot.screens.sheet_editor import heading
from bot.screens.sheet_lines import changed_lines, newest_of, totals
from bot.screens.steps import step
from domain.use_cases.see_order import OrderView

_MOST_LINES = 2600


def request_dialog(view: OrderView, t: Translator) -> Screen:
    """The last step: what the customer will read, and what it means (M9)."""
    order, draft = view.order, view.order.open_change
    lines = changed_lines(order.sheet, draft.edits, t) if draft else []
    return Screen(
        stack(
            bold(t("고객에게 주문서수정 확인요청")),
            t("주문번호 : {number}", number=order.number),
            GAP,
            newest_of(lines, t, _MOST_LINES),
            bold(t("결제 총 금액 {totals}", totals=totals(order.total, order.drafted_sheet.total, t))),
            GAP,
            t("주문서변경 알림이 고객님께 전송됩니다."),
            t("확인요청 후 주문서 수정은 불가능 합니다."),
        ),
        rows_of(
            [step(view, t.plain("확인요청 보내기"), ShopStep.SEND, Style.PRIMARY)],
            [step(view, t.plain("닫기"), ShopStep.EDIT)],
        ),
    )


def someone_else(view: OrderView, waiting: int, t: Translator) -> Screen:
    """Another member is at work on the draft; what this one has typed waits."""
    name = view.order.open_change.editor.name if view.order.open_change and view.order.open_change.editor else ""
    kept = t("적어 주신 {n}줄은 그대로 있어요. 이어서 수정하면 저장할 수 있어요.", n=waiting) if waiting else None
    return Screen(
        stack(
            heading(t.plain("상품 추가 및 수정"), view, t),
            t("{name} 님이 수정 중이에요.", name=clip(name, 40)),
            t("이어서 수정하면 지금까지의 수정 내용이 그대로 이어져요."),
            kept,
        ),
        rows_of(
            [step(view, t.plain("이어서 수정"), ShopStep.TAKE_OVER, Style.PRIMARY)],
            [step(view, t.plain("닫기"), ShopStep.CARD)],
        ),
    )


def request_in_the_way(view: OrderView, t: Translator) -> Screen:
    """The customer is asked for an amount that an edit would change (D5)."""
    return Screen(
        stack(
            heading(t.plain("상품 추가 및 수정"), view, t),
            t("결제 요청중이에요. 요청을 취소하고 수정할까요?"),
            t("고객님의 결제 요청은 취소되고, 수정이 끝나면 바뀐 금액으로 다시 요청할 수 있어요."),
        ),
        rows_of(
            [step(view, t.plain("요청취소하고 수정"), ShopStep.PAY_WITHDRAW_EDIT, Style.PRIMARY)],
            [step(view, t.plain("닫기"), ShopStep.CARD)],
        ),
    )
