"""The customer and a changed order sheet: the question, a refusal, and group by group (M10, D1, D23)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from bot.callbacks import Noop, OwnStep
from bot.i18n import Html, Translator
from bot.screens.fitting import BUDGET, GAP, bold, cut, escaped, fitting, shorten_lines, stack, width
from bot.screens.formats import msgid, won
from bot.screens.own_lines import back_to_card, own_heading, own_step, shop_name
from bot.screens.screen import Button, Rows, Screen, Style, rows_of
from bot.screens.sheet_lines import changed_lines, difference, first_of, line_name, totals
from domain.editing import open_groups
from domain.lifecycle import Action
from domain.money import Money, sum_of
from domain.order import MOST_REASON, Order
from domain.people import Role
from domain.sheet import Group
from domain.use_cases.see_order import OrderView

DECLINE_REASONS: Final = (
    msgid("금액이 생각과 달라요"),
    msgid("다른 상품은 원하지 않아요"),
    msgid("빠진 상품이 필요해요"),
)
"""Why a customer declines; a button carries the place in this tuple, so new ones go to the end."""
_MOST: Final = 2400
_MOST_GROUP: Final = 500
GROUPS_PER_PAGE: Final = 6


def approval_card(view: OrderView, t: Translator) -> Screen:
    """The customer's card while a round waits for them: what changes, and what it comes to."""
    order = view.order
    before, after = order.total, order.drafted_sheet.total
    head = stack(
        own_heading(t.plain("✏️ 주문서변경"), order, t),
        t("{shop}에서 주문서를 수정했습니다.", shop=shop_name(view.shop)),
    )
    tail = stack(
        bold(t("결제 총 금액")), bold(escaped(totals(before, after, t))), GAP, t("확인하시면 변경이 적용됩니다.")
    )
    lines = changed_lines(order.sheet, order.open_change.edits, t) if order.open_change else []
    return Screen(shorten_lines(Html(f"{head}\n"), lines, Html(f"\n{tail}"), t, _MOST), _rows(view, t))


def _rows(view: OrderView, t: Translator) -> Rows:
    order, total = view.order, view.order.drafted_sheet.total
    one_by_one = own_step(OwnStep.CHOOSE_ASK, order, str(_round(order)))
    may_choose = view.shop.offers_groups and len(open_groups(order)) > 1
    may_ask = order.allows(Action.REQUEST_CANCEL, Role.CUSTOMER)
    return rows_of(
        [_approve_key(order, total, t)],
        [
            Button(t.plain("변경 거절"), own_step(OwnStep.DECLINE_ASK, order, str(_round(order)))),
            Button(t.plain("하나씩 고르기"), one_by_one) if may_choose else None,
        ],
        [
            Button(t.plain("💬 문의하기"), own_step(OwnStep.WRITE, order)),
            Button(t.plain("📄 전체 주문서"), own_step(OwnStep.DETAIL, order)),
        ],
        [Button(t.plain("취소 신청"), own_step(OwnStep.REQUEST_ASK, order)) if may_ask else None],
    )


def _approve_key(order: Order, total: Money, t: Translator) -> Button:
    """[8,000원으로 확인] carries the round and the amount: an old one says that there is a newer sheet."""
    label = t.plain("{amount}으로 확인", amount=won(total, t))
    return Button(label, own_step(OwnStep.APPROVE, order, f"{_round(order)}.{total.won}"), Style.SUCCESS)


def decline_dialog(view: OrderView, t: Translator) -> Screen:
    """Why, if the customer likes to say (D1)."""
    order, round_ = view.order, _round(view.order)
    reasons = [
        [Button(t.plain(reason), own_step(OwnStep.DECLINE, order, f"{round_}.{n}"))]
        for n, reason in enumerate(DECLINE_REASONS)
    ]
    text = stack(
        own_heading(t.plain("변경 거절"), order, t),
        t("거절하면 지금 주문서({amount})가 그대로 유지돼요.", amount=won(order.total, t)),
        GAP,
        t("이유를 알려 주시면 가게에 도움이 돼요. (선택)"),
    )
    return Screen(
        text,
        rows_of(
            *reasons,
            [Button(t.plain("✍️ 직접 입력"), own_step(OwnStep.DECLINE_TYPE, order, str(round_)))],
            [Button(t.plain("이유 없이 거절"), own_step(OwnStep.DECLINE, order, f"{round_}."), Style.DANGER)],
            back_to_card(order, t),
        ),
    )


