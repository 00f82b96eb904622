"""Short notices: new messages that reply to the card and say what just happened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.callbacks import ShopStep
from bot.i18n import Html, Translator
from bot.screens import steps
from bot.screens.fitting import clip, escaped, stack
from bot.screens.formats import with_number, won
from bot.screens.money_words import TO_CUSTOMER, TO_SHOP
from bot.screens.notice_keys import notice_rows
from bot.screens.order_facts import shop_line
from bot.screens.own_lines import parcel_lines, refund_line, shop_name
from bot.screens.own_payment import account_button
from bot.screens.screen import Screen, rows_of
from domain.delivery import Side
from domain.fulfillment import FulfillmentKind
from domain.money import Money, Takings
from domain.timeline import EntryKind
from domain.use_cases.see_order import OrderView

Payload = Mapping[str, Any]
"""What `domain.notices.notice_payload` wrote: the kind of entry, who caused it, and the entry's own values."""

_MOST_REASON: Final = 650


def notice(side: Side, payload: Payload, view: OrderView, t: Translator) -> Screen:
    """The notice for one side. Raises KeyError for what `domain.notices.NOTICES` does not tell that side."""
    kind = EntryKind(payload["entry"])
    text = _NOTICES[side, kind](payload, view, t)
    if side is Side.CUSTOMER:
        key = account_button(view.order, t) if kind is EntryKind.REFUND_ACCOUNT_NEEDED else None
        return Screen(stack(text, _about(view)), rows_of([key]))
    return Screen(stack(shop_line(view), text), notice_rows(kind, view, t))


def blocked(view: OrderView, t: Translator) -> Screen:
    """For the shop: nothing reaches this customer any more."""
    text = with_number(t("고객님이 봇을 차단하셨어요. 연락처로 전화해 주세요."), view.order.number)
    return Screen(
        stack(shop_line(view), text),
        rows_of([steps.step(view, t.plain("📄 주문상세"), ShopStep.DETAIL)]),
    )


# To the customer


def _about(view: OrderView) -> Html:
    """Below the sentence: the order that it is about, and whose it is."""
    return with_number(escaped(shop_name(view.shop)), view.order.number)


def _confirmed(_: Payload, view: OrderView, t: Translator) -> Html:
    return t("주문이 확인되었습니다. 상품을 준비하겠습니다.")


def _completed(payload: Payload, view: OrderView, t: Translator) -> Html:
    done = t("주문이 완료되었습니다.")
    if payload.get("courier"):
        return stack(done, *parcel_lines(payload["courier"], payload.get("tracking_number"), t))
    if view.order.fulfillment is FulfillmentKind.PICKUP:
        return stack(done, t("이용해 주셔서 감사합니다."))
    return stack(done, t("가게에서 직접 배송했습니다."))


def _canceled(payload: Payload, view: OrderView, t: Translator) -> Html:
    reason = clip(t.known(payload["reason"]), _MOST_REASON)
    return stack(t("주문이 취소되었습니다. 취소사유 : {reason}", reason=reason), refund_line(view.order, t))


def _refused(payload: Payload, view: OrderView, t: Translator) -> Html:
    reason = clip(t.known(payload["reason"]), _MOST_REASON)
    return t("취소 요청이 승인되지 않았습니다. 변경사유 : {reason}", reason=reason)


def _deposited(payload: Payload, view: OrderView, t: Translator) -> Html:
    return t("입금이 확인되었습니다. 입금 금액 : {amount}", amount=won(Takings(payload["won"]), t))


def _refunded(payload: Payload, view: OrderView, t: Translator) -> Html:
    return t("환불이 완료되었습니다. 환불 금액 : {amount}", amount=won(Takings(payload["won"]), t))


def _counter_accepted(payload: Payload, view: OrderView, t: Translator) -> Html:
    amount = won(Money(payload["after"]), t)
    return t("선택하신 대로 주문서가 변경되었습니다. 결제 총 금액 : {amount}", amount=amount)


def _pulled_back(_: Payload, view: OrderView, t: Translator) -> Html:
    return t("주문서변경 확인요청이 취소되었습니다.")


# To the shop


def _canceled_by_customer(_: Payload, view: OrderView, t: Translator) -> Html:
    return t("고객님이 주문을 취소하셨어요 · {number}", number=view.order.number)


def _asked(payload: Payload, view: OrderView, t: Translator) -> Html:
    return stack(
        t("⚠️ 취소요청 · {number}", number=view.order.number),
        t("요청사유 : {reason}", reason=clip(t.known(payload["reason"]), _MOST_REASON)),
    )


def _withdrawn(_: Payload, view: OrderView, t: Translator) -> Html:
    return t("↩️ 고객님이 취소 요청을 철회하셨어요 · {number}", number=view.order.number)


def _approved(payload: Payload, view: OrderView, t: Translator) -> Html:
    number, amount = view.order.number, won(Money(payload["after"]), t)
    return t("☑️ 고객님이 주문서를 확인하셨어요 · {number} · {amount}", number=number, amount=amount)


def _declined(payload: Payload, view: OrderView, t: Translator) -> Html:
    told = t("↩️ 고객님이 주문서변경을 거절하셨어요 · {number}", number=view.order.number)
    reason = clip(t.known(payload["reason"]), _MOST_REASON)
    return stack(told, t("사유 : {reason}", reason=reason) if reason else None)


def _countered(payload: Payload, view: OrderView, t: Translator) -> Html:
    number, amount = view.order.number, won(Money(payload["after"]), t)
    return t("↩️ 고객님이 변경 내용의 일부만 선택하셨어요 · {number} · {amount}", number=number, amount=amount)


_NOTICES: Final[Mapping[tuple[Side, EntryKind], Callable[[Payload, OrderView, Translator], Html]]] = {
    (Side.CUSTOMER, EntryKind.CONFIRMED): _confirmed,
    (Side.CUSTOMER, EntryKind.COMPLETED): _completed,
    (Side.CUSTOMER, EntryKind.CANCELED): _canceled,
    (Side.CUSTOMER, EntryKind.CANCEL_REFUSED): _refused,
    (Side.CUSTOMER, EntryKind.DEPOSIT_CONFIRMED): _deposited,
    (Side.CUSTOMER, EntryKind.REFUND_RECORDED): _refunded,
    (Side.CUSTOMER, EntryKind.CHANGE_WITHDRAWN): _pulled_back,
    (Side.CUSTOMER, EntryKind.COUNTER_ACCEPTED): _counter_accepted,
    (Side.SHOP, EntryKind.CANCELED_BY_CUSTOMER): _canceled_by_customer,
    (Side.SHOP, EntryKind.CANCEL_REQUESTED): _asked,
    (Side.SHOP, EntryKind.CANCEL_WITHDRAWN): _withdrawn,
    (Side.SHOP, EntryKind.CHANGE_APPROVED): _approved,
    (Side.SHOP, EntryKind.CHANGE_DECLINED): _declined,
    (Side.SHOP, EntryKind.CHANGE_COUNTERED): _countered,
    **{(Side.CUSTOMER, kind): words for kind, words in TO_CUSTOMER.items()},
    **{(Side.SHOP, kind): words for kind, words in TO_SHOP.items()},
}
