"""An order's card in a staff chat, and the row that ties an order's screens to the navigator (M4)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from aiogram.filters.callback_data import CallbackData

from bot.callbacks import Home, ShopStep
from bot.i18n import Html, Translator
from bot.screens.fitting import GAP, clip, escaped, stack
from bot.screens.formats import clock, mask_address, mask_phone, moment, status_title
from bot.screens.order_facts import (
    blocked,
    canceled_because,
    delivery,
    goods,
    handed_over,
    money,
    note,
    shop_line,
    wish_line,
)
from bot.screens.payment import money_row, payment_lines, payment_row
from bot.screens.screen import Button, Rows, Screen, Style, rows_of
from bot.screens.sheet_facts import sheet_lines
from bot.screens.steps import cancel, customer_name, heading, step
from domain.change import ChangeAction
from domain.editing import allowed_changes
from domain.lifecycle import Action
from domain.use_cases.see_order import OrderView

_MOST_REASON: Final = 300


def shop_card(view: OrderView, t: Translator) -> Screen:
    """The order as it stands, with phone and address masked, and what this member of the staff may do next."""
    return Screen(_text(view, t), _rows(view, t))


def with_navigation(screen: Screen, back: CallbackData, shop_id: int, t: Translator) -> Screen:
    """The same screen inside the navigator: `back` opens the list from which it was reached."""
    last = (Button(t.plain("◀ 목록"), back), Button(t.plain("🏠 홈"), Home(shop=shop_id)))
    return Screen(screen.text, (*screen.rows, last))


def _text(view: OrderView, t: Translator) -> Html:
    order, name = view.order, customer_name(view)
    return stack(
        heading(status_title(order.status, t), view, t),
        shop_line(view),
        escaped(moment(order.placed_at, t)),
        GAP,
        goods(order, t),
        delivery(order, t),
        handed_over(order, t),
        money(order, t),
        payment_lines(view, t),
        canceled_because(order, t),
        GAP,
        sheet_lines(view, t),
        GAP,
        escaped(" · ".join(part for part in (name, mask_phone(order.recipient.phone)) if part)),
        escaped(mask_address(order.recipient.address)) if order.recipient.address else None,
        GAP,
        note(order, t),
        wish_line(order.out_of_stock, t) if order.status.is_open else None,
        GAP,
        _cancel_request(view, t),
        GAP,
        _handled(view, t),
        blocked(view, t),
    )


def _cancel_request(view: OrderView, t: Translator) -> Html | None:
    request = view.order.cancel_request
    if request is None:
        return None
    return stack(
        t("요청사유 : {reason}", reason=clip(t.known(request.reason), _MOST_REASON)),
        GAP,
        t("{name} 고객님이 취소를 요청하셨습니다. 승인하시겠습니까?", name=customer_name(view)),
        t("• 취소완료 : 승인하고 취소합니다."),
        t("• 주문확인 : 취소하지 않고 계속 진행합니다."),
    )


def _handled(view: OrderView, t: Translator) -> Html | None:
    """Who in the shop moved it last; left out while the last one to move it was the customer, asking to cancel."""
    order = view.order
    if not order.handled_by or order.changed_at is None or order.cancel_request:
        return None
    return t("처리 : {name} · {time}", name=clip(order.handled_by, 40), time=clock(order.changed_at))


def _rows(view: OrderView, t: Translator) -> Rows:
    order, role = view.order, view.viewer.role
    changes = allowed_changes(order, role)
    label = t.plain("다시 수정") if ChangeAction.ACCEPT_COUNTER in changes else t.plain("상품 추가 및 수정")
    edit = step(view, label, ShopStep.EDIT) if ChangeAction.EDIT in changes else None
    approve = step(view, t.plain("취소완료"), ShopStep.APPROVE_ASK, Style.DANGER)
    return rows_of(
        [_ask_customer(view, changes, t)],
        [step(view, t.plain("📄 주문상세"), ShopStep.DETAIL), _next(view, changes, t) or edit],
        *_edit_and_payment(view, edit if not order.open_change else None, t),
        *_money_and_message(view, t),
        [approve if order.allows(Action.APPROVE_CANCEL, role) else None],
        [cancel(view, t) if order.allows(Action.CANCEL, role) else None],
    )


def _ask_customer(view: OrderView, changes: Collection[ChangeAction], t: Translator) -> Button | None:
    """What a draft waits for, before anything else is done with the order (D6)."""
    if ChangeAction.ACCEPT_COUNTER in changes:
        return step(view, t.plain("고객 선택대로 확정"), ShopStep.COUNTER, Style.PRIMARY)
    if ChangeAction.REQUEST in changes:
        return step(view, t.plain("고객에게 주문서수정 확인요청"), ShopStep.SEND_ASK, Style.PRIMARY)
    return None


def _edit_and_payment(view: OrderView, edit: Button | None, t: Translator) -> list[list[Button | None]]:
    """One row where it is enough."""
    asked = [button for button in payment_row(view, t) if button]
    return [[edit, *asked]] if len(asked) < 2 else [[edit], [*asked]]


def _money_and_message(view: OrderView, t: Translator) -> list[list[Button | None]]:
    """The same."""
    buttons = [button for button in money_row(view, t) if button]
    write = step(view, t.plain("💬 메시지 전송"), ShopStep.WRITE)
    return [[*buttons, write]] if len(buttons) < 2 else [[*buttons], [write]]


def _next(view: OrderView, changes: Collection[ChangeAction], t: Translator) -> Button | None:
    """The tables grant at most one of these at a time."""
    if ChangeAction.WITHDRAW in changes:
        return step(view, t.plain("⏪ 확인요청 취소"), ShopStep.PULL_BACK)
    labels = {
        Action.CONFIRM: (t.plain("주문확인"), ShopStep.CONFIRM_ASK),
        Action.COMPLETE: (t.plain("주문완료"), ShopStep.COMPLETE_ASK),
        Action.KEEP: (t.plain("주문확인"), ShopStep.KEEP_ASK),
    }
    if view.order.open_change:
        del labels[Action.COMPLETE]
    for action, (label, to) in labels.items():
        if view.order.allows(action, view.viewer.role):
            return step(view, label, to, Style.PRIMARY)
    return None
