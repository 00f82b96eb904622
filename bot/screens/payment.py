"""결제문자전송 and what follows: lines and buttons on the staff's card, and the staff's dialogs (M11, D5, D7, D13)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bot.callbacks import ShopStep
from bot.i18n import Html, Translator
from bot.screens import steps
from bot.screens.fitting import GAP, clip, stack
from bot.screens.formats import clock, msgid, payment_label, short_moment, won
from bot.screens.order_facts import part_paid
from bot.screens.screen import Button, Screen, Style, rows_of
from domain.concerns import unpaid
from domain.depositing import awaits_deposit, undoable_deposit
from domain.lifecycle import OrderStatus
from domain.money import ZERO
from domain.odd_deposits import takes_extra
from domain.order import Order
from domain.paying import can_request
from domain.payment import PaymentMethod
from domain.payment_request import PaymentRequest, RefundState, RequestKind, RequestState, last_asked
from domain.refunding import can_retry, owes_refund, refundable
from domain.use_cases.see_order import OrderView

REQUEST_STATES: Final = {
    RequestState.REQUESTED: msgid("⏳ 결제 요청중"),
    RequestState.PROCESSING: msgid("⏳ 결제 확인중"),
    RequestState.AWAITING_DEPOSIT: msgid("⏳ 입금 대기"),
}
"""What lists and cards say of a request that waits; what is due at the door is said by the method."""


_NOT_SENT: Final = msgid("결제문자 요청 : 전송 전")
_UNASKED: Final[Mapping[RequestState, str]] = {
    RequestState.EXPIRED: msgid("결제문자 요청 : 만료"),
    RequestState.CANCELED: msgid("결제문자 요청 : 요청취소"),
}
"""Why nobody is asked for what is missing."""


def request_state_label(state: RequestState | None, t: Translator) -> str:
    """`⏳ 결제 요청중`; nothing for a request that nobody waits for."""
    return t.plain(REQUEST_STATES[state]) if state in REQUEST_STATES else ""


# On the card


def payment_lines(view: OrderView, t: Translator) -> Html | None:
    """`결제문자 요청 : ⏳ 결제 요청중 (10:52)` or why nobody is asked, who says to have paid, and refunds."""
    order = view.order
    reported = _reported(order.asked_request, t)
    return stack(part_paid(order, t), _request_line(order, t), reported, *_refunds(order, t)) or None


def payment_row(view: OrderView, t: Translator) -> list[Button | None]:
    """[요청취소] [🔁 다시 알림] while the customer is asked, [💳 결제문자전송] when they can be."""
    order = view.order
    if order.status is OrderStatus.CONFIRMED and order.asked_request:
        is_busy = order.asked_request.state is RequestState.PROCESSING
        again = None if is_busy else steps.step(view, t.plain("🔁 다시 알림"), ShopStep.PAY_REMIND)
        return [steps.step(view, t.plain("요청취소"), ShopStep.PAY_WITHDRAW), again]
    return [send_button(view, t)]


def send_button(view: OrderView, t: Translator) -> Button | None:
    """[💳 결제문자전송] when the customer can be asked now, by a link or a transfer."""
    can_send = can_request(view.order, view.viewer) and _has_way(view, t)
    return steps.step(view, t.plain("💳 결제문자전송"), ShopStep.PAY_ASK) if can_send else None


def money_row(view: OrderView, t: Translator) -> list[Button | None]:
    """What a manager does about money that came or has to go back."""
    order, role = view.order, view.viewer.role
    if awaits_deposit(order, role):
        is_reported = bool(order.asked_request and order.asked_request.reported_at)
        refuse = steps.step(view, t.plain("아직 미입금"), ShopStep.NOT_PAID) if is_reported else None
        return [steps.step(view, t.plain("입금확인"), ShopStep.DEPOSIT_ASK), refuse]
    if not (owes_refund(order, role) or can_retry(order, role)):
        return []
    by_hand = steps.step(view, t.plain("환불완료"), ShopStep.REFUND_ASK) if owes_refund(order, role) else None
    if can_retry(order, role):
        return [steps.step(view, t.plain("🔁 다시 환불"), ShopStep.GIVE_AGAIN), by_hand]
    give = steps.step(view, t.plain("환불하기"), ShopStep.GIVE_BACK_ASK) if refundable(order) else None
    return [give, by_hand]


def detail_row(view: OrderView, t: Translator) -> list[Button | None]:
    """What is seldom done: another method, taking a confirmed deposit back, and booking one beyond the total."""
    order = view.order
    can_change = order.status is OrderStatus.CONFIRMED and order.balance > ZERO and not order.open_change
    can_undo = undoable_deposit(order, view.viewer) is not None
    is_extra = takes_extra(order, view.viewer.role)
    return [
        steps.step(view, t.plain("결제방법 변경"), ShopStep.METHOD_ASK) if can_change else None,
        steps.step(view, t.plain("입금확인 취소"), ShopStep.UNDEPOSIT_ASK) if can_undo else None,
        steps.step(view, t.plain("추가 입금 기록"), ShopStep.EXTRA_ASK) if is_extra else None,
    ]


# Dialogs


def request_dialog(view: OrderView, t: Translator) -> Screen:
    """The last look at the amount before the customer is asked for it."""
    order = view.order
    return Screen(
        stack(
            steps.heading(t.plain("결제문자전송"), view, t),
            t("확정된 결제금액을 고객에게 요청합니다."),
            GAP,
            t("결제 총 금액: {amount}", amount=won(order.total, t)),
            t("요청 금액 : {amount}", amount=won(order.balance, t)) if order.balance != order.total else None,
        ),
        rows_of(
            [steps.step(view, t.plain("결제문자전송"), ShopStep.PAY, Style.PRIMARY)],
            [steps.close(view, t)],
        ),
    )


def method_dialog(view: OrderView, t: Translator) -> Screen:
    """Every other way to pay that the shop offers."""
    methods = [method for method in view.shop.payment_methods if method is not view.order.payment_method]
    if t.links is None:
        methods = [method for method in methods if method is not PaymentMethod.PAY_LINK]
    keys = [steps.step(view, payment_label(method, t), ShopStep.METHOD, arg=method.value) for method in methods]
    return Screen(
        stack(
            steps.heading(t.plain("결제방법 변경"), view, t),
            t("결제방법 : {method}", method=payment_label(view.order.payment_method, t)),
            t("바꿀 결제방법을 선택해 주세요. 고객님께 변경 알림이 발송됩니다."),
            t("지금의 결제 요청은 취소돼요.") if view.order.asked_request else None,
        ),
        rows_of(*([key] for key in keys), [steps.close(view, t)]),
    )


def undo_dialog(view: OrderView, t: Translator) -> Screen:
    """The transfer was confirmed by mistake; one that nobody had waited for is awaited by nobody."""
    deposit = undoable_deposit(view.order, view.viewer)
    is_extra = deposit is not None and deposit.is_stray
    return Screen(
        stack(
            steps.heading(t.plain("입금확인 취소"), view, t),
            t("입금 금액 : {amount}", amount=won(deposit.amount, t)) if deposit else None,
            t("기록한 입금을 취소할까요? 고객님께도 알려요.")
            if is_extra
            else t("확인한 입금을 취소할까요? 다시 입금 대기가 되며 고객님께도 알려요."),
        ),
        rows_of([steps.step(view, t.plain("입금확인 취소"), ShopStep.UNDEPOSIT, Style.DANGER)], [steps.close(view, t)]),
    )


def give_back_dialog(view: OrderView, t: Translator) -> Screen:
    """Money goes back through the payment company that took it."""
    amount = won(refundable(view.order), t)
    return Screen(
        stack(
            steps.heading(t.plain("환불하기"), view, t),
            t("{name} 고객님께 {amount}을 환불할까요?", name=steps.customer_name(view), amount=amount),
            t("결제하신 방법으로 돌려드려요. 되돌릴 수 없어요."),
        ),
        rows_of([steps.step(view, t.plain("환불하기"), ShopStep.GIVE_BACK, Style.DANGER)], [steps.close(view, t)]),
    )


def _has_way(view: OrderView, t: Translator) -> bool:
    return view.shop.account is not None or (view.shop.has_gateway and t.links is not None)


def _request_line(order: Order, t: Translator) -> Html | None:
    request = order.asked_request
    if request is None:
        return _unasked(order, t) if unpaid(order) and not order.open_change else None
    state, at = request_state_label(request.state, t), clock(request.requested_at)
    if request.kind is RequestKind.TRANSFER and request.expires_at:
        return t("{state} ({deadline}까지)", state=state, deadline=_deadline(request.expires_at, t))
    return t("결제문자 요청 : {state} ({time})", state=state, time=at)


def _unasked(order: Order, t: Translator) -> Html:
    ended = last_asked(order.requests)
    return t(_UNASKED.get(ended.state, _NOT_SENT) if ended else _NOT_SENT)


def _deadline(at: datetime, t: Translator) -> str:
    return short_moment(at, t)


def _reported(request: PaymentRequest | None, t: Translator) -> Html | None:
    if request is None or request.reported_at is None:
        return None
    name, at = clip(request.depositor, 40), clock(request.reported_at)
    return t("🙋 입금 알림 : {name} ({time})", name=name, time=at)


def _refunds(order: Order, t: Translator) -> list[Html]:
    words = {
        RefundState.PENDING: msgid("⏳ 환불 진행중 {amount}"),
        RefundState.FAILED: msgid("⚠️ 환불 실패 {amount}"),
    }
    return [t(words[one.state], amount=won(one.amount, t)) for one in order.refunds if one.state in words]