def decline_prompt(view: OrderView, t: Translator) -> Screen:
    """Waits for the reason in the customer's own words."""
    text = stack(
        own_heading(t.plain("변경 거절"), view.order, t),
        t("거절하는 이유를 {most}자 이내로 적어 주세요.", most=MOST_REASON),
        GAP,
        t("예) 콜라 대신 사이다로 부탁드려요."),
    )
    return Screen(text, rows_of(back_to_card(view.order, t)))


def group_choice(view: OrderView, refused: Collection[int], page: int, t: Translator) -> Screen:
    """Each group with ✅ or ❌ and the total as chosen; all taken is an approval, none a refusal (D23)."""
    order, found = view.order, open_groups(view.order)
    total = order.total + sum_of([group.difference for n, group in enumerate(found) if n not in refused])
    pages = max(1, -(-len(found) // GROUPS_PER_PAGE))
    page = min(max(page, 1), pages)
    here = range((page - 1) * GROUPS_PER_PAGE, min(page * GROUPS_PER_PAGE, len(found)))
    keys = [[_group_key(order, n, found[n], n in refused, t)] for n in here]
    text = stack(
        own_heading(t.plain("하나씩 고르기"), order, t),
        t("원하지 않는 변경을 눌러 ❌로 바꿔 주세요. 함께 묶인 줄은 같이 바뀌어요."),
        GAP,
        *(_group(n, order, found[n], n in refused, t) for n in here),
        GAP,
        bold(t("결제 총 금액: {amount}", amount=won(total, t))),
    )
    pager = _pager(order, page, pages)
    return Screen(text, rows_of(*keys, pager, [_answer(order, found, refused, total, t)], back_to_card(order, t)))


def _group(n: int, order: Order, group: Group, is_refused: bool, t: Translator) -> Html:
    mark = "❌" if is_refused else "✅"
    return stack(bold(escaped(f"{mark} {n + 1}")), first_of(changed_lines(order.sheet, group.edits, t), t, _MOST_GROUP))


def _group_key(order: Order, n: int, group: Group, is_refused: bool, t: Translator) -> Button:
    """`✅ 1. 콜라 1L 외 2건 +1,500원`; the name is cut, never the amount."""
    lines, amount = group.edits.lines, difference(group.difference, t)
    more = f" {t.plain('외 {n}건', n=len(lines) - 1)}" if len(lines) > 1 else ""
    name = line_name(lines[0], t) if lines else t.plain("배송비")
    sign = f"{'❌' if is_refused else '✅'} {n + 1}. "
    label = f"{sign}{cut(name, BUDGET[1] - width(f'{sign}{more} {amount}'))}{more} {amount}"
    return Button(label, own_step(OwnStep.CHOOSE_TURN, order, f"{_round(order)}.{n}"))


def _answer(order: Order, found: Sequence[Group], refused: Collection[int], total: Money, t: Translator) -> Button:
    taken = len(found) - len(refused)
    if taken == len(found):
        return _approve_key(order, total, t)
    if taken == 0:
        return Button(t.plain("변경 거절"), own_step(OwnStep.DECLINE_ASK, order, str(_round(order))), Style.DANGER)
    label = t.plain("선택대로 보내기 · {amount}", amount=won(total, t))
    return Button(label, own_step(OwnStep.CHOOSE, order, f"{_round(order)}.{total.won}"), Style.PRIMARY)


def _pager(order: Order, page: int, pages: int) -> tuple[Button, ...]:
    if pages == 1:
        return ()

    def to(number: int) -> Button:
        label = "◀" if number < page else "▶"
        if not 1 <= number <= pages:
            return Button(label, Noop(says="first" if number < 1 else "last"))
        return Button(label, own_step(OwnStep.CHOOSE_ASK, order, f"{_round(order)}.{number}"))

    here = fitting(BUDGET[3], f"{page} / {pages}", f"{page}/{pages}")
    return (to(page - 1), Button(here, Noop()), to(page + 1))


def _round(order: Order) -> int:
    return order.open_change.round if order.open_change else 0
