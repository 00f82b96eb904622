"""메시지 내역: a conversation as the staff see it, page by page, and what is passed on from one side to the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from zlib import crc32

from bot.callbacks import Close, Noop, ShopOrder, ShopStep, Talk, TalkStep
from bot.i18n import Html, Translator
from bot.screens.fitting import BUDGET, GAP, bold, clip, cut, escaped, fitting, stack
from bot.screens.formats import full_phone, msgid, short_moment, status_title, with_number
from bot.screens.screen import Button, Rows, Screen, Style, rows_of
from bot.screens.timeline import ROUNDS, said, told
from domain.shop import Shop
from domain.thread import Delivery
from domain.timeline import EntryKind, TimelineEntry
from domain.use_cases.see_thread import ThreadView

QUICK_REPLIES: Final = (msgid("지금 출발했어요"), msgid("오늘 중 도착해요"), msgid("잠시만 기다려 주세요"))
"""What a shop can send with one tap until it keeps sentences of its own; what is stored is the Korean text."""

_WORDS: Final = (EntryKind.MESSAGE, EntryKind.MESSAGE_EDITED)
_MOST_NAME: Final = 20
_MOST_SHOP: Final = 60
_MOST_QUOTED: Final = 450
_DELIVERIES: Final = {
    Delivery.PENDING: msgid("보내는 중"),
    Delivery.SENT: msgid("보냄"),
    Delivery.BLOCKED: msgid("차단됨"),
    Delivery.FAILED: msgid("실패"),
}


def quick_replies(view: ThreadView) -> Sequence[str]:
    """As they are stored, which is Korean for those of ours."""
    return QUICK_REPLIES if view.quick_replies is None else view.quick_replies


def key_of(text: str) -> int:
    """How a button names a quick reply: what was changed meanwhile is not sent by an old one."""
    return crc32(text.encode())


def thread(view: ThreadView, t: Translator) -> Screen:
    """The history's page; whoever may answer now writes right here, else it says who is answering."""
    is_free = view.other_holder is None
    text = stack(
        heading(view, t),
        shop_line(view),
        _about(view, t),
        GAP,
        *(line for entry in view.entries for line in _entry(entry, entry.id in _new(view), t)),
        GAP,
        _unreachable(view, t),
        answering(view, t),
        t("답장을 이 채팅에 바로 적어 주세요. 사진도 보낼 수 있어요.") if is_free else None,
    )
    ways = _quick_rows(view, t) if is_free else (_take_over(view, t),)
    return Screen(text, rows_of(*ways, _pager(view), _closing(view, t), _leaving(view, t)))


def someone_answers(thread_id: int, name: str, t: Translator) -> Screen:
    """What was just typed is kept until the writer decides."""
    return Screen(
        stack(t("{name} 님이 답하는 중이에요.", name=cut(name, _MOST_NAME)), t("그래도 보낼까요?")),
        rows_of(
            [Button(t.plain("이어서 답하기"), _talk(thread_id, TalkStep.SEND), Style.PRIMARY)],
            [Button(t.plain("닫기"), Close())],
        ),
    )


def heading(view: ThreadView, t: Translator) -> Html:
    """`💬 메시지 내역 · 주문번호 : 3309803`."""
    if view.number is None:
        return bold(t("💬 메시지 내역"))
    return bold(t("💬 메시지 내역 · 주문번호 : {number}", number=view.number))


def answering(view: ThreadView, t: Translator) -> Html | None:
    """Who else is about to answer."""
    if view.other_holder is None:
        return None
    return t("✍️ {name} 님이 답하는 중이에요.", name=cut(view.other_holder.name, _MOST_NAME))


def shop_line(view: ThreadView) -> Html | None:
    """The shop's name, for whoever works in several."""
    return escaped(f"🏪 {clip(view.shop.name, _MOST_SHOP)}") if view.names_shop else None


# What is passed on


def from_customer(view: ThreadView, t: Translator, *, is_edited: bool = False) -> Html:
    """Above the customer's words: who writes, about which order, and who is answering already."""
    name = cut(view.name, _MOST_NAME)
    if view.number is not None:
        first = t("💬 {name} 고객님 · {number}", name=name, number=view.number)
    else:
        first = t("💬 {name} 고객님 · 주문 없는 문의", name=name)
    latest = t("최근 주문 : {number}", number=view.latest_number) if view.latest_number else None
    edited = t("✏️ 고객님이 고친 메시지예요.") if is_edited else None
    return stack(shop_line(view), first, latest, answering(view, t), edited)


def from_shop(shop: Shop, t: Translator) -> Html:
    """Above the shop's words."""
    return t("💬 {shop}", shop=clip(shop.name, _MOST_SHOP))


def removed_part(t: Translator) -> Html:
    """In place of a part that an edited message no longer has."""
    return t("(고객님이 이 부분을 지웠어요.)")


def reply_rows(view: ThreadView, t: Translator) -> Rows:
    """Below what the customer wrote."""
    return rows_of([Button(t.plain("💬 답장"), _talk(view.thread.id, TalkStep.OPEN))])


