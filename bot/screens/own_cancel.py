"""The customer cancels, asks to cancel, or writes to the shop (M2, M5, D16)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bot.callbacks import Close, OwnStep
from bot.i18n import Html, Translator
from bot.screens.fitting import GAP, bold, escaped, stack
from bot.screens.formats import msgid
from bot.screens.hours import asking_line
from bot.screens.own_lines import back_to_card, own_heading, own_step, shop_name
from bot.screens.screen import Button, Screen, Style, rows_of
from domain.order import MOST_REASON
from domain.shop import Shop
from domain.use_cases.see_order import OrderView

REQUEST_REASONS: Final = (msgid("단순 변심"), msgid("잘못 주문했어요"), msgid("배송이 늦어요"))
"""The presets of 취소 신청; a button carries the index. What is stored is the Korean text."""


def own_cancel_dialog(view: OrderView, t: Translator) -> Screen:
    """The second tap of 주문취소 while nobody at the shop has looked."""
    order = view.order
    text = stack(
        own_heading(t.plain("주문취소"), order, t),
        t("주문을 취소할까요? 되돌릴 수 없어요."),
    )
    cancel = Button(t.plain("주문취소"), own_step(OwnStep.CANCEL, order), Style.DANGER)
    return Screen(text, rows_of((cancel,), back_to_card(order, t)))


def request_dialog(view: OrderView, t: Translator) -> Screen:
    """Why the customer wants to cancel; after a refusal only their own words count (D19)."""
    order = view.order
    typed = Button(t.plain("✍️ 직접 입력"), own_step(OwnStep.REQUEST_TYPE, order))
    if order.needs_typed_reason:
        ask = t("지난 취소 요청이 승인되지 않았어요. 다시 신청하려면 사유를 직접 적어 주세요.")
        return Screen(_request_text(view, t, ask), rows_of((typed,), back_to_card(order, t)))
    first, second, third = (
        Button(t.plain(reason), own_step(OwnStep.REQUEST_REASON, order, str(index)))
        for index, reason in enumerate(REQUEST_REASONS)
    )
    text = _request_text(view, t, t("취소 사유를 선택하거나 적어 주세요."))
    return Screen(text, rows_of((first, second), (third, typed), back_to_card(order, t)))


def request_prompt(view: OrderView, t: Translator) -> Screen:
    """Asks for the reason in the customer's own words."""
    text = stack(
        own_heading(t.plain("취소 신청"), view.order, t),
        t("취소 사유를 {most}자 이내로 적어 주세요.", most=MOST_REASON),
        GAP,
        t("예) 다른 상품으로 다시 주문하려고 해요."),
    )
    return Screen(text, rows_of(back_to_card(view.order, t)))


def ask_prompt(view: OrderView, now: datetime, t: Translator) -> Screen:
    """Asks what to tell the shop about this order, and says whether it is open."""
    text = stack(
        own_heading(t.plain("💬 문의하기"), view.order, t),
        t("가게에 보낼 내용을 적어 주세요."),
        t("사진도 보낼 수 있어요."),
        GAP,
        t("예) 언제쯤 도착할까요?"),
        GAP,
        asking_line(view.shop, now, t),
    )
    return Screen(text, rows_of((Button(t.plain("닫기"), Close()),)))


def ask_shop_prompt(shop: Shop, now: datetime, t: Translator) -> Screen:
    """The same about no order."""
    text = stack(
        bold(t("💬 문의하기")),
        escaped(shop_name(shop)),
        t("가게에 보낼 내용을 적어 주세요."),
        t("사진도 보낼 수 있어요."),
        GAP,
        asking_line(shop, now, t),
    )
    return Screen(text, rows_of((Button(t.plain("닫기"), Close()),)))


def _request_text(view: OrderView, t: Translator, ask: Html) -> Html:
    return stack(
        own_heading(t.plain("취소 신청"), view.order, t),
        t("이미 준비 중인 주문이에요.\n가게에서 승인하면 취소돼요."),
        GAP,
        ask,
    )
