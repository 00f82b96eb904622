"""The customer's view of their orders: the card, 주문내역, and the list 내 주문."""

from __future__ import annotations

from typing import Final

from bot.callbacks import OwnOrders, OwnStep
from bot.i18n import Html, Translator
from bot.screens.fitting import GAP, MOST_TEXT, bold, clip, escaped, shorten_lines, stack, units
from bot.screens.formats import moment, status_title, won
from bot.screens.order_facts import part_paid, reason_line
from bot.screens.own_lines import (
    account_lines,
    account_to_pay,
    back_to_card,
    completed_line,
    goods_line,
    handover_lines,
    numbered_line,
    order_line,
    own_heading,
    own_step,
    payment,
    recipient_lines,
    refund_line,
    shop_name,
    shop_rows,
    sums,
    wish_lines,
)
from bot.screens.own_payment import account_button, pay_lines, pay_rows
from bot.screens.own_sheet import approval_card
from bot.screens.screen import Button, Rows, Screen, Style, rows_of
from bot.screens.sheet_facts import drafted_part
from bot.screens.sheet_lines import added_lines
from bot.screens.timeline import timeline_line
from domain.change import ChangeAction, SheetState, is_counter_proposal
from domain.editing import allowed_changes
from domain.fulfillment import Parcel, courier
from domain.lifecycle import Action, OrderStatus
from domain.order import Order
from domain.people import Role
from domain.use_cases.see_order import OrderView
from domain.use_cases.see_own import PersonView

MOST_CARD: Final = 1200
"""A card stays a card: of a long order it shows the first goods."""
MOST_WITHOUT_HISTORY: Final = 2600
"""In 주문내역 a long order leaves room for the newest messages."""


def own_card(view: OrderView, t: Translator) -> Screen:
    """The customer's card of the order, for every status; its buttons are what the table grants them."""
    order = view.order
    if ChangeAction.APPROVE in allowed_changes(order, Role.CUSTOMER):
        return approval_card(view, t)
    head = stack(
        own_heading(status_title(order.status, t), order, t),
        escaped(shop_name(view.shop)),
    )
    if order.status is OrderStatus.PLACED:
        goods = [goods_line(line, t) for line in order.lines]
        text = shorten_lines(Html(f"{head}\n"), goods, _placed(order, t), t, MOST_CARD)
    else:
        text = stack(head, GAP, *_state(view, t))
    return Screen(text, _card_rows(view, t))


def own_detail(view: OrderView, t: Translator) -> Screen:
    """주문내역: the whole order and its history; goods, then older messages give way where it gets long."""
    order = view.order
    head = stack(
        own_heading(t.plain("주문내역"), order, t),
        escaped(f"{shop_name(view.shop)} · {status_title(order.status, t)}"),
        t("주문일자 {time}", time=moment(order.placed_at, t)),
        GAP,
        bold(t("상품 정보")),
    )
    goods = [numbered_line(n, line, t) for n, line in enumerate(order.lines, 1)]
    if order.sheet.added:
        goods += [bold(t("추가상품 정보")), *added_lines(order.sheet.added, t)]
    text = shorten_lines(head, goods, _rest_of_detail(order, t), t, MOST_WITHOUT_HISTORY)
    return Screen(_with_history(text, view, t), rows_of(back_to_card(order, t)))


def own_list(person: PersonView, t: Translator) -> Screen:
    """내 주문: at most ten orders, newest first; a number opens one, and each visited shop takes new ones."""
    numbers = [Button(str(n), OwnOrders(order=row.id)) for n, row in enumerate(person.orders, 1)]
    text = stack(
        bold(t("내 주문 · {n}건", n=len(person.orders))),
        GAP,
        *(order_line(row, t, n) for n, row in enumerate(person.orders, 1)),
        None if person.orders else t("아직 주문이 없어요."),
        None if person.visits else t("가게에서 받은 링크를 열면 주문할 수 있어요."),
    )
    return Screen(text, rows_of(numbers[:5], numbers[5:], *shop_rows(person.visits, t)))


def _placed(order: Order, t: Translator) -> Html:
    return stack(
        *sums(order, t),
        GAP,
        t("가게에서 주문을 확인하고 있습니다."),
        t("지금은 바로 취소할 수 있어요.") if order.allows(Action.CANCEL, Role.CUSTOMER) else None,
    )


def _state(view: OrderView, t: Translator) -> list[Html | None]:
    order = view.order
    match order.status:
        case OrderStatus.CANCEL_REQUESTED:
            reason = order.cancel_request.reason if order.cancel_request else ""
            waiting = t("취소 요청을 가게에서 확인하고 있습니다.")
            return [waiting, t("요청사유 : {reason}", reason=t.known(reason)), GAP, _total(order, t)]
        case OrderStatus.COMPLETED:
            handed_over = [*handover_lines(order.handover, t), completed_line(order, t)]
            return [*handed_over, GAP, _total(order, t), refund_line(order, t)]
        case OrderStatus.CANCELED:
            why = reason_line(order.cancel_reason, t) if order.cancel_reason else None
            return [t("주문이 취소되었습니다."), why, refund_line(order, t)]
        case _:
            return _confirmed(view, t)


