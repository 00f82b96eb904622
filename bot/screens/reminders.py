"""Reminders: what waits since when, the step that ends the waiting, and [1시간 뒤] [그만] for the shop (D17, D22)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from bot.callbacks import Nudge, NudgeStep, OwnStep, ShopStep
from bot.i18n import Html, Translator
from bot.screens import steps, talk
from bot.screens.fitting import bold, escaped, stack
from bot.screens.formats import clock, msgid, short_moment, with_number, won
from bot.screens.order_facts import goods, shop_line
from bot.screens.own_lines import own_step, shop_name
from bot.screens.payment import send_button
from bot.screens.screen import Button, Rows, Screen, Style, rows_of
from domain.delivery import Side
from domain.depositing import awaits_deposit
from domain.hours import seoul_day
from domain.lifecycle import Action
from domain.people import Role
from domain.refunding import owes_refund
from domain.reminders import Reminder
from domain.use_cases.see_order import OrderView
from domain.use_cases.see_reminder import ReminderView
from domain.use_cases.see_thread import ThreadView


def order_reminder(seen: ReminderView[OrderView], now: datetime, t: Translator) -> Screen:
    """A reminder about an order, for the side of its viewer."""
    if seen.view.side is Side.CUSTOMER:
        return _to_customer(seen, t)
    return Screen(shop_text(seen, now, t), rows_of(_shop_step(seen, t), _nudges(seen.kind, seen.view.order.id, t)))


def inquiry_reminder(seen: ReminderView[ThreadView], now: datetime, t: Translator) -> Screen:
    """Says nothing of what the customer wrote: the message replies to their words."""
    view = seen.view
    title = t("⏰ 답장을 기다리는 문의가 있어요")
    text = stack(
        talk.shop_line(view),
        bold(with_number(title, view.number) if view.number else t("{title} · 주문 없는 문의", title=title)),
        _waiting(seen.wait.since, now, t),
        t("답하지 않은 메시지 {n}개", n=view.thread.unread),
        talk.answering(view, t),
    )
    return Screen(text, rows_of(*talk.reply_rows(view, t), _nudges(seen.kind, view.thread.id, t)))


def shop_text(seen: ReminderView[OrderView], now: datetime, t: Translator) -> Html:
    """What waits, since when, and what it is about."""
    view = seen.view
    says = _TO_OWNER if seen.kind is Reminder.UNSEEN and seen.n == 2 else _TO_SHOP[seen.kind]
    return stack(
        shop_line(view),
        bold(with_number(t(says), view.order.number)),
        _waiting(seen.wait.since, now, t),
        _refund(view, t) if seen.kind is Reminder.REFUND else goods(view.order, t),
    )


def _waiting(since: datetime, now: datetime, t: Translator) -> Html:
    return t("{since}부터 · {passed} 지났어요", since=_since(since, now, t), passed=passed(since, now, t))


def passed(since: datetime, now: datetime, t: Translator) -> str:
    """`3분`, `2시간`, `5일`: in the largest whole unit."""
    minutes = max(int((now - since) / timedelta(minutes=1)), 1)
    if minutes < 60:
        return t.plain("{n}분", n=minutes)
    return t.plain("{n}시간", n=minutes // 60) if minutes < 48 * 60 else t.plain("{n}일", n=minutes // (24 * 60))


def _since(since: datetime, now: datetime, t: Translator) -> str:
    return clock(since) if seoul_day(since) == seoul_day(now) else short_moment(since, t)


_TO_SHOP: Final[Mapping[Reminder, str]] = {
    Reminder.UNSEEN: msgid("⏰ 아직 아무도 확인하지 않은 주문이에요"),
    Reminder.UNCONFIRMED: msgid("⏰ 주문확인을 기다리는 주문이에요"),
    Reminder.CANCEL_REQUEST: msgid("⏰ 취소 요청이 답을 기다려요"),
    Reminder.CHANGE_LATE: msgid("⏰ 고객님이 주문서변경을 아직 확인하지 않으셨어요"),
    Reminder.PAYMENT_LATE: msgid("⏰ 아직 결제되지 않은 주문이에요"),
    Reminder.DEPOSIT: msgid("⏰ 입금했다는 고객님이 확인을 기다려요"),
    Reminder.PICKUP: msgid("⏰ 아직 찾아가지 않은 픽업 주문이에요"),
    Reminder.REFUND: msgid("⏰ 아직 환불하지 않은 금액이 있어요"),
}
_TO_OWNER: Final = msgid("🚨 직원이 아직 확인하지 않은 주문이에요")


def _refund(view: OrderView, t: Translator) -> Html:
    return t("환불 필요 {amount}", amount=won(view.order.refund_due, t))


def _shop_step(seen: ReminderView[OrderView], t: Translator) -> list[Button | None]:
    """The step that ends the waiting, as far as it is the viewer's."""
    view, role = seen.view, seen.view.viewer.role
    match seen.kind:
        case Reminder.REFUND:
            refund = steps.step(view, t.plain("환불완료"), ShopStep.REFUND_ASK, Style.PRIMARY)
            return [refund if owes_refund(view.order, role) else None]
        case Reminder.CANCEL_REQUEST:
            return [steps.step(view, t.plain("취소처리"), ShopStep.CARD, Style.PRIMARY)]
        case Reminder.DEPOSIT:
            deposit = steps.step(view, t.plain("입금확인"), ShopStep.DEPOSIT_ASK, Style.PRIMARY)
            return [deposit if awaits_deposit(view.order, role) else None]
        case Reminder.CHANGE_LATE | Reminder.PAYMENT_LATE:
            again = send_button(view, t) if seen.kind is Reminder.PAYMENT_LATE else None
            return [steps.step(view, t.plain("📄 주문상세"), ShopStep.DETAIL), again]
        case _:
            return [_move(view, role, t)]


