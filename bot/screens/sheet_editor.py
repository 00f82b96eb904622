"""상품 추가 및 수정: the order sheet while the shop works on it, and what can be done to a line of it (M8)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from bot.callbacks import Noop, ShopStep
from bot.i18n import Html, Translator
from bot.screens.fitting import BUDGET, GAP, bold, clip, cut, escaped, fitting, stack, width
from bot.screens.formats import full_phone, with_number, won
from bot.screens.order_facts import wish_line
from bot.screens.screen import Button, Rows, Screen, Style, rows_of
from bot.screens.sheet_lines import (
    MOST_NAME,
    added_lines,
    fee_line,
    first_of,
    line_name,
    newest_of,
    ordered_lines,
    sum_line,
    titled,
    totals,
)
from bot.screens.steps import cancel, step
from domain.change import OrderChange
from domain.lifecycle import Action
from domain.money import Money
from domain.order import Order
from domain.paying import withdrawn
from domain.sheet import GoodsLeft, OutOfStockWish
from domain.use_cases.see_order import OrderView

PER_PAGE: Final = 5
_MOST_GOODS: Final = 1200
_MOST_ADDED: Final = 700
_MOST_DRAFT: Final = 1300


def heading(title: str, view: OrderView, t: Translator) -> Html:
    """`상품 추가 및 수정 · 3309803`."""
    return bold(with_number(escaped(title), view.order.number))


def editor(view: OrderView, t: Translator) -> Screen:
    """The sheet as it will be, and every step; the customer's wish offers the step that fits it first (D24)."""
    draft = view.order.open_change
    text = stack(
        heading(t.plain("상품 추가 및 수정"), view, t),
        t("주문서상태 : 수정중") if draft else None,
        _wish(view.order, t),
        GAP,
        *_sheet(view.order, draft, t),
        GAP,
        t("한 줄로 적어 보내면 바로 추가돼요."),
        t("예) 콜라 1L 3500 1"),
    )
    return Screen(text, _editor_rows(view, draft, t))


def _sheet(order: Order, draft: OrderChange | None, t: Translator) -> list[Html | None]:
    sheet, drafted = order.sheet, order.drafted_sheet
    lines = draft.edits.lines if draft else ()
    title = t("추가상품 정보 · 수정중") if sheet.added else t("추가상품 정보")
    drawn = added_lines(lines, t, len(sheet.added) + 1)
    has_new_fee = drafted.delivery_fee != sheet.delivery_fee
    fee = t("배송비: {amount}", amount=won(drafted.delivery_fee, t)) if drafted.delivery_fee or has_new_fee else None
    return [
        titled(t("상품 정보"), first_of(ordered_lines(order.lines, t), t, _MOST_GOODS)),
        titled(t("추가상품 정보"), first_of(added_lines(sheet.added, t), t, _MOST_ADDED)),
        titled(title, newest_of(drawn, t, _MOST_DRAFT)),
        GAP,
        fee_line(sheet.delivery_fee, drafted.delivery_fee, t) if has_new_fee else fee,
        bold(t("결제 총 금액: {amount}", amount=won(drafted.total, t))),
        t("이전 {totals}", totals=totals(sheet.total, drafted.total, t)) if draft else None,
    ]


def _editor_rows(view: OrderView, draft: OrderChange | None, t: Translator) -> Rows:
    undo = step(view, t.plain("↩️ 되돌리기"), ShopStep.UNDO) if draft and draft.earlier else None
    send = step(view, t.plain("고객에게 주문서수정 확인요청"), ShopStep.SEND_ASK, Style.PRIMARY) if draft else None
    return rows_of(
        _wish_row(view, t),
        [
            step(view, t.plain("＋ 상품 추가"), ShopStep.ADD_ASK, Style.SUCCESS),
            step(view, t.plain("− 금액 취소"), ShopStep.VOID_ASK),
        ],
        [
            step(view, t.plain("± 추가금액"), ShopStep.SURCHARGE_ASK),
            step(view, t.plain("🚚 배송비"), ShopStep.FEE_ASK),
        ],
        [step(view, t.plain("🗑 줄 삭제"), ShopStep.DROP_ASK) if draft else None, undo],
        [send],
        [step(view, t.plain("🗑 수정 전체 취소"), ShopStep.DISCARD_ASK) if draft else None],
        [step(view, t.plain("닫기"), ShopStep.CARD)],
    )


