"""마감 요약 and /report: a shop's days in numbers (D17, D21)."""

from __future__ import annotations

from datetime import date
from typing import Final

from bot.callbacks import Home, OrderList, Report, Tab
from bot.i18n import Html, Translator
from bot.screens.fitting import GAP, bold, clip, escaped, shorten_lines, stack
from bot.screens.formats import msgid, short_moment, won
from bot.screens.hours import weekday
from bot.screens.screen import Button, Rows, Screen, Style, rows_of
from domain.concerns import Concern
from domain.lifecycle import OrderStatus
from domain.use_cases.see_report import Period, ReportView

_PERIODS: Final = {Period.DAY: msgid("오늘"), Period.WEEK: msgid("이번 주"), Period.MONTH: msgid("이번 달")}


def closing_summary(view: ReportView, t: Translator) -> Screen:
    """The day that ends: what was done, and what is left for tomorrow."""
    return Screen(_text(t("🌙 마감 요약 · {day}", day=_day(view.last, t)), view, t), _rows(view, t))


def report(view: ReportView, t: Translator) -> Screen:
    """The period that was asked for, with the other ones to choose."""
    periods = [
        Button(
            f"• {t.plain(label)}" if period is view.period else t.plain(label),
            Report(shop=view.shop.id, period=period.value),
        )
        for period, label in _PERIODS.items()
    ]
    head = t("📊 {period} · {days}", period=t.plain(_PERIODS[view.period]), days=_span(view, t))
    home = [Button(t.plain("🏠 홈"), Home(shop=view.shop.id))]
    return Screen(_text(head, view, t), rows_of(periods, home))


def _text(head: Html, view: ReportView, t: Translator) -> Html:
    top = stack(
        bold(head),
        escaped(f"🏪 {clip(view.shop.name, 100)}"),
        GAP,
        bold(t("주문완료 {n}건 · {total}", n=view.orders, total=won(view.sales, t))),
    )
    lines = [
        t("{day}  {n}건 · {total}", day=_day(one.day, t), n=one.orders, total=won(one.sales, t)) for one in view.days
    ]
    return shorten_lines(top, lines if len(view.days) > 1 else [], _waiting(view, t), t, 3500)


def _waiting(view: ReportView, t: Translator) -> Html:
    of, about, by_hand = view.counts.of, view.counts.concerning, view.counts.by_hand
    text = stack(
        t("남은 주문"),
        t("📥 주문접수  {n}건", n=of(OrderStatus.PLACED)),
        t("📦 주문확인  {n}건", n=of(OrderStatus.CONFIRMED)),
        t("⚠️ 취소대기  {n}건", n=of(OrderStatus.CANCEL_REQUESTED)),
        t("⏳ 고객 확인 대기  {n}건", n=about(Concern.APPROVAL)),
        t("💳 미결제  {n}건", n=about(Concern.PAYMENT)),
        t("💸 환불 필요  {n}건", n=about(Concern.REFUND)),
        t("💬 답하지 않은 문의  {n}건", n=view.counts.inquiries),
        t("가장 오래된 주문 : {time}", time=short_moment(view.oldest, t)) if view.oldest else None,
        GAP,
        t("입금확인으로 받은 돈 {amount}", amount=won(by_hand, t)) if by_hand else None,
    )
    return Html(f"\n{text}")


def _rows(view: ReportView, t: Translator) -> Rows:
    waits = view.oldest is not None
    to_list = (
        Button(t.plain("남은 주문 보기"), OrderList(shop=view.shop.id, tab=Tab.ALL), Style.PRIMARY) if waits else None
    )
    week = Button(t.plain("이번 주"), Report(shop=view.shop.id, period=Period.WEEK.value))
    month = Button(t.plain("이번 달"), Report(shop=view.shop.id, period=Period.MONTH.value))
    return rows_of([to_list], [week, month])


def _span(view: ReportView, t: Translator) -> str:
    return _day(view.last, t) if view.first == view.last else f"{_day(view.first, t)} ~ {_day(view.last, t)}"


def _day(day: date, t: Translator) -> str:
    dated = t.plain("{month}. {day}", month=day.month, day=day.day)
    return f"{dated}({weekday(day.weekday(), t)})"
