"""메시지 내역: one line for everything that was said and done about an order (M19)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.i18n import Html, Translator
from bot.screens.fitting import clip, escaped
from bot.screens.formats import courier_name, msgid, short_moment, tracking_label, won
from bot.screens.money_words import is_about_money, money_line
from domain.money import Money
from domain.people import Role
from domain.timeline import EntryKind, TimelineEntry

_MOST_QUOTED: Final = 150
"""Ten entries of this length leave room for an order's other facts."""
_MOST_NAME: Final = 20


def timeline_line(entry: TimelineEntry, t: Translator, *, for_staff: bool = False) -> Html:
    """`가게 › 주문이 확인되었습니다.`, on one line; of a round of edits also when, and for the staff who."""
    words = told(entry, t)
    if entry.kind in ROUNDS:
        words = Html(f"{words} · {escaped(_when_and_who(entry, for_staff, t))}")
    if entry.role is Role.SYSTEM:
        return t("자동 › {words}", words=words)
    return t("고객 › {words}", words=words) if entry.is_from_customer else t("가게 › {words}", words=words)


def _when_and_who(entry: TimelineEntry, for_staff: bool, t: Translator) -> str:
    at = short_moment(entry.at, t)
    return f"{at} {clip(entry.name, _MOST_NAME)}" if for_staff and entry.name else at


def told(entry: TimelineEntry, t: Translator) -> Html:
    """What was said or done, without which side it was."""
    data = entry.data
    match entry.kind:
        case EntryKind.PLACED:
            return t("주문이 접수되었습니다.")
        case EntryKind.CONFIRMED:
            return t("주문이 확인되었습니다.")
        case EntryKind.COMPLETED:
            return _completed(data, t)
        case EntryKind.CANCELED:
            return t("주문이 취소되었습니다. 취소사유 : {reason}", reason=_quoted(t.known(data["reason"])))
        case EntryKind.CANCELED_BY_CUSTOMER:
            return t("주문이 취소되었습니다.")
        case EntryKind.CANCEL_REQUESTED:
            return t("취소를 요청하셨습니다. 요청사유 : {reason}", reason=_quoted(t.known(data["reason"])))
        case EntryKind.CANCEL_WITHDRAWN:
            return t("취소 요청을 철회하셨습니다.")
        case EntryKind.CANCEL_REFUSED:
            return t("취소 요청이 승인되지 않았습니다. 변경사유 : {reason}", reason=_quoted(t.known(data["reason"])))
        case EntryKind.MESSAGE:
            return escaped(_quoted(said(data, t)))
        case EntryKind.MESSAGE_EDITED:
            return t("✏️ 고친 메시지 : {text}", text=_quoted(data["text"]))
        case _ if is_about_money(entry.kind):
            return money_line(entry.kind, data, t)
        case _:
            return _round(entry.kind, data, t)


def _completed(data: Mapping[str, Any], t: Translator) -> Html:
    if not data.get("courier"):
        return t("주문이 완료되었습니다.")
    name, number = courier_name(data["courier"], t), data.get("tracking_number")
    if not number:
        return t("주문이 완료되었습니다. 택배사 : {courier}", courier=name)
    return t(
        "주문이 완료되었습니다. 택배사 : {courier} · 송장번호 : {number}", courier=name, number=tracking_label(number)
    )


ROUNDS: Final = {
    EntryKind.CHANGE_REQUESTED: msgid("{round}차 주문서 변경 확인을 요청했습니다. {before} → {after}"),
    EntryKind.CHANGE_APPROVED: msgid("{round}차 주문서 변경을 확인하셨습니다. {before} → {after}"),
    EntryKind.CHANGE_DECLINED: msgid("{round}차 주문서 변경을 거절하셨습니다. {before} → {after}"),
    EntryKind.CHANGE_COUNTERED: msgid("{round}차 주문서 변경을 일부만 선택하셨습니다. {before} → {after}"),
    EntryKind.CHANGE_WITHDRAWN: msgid("{round}차 주문서 확인요청을 취소했습니다. {before} → {after}"),
    EntryKind.COUNTER_ACCEPTED: msgid("{round}차 주문서를 고객 선택대로 확정했습니다. {before} → {after}"),
}
"""What was done about a round of edits, with the total before it and after it."""


def _round(kind: EntryKind, data: Mapping[str, Any], t: Translator) -> Html:
    before, after = won(Money(data["before"]), t), won(Money(data["after"]), t)
    done = t(ROUNDS[kind], round=data["round"], before=before, after=after)
    if not data.get("reason"):
        return done
    return t("{done} 사유 : {reason}", done=done, reason=_quoted(t.known(data["reason"])))


def said(data: Mapping[str, Any], t: Translator) -> str:
    """A message in words: a quick reply of ours in the reader's language, pictures by their number."""
    if not data.get("photos"):
        return t.known(data["text"]) if data.get("preset") else str(data["text"])
    captions = [photo["caption"] for photo in data["photos"] if photo["caption"]]
    return " ".join([t.plain("📷 사진 {n}장", n=len(data["photos"])), *captions])


def _quoted(text: str) -> str:
    return clip(" ".join(text.split()), _MOST_QUOTED)