def _wish_row(view: OrderView, t: Translator) -> list[Button | None]:
    """What the customer would like if something is sold out, one tap away."""
    order = view.order
    match order.out_of_stock:
        case OutOfStockWish.SIMILAR:
            return [step(view, t.plain("🔁 비슷한 상품으로 변경"), ShopStep.REPLACE_ASK)]
        case OutOfStockWish.LEAVE_OUT:
            return [step(view, t.plain("➖ 품절 상품 빼기"), ShopStep.VOID_ASK)]
        case OutOfStockWish.CALL:
            return [Button(t.plain("📋 연락처 복사"), copy=order.recipient.phone)]
        case OutOfStockWish.CANCEL_ALL:
            return [cancel(view, t) if order.allows(Action.CANCEL, view.viewer.role) else None]


def _wish(order: Order, t: Translator) -> Html:
    wish = wish_line(order.out_of_stock, t)
    if order.out_of_stock is not OutOfStockWish.CALL:
        return wish
    return Html(f"{wish} · {escaped(full_phone(order.recipient.phone))}")


# Which line


def void_choice(view: OrderView, page: int, t: Translator) -> Screen:
    """Which goods are cancelled; those of several units ask how many."""
    text = stack(t("취소할 상품을 선택해 주세요."), t("선택하면 같은 금액의 취소 줄이 추가돼요."))
    keys = [
        step(view, _goods(left, -left.amount, t), ShopStep.VOID, arg=str(left.key))
        for left in view.order.drafted_sheet.goods_left
    ]
    return _choice(view, t.plain("− 금액 취소"), text, keys, ShopStep.VOID_ASK, page, t)


def void_amount(view: OrderView, left: GoodsLeft, quantity: int, t: Translator) -> Screen:
    """How many of them are cancelled."""
    quantity = min(max(quantity, 1), left.quantity)
    amount = -left.goods.unit_price * quantity

    def key(label: str, count: int) -> Button:
        is_possible = 1 <= count <= left.quantity
        count_step = step(view, label, ShopStep.VOID_COUNT, arg=f"{left.key}.{count}")
        return count_step if is_possible else Button(label, Noop())

    whole = None if quantity == left.quantity else key(t.plain("전부 · {n}개", n=left.quantity), left.quantity)
    return Screen(
        stack(
            heading(t.plain("− 금액 취소"), view, t),
            sum_line(1, clip(left.goods.name, MOST_NAME), -left.goods.unit_price, quantity, t),
            GAP,
            t("저장하면 결제 총 금액: {amount}", amount=won(view.order.drafted_sheet.total + amount, t)),
        ),
        rows_of(
            stepper(quantity, key, t),
            [whole],
            [step(view, t.plain("저장"), ShopStep.VOID, Style.PRIMARY, f"{left.key}.{quantity}")],
            [step(view, t.plain("닫기"), ShopStep.EDIT)],
        ),
    )


def replace_choice(view: OrderView, page: int, t: Translator) -> Screen:
    """Which goods another product takes the place of (D24)."""
    text = stack(t("다른 상품으로 바꿀 상품을 선택해 주세요."), t("그다음에 새 상품을 적으면 돼요."))
    left = view.order.drafted_sheet.goods_left
    keys = [step(view, _goods(one, one.amount, t), ShopStep.REPLACE, arg=str(one.key)) for one in left]
    return _choice(view, t.plain("🔁 상품 변경"), text, keys, ShopStep.REPLACE_ASK, page, t)


