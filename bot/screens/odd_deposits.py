"""The dialogs about a transfer of another amount than what is awaited: less, more, or nothing was left to pay."""

from __future__ import annotations

from bot.callbacks import ShopStep
from bot.i18n import Html, Translator
from bot.screens import steps
from bot.screens.cancel import deposit_dialog
from bot.screens.fitting import stack
from bot.screens.formats import won
from bot.screens.screen import Screen, Style, rows_of
from domain.lifecycle import OrderStatus
from domain.money import ZERO, Money
from domain.odd_deposits import Arrival, arrival, awaited
from domain.use_cases.see_order import OrderView


def amount_prompt(view: OrderView, t: Translator) -> Screen:
    """Waits for the amount."""
    due = awaited(view.order)
    return Screen(
        stack(
            steps.heading(_title(due, t), view, t),
            t("입금확인을 기다리는 금액은 {amount}이에요.", amount=won(due, t))
            if due
            else t("더 받을 돈이 없는 주문이에요."),
            t("계좌에 들어온 금액을 보내 주세요."),
            t("예) 8,000"),
        ),
        rows_of([steps.close(view, t)]),
    )


def booking_dialog(view: OrderView, amount: Money, t: Translator) -> Screen:
    """The amount as it was read, and what becomes of it; what is awaited to the won is confirmed as always."""
    if arrival(view.order, amount) is Arrival.EXACT:
        return deposit_dialog(view, t)
    due = awaited(view.order)
    label = t.plain("입금 기록") if due else t.plain("추가 입금 기록")
    book = steps.step(view, label, ShopStep.EXTRA, Style.SUCCESS, arg=str(amount.won))
    return Screen(
        stack(
            steps.heading(_title(due, t), view, t),
            t("{name} 고객님의 입금 {amount}을 기록할까요?", name=steps.customer_name(view), amount=won(amount, t)),
            *_outcome(view, amount, t),
            t("고객님께 입금확인 알림이 발송됩니다."),
        ),
        rows_of([book], [steps.close(view, t)]),
    )


def _outcome(view: OrderView, amount: Money, t: Translator) -> list[Html | None]:
    order, due = view.order, awaited(view.order)
    match arrival(order, amount):
        case Arrival.LESS:
            left = max(order.balance - amount, ZERO)
            return [
                t("⚠️ 결제할 금액 {due}의 일부예요. 남은 금액 {left}", due=won(due, t), left=won(left, t)),
                t("남은 금액은 고객님께 다시 요청돼요.") if left and order.asked_request else None,
            ]
        case Arrival.MORE:
            return [
                t("⚠️ 결제할 금액 {due}보다 더 들어왔어요. 결제완료로 기록돼요.", due=won(due, t)),
                t("더 받은 금액은 환불 필요 {amount}으로 남아요.", amount=won(amount - due, t)),
            ]
        case _:
            owed = won(order.refund_due + amount, t)
            if order.status is OrderStatus.CANCELED:
                return [t("취소된 주문이라 환불 필요 {amount}으로 남아요.", amount=owed)]
            return [t("결제할 금액보다 더 받게 되어 환불 필요 {amount}으로 남아요.", amount=owed)]


def _title(due: Money, t: Translator) -> str:
    return t.plain("다른 금액 입금") if due else t.plain("추가 입금 기록")
