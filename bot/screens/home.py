"""주문관리: the navigator's home screen, and the choice between one's shops."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.callbacks import ChooseShop, Home, Inquiries, OrderList, PauseOrders, Search, Settings, Tab
from bot.holidays import is_holiday
from bot.i18n import Html, Translator
from bot.screens.fitting import BUDGET, GAP, bold, clip, cut, fitting, stack
from bot.screens.formats import minute, won
from bot.screens.hours import door_line
from bot.screens.orders import TAB_CONCERNS, TAB_STATUSES, tab_title
from bot.screens.screen import Button, Screen, Style, rows_of
from domain.hours import Door
from domain.order_ports import Counts
from domain.shop import Shop
from domain.use_cases.see_shop import HomeView

_MOST_SHOP = 100
_MOST_SHOPS = 50


def home(view: HomeView, now: datetime, t: Translator) -> Screen:
    """What waits at the shop, and the way to every list; coloured only where something waits."""
    counts, shop_id = view.counts, view.shop.id
    opening = view.shop.opening(now, is_holiday)
    is_paused = opening.door is Door.PAUSED
    pause = Button(
        t.plain("▶️ 주문 받기") if is_paused else t.plain("⏸️ 주문 중단"),
        PauseOrders(shop=shop_id),
        Style.SUCCESS if is_paused else None,
    )
    text = stack(
        bold(t("🏪 {shop} · 주문관리", shop=clip(view.shop.name, _MOST_SHOP))),
        door_line(opening, view.shop.hours is not None, t),
        GAP,
        t("📥 주문접수  {n}건", n=counts.of(*TAB_STATUSES[Tab.PLACED])),
        t("📦 주문확인  {n}건", n=counts.of(*TAB_STATUSES[Tab.CONFIRMED])),
        t("⚠️ 취소대기  {n}건", n=counts.of(*TAB_STATUSES[Tab.CANCEL_REQUESTED])),
        t("💬 새 문의  {n}건", n=counts.inquiries),
        *_concern_lines(counts, t),
        GAP,
        t("오늘 주문완료 {n}건 · {total}", n=counts.completed_count, total=won(counts.completed_total, t)),
        t("{time} 기준", time=minute(now, t)),
    )
    elsewhere = Button(t.plain("🏪 다른 가게"), ChooseShop()) if view.shops > 1 else None
    rows = rows_of(
        [_counted(view, Tab.PLACED, Style.PRIMARY, t), _counted(view, Tab.CONFIRMED, None, t)],
        [_counted(view, Tab.CANCEL_REQUESTED, Style.DANGER, t), _list(view, Tab.ALL, tab_title(Tab.ALL, t))],
        [Button(t.plain("🔎 주문 검색"), Search(shop=shop_id)), _inquiries(view, t)],
        *_concern_buttons(view, t),
        [
            Button(t.plain("⚙️ 환경설정"), Settings(shop=shop_id)),
            Button(t.plain("🔄 새로고침"), Home(shop=shop_id, fresh=True)),
        ],
        [pause, elsewhere],
    )
    return Screen(text, rows)


def _concern_lines(counts: Counts, t: Translator) -> list[Html]:
    """Rows that are there only while they are not zero."""
    waiting = ((tab, counts.concerning(concern)) for tab, concern in TAB_CONCERNS.items())
    return [t("{title}  {n}건", title=tab_title(tab, t), n=n) for tab, n in waiting if n]


def _concern_buttons(view: HomeView, t: Translator) -> list[list[Button]]:
    """Coloured is what the shop owes: for the others the customer is awaited."""
    waiting = ((tab, view.counts.concerning(concern)) for tab, concern in TAB_CONCERNS.items())
    return [
        [_list(view, tab, cut(f"{tab_title(tab, t)} {n}", BUDGET[1]), Style.PRIMARY if tab is Tab.REFUND else None)]
        for tab, n in waiting
        if n
    ]


def _counted(view: HomeView, tab: Tab, style: Style | None, t: Translator) -> Button:
    """The tab with its count; on a narrow button the icon goes first, then the count, which the text says too."""
    count, title = view.counts.of(*TAB_STATUSES[tab]), tab_title(tab, t)
    label = title.partition(" ")[2]
    return _list(view, tab, fitting(BUDGET[2], f"{title} {count}", f"{label} {count}", title), style if count else None)


def _inquiries(view: HomeView, t: Translator) -> Button:
    title, count = t.plain("💬 문의내역"), view.counts.inquiries
    label = fitting(BUDGET[2], f"{title} {count}", f"{title.partition(' ')[2]} {count}", title) if count else title
    return Button(label, Inquiries(shop=view.shop.id), Style.PRIMARY if count else None)


def _list(view: HomeView, tab: Tab, label: str, style: Style | None = None) -> Button:
    return Button(label, OrderList(shop=view.shop.id, tab=tab), style)


def shop_choice(shops: Sequence[Shop], t: Translator) -> Screen:
    """The shops in which the person works, oldest membership first."""
    rows = rows_of(*([_shop(shop)] for shop in shops[:_MOST_SHOPS]))
    return Screen(stack(bold(t("🏪 가게 선택")), t("어느 가게의 주문을 볼까요?")), rows)


def _shop(shop: Shop) -> Button:
    return Button(cut(f"🏪 {shop.name}", BUDGET[1]), Home(shop=shop.id))