def drop_choice(view: OrderView, page: int, t: Translator) -> Screen:
    """Which line of the draft goes; nobody but the shop has seen it."""
    draft = view.order.open_change
    lines = draft.edits.lines if draft else ()
    keys = [
        step(view, _labelled(line_name(line, t), line.amount, t), ShopStep.DROP, arg=str(line.key)) for line in lines
    ]
    if draft and draft.edits.delivery_fee is not None:
        fee = _labelled(t.plain("배송비"), draft.edits.delivery_fee, t)
        keys.append(step(view, fee, ShopStep.FEE, arg=str(view.order.sheet.delivery_fee.won)))
    return _choice(view, t.plain("🗑 줄 삭제"), t("삭제할 줄을 선택해 주세요."), keys, ShopStep.DROP_ASK, page, t)


def discard_dialog(view: OrderView, t: Translator) -> Screen:
    """The second tap of 수정 전체 취소 stands elsewhere."""
    count = len(view.order.open_change.edits.lines) if view.order.open_change else 0
    return Screen(
        stack(
            heading(t.plain("수정 전체 취소"), view, t),
            t("저장한 수정 내용 {n}줄이 모두 사라져요. 취소할까요?", n=count),
            t("결제 총 금액: {amount}", amount=won(view.order.total, t)),
            t("고객님께 결제를 다시 요청해요.") if withdrawn(view.order) else None,
        ),
        rows_of(
            [step(view, t.plain("닫기"), ShopStep.EDIT)],
            [step(view, t.plain("🗑 수정 전체 취소"), ShopStep.DISCARD, Style.DANGER)],
        ),
    )


def stepper(count: int, key: Callable[[str, int], Button], t: Translator) -> list[Button]:
    """[−] [수량 1] [＋]; `key` makes the button that sets another number."""
    shown = fitting(BUDGET[3], t.plain("수량 {n}", n=count), str(count))
    return [key("−", count - 1), Button(shown, Noop()), key("＋", count + 1)]


def pager(view: OrderView, to: ShopStep, page: int, pages: int) -> list[Button]:
    """Nothing while there is one page only; at either end the arrow says so."""
    if pages == 1:
        return []
    newer = step(view, "◀", to, arg=str(page - 1)) if page > 1 else Button("◀", Noop(says="first"))
    older = step(view, "▶", to, arg=str(page + 1)) if page < pages else Button("▶", Noop(says="last"))
    return [newer, Button(fitting(BUDGET[3], f"{page} / {pages}", f"{page}/{pages}"), Noop()), older]


def page_of(count: int, page: int) -> tuple[int, int]:
    """The page, clamped, and how many there are."""
    pages = max(1, -(-count // PER_PAGE))
    return min(max(page, 1), pages), pages


def _choice(
    view: OrderView, title: str, text: Html, keys: Sequence[Button], to: ShopStep, page: int, t: Translator
) -> Screen:
    page, pages = page_of(len(keys), page)
    shown = keys[(page - 1) * PER_PAGE : page * PER_PAGE]
    return Screen(
        stack(heading(title, view, t), text if keys else t("선택할 줄이 없어요.")),
        rows_of(*([key] for key in shown), pager(view, to, page, pages), [step(view, t.plain("닫기"), ShopStep.EDIT)]),
    )


def _goods(left: GoodsLeft, amount: Money, t: Translator) -> str:
    """`사이다 100g −3,000원`; of several units `콜라 1L ×2 −7,000원`."""
    count = f" ×{left.quantity}" if left.quantity > 1 else ""
    return _labelled(left.goods.name, amount, t, count)


def _labelled(name: str, amount: Money, t: Translator, count: str = "") -> str:
    """The name is cut before the amount, never the amount."""
    price = won(amount, t)
    return f"{cut(name, BUDGET[1] - width(f'{count} {price}'))}{count} {price}"
