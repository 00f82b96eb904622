"""Where an order's sheet stands, as cards and lists tell it (D4), and what the customer took of a round (D23)."""

from __future__ import annotations

from typing import Final

from bot.i18n import Html, Translator
from bot.screens.fitting import bold, clip, stack
from bot.screens.formats import NBSP, clock, msgid, won
from bot.screens.sheet_lines import changed_lines, first_of, newest_of, totals
from domain.change import ChangeStatus, OrderChange, SheetState, is_counter_proposal
from domain.order import Order
from domain.sheet import Edits
from domain.use_cases.see_order import OrderView

_MOST_PART: Final = 700
_MOST_REASON: Final = 300
_STATES: Final = {
    SheetState.DRAFT: msgid("✏️ 수정중"),
    SheetState.REQUESTED: msgid("⏳ 확인 요청중"),
    SheetState.APPROVED: msgid("☑️ 확인 완료"),
    SheetState.DECLINED: msgid("↩️ 변경 거절"),
}


def sheet_label(state: SheetState, t: Translator) -> str:
    """`✏️ 수정중` in a list; empty for a sheet that nobody has touched. Never breaks behind the icon."""
    return t.plain(_STATES[state]).replace(" ", NBSP) if state in _STATES else ""


def sheet_lines(view: OrderView, t: Translator) -> Html | None:
    """`주문서상태 : …`, and what the shop has to know about it."""
    order, change = view.order, view.order.open_change
    if change is None:
        return t("주문서상태 : 확인 완료 ☑️") if order.sheet_state is SheetState.APPROVED else None
    if change.status is ChangeStatus.REQUESTED:
        at = clock(change.requested_at) if change.requested_at else ""
        return stack(t("주문서상태 : 확인 요청중 ⏳ ({time} 전송)", time=at), t("고객님이 아직 확인하지 않으셨어요."))
    amount = won(order.drafted_sheet.total, t)
    return stack(
        t("주문서상태 : 수정중 ✏️ (고객 확인 전 : {amount})", amount=amount),
        _editing(view, change, t),
        _answer(order, t),
    )


def drafted_part(order: Order, t: Translator) -> Html | None:
    """The open round under a heading of its own: it stands outside the total (D4)."""
    change = order.open_change
    if change is None:
        return None
    is_asked = change.status is ChangeStatus.REQUESTED
    return stack(
        bold(t("⏳ 확인 요청중인 변경") if is_asked else t("✏️ 수정중인 변경 (고객 확인 전)")),
        newest_of(changed_lines(order.sheet, change.edits, t), t, _MOST_PART),
        t("변경 후 결제 총 금액 {totals}", totals=totals(order.total, order.drafted_sheet.total, t)),
    )


def _editing(view: OrderView, change: OrderChange, t: Translator) -> Html | None:
    if change.editor is None or change.editor.user_id == view.viewer.user_id:
        return None
    return t("{name} 님이 수정 중이에요.", name=clip(change.editor.name, 40))


def _answer(order: Order, t: Translator) -> Html | None:
    """What the customer said to the round before, until the shop goes on from it."""
    before = order.changes[-2] if len(order.changes) > 1 else None
    if before is None or before.status is not ChangeStatus.DECLINED or order.changes[-1].earlier:
        return None
    if not is_counter_proposal(order.changes):
        reason = clip(t.known(before.reason), _MOST_REASON)
        return t("↩️ 변경 거절 · 사유 : {reason}", reason=reason) if reason else t("↩️ 고객님이 변경을 거절하셨어요.")
    refused = _without(before.edits, order.changes[-1].edits)
    return stack(
        t("고객님이 일부만 선택하셨어요."),
        bold(t("✅ 선택")),
        first_of(changed_lines(order.sheet, order.changes[-1].edits, t), t, _MOST_PART),
        bold(t("❌ 거절")),
        first_of(changed_lines(order.sheet, refused, t), t, _MOST_PART),
    )


def _without(edits: Edits, taken: Edits) -> Edits:
    lines = tuple(line for line in edits.lines if line not in taken.lines)
    return Edits(lines, edits.delivery_fee if taken.delivery_fee is None else None)
