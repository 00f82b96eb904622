"""The navigator's lists of orders, and its search (M4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bot.callbacks import Home, Noop, OpenOrder, OrderList, Search, Tab
from bot.i18n import Html, Translator
from bot.screens.fitting import BUDGET, GAP, bold, clip, escaped, fitting, stack
from bot.screens.formats import (
    fulfillment_label,
    mask_address,
    msgid,
    payment_label,
    payment_state_label,
    short_moment,
    status_title,
    won,
)
from bot.screens.payment import request_state_label
from bot.screens.screen import Button, Screen, rows_of
from bot.screens.sheet_facts import sheet_label
from domain.concerns import Concern, Listing
from domain.fulfillment import FulfillmentKind
from domain.lifecycle import OrderStatus
from domain.order_ports import OrderRow
from domain.use_cases.see_shop import MOST_FOUND, ListView

TAB_STATUSES: Final[Mapping[Tab, tuple[OrderStatus, ...]]] = {
    Tab.ALL: tuple(OrderStatus),
    Tab.PLACED: (OrderStatus.PLACED,),
    Tab.CONFIRMED: (OrderStatus.CONFIRMED,),
    Tab.CANCEL_REQUESTED: (OrderStatus.CANCEL_REQUESTED,),
    Tab.COMPLETED: (OrderStatus.COMPLETED,),
    Tab.CANCELED: (OrderStatus.CANCELED,),
}
TAB_CONCERNS: Final[Mapping[Tab, Concern]] = {
    Tab.APPROVAL: Concern.APPROVAL,
    Tab.UNPAID: Concern.PAYMENT,
    Tab.REFUND: Concern.REFUND,
}
_TITLES: Final = {
    Tab.ALL: msgid("📋 전체"),
    Tab.PLACED: msgid("📥 주문접수"),
    Tab.CONFIRMED: msgid("📦 주문확인"),
    Tab.CANCEL_REQUESTED: msgid("⚠️ 취소대기"),
    Tab.COMPLETED: msgid("✅ 주문완료"),
    Tab.CANCELED: msgid("❌ 취소완료"),
    Tab.APPROVAL: msgid("⏳ 고객 확인 대기"),
    Tab.UNPAID: msgid("💳 미결제"),
    Tab.REFUND: msgid("💸 환불 필요"),
}
_MOST_QUERY: Final = 40


def tab_title(tab: Tab, t: Translator) -> str:
    """`📦 주문확인`."""
    return t.plain(_TITLES[tab])


def listed(tab: Tab) -> Listing:
    """Which orders the list shows."""
    return TAB_CONCERNS.get(tab) or TAB_STATUSES[tab]


def order_list(view: ListView, tab: Tab, t: Translator) -> Screen:
    """One page of a tab; the pages lie beside the first and the last order shown."""
    rows = view.rows
    empty = t("지금은 여기에 주문이 없어요. 새 주문이 오면 바로 알려 드릴게요.")
    shows_status = len(TAB_STATUSES.get(tab, OrderStatus)) > 1
    newer = older = None
    if rows and view.page > 1:
        newer = OrderList(shop=view.shop.id, tab=tab, page=view.page - 1, anchor=rows[0].id, newer=True)
    if rows and view.page < view.pages:
        older = OrderList(shop=view.shop.id, tab=tab, page=view.page + 1, anchor=rows[-1].id)
    return Screen(
        _text(view, tab_title(tab, t), t.plain("{n}건", n=view.found), empty, shows_status, t),
        rows_of(
            _numbers(rows),
            _pager(view, newer, older),
            [_tab(view, Tab.ALL, tab, t), _tab(view, Tab.PLACED, tab, t)],
            [_tab(view, Tab.CONFIRMED, tab, t), _tab(view, Tab.CANCEL_REQUESTED, tab, t)],
            [_home(view.shop.id, t)],
        ),
    )


def search_prompt(shop_id: int, t: Translator) -> Screen:
    """Asks what to look for; the lists of finished orders are reached from here."""
    finished = [Button(tab_title(tab, t), OrderList(shop=shop_id, tab=tab)) for tab in (Tab.COMPLETED, Tab.CANCELED)]
    return Screen(
        stack(
            bold(t("🔎 주문 검색")),
            t("주문번호, 이름, 연락처 뒤 4자리를 보내 주세요."),
            GAP,
            t("예) 5803116 · 홍길동 · 1234"),
        ),
        rows_of(finished, [Button(t.plain("닫기"), Home(shop=shop_id))]),
    )


def search_results(view: ListView, query: str, t: Translator) -> Screen:
    """One page of what was found for `query`."""
    shop_id, page = view.shop.id, view.page
    newer = Search(shop=shop_id, page=page - 1) if page > 1 else None
    older = Search(shop=shop_id, page=page + 1) if page < view.pages else None
    title = f"🔎 {clip(query, _MOST_QUERY)}"
    is_cut_off = view.found >= MOST_FOUND
    found = t.plain("{n}건 이상", n=MOST_FOUND) if is_cut_off else t.plain("{n}건", n=view.found)
    again = Button(t.plain("🔎 다시 검색"), Search(shop=shop_id))
    return Screen(
        _text(view, title, found, t("찾는 주문이 없어요. 주문번호나 이름을 다시 확인해 주세요."), True, t),
        rows_of(_numbers(view.rows), _pager(view, newer, older), [again, _home(shop_id, t)]),
    )


def _text(view: ListView, title: str, found: str, empty: Html, shows_status: bool, t: Translator) -> Html:
    head = t("{title} · 검색결과 {found} ({page}/{pages})", title=title, found=found, page=view.page, pages=view.pages)
    entries = [_entry(n, row, shows_status, t) for n, row in enumerate(view.rows, start=1)]
    shop = escaped(f"🏪 {clip(view.shop.name, 60)}") if view.names_shop else None
    return stack(bold(head), shop, GAP, *(entries or [empty]))


def _entry(n: int, row: OrderRow, shows_status: bool, t: Translator) -> Html:
    status = f" · {status_title(row.status, t)}" if shows_status else ""
    first = bold(escaped(f"{n}  {row.number}")) + escaped(f" · {short_moment(row.placed_at, t)}{status}")
    kind = FulfillmentKind.PICKUP if row.is_pickup else FulfillmentKind.DELIVERY
    facts = [
        t.plain("[상품 {n} 개] {total}", n=row.item_count, total=won(row.total, t)),
        fulfillment_label(kind, t),
        payment_label(row.payment_method, t),
        sheet_label(row.sheet_state, t),
        payment_state_label(row.payment_state, t),
        request_state_label(row.request_state, t),
    ]
    address = escaped(mask_address(row.address)) if row.address else None
    return stack(Html(first), escaped(" · ".join(fact for fact in facts if fact)), address)


def _numbers(rows: Sequence[OrderRow]) -> list[Button]:
    return [Button(str(n), OpenOrder(order=row.id)) for n, row in enumerate(rows, start=1)]


def _pager(view: ListView, newer: OrderList | Search | None, older: OrderList | Search | None) -> list[Button]:
    """Nothing while there is one page only; at either end the arrow says so."""
    if view.pages == 1:
        return []
    here = fitting(BUDGET[3], f"{view.page} / {view.pages}", f"{view.page}/{view.pages}", str(view.page))
    return [
        Button("◀", newer or Noop(says="first")),
        Button(here, Noop()),
        Button("▶", older or Noop(says="last")),
    ]


def _tab(view: ListView, tab: Tab, current: Tab, t: Translator) -> Button:
    title = tab_title(tab, t)
    label = f"• {title.partition(' ')[2]}" if tab is current else title
    return Button(label, OrderList(shop=view.shop.id, tab=tab))


def _home(shop_id: int, t: Translator) -> Button:
    return Button(t.plain("🏠 홈"), Home(shop=shop_id))
