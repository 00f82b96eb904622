"""What was done about an order's money, in words: lines of the history, and notices to either side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.i18n import Html, Translator
from bot.payments.banks import bank_name
from bot.screens.fitting import clip, stack
from bot.screens.formats import msgid, payment_label, won
from domain.lifecycle import OrderStatus
from domain.money import Money, Takings
from domain.order import Order
from domain.payment import PaymentMethod, holdings
from domain.timeline import EntryKind
from domain.use_cases.see_order import OrderView

Payload = Mapping[str, Any]
Words = Callable[[Payload, OrderView, Translator], Html]
K: Final = EntryKind
_MOST_REASON: Final = 150

_DONE: Final = {
    K.COLLECTED: msgid("만나서 결제 {amount}을 받았습니다."),
    K.DEPOSIT_CONFIRMED: msgid("입금 {amount}이 확인되었습니다."),
    K.REFUND_RECORDED: msgid("{amount}이 환불되었습니다."),
    K.PAYMENT_REQUESTED: msgid("결제 {amount}을 요청했습니다."),
    K.ACCOUNT_ISSUED: msgid("입금 전용 계좌가 발급되었습니다. 입금 금액 : {amount}"),
    K.ACCOUNT_REFUSED: msgid("입금 전용 계좌가 발급되지 않았습니다."),
    K.PAYMENT_REMINDED: msgid("결제 {amount}을 다시 알렸습니다."),
    K.PAYMENT_FAILED: msgid("결제 {amount}이 승인되지 않았습니다."),
    K.PAYMENT_UNWANTED: msgid("결제 확인중에 요청을 취소했습니다. 승인되면 {amount}을 바로 환불합니다."),
    K.REQUEST_WITHDRAWN: msgid("결제 요청이 취소되었습니다."),
    K.REQUEST_EXPIRED: msgid("결제 요청의 기한이 지났습니다."),
    K.PAYMENT_RECEIVED: msgid("결제 {amount}이 완료되었습니다."),
    K.DEPOSIT_REPORTED: msgid("입금 {amount}을 알려 주셨습니다. 입금자명 : {name}"),
    K.DEPOSIT_NOT_FOUND: msgid("아직 입금이 확인되지 않았습니다. 입금자명 : {name}"),
    K.DEPOSIT_UNDONE: msgid("입금 {amount}의 확인이 취소되었습니다."),
    K.STRAY_MONEY: msgid("요청하지 않은 {amount}이 들어왔습니다."),
    K.REFUND_STARTED: msgid("환불 {amount}을 시작했습니다."),
    K.REFUND_FAILED: msgid("환불 {amount}이 처리되지 않았습니다."),
    K.METHOD_CHANGED: msgid("결제방법이 변경되었습니다. 결제방법 : {method}"),
    K.REFUND_NEEDED: msgid("환불할 금액 {amount}이 있습니다."),
    K.REFUND_ACCOUNT_NEEDED: msgid("환불 {amount}을 받으실 계좌를 여쭤봤습니다."),
    K.REFUND_ACCOUNT_GIVEN: msgid("환불 계좌를 알려 주셨습니다."),
    K.SHOP_ACCOUNT_CHANGED: msgid("입금 계좌가 변경되었습니다."),
    K.SHOP_ACCOUNT_REMOVED: msgid("입금 계좌를 더 이상 사용하지 않습니다."),
}


def is_about_money(kind: EntryKind) -> bool:
    return kind in _DONE


def money_line(kind: EntryKind, data: Payload, t: Translator) -> Html:
    """What the history says, with the payment company's own words where it gave any."""
    done = _said(_DONE[kind], data, t)
    reason = clip(" ".join(str(data.get("reason") or "").split()), _MOST_REASON)
    return t("{done} 사유 : {reason}", done=done, reason=reason) if reason else done


def _said(text: str, data: Payload, t: Translator) -> Html:
    values = {
        "amount": won(Takings(data.get("won", 0)), t),
        "name": clip(str(data.get("depositor", "")), 40),
        "method": payment_label(PaymentMethod(data["method"]), t) if "method" in data else "",
    }
    return t(text, **values)


def _notice(text: str) -> Words:
    def words(payload: Payload, view: OrderView, t: Translator) -> Html:
        return _said(text, payload, t)

    return words


def _to_shop(text: str) -> Words:
    """Short, with the number: `💰 결제완료 · 4,500원 · 7741169`."""

    def words(payload: Payload, view: OrderView, t: Translator) -> Html:
        said = _said(text, payload, t)
        number = t("{said} · {number}", said=said, number=view.order.number)
        reason = clip(" ".join(str(payload.get("reason") or "").split()), _MOST_REASON)
        return stack(number, t("사유 : {reason}", reason=reason) if reason else None)

    return words


def _reported(payload: Payload, view: OrderView, t: Translator) -> Html:
    name, amount = clip(str(payload["depositor"]), 40), won(Money(payload["won"]), t)
    said = t("{name} 님이 {amount}을 입금했다고 알려 주셨어요.", name=name, amount=amount)
    return t("{said} · {number}", said=said, number=view.order.number)


