"""The buttons below a notice to the shop: what the news asks of a manager, as long as it still does (D21)."""

from __future__ import annotations

from typing import Final

from bot.callbacks import Close, ShopStep
from bot.i18n import Translator
from bot.screens import steps
from bot.screens.payment import money_row
from bot.screens.screen import Button, Rows, rows_of
from domain.refunding import owes_refund
from domain.timeline import EntryKind
from domain.use_cases.see_order import OrderView

_ABOUT_MONEY: Final = frozenset(
    {EntryKind.DEPOSIT_REPORTED, EntryKind.REFUND_FAILED, EntryKind.STRAY_MONEY, EntryKind.REFUND_ACCOUNT_GIVEN}
)


def notice_rows(kind: EntryKind, view: OrderView, t: Translator) -> Rows:
    """What the viewer may do about it now; nothing for news that ask nothing of them."""
    if kind is EntryKind.REFUND_NEEDED:
        return _refund_rows(view, t)
    return rows_of(money_row(view, t)) if kind in _ABOUT_MONEY else ()


def _refund_rows(view: OrderView, t: Translator) -> Rows:
    if not owes_refund(view.order, view.viewer.role):
        return ()
    return rows_of(
        [*money_row(view, t), Button(t.plain("나중에"), Close())],
        [steps.step(view, t.plain("💬 메시지 전송"), ShopStep.WRITE)],
    )
