"""An order's facts, one line each, as they stand on its card, its details and its dialogs."""

from __future__ import annotations

from typing import Final

from bot.i18n import Html, Translator
from bot.screens.fitting import clip, escaped, stack
from bot.screens.formats import (
    courier_name,
    fulfillment_label,
    msgid,
    payment_label,
    payment_state_label,
    tracking_label,
    won,
)
from bot.screens.screen import Screen
from domain.change import SheetState
from domain.fulfillment import FulfillmentKind, OwnDelivery, Parcel
from domain.lifecycle import OrderStatus
from domain.money import ZERO
from domain.order import Order
from domain.sheet import OutOfStockWish
from domain.use_cases.see_order import OrderView

_MOST_NOTE: Final = 500
_MOST_REASON: Final = 650
WISHES: Final = {
    OutOfStockWish.CALL: msgid("전화 주세요"),
    OutOfStockWish.SIMILAR: msgid("비슷한 것으로"),
    OutOfStockWish.LEAVE_OUT: msgid("빼 주세요"),
    OutOfStockWish.CANCEL_ALL: msgid("전체 취소"),
}


def goods(order: Order, t: Translator) -> Html:
    """`[상품 1 개] 6,000원 (배송비 3,000원)`; while the customer thinks about a change, its total instead (D4)."""
    count, total = order.item_count, won(order.total, t)
    if order.sheet_state is SheetState.REQUESTED:
        asked = won(order.drafted_sheet.total, t)
        return t("[상품 {n} 개] {total} (고객 확인 대기 : {asked})", n=count, total=total, asked=asked)
    if not order.delivery_fee:
        return t("[상품 {n} 개] {total}", n=count, total=total)
    return t("[상품 {n} 개] {total} (배송비 {fee})", n=count, total=total, fee=won(order.delivery_fee, t))


def former_card(view: OrderView, t: Translator) -> Screen:
    """What a message says that was the order's card until another one took its place."""
    return Screen(t("주문번호 : {number}\n이 주문은 다른 메시지에서 이어서 보여 드려요.", number=view.order.number))


def delivery(order: Order, t: Translator) -> Html:
    """`🚚 배송 · 무통장 입금`."""
    kind, method = fulfillment_label(order.fulfillment, t), payment_label(order.payment_method, t)
    icon = "🛍" if order.fulfillment is FulfillmentKind.PICKUP else "🚚"
    return escaped(f"{icon} {kind} · {method}")


def handed_over(order: Order, t: Translator) -> Html | None:
    """How a completed delivery left the shop; nothing for a pick-up, which was said at ordering."""
    match order.handover:
        case OwnDelivery():
            return t("🛵 자체배송")
        case Parcel(courier=code, tracking_number=number):
            return stack(courier_line(code, t), number_line(number, t) if number else None)
        case _:
            return None


def courier_line(code: str, t: Translator) -> Html:
    return t("택배사 : {courier}", courier=courier_name(code, t))


def number_line(number: str, t: Translator) -> Html:
    return t("송장번호 : {number}", number=tracking_label(number))


def money(order: Order, t: Translator) -> Html | None:
    """`💰 결제완료` or `환불 필요 6,000원`; None while nothing was paid."""
    state = payment_state_label(order.payment_state, t)
    if order.refund_due:
        return escaped(f"{state} {won(order.refund_due, t)}")
    return escaped(state) if state else None


def part_paid(order: Order, t: Translator) -> Html | None:
    """`결제된 금액 5,000원 · 남은 금액 3,000원` while only a part has come."""
    if order.money_held <= ZERO or order.balance <= ZERO:
        return None
    return t("결제된 금액 {held} · 남은 금액 {left}", held=won(order.money_held, t), left=won(order.balance, t))


def payment_line(order: Order, t: Translator) -> Html:
    """`결제 상태 : 💰 결제완료`; the method while nothing was paid."""
    state = payment_state_label(order.payment_state, t) or payment_label(order.payment_method, t)
    return t("결제 상태 : {state}", state=state)


def canceled_because(order: Order, t: Translator) -> Html | None:
    """The reason of a cancelled order; customers who cancel freely give none."""
    if order.status is not OrderStatus.CANCELED:
        return None
    if not order.cancel_reason:
        return t("고객님이 취소하신 주문이에요.")
    return reason_line(order.cancel_reason, t)


def shop_line(view: OrderView) -> Html | None:
    """Whose order it is, for people who work in several shops (D14)."""
    return escaped(f"🏪 {clip(view.shop.name, 60)}") if view.names_shop else None


def reason_line(reason: str, t: Translator) -> Html:
    return t("취소사유 : {reason}", reason=clip(t.known(reason), _MOST_REASON))


def note(order: Order, t: Translator) -> Html | None:
    return escaped(f"💬 {clip(order.note, _MOST_NOTE)}") if order.note else None


def wish_line(wish: OutOfStockWish, t: Translator) -> Html:
    """What the customer would like if something is sold out (D24)."""
    return t("품절이면 : {wish}", wish=t.plain(WISHES[wish]))


def blocked(view: OrderView, t: Translator) -> Html | None:
    """A line for an order whose customer no message reaches."""
    if view.is_customer_reachable:
        return None
    return t("🚫 고객님이 봇을 차단하셨어요. 연락처로 전화해 주세요.")