def _move(view: OrderView, role: Role, t: Translator) -> Button:
    if view.order.allows(Action.CONFIRM, role):
        return steps.step(view, t.plain("주문확인"), ShopStep.CONFIRM_ASK, Style.PRIMARY)
    return steps.step(view, t.plain("주문완료"), ShopStep.COMPLETE_ASK, Style.PRIMARY)


def _nudges(kind: Reminder, subject: int, t: Translator) -> list[Button]:
    labels = {NudgeStep.LATER: t.plain("1시간 뒤"), NudgeStep.STOP: t.plain("그만")}
    return [Button(label, Nudge(step=step, kind=kind.value, subject=subject)) for step, label in labels.items()]


# To the customer


def _to_customer(seen: ReminderView[OrderView], t: Translator) -> Screen:
    text, rows = _TO_CUSTOMER[seen.kind](seen, t)
    about = with_number(escaped(shop_name(seen.view.shop)), seen.view.order.number)
    return Screen(stack(text, about), rows)


def _late(seen: ReminderView[OrderView], t: Translator) -> tuple[Html, Rows]:
    order = seen.view.order
    text = stack(
        t("가게의 주문확인이 늦어지고 있습니다. 죄송합니다."),
        t("기다리기 어려우시면 지금 바로 취소할 수 있습니다."),
    )
    ask = Button(t.plain("💬 문의하기"), own_step(OwnStep.WRITE, order))
    return text, rows_of([ask, Button(t.plain("주문취소"), own_step(OwnStep.CANCEL_ASK, order), Style.DANGER)])


def _change(seen: ReminderView[OrderView], t: Translator) -> tuple[Html, Rows]:
    order = seen.view.order
    text = stack(
        t("가게에서 주문서를 수정하고 확인을 기다리고 있습니다."),
        t(
            "결제 총 금액 {before} → {after}",
            before=won(order.total, t),
            after=won(order.drafted_sheet.total, t),
        ),
    )
    return text, rows_of([Button(t.plain("주문서 확인하기"), own_step(OwnStep.CARD, order), Style.PRIMARY)])


def _payment(seen: ReminderView[OrderView], t: Translator) -> tuple[Html, Rows]:
    return stack(t("결제를 기다리고 있습니다."), _amount(seen, t)), _open(seen, t)


def _expiring(seen: ReminderView[OrderView], t: Translator) -> tuple[Html, Rows]:
    deadline = seen.wait.deadline or seen.wait.since
    text = t("결제 요청이 {time}에 만료됩니다.", time=short_moment(deadline, t))
    return stack(text, _amount(seen, t)), _open(seen, t)


def _amount(seen: ReminderView[OrderView], t: Translator) -> Html | None:
    request = seen.view.order.asked_request
    return t("결제 금액 {amount}", amount=won(request.amount, t)) if request else None


def _open(seen: ReminderView[OrderView], t: Translator) -> Rows:
    return rows_of([Button(t.plain("주문 열기"), own_step(OwnStep.CARD, seen.view.order), Style.PRIMARY)])


_TO_CUSTOMER: Final[Mapping[Reminder, Callable[[ReminderView[OrderView], Translator], tuple[Html, Rows]]]] = {
    Reminder.UNSEEN: _late,
    Reminder.CHANGE: _change,
    Reminder.PAYMENT: _payment,
    Reminder.EXPIRING: _expiring,
}