def _confirmed(view: OrderView, t: Translator) -> list[Html | None]:
    can_ask = view.order.allows(Action.REQUEST_CANCEL, Role.CUSTOMER)
    return [
        t("가게에서 상품을 준비하고 있습니다."),
        _chosen(view.order, t),
        _total(view.order, t),
        part_paid(view.order, t),
        t("취소하려면 가게의 승인이 필요해요.") if can_ask else None,
        *(pay_lines(view, t) if view.order.requests else account_lines(view, t)),
    ]


def _chosen(order: Order, t: Translator) -> Html | None:
    """What the customer took of a round is not forgotten while the shop looks at it (D23)."""
    if not is_counter_proposal(order.changes):
        return None
    amount = won(order.drafted_sheet.total, t)
    return t("선택하신 내용을 가게에서 확인하고 있습니다. 선택하신 금액 : {amount}", amount=amount)


def _total(order: Order, t: Translator) -> Html:
    return t("결제 총 금액: {total} · {payment}", total=won(order.total, t), payment=payment(order, t))


def _rest_of_detail(order: Order, t: Translator) -> Html:
    is_completed = order.status is OrderStatus.COMPLETED
    handed_over = [*handover_lines(order.handover, t), completed_line(order, t)] if is_completed else []
    rest = stack(
        *sums(order, t),
        t("결제 정보: {method}", method=payment(order, t)),
        refund_line(order, t),
        GAP,
        drafted_part(order, t) if order.sheet_state is SheetState.REQUESTED else None,
        GAP,
        *recipient_lines(order.recipient, order.fulfillment, t),
        *wish_lines(order.out_of_stock, order.note, t),
        GAP,
        *handed_over,
    )
    return Html(f"\n{rest}")


def _with_history(text: Html, view: OrderView, t: Translator) -> Html:
    def shown(n: int) -> Html:
        older = view.timeline_length - n
        return stack(
            text,
            GAP,
            bold(t("메시지 내역 (최근 {n}건)", n=n)),
            t("외 {n}건", n=older) if older > 0 else None,
            *(timeline_line(entry, t) for entry in view.timeline[-n:]),
        )

    candidates = (shown(n) for n in range(len(view.timeline), 0, -1))
    return next((whole for whole in candidates if units(whole) <= MOST_TEXT), text)


# Buttons


def _card_rows(view: OrderView, t: Translator) -> Rows:
    order = view.order
    detail = Button(t.plain("📄 주문내역"), own_step(OwnStep.DETAIL, order))
    write = Button(t.plain("💬 문의하기"), own_step(OwnStep.WRITE, order))
    if order.allows(Action.WITHDRAW_CANCEL, Role.CUSTOMER):
        withdraw = Button(t.plain("취소 신청 철회"), own_step(OwnStep.WITHDRAW, order))
        return rows_of((withdraw, write), (detail,))
    if cancel := _cancel_button(order, t):
        if view.order.asked_request:
            return rows_of(*pay_rows(view, t), (write, cancel), (detail,))
        return rows_of((account_button(order, t),), (write, cancel), (_copy_account(view, t), detail))
    return rows_of((account_button(order, t),), _tracking_row(order, t), (write, detail))


def _cancel_button(order: Order, t: Translator) -> Button | None:
    if order.allows(Action.CANCEL, Role.CUSTOMER):
        return Button(t.plain("주문취소"), own_step(OwnStep.CANCEL_ASK, order), Style.DANGER)
    if order.allows(Action.REQUEST_CANCEL, Role.CUSTOMER):
        return Button(t.plain("취소 신청"), own_step(OwnStep.REQUEST_ASK, order))
    return None


def _copy_account(view: OrderView, t: Translator) -> Button | None:
    account = account_to_pay(view)
    bare = clip(account.bare_number, 256) if account else ""
    return Button(t.plain("📋 계좌번호 복사"), copy=bare) if bare else None


def _tracking_row(order: Order, t: Translator) -> tuple[Button, ...]:
    parcel = order.handover if order.status is OrderStatus.COMPLETED else None
    if not isinstance(parcel, Parcel) or not parcel.tracking_number:
        return ()
    url = courier(parcel.courier).tracking_url(parcel.tracking_number)
    track = Button(t.plain("🚚 배송조회 ↗"), url=url, style=Style.PRIMARY)
    return (track, Button(t.plain("📋 송장번호 복사"), copy=parcel.tracking_number))
