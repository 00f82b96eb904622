"""주문취소, 취소처리, 입금확인 and 환불완료: staff dialogs that end an order or move its money (M16, M17, D7)."""

from __future__ import annotations

from typing import Final

from bot.callbacks import ShopStep
from bot.i18n import Html, Translator
from bot.screens import steps
from bot.screens.fitting import GAP, clip, stack
from bot.screens.formats import msgid, won
from bot.screens.money_words import refund_to
from bot.screens.order_facts import reason_line
from bot.screens.screen import Button, Screen, Style, rows_of
from domain.money import ZERO
from domain.order import MOST_REASON, Order
from domain.refunding import given_back_by_cancelling
from domain.use_cases.see_order import OrderView

PRESET_REASONS: Final = (msgid("재고 부족"), msgid("배달 불가 지역"), msgid("영업 종료"), msgid("고객 요청"))
"""Why a shop cancels; a button carries the place in this tuple, so new ones go to the end."""
KEEP_REASONS: Final = (msgid("이미 배송이 시작됐어요"), msgid("이미 준비가 끝났어요"))
"""Why a shop keeps an order whose customer asked to cancel; the same goes for these."""


def cancel_dialog(view: OrderView, t: Translator) -> Screen:
    """The shop says why, from a list or in its own words (M16)."""
    keys = _presets(view, PRESET_REASONS, ShopStep.CANCEL_REASON, t)
    return Screen(
        stack(
            steps.heading(t.plain("주문취소"), view, t),
            t("해당 주문건을 취소할까요?"),
            t("취소완료상태로 변경되며 고객님께 취소완료 알림이 발송됩니다."),
            t("되돌릴 수 없어요."),
            GAP,
            t("취소사유를 작성해주세요. (필수)"),
        ),
        rows_of(
            keys[:2],
            keys[2:],
            [steps.step(view, t.plain("✍️ 직접 입력"), ShopStep.CANCEL_TYPE)],
            [steps.close(view, t)],
        ),
    )


def reason_prompt(view: OrderView, t: Translator) -> Screen:
    """Waits for a reason in the shop's own words."""
    return Screen(
        stack(
            steps.heading(t.plain("주문취소"), view, t),
            t("취소사유를 작성해주세요."),
            GAP,
            t("예) 재료가 떨어져 오늘은 준비가 어려워요."),
        ),
        rows_of([steps.close(view, t)]),
    )


def cancel_summary(view: OrderView, reason: str, arg: str, t: Translator) -> Screen:
    """The last step; `arg` is the number of a preset reason, or "typed"."""
    held = won(view.order.money_held, t)
    state = t("결제 상태 : 💰 결제완료 {amount}", amount=held) if view.order.money_held > ZERO else None
    return Screen(
        stack(
            steps.heading(t.plain("취소완료"), view, t), reason_line(reason, t), state, _refund_follows(view.order, t)
        ),
        rows_of(
            [steps.step(view, t.plain("취소완료"), ShopStep.CANCEL, Style.DANGER, arg)],
            [steps.step(view, t.plain("사유 바꾸기"), ShopStep.CANCEL_ASK), steps.close(view, t)],
        ),
    )


def approve_dialog(view: OrderView, t: Translator, own: str = "") -> Screen:
    """The shop grants the customer's request; the customer's reason is kept, and the shop may add its own (D9)."""
    request = view.order.cancel_request
    asked = t("요청사유 : {reason}", reason=clip(t.known(request.reason), MOST_REASON)) if request else None
    return Screen(
        stack(
            steps.heading(t.plain("취소완료"), view, t),
            asked,
            t("가게의 사유 : {reason}", reason=clip(own, MOST_REASON)) if own else None,
            GAP,
            t("취소완료상태로 변경되며 고객님의 취소완료 알림이 발송됩니다."),
            t("되돌릴 수 없어요."),
            _refund_follows(view.order, t),
            GAP,
            None if own else t("사유를 덧붙이려면 적어 주세요. (선택)"),
        ),
        rows_of(
            [steps.step(view, t.plain("취소완료"), ShopStep.APPROVE, Style.DANGER, "typed" if own else "")],
            [steps.close(view, t)],
        ),
    )


def keep_prompt(view: OrderView, t: Translator) -> Screen:
    """The shop goes on with the order and says why, from a list or by typing (M17)."""
    keys = _presets(view, KEEP_REASONS, ShopStep.KEEP_REASON, t)
    return Screen(
        stack(
            steps.heading(t.plain("주문확인"), view, t),
            t("취소하지 않고 계속 진행합니다. 고객님께 변경사유가 발송됩니다."),
            GAP,
            t("변경사유를 작성해주세요. (필수)"),
            t("예) 이미 포장이 끝났어요."),
        ),
        rows_of(*([key] for key in keys), [steps.close(view, t)]),
    )


def deposit_dialog(view: OrderView, t: Translator) -> Screen:
    """A manager found the transfer on the shop's account."""
    amount = won(view.order.deposit_due, t)
    is_late = not view.order.status.is_open
    return Screen(
        stack(
            steps.heading(t.plain("입금확인"), view, t),
            t("{name} 고객님의 입금 {amount}을 확인할까요?", name=steps.customer_name(view), amount=amount),
            t("취소된 주문이라 환불 필요 {amount}으로 남아요.", amount=amount) if is_late else None,
            t("고객님께 입금확인 알림이 발송됩니다.")
            if is_late
            else t("결제완료로 기록되며 고객님께 입금확인 알림이 발송됩니다."),
        ),
        rows_of(
            [steps.step(view, t.plain("입금확인"), ShopStep.DEPOSIT, Style.SUCCESS)],
            [steps.step(view, t.plain("다른 금액이 들어왔어요"), ShopStep.EXTRA_ASK)],
            [steps.close(view, t)],
        ),
    )


def refund_dialog(view: OrderView, t: Translator) -> Screen:
    """A manager gave the money back by hand."""
    amount = won(view.order.refund_due, t)
    return Screen(
        stack(
            steps.heading(t.plain("환불완료"), view, t),
            t("{name} 고객님께 {amount}을 돌려드렸나요?", name=steps.customer_name(view), amount=amount),
            refund_to(view.order, t),
            t("환불완료로 기록되며 고객님께 환불완료 알림이 발송됩니다."),
        ),
        rows_of([steps.step(view, t.plain("환불완료"), ShopStep.REFUND, Style.SUCCESS)], [steps.close(view, t)]),
    )


def _presets(view: OrderView, reasons: tuple[str, ...], to: ShopStep, t: Translator) -> list[Button]:
    return [steps.step(view, t.plain(reason), to, arg=str(n)) for n, reason in enumerate(reasons)]


def _refund_follows(order: Order, t: Translator) -> Html | None:
    """What becomes of the money on a cancelled order: by the way it came (D7)."""
    by_company, by_hand = given_back_by_cancelling(order)
    return (
        stack(
            t("취소하면 {amount} 환불이 시작돼요.", amount=won(by_company, t)) if by_company else None,
            t("취소하면 환불 필요 {amount}으로 남아요.", amount=won(by_hand, t)) if by_hand else None,
        )
        or None
    )
