"""주문상세보기: all there is to know about an order, phone and address whole (M13, M19)."""

from __future__ import annotations

from typing import Final

from bot.callbacks import ShopStep
from bot.i18n import Html, Translator
from bot.screens.fitting import GAP, bold, clip, escaped, shorten_lines, stack
from bot.screens.formats import full_phone, moment, payment_label, status_title, won
from bot.screens.order_facts import blocked, canceled_because, handed_over, money, note, wish_line
from bot.screens.payment import detail_row, payment_lines
from bot.screens.screen import Button, Screen, rows_of
from bot.screens.sheet_facts import drafted_part
from bot.screens.sheet_lines import added_lines
from bot.screens.steps import close, heading, step
from bot.screens.timeline import timeline_line
from domain.change import ChangeAction
from domain.editing import allowed_changes
from domain.fulfillment import FulfillmentKind
from domain.order import Order
from domain.sheet import OrderLine
from domain.use_cases.see_order import OrderView

_MOST_NAME: Final = 80
_MOST_ADDRESS: Final = 300
_MOST_PRODUCT: Final = 120
_MOST_COPY: Final = 256


def detail(view: OrderView, t: Translator) -> Screen:
    """Everything on one screen; of a very long order the last lines become "외 N건"."""
    order, recipient = view.order, view.order.recipient
    items = [_item(n, line, t) for n, line in enumerate(order.lines, start=1)]
    if order.sheet.added:
        items += [bold(t("추가상품 정보")), *added_lines(order.sheet.added, t)]
    text = shorten_lines(_head(view, t), items, Html(f"\n{_tail(view, t)}"), t)
    may_edit = ChangeAction.EDIT in allowed_changes(order, view.viewer.role)
    rows = rows_of(
        [step(view, t.plain("상품 추가 및 수정"), ShopStep.EDIT) if may_edit else None],
        [_copy(t.plain("📋 주소 복사"), recipient.address), _copy(t.plain("📋 연락처 복사"), recipient.phone)],
        detail_row(view, t),
        [step(view, t.plain("💬 메시지 전송"), ShopStep.WRITE)],
        [close(view, t)],
    )
    return Screen(text, rows)


def _copy(label: str, value: str) -> Button | None:
    """No button rather than half an address."""
    return Button(label, copy=value) if value and clip(value, _MOST_COPY) == value else None


def _head(view: OrderView, t: Translator) -> Html:
    order = view.order
    name, phone = clip(order.recipient.name, _MOST_NAME), full_phone(order.recipient.phone)
    return stack(
        heading(t.plain("주문상세보기"), view, t),
        escaped(status_title(order.status, t)),
        canceled_because(order, t),
        blocked(view, t),
        GAP,
        bold(t("주문 정보")),
        t("주문일자 {time}", time=moment(order.placed_at, t)),
        t("주문자명 {name}", name=name),
        t("연락처 {phone}", phone=phone),
        GAP,
        *_delivery(order, name, phone, t),
        GAP,
        bold(t("상품 정보")),
    )


def _delivery(order: Order, name: str, phone: str, t: Translator) -> list[Html | None]:
    is_pickup = order.fulfillment is FulfillmentKind.PICKUP
    return [
        bold(t("픽업") if is_pickup else t("배달")),
        t("수령인 {name} · {phone}", name=name, phone=phone),
        escaped(clip(order.recipient.address, _MOST_ADDRESS)) if order.recipient.address else None,
        handed_over(order, t),
    ]


def _item(n: int, line: OrderLine, t: Translator) -> Html:
    """`1. 9100000000017 사이다 100g`, and below it what it comes to."""
    name = clip(f"{line.code} {line.name}".strip(), _MOST_PRODUCT)
    sum_ = t.plain(
        "{price} × {n} = {amount}", price=won(line.unit_price, t), n=line.quantity, amount=won(line.amount, t)
    )
    return escaped(f"{n}. {name}\n   {sum_}")


def _tail(view: OrderView, t: Translator) -> Html:
    order = view.order
    paid = money(order, t)
    method = t("결제 정보: {method}", method=payment_label(order.payment_method, t))
    history = [timeline_line(entry, t, for_staff=True) for entry in view.timeline]
    return stack(
        t("배송비: {amount}", amount=won(order.delivery_fee, t)) if order.delivery_fee else None,
        bold(t("결제 총 금액: {amount}", amount=won(order.total, t))),
        Html(f"{method} · {paid}") if paid else method,
        payment_lines(view, t),
        GAP,
        drafted_part(order, t),
        GAP,
        note(order, t),
        wish_line(order.out_of_stock, t),
        GAP,
        bold(t("메시지 내역 (최근 {n}건)", n=len(history))) if history else None,
        *history,
    )
