"""문의내역: the conversations that wait for an answer, oldest first; and 자주 쓰는 답장 in the settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.callbacks import Home, Inquiries, Noop, QuickReplies, QuickStep, Settings, Talk, TalkStep
from bot.i18n import Html, Translator
from bot.screens.fitting import BUDGET, GAP, bold, clip, cut, escaped, fitting, stack
from bot.screens.formats import short_moment
from bot.screens.screen import Button, Screen, Style, rows_of
from bot.screens.talk import key_of
from bot.screens.timeline import said
from domain.shop import Shop
from domain.thread_ports import WaitingThread
from domain.use_cases.keep_quick_replies import MOST_QUICK_REPLIES, MOST_QUICK_REPLY
from domain.use_cases.see_thread import InquiriesView

_MOST_NAME: Final = 20
_MOST_SHOP: Final = 60
_MOST_QUOTED: Final = 80


def inquiries(view: InquiriesView, t: Translator) -> Screen:
    """One page; a number opens the conversation in a new message."""
    title = t("💬 문의내역 · {n}건 ({page}/{pages})", n=view.found, page=view.page, pages=view.pages)
    rows = [_row(n, row, t) for n, row in enumerate(view.rows, start=1)]
    empty = t("답장을 기다리는 문의가 없어요. 새 문의가 오면 바로 알려 드릴게요.")
    shop = escaped(f"🏪 {clip(view.shop.name, _MOST_SHOP)}") if view.names_shop else None
    numbers = [
        Button(str(n), Talk(step=TalkStep.OPEN, thread=row.thread.id)) for n, row in enumerate(view.rows, start=1)
    ]
    return Screen(
        stack(bold(title), shop, GAP, *(rows or [empty])),
        rows_of(numbers, _pager(view), [Button(t.plain("🏠 홈"), Home(shop=view.shop.id))]),
    )


def _row(n: int, row: WaitingThread, t: Translator) -> Html:
    """Who waits since when about what, and what they wrote last."""
    about = str(row.number) if row.number else t.plain("주문 없는 문의")
    first = bold(escaped(f"{n}  {cut(row.name, _MOST_NAME)}")) + escaped(f" · {about}")
    since = t("{time}부터 · 메시지 {n}개", time=short_moment(row.waiting_since, t), n=row.thread.unread)
    last = escaped(clip(" ".join(said(row.last.data, t).split()), _MOST_QUOTED)) if row.last else None
    return stack(Html(first), since, last)


def _pager(view: InquiriesView) -> list[Button]:
    if view.pages == 1:
        return []
    before = Inquiries(shop=view.shop.id, page=view.page - 1) if view.page > 1 else Noop(says="first")
    after = Inquiries(shop=view.shop.id, page=view.page + 1) if view.page < view.pages else Noop(says="last")
    label = fitting(BUDGET[3], f"{view.page} / {view.pages}", f"{view.page}/{view.pages}", str(view.page))
    return [Button("◀", before), Button(label, Noop()), Button("▶", after)]


# 자주 쓰는 답장


def quick_reply_list(shop: Shop, texts: Sequence[str], t: Translator) -> Screen:
    """Each opens, to be read whole or removed."""
    lines = [escaped(f"{n}. {clip(t.known(text), _MOST_QUOTED)}") for n, text in enumerate(texts, 1)]
    empty = t("아직 없어요. 자주 보내는 문장을 추가해 두면 한 번에 보낼 수 있어요.")
    shown = [[Button(cut(t.known(text), BUDGET[1]), _quick(shop, QuickStep.SHOW, text))] for text in texts]
    is_full = len(texts) >= MOST_QUICK_REPLIES
    add = Button(t.plain("＋ 답장 추가"), QuickReplies(step=QuickStep.ADD, shop=shop.id), Style.PRIMARY)
    return Screen(
        stack(bold(t("💬 자주 쓰는 답장 · {n}개", n=len(texts))), GAP, *(lines or [empty])),
        rows_of(*shown, [None if is_full else add], [Button(t.plain("닫기"), Settings(shop=shop.id))]),
    )


def quick_reply(shop: Shop, text: str, t: Translator) -> Screen:
    """One of them, whole."""
    return Screen(
        stack(bold(t("💬 자주 쓰는 답장")), GAP, escaped(t.known(text))),
        rows_of(
            [Button(t.plain("🗑 지우기"), _quick(shop, QuickStep.REMOVE, text), Style.DANGER)],
            [Button(t.plain("닫기"), QuickReplies(step=QuickStep.LIST, shop=shop.id))],
        ),
    )


def quick_reply_prompt(shop: Shop, t: Translator) -> Screen:
    """Asks for a new one."""
    return Screen(
        stack(
            bold(t("💬 자주 쓰는 답장")),
            t("추가할 문장을 {most}자 이내로 적어 주세요.", most=MOST_QUICK_REPLY),
            GAP,
            t("예) 지금 출발했어요. 곧 도착해요."),
        ),
        rows_of([Button(t.plain("닫기"), QuickReplies(step=QuickStep.LIST, shop=shop.id))]),
    )


def _quick(shop: Shop, step: QuickStep, text: str) -> QuickReplies:
    return QuickReplies(step=step, shop=shop.id, key=key_of(text))