def _refund_needed(payload: Payload, view: OrderView, t: Translator) -> Html:
    """How much, why, and where to."""
    order = view.order
    extra = any(one.is_stray and not one.attempt for one in holdings(order.ledger))
    method = PaymentMethod.BANK_TRANSFER if extra else order.payment_method
    return stack(
        _to_shop(msgid("💸 환불 필요 {amount}"))(payload, view, t),
        _refund_reason(order, extra, t),
        t("받은 방법 : {method}", method=payment_label(method, t)),
        refund_to(order, t) or t("보낼 곳 : {name} 고객님 · 계좌는 아직 몰라요.", name=clip(order.recipient.name, 40)),
    )


def _refund_reason(order: Order, extra: bool, t: Translator) -> Html:
    reason = clip(t.known(order.cancel_reason), _MOST_REASON) if order.status is OrderStatus.CANCELED else ""
    if reason:
        return t("사유 : {reason}", reason=reason)
    return t("사유 : 결제할 금액보다 더 들어왔어요.") if extra else t("사유 : 주문서가 변경되었어요.")


def refund_to(order: Order, t: Translator) -> Html | None:
    """`보낼 곳 : KB국민은행 12345604567890 홍길동`, once the customer has said it."""
    to = order.refund_account
    if to is None:
        return None
    return t("보낼 곳 : {bank} {number} {holder}", bank=bank_name(to.bank), number=to.number, holder=to.holder)


def _account_given(payload: Payload, view: OrderView, t: Translator) -> Html:
    return stack(_to_shop(msgid("🏦 환불 계좌를 알려 주셨어요 · {amount}"))(payload, view, t), refund_to(view.order, t))


def _shop_account(payload: Payload, view: OrderView, t: Translator) -> Html:
    """Where to transfer to by now, whatever it was when this was queued."""
    to = view.shop.account
    paid_already = t("이미 예전 계좌로 입금하셨다면 다시 입금하지 마시고 가게에 알려 주세요.")
    if to is None:
        asks = t("가게의 입금 계좌를 더 이상 사용하지 않습니다. 그 계좌로 입금하지 마시고 가게에 문의해 주세요.")
        return stack(asks, paid_already)
    return stack(
        t("입금 계좌가 변경되었습니다. 이제부터 새 계좌로 입금해 주세요."),
        t("입금 계좌 : {bank} {number}", bank=clip(to.bank, 40), number=clip(to.number, 40)),
        t("예금주 : {holder}", holder=clip(to.holder, 40)),
        paid_already,
    )


TO_CUSTOMER: Final[Mapping[EntryKind, Words]] = {
    K.PAYMENT_REQUESTED: _notice(msgid("💳 결제를 요청드립니다. 결제 금액 : {amount}")),
    K.ACCOUNT_ISSUED: _notice(msgid("입금 전용 계좌가 준비되었습니다. 입금 금액 : {amount}")),
    K.ACCOUNT_REFUSED: _notice(
        msgid("입금 전용 계좌를 만들지 못했습니다. 결제 링크로 결제하시거나 가게에 문의해 주세요.")
    ),
    K.PAYMENT_REMINDED: _notice(msgid("💳 결제를 기다리고 있습니다. 결제 금액 : {amount}")),
    K.REQUEST_WITHDRAWN: _notice(msgid("결제 요청이 취소되었습니다.")),
    K.REQUEST_EXPIRED: _notice(msgid("결제 요청의 기한이 지났습니다. 가게에 문의해 주세요.")),
    K.PAYMENT_RECEIVED: _notice(msgid("💰 결제가 완료되었습니다. 결제 금액 : {amount}")),
    K.DEPOSIT_NOT_FOUND: _notice(msgid("아직 입금이 확인되지 않았습니다. 입금자명 : {name}")),
    K.REFUND_ACCOUNT_NEEDED: _notice(msgid("환불받으실 계좌를 알려 주세요. 환불 금액 : {amount}")),
    K.DEPOSIT_UNDONE: _notice(msgid("입금 확인이 취소되었습니다. 입금 금액 : {amount}")),
    K.METHOD_CHANGED: _notice(msgid("결제방법이 변경되었습니다. 결제방법 : {method}")),
    K.SHOP_ACCOUNT_CHANGED: _shop_account,
    K.SHOP_ACCOUNT_REMOVED: _shop_account,
}

TO_SHOP: Final[Mapping[EntryKind, Words]] = {
    K.REQUEST_EXPIRED: _to_shop(msgid("⌛ 결제 기한이 지났어요 · {amount}")),
    K.PAYMENT_RECEIVED: _to_shop(msgid("💰 결제완료 · {amount}")),
    K.DEPOSIT_REPORTED: _reported,
    K.DEPOSIT_UNDONE: _to_shop(msgid("⚠️ 입금이 취소됐어요 · {amount}")),
    K.STRAY_MONEY: _to_shop(msgid("⚠️ 요청하지 않은 돈이 들어왔어요. 확인해 주세요 · {amount}")),
    K.REFUND_FAILED: _to_shop(msgid("⚠️ 환불이 처리되지 않았어요 · {amount}")),
    K.REFUND_NEEDED: _refund_needed,
    K.REFUND_ACCOUNT_NEEDED: _to_shop(msgid("🏦 고객님께 환불 계좌를 여쭤봤어요 · {amount}")),
    K.REFUND_ACCOUNT_GIVEN: _account_given,
}
