"""The answer to a bank's message: which orders may that money be for, or what to do when there is none."""

from __future__ import annotations

from bot.callbacks import Close, OrderList, ShopOrder, ShopStep, Tab
from bot.i18n import Html, Translator
from bot.screens.fitting import GAP, bold, clip, stack
from bot.screens.formats import won
from bot.screens.screen import Button, Screen, Style, rows_of
from domain.lifecycle import OrderStatus
from domain.money import Money
from domain.odd_deposits import Arrival, arrival, awaited
from domain.order import Order
from domain.use_cases.match_deposit import DepositMatch


def matched(match: DepositMatch, t: Translator) -> Screen:
    """Nothing is booked before somebody presses a button and looks; what only the name fits stands apart."""
    is_exact = bool(match.named or match.others)
    keys = [_confirm(order, t, Style.SUCCESS) for order in match.named]
    keys += [_confirm(order, t, None) for order in match.others]
    keys += [_book(order, match.amount, t) for order in match.odd]
    return Screen(
        stack(
            bold(t("🏦 입금 {amount} · {name}", amount=won(match.amount, t), name=clip(match.name, 40))),
            *(_exact(match, t) if is_exact else [t("이 금액을 기다리는 주문이 없어요.")]),
            GAP,
            *_odd(match, t),
            None if is_exact or match.odd else _advice(t),
        ),
        rows_of(
            *([key] for key in keys), [None if is_exact else _unpaid(match, t)], [Button(t.plain("닫기"), Close())]
        ),
    )


def _exact(match: DepositMatch, t: Translator) -> list[Html | None]:
    return [
        t("이 금액을 기다리는 주문이에요. 아직 확인된 것은 없어요."),
        GAP,
        *(_line(order, t, is_named=True) for order in match.named),
        *(_line(order, t, is_named=False) for order in match.others),
    ]


def _odd(match: DepositMatch, t: Translator) -> list[Html]:
    """Set apart, so that nobody takes them for the others."""
    if not match.odd:
        return []
    return [
        bold(t("⚠️ 이름은 맞지만 금액이 다른 주문")),
        t("같은 고객님의 입금인지 꼭 확인하고 기록해 주세요."),
        *(_odd_line(order, match.amount, t) for order in match.odd),
    ]


def _advice(t: Translator) -> Html:
    return t("이미 확인했거나 금액이 다를 수 있어요. 미결제 주문이나 검색에서 찾아 확인해 주세요.")


def _line(order: Order, t: Translator, *, is_named: bool) -> Html:
    name, amount = clip(order.recipient.name, 30), won(order.deposit_due, t)
    if is_named:
        return t("{number} · {name} · {amount} · 이름이 맞아요", number=order.number, name=name, amount=amount)
    return t("{number} · {name} · {amount} · 금액만 같아요", number=order.number, name=name, amount=amount)


def _odd_line(order: Order, amount: Money, t: Translator) -> Html:
    due = awaited(order)
    who = t("{number} · {name}", number=order.number, name=clip(order.recipient.name, 30))
    asked = t("{who} · 결제할 금액 {due}", who=who, due=won(due, t))
    match arrival(order, amount):
        case Arrival.LESS:
            return t("{asked} · {left} 모자라요", asked=asked, left=won(due - amount, t))
        case Arrival.MORE:
            return t("{asked} · {over} 더 들어왔어요", asked=asked, over=won(amount - due, t))
    if order.status is OrderStatus.CANCELED:
        return t("{who} · 취소된 주문이에요", who=who)
    return t("{who} · 이미 결제된 주문이에요", who=who)


def _confirm(order: Order, t: Translator, style: Style | None) -> Button:
    to = ShopOrder(step=ShopStep.DEPOSIT_ASK, order=order.id, version=order.version)
    return Button(t.plain("입금확인 {number}", number=order.number), to, style)


def _book(order: Order, amount: Money, t: Translator) -> Button:
    """To the dialog that says what becomes of this amount."""
    to = ShopOrder(step=ShopStep.EXTRA_ASK, order=order.id, version=order.version, arg=str(amount.won))
    if awaited(order):
        return Button(t.plain("다른 금액 기록 {number}", number=order.number), to)
    return Button(t.plain("추가 입금 기록 {number}", number=order.number), to)


def _unpaid(match: DepositMatch, t: Translator) -> Button:
    unpaid = OrderList(shop=match.shop.id, tab=Tab.UNPAID)
    return Button(t.plain("💳 미결제 주문 보기"), unpaid, None if match.odd else Style.PRIMARY)
