"""The answer to a bank's message: which orders wait for that money, or what to do when none does."""

from __future__ import annotations

from bot.callbacks import Close, OrderList, ShopOrder, ShopStep, Tab
from bot.i18n import Html, Translator
from bot.screens.fitting import GAP, bold, clip, stack
from bot.screens.formats import won
from bot.screens.screen import Button, Screen, Style, rows_of
from domain.order import Order
from domain.use_cases.match_deposit import DepositMatch


def matched(match: DepositMatch, t: Translator) -> Screen:
    """Nothing is confirmed before somebody presses [입금확인] and looks at the order."""
    heading = bold(t("🏦 입금 {amount} · {name}", amount=won(match.amount, t), name=clip(match.name, 40)))
    if not match.named and not match.others:
        return _nothing(match, heading, t)
    lines = [_line(order, t, is_named=True) for order in match.named]
    lines += [_line(order, t, is_named=False) for order in match.others]
    keys = [_confirm(order, t, Style.SUCCESS) for order in match.named]
    keys += [_confirm(order, t, None) for order in match.others]
    return Screen(
        stack(heading, t("이 금액을 기다리는 주문이에요. 아직 확인된 것은 없어요."), GAP, *lines),
        rows_of(*([key] for key in keys), [Button(t.plain("닫기"), Close())]),
    )


def _nothing(match: DepositMatch, heading: Html, t: Translator) -> Screen:
    unpaid = Button(t.plain("💳 미결제 주문 보기"), OrderList(shop=match.shop.id, tab=Tab.UNPAID), Style.PRIMARY)
    return Screen(
        stack(
            heading,
            t("이 금액을 기다리는 주문이 없어요."),
            t("이미 확인했거나 금액이 다를 수 있어요. 미결제 주문이나 검색에서 찾아 확인해 주세요."),
        ),
        rows_of([unpaid], [Button(t.plain("닫기"), Close())]),
    )


def _line(order: Order, t: Translator, *, is_named: bool) -> Html:
    name, amount = clip(order.recipient.name, 30), won(order.deposit_due, t)
    if is_named:
        return t("{number} · {name} · {amount} · 이름이 맞아요", number=order.number, name=name, amount=amount)
    return t("{number} · {name} · {amount} · 금액만 같아요", number=order.number, name=name, amount=amount)


def _confirm(order: Order, t: Translator, style: Style | None) -> Button:
    to = ShopOrder(step=ShopStep.DEPOSIT_ASK, order=order.id, version=order.version)
    return Button(t.plain("입금확인 {number}", number=order.number), to, style)
