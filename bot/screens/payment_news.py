"""What the owner reads about the payment company: where the ledger differs, and that its keys do not work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.callbacks import Home
from bot.i18n import Html, Translator
from bot.screens.fitting import GAP, bold, clip, stack
from bot.screens.formats import msgid, won
from bot.screens.pay_account import account_news
from bot.screens.pay_settings import to_settings, tried_keys
from bot.screens.screen import Button, Screen, Style, rows_of
from domain.money import Money
from domain.payment_news import PaymentNews
from domain.reconciling import DifferenceKind

_LINES: Final = {
    (DifferenceKind.NOT_BOOKED, False): msgid("{number} · {amount} 결제 : 결제사에만 있어요"),
    (DifferenceKind.NOT_BOOKED, True): msgid("{number} · {amount} 환불 : 결제사에만 있어요"),
    (DifferenceKind.NOT_REPORTED, False): msgid("{number} · {amount} 결제 : 주문 기록에만 있어요"),
    (DifferenceKind.NOT_REPORTED, True): msgid("{number} · {amount} 환불 : 주문 기록에만 있어요"),
}
_MOST: Final = 20


def payment_news(payload: Mapping[str, Any], t: Translator) -> Screen:
    """One message with what to open below it."""
    shop_id = int(payload["shop_id"])
    match PaymentNews(payload["news"]):
        case PaymentNews.DIFFERENCES:
            home = Button(t.plain("🏪 주문관리"), Home(shop=shop_id), Style.PRIMARY)
            return Screen(_differences(payload, t), rows_of([home]))
        case PaymentNews.KEYS:
            return Screen(_broken_keys(payload, t), rows_of([to_settings(shop_id, t)]))
        case PaymentNews.TRIAL:
            return tried_keys(payload, t)
        case PaymentNews.ACCOUNT:
            return account_news(payload, t)


def _broken_keys(payload: Mapping[str, Any], t: Translator) -> Html:
    return stack(
        bold(t("⚠️ 결제사 연결이 끊겼어요")),
        t("가게 : {shop}", shop=clip(payload["shop"], 100)),
        GAP,
        t("저장된 키를 결제사가 받지 않아, 결제 확인과 환불이 멈춰 있어요."),
        t("키를 새로 발급했다면 다시 연결해 주세요. 밀린 결제는 연결되면 저절로 확인돼요."),
    )


def _differences(payload: Mapping[str, Any], t: Translator) -> Html:
    """The orders in question, and what to do about them."""
    rows = list(payload["differences"])
    shown = [_line(row, t) for row in rows[:_MOST]]
    rest = t("외 {n}건", n=len(rows) - _MOST) if len(rows) > _MOST else None
    return stack(
        bold(t("⚠️ 결제 내역이 서로 달라요")),
        t("가게 : {shop}", shop=clip(payload["shop"], 100)),
        GAP,
        *shown,
        rest,
        GAP,
        t("주문번호를 보내 주문을 열고, 결제사의 거래 내역과 비교해 주세요."),
        t("빠진 결제는 결제사에 다시 물어보고 있어요."),
    )


def _line(row: list[Any], t: Translator) -> Html:
    kind, number, amount, is_refund = row
    text = _LINES[DifferenceKind(kind), bool(is_refund)]
    return t(text, number=number, amount=won(Money(int(amount)), t))
