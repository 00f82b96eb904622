"""Lines that several of the customer's screens show: goods, sums, payment, delivery, refunds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.callbacks import OwnOrder, OwnStep, Visit
from bot.i18n import Html, Translator
from bot.screens.fitting import BUDGET, GAP, bold, clip, cut, escaped
from bot.screens.formats import (
    day,
    fulfillment_label,
    full_phone,
    moment,
    payment_label,
    payment_state_label,
    status_title,
    won,
)
from bot.screens.order_facts import courier_line, number_line, wish_line
from bot.screens.screen import Button, Style
from domain.fulfillment import Fulfillment, FulfillmentKind, OwnDelivery, Parcel
from domain.lifecycle import OrderStatus
from domain.order import Order
from domain.order_ports import OrderRow
from domain.payment import PaymentMethod, PaymentState
from domain.payment_request import RequestState
from domain.people import Recipient
from domain.sheet import OrderLine, OutOfStockWish
from domain.shop import BankAccount, Shop
from domain.use_cases.see_order import OrderView

_ASKED: Final = (RequestState.REQUESTED, RequestState.PROCESSING, RequestState.AWAITING_DEPOSIT)
MOST_NAME: Final = 60
"""Longer names of goods, people and shops are shortened."""


def own_step(step: OwnStep, order: Order, arg: str = "") -> OwnOrder:
    """The customer's button on this order, drawn from its present version."""
    return OwnOrder(step=step, order=order.id, version=order.version, arg=arg)


def own_heading(title: str, order: Order, t: Translator) -> Html:
    """`취소 신청 · 주문번호 : 3309803`."""
    return bold(t("{title} · 주문번호 : {number}", title=title, number=order.number))


def back_to_card(order: Order, t: Translator) -> tuple[Button]:
    """[닫기] of a sub-screen of the card."""
    return (Button(t.plain("닫기"), own_step(OwnStep.CARD, order)),)


# Orders and shops in lists


def shop_name(shop: Shop) -> str:
    return clip(shop.name, MOST_NAME)


def order_line(row: OrderRow, t: Translator, n: int) -> Html:
    """`1  3309803 · 5. 31 · 📦 주문확인 · 8,000원`; while money is asked for, `💳 결제 요청` in its place."""
    is_asked = row.request_state in _ASKED and row.status is OrderStatus.CONFIRMED
    return t(
        "{n}  {number} · {day} · {status} · {total}",
        n=n,
        number=row.number,
        day=day(row.placed_at, t),
        status=t.plain("💳 결제 요청") if is_asked else status_title(row.status, t),
        total=won(row.total, t),
    )


def shop_rows(shops: Sequence[Shop], t: Translator) -> list[tuple[Button, ...]]:
    """[🛍 새로 주문하기] for the only shop; with several, a button with each shop's name."""
    if len(shops) == 1:
        return [(Button(t.plain("🛍 새로 주문하기"), Visit(shop=shops[0].id), Style.PRIMARY),)]
    return [(Button(cut(f"🛍 {shop.name}", BUDGET[1]), Visit(shop=shop.id)),) for shop in shops]


# Goods and money


def goods_line(line: OrderLine, t: Translator) -> Html:
    """`사이다 100g × 1  3,000원`."""
    name = clip(line.name, MOST_NAME)
    return t("{name} × {quantity}  {amount}", name=name, quantity=line.quantity, amount=won(line.amount, t))


def numbered_line(n: int, line: OrderLine, t: Translator) -> Html:
    """The name, and below it unit price, quantity and amount."""
    name, price = clip(line.name, MOST_NAME), won(line.unit_price, t)
    sum_ = t("{price} × {n} = {amount}", price=price, n=line.quantity, amount=won(line.amount, t))
    return Html(f"{n}. {escaped(name)}\n   {sum_}")


def sums(order: Order, t: Translator) -> list[Html]:
    """The delivery fee, where there is one, and 결제 총 금액."""
    fee = [t("배송비 {fee}", fee=won(order.delivery_fee, t))] if order.delivery_fee else []
    return [*fee, t("결제 총 금액: {amount}", amount=won(order.total, t))]


def payment(order: Order, t: Translator) -> str:
    """`무통장 입금`, with `💰 결제완료` once it is paid."""
    label = payment_label(order.payment_method, t)
    is_paid = order.payment_state is PaymentState.PAID
    return f"{label} · {payment_state_label(order.payment_state, t)}" if is_paid else label


def account_to_pay(view: OrderView) -> BankAccount | None:
    """Where the customer still has to transfer money to; None when no transfer is awaited."""
    # What can be confirmed is expected, but for late money on a cancelled order: nobody asks for that.
    is_expected = view.order.status.is_open and bool(view.order.deposit_due)
    is_awaited = is_expected and view.order.payment_method is PaymentMethod.BANK_TRANSFER
    return view.shop.account if is_awaited else None


def account_lines(view: OrderView, t: Translator) -> list[Html]:
    """Bank, number, holder and amount of the awaited transfer."""
    account = account_to_pay(view)
    if account is None:
        return []
    return [
        GAP,
        t("입금 계좌 : {bank} {number}", bank=clip(account.bank, 40), number=clip(account.number, 40)),
        t("예금주 : {holder}", holder=clip(account.holder, 40)),
        t("입금 금액 : {amount}", amount=won(view.order.balance, t)),
    ]


def refund_line(order: Order, t: Translator) -> Html | None:
    """What the customer still gets back, or that they got it; None when no money is to move."""
    match order.payment_state:
        case PaymentState.REFUND_DUE:
            return t("환불 예정 {amount}", amount=won(order.refund_due, t))
        case PaymentState.REFUNDED:
            return t("환불이 완료되었습니다.")
        case _:
            return None


# Delivery


def recipient_lines(to: Recipient, kind: FulfillmentKind, t: Translator) -> list[Html]:
    """배송 or 픽업, who gets it, and for a delivery the address: whole, for it is the customer's own."""
    name, phone = clip(to.name, MOST_NAME), full_phone(clip(to.phone, 30))
    lines = [bold(escaped(fulfillment_label(kind, t))), t("{name} · {phone}", name=name, phone=phone)]
    return [*lines, escaped(clip(to.address, 300))] if kind is FulfillmentKind.DELIVERY else lines


def wish_lines(wish: OutOfStockWish, note: str, t: Translator) -> list[Html]:
    """What to do if something is sold out, and the customer's note."""
    lines = [wish_line(wish, t)]
    return [*lines, t("요청사항 : {note}", note=clip(note, 500))] if note else lines


def handover_lines(handover: Fulfillment | None, t: Translator) -> list[Html]:
    """How the goods were handed over."""
    match handover:
        case Parcel(courier=code, tracking_number=number):
            return parcel_lines(code, number, t)
        case OwnDelivery():
            return [t("가게에서 직접 배송했습니다.")]
        case _:
            return [t("픽업이 완료되었습니다.")]


def parcel_lines(code: str, number: str | None, t: Translator) -> list[Html]:
    """`택배사 : …` and, where there is a number, `송장번호 : …`."""
    return [courier_line(code, t), *([number_line(number, t)] if number else [])]


def completed_line(order: Order, t: Translator) -> Html | None:
    """When it was handed over or shipped."""
    return t("완료일시 : {moment}", moment=moment(order.completed_at, t)) if order.completed_at else None