def receipt(view: ThreadView, delivery: Delivery, t: Translator) -> Screen:
    """What became of an answer; when it did not arrive, whom to call."""
    name = cut(view.name, _MOST_NAME)
    match delivery:
        case Delivery.BLOCKED:
            text = t("🚫 차단됨 · 고객님이 봇을 차단하셨어요. 연락처로 전화해 주세요.")
        case Delivery.FAILED:
            text = t("⚠️ 실패 · 보내지 못했어요. 다시 보내거나 연락처로 전화해 주세요.")
        case _:
            text = t("{name} 고객님께 보냈어요", name=name)
    about = text if view.number is None else with_number(text, view.number)
    arrived = delivery in (Delivery.SENT, Delivery.PENDING)
    return Screen(about if arrived else stack(about, _call(view, t)))


# Inside


def _about(view: ThreadView, t: Translator) -> Html:
    name = clip(view.name, 2 * _MOST_NAME)
    if view.order is None:
        latest = t.plain("최근 주문 : {number}", number=view.latest_number) if view.latest_number else ""
        return escaped(" · ".join(part for part in (name, t.plain("주문 없는 문의"), latest) if part))
    return escaped(f"{name} · {status_title(view.order.status, t)}")


def _new(view: ThreadView) -> set[int]:
    """The entries that wait for an answer, as far as they are on the newest page."""
    said = [entry.id for entry in view.entries if entry.is_from_customer and entry.kind in _WORDS]
    return set(said[-view.thread.unread :]) if view.thread.unread and view.page == 1 else set()


def _entry(entry: TimelineEntry, is_new: bool, t: Translator) -> tuple[Html, ...]:
    """`샵 5. 31 16:40 · 김민수 · 보냄`, and below it what was said or done."""
    who = t.plain("고객") if entry.is_from_customer else t.plain("샵")
    is_named = entry.kind in (EntryKind.MESSAGE, *ROUNDS) and not entry.is_from_customer
    head = (
        f"{who} {short_moment(entry.at, t)}",
        cut(entry.name, _MOST_NAME) if is_named else "",
        t.plain(_DELIVERIES[entry.delivery]) if entry.delivery else "",
        t.plain("새 메시지") if is_new else "",
    )
    return bold(escaped(" · ".join(part for part in head if part))), _said(entry, t)


def _said(entry: TimelineEntry, t: Translator) -> Html:
    """A message whole, and the order's history without the side that stands above."""
    if entry.kind is EntryKind.MESSAGE:
        return escaped(clip(said(entry.data, t), _MOST_QUOTED))
    return told(entry, t)


def _unreachable(view: ThreadView, t: Translator) -> Html | None:
    if view.is_customer_reachable:
        return None
    return stack(t("🚫 고객님이 봇을 차단하셨어요. 연락처로 전화해 주세요."), _call(view, t))


def _call(view: ThreadView, t: Translator) -> Html | None:
    return t("📞 연락처 : {phone}", phone=full_phone(view.phone)) if view.phone else None


def _quick_rows(view: ThreadView, t: Translator) -> tuple[list[Button], ...]:
    return tuple(
        [Button(cut(t.known(text), BUDGET[1]), _talk(view.thread.id, TalkStep.QUICK, key_of(text)))]
        for text in quick_replies(view)
    )


def _take_over(view: ThreadView, t: Translator) -> list[Button]:
    return [Button(t.plain("이어서 답하기"), _talk(view.thread.id, TalkStep.TAKE), Style.PRIMARY)]


def _pager(view: ThreadView) -> list[Button]:
    """[◀] leads to what was said before."""
    if view.pages == 1:
        return []
    older = _talk(view.thread.id, TalkStep.OPEN, view.page + 1) if view.page < view.pages else Noop(says="first")
    newer = _talk(view.thread.id, TalkStep.OPEN, view.page - 1) if view.page > 1 else Noop(says="last")
    here = view.pages - view.page + 1
    label = fitting(BUDGET[3], f"{here} / {view.pages}", f"{here}/{view.pages}", str(here))
    return [Button("◀", older), Button(label, Noop()), Button("▶", newer)]


def _closing(view: ThreadView, t: Translator) -> list[Button]:
    if not view.thread.unread:
        return []
    return [Button(t.plain("답장 없이 닫기"), _talk(view.thread.id, TalkStep.CLOSE, view.thread.unread))]


def _leaving(view: ThreadView, t: Translator) -> list[Button | None]:
    order = view.order
    detail = ShopOrder(step=ShopStep.DETAIL, order=order.id, version=order.version) if order else None
    return [
        Button(t.plain("📄 주문상세"), detail) if detail else None,
        Button(t.plain("닫기"), _talk(view.thread.id, TalkStep.LEAVE)),
    ]


def _talk(thread_id: int, step: TalkStep, arg: int = 0) -> Talk:
    return Talk(step=step, thread=thread_id, arg=arg)
