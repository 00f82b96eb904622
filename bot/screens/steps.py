"""What the staff's screens about one order share: their heading and their buttons."""

from __future__ import annotations

from bot.callbacks import ShopOrder, ShopStep
from bot.i18n import Html, Translator
from bot.screens.fitting import bold, cut
from bot.screens.screen import Button, Style
from domain.use_cases.see_order import OrderView

MOST_NAME = 20


def heading(title: str, view: OrderView, t: Translator) -> Html:
    """`주문확인 · 주문번호 : 5803116`."""
    return bold(t("{title} · 주문번호 : {number}", title=title, number=view.order.number))


def step(view: OrderView, label: str, to: ShopStep, style: Style | None = None, arg: str = "") -> Button:
    """A button on this order as it stands now: it carries the order's version."""
    return Button(label, ShopOrder(step=to, order=view.order.id, version=view.order.version, arg=arg), style)


def close(view: OrderView, t: Translator) -> Button:
    """[닫기] brings the card back."""
    return step(view, t.plain("닫기"), ShopStep.CARD)


def cancel(view: OrderView, t: Translator) -> Button:
    """[주문취소] asks for the reason first."""
    return step(view, t.plain("주문취소"), ShopStep.CANCEL_ASK, Style.DANGER)


def customer_name(view: OrderView) -> str:
    """The recipient's name, short enough for a sentence."""
    return cut(view.order.recipient.name, MOST_NAME)
