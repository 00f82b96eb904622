"""Which of an order's screens a message shows: its card, or the editor for as long as it is the viewer's."""

from __future__ import annotations

from bot.callbacks import ShopOrder, ShopStep
from bot.i18n import Translator
from bot.pending_lines import PendingLines
from bot.screens.card import shop_card
from bot.screens.own_orders import own_card
from bot.screens.screen import Screen
from bot.screens.sheet_editor import editor
from bot.screens.sheet_prompts import goods_preview
from domain.change import ChangeAction
from domain.delivery import Side
from domain.editing import allowed_changes
from domain.order import Order
from domain.use_cases.see_order import OrderView


def card_screen(view: OrderView, t: Translator) -> Screen:
    """The order's card for the side of its viewer."""
    return own_card(view, t) if view.side is Side.CUSTOMER else shop_card(view, t)


def order_screen(view: OrderView, opened: str, pending: PendingLines | None, t: Translator) -> tuple[Screen, str]:
    """What the message shows in which `opened` was open, and what is open in it then."""
    if opened and is_editor(view):
        return editor_screen(view, pending, t), opened
    return card_screen(view, t), ""


def editor_screen(view: OrderView, pending: PendingLines | None, t: Translator) -> Screen:
    """The editor; lines that its viewer has typed and not saved come first."""
    return goods_preview(view, pending, t) if pending and pending.lines else editor(view, t)


def is_editor(view: OrderView) -> bool:
    """Whether the viewer may edit now, and nobody else is at it."""
    change = view.order.open_change
    is_own = change is None or change.editor is None or change.editor.user_id == view.viewer.user_id
    return is_own and ChangeAction.EDIT in allowed_changes(view.order, view.viewer.role)


def editor_of(order: Order) -> ShopOrder:
    """The editor as the dialog that is open on the order as it is now."""
    return ShopOrder(step=ShopStep.EDIT, order=order.id, version=order.version)


def is_current(opened: str, order: Order) -> bool:
    """Whether the dialog was opened on the order as it is: nothing about it has to be drawn again."""
    return bool(opened) and ShopOrder.unpack(opened).version == order.version
