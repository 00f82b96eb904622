"""What is typed into the order sheet: goods with their preview, a surcharge or discount, a delivery fee (M8)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.callbacks import Noop, ShopStep
from bot.i18n import Html, Translator
from bot.pending_lines import PendingLines, offer_key
from bot.screens.fitting import BUDGET, GAP, bold, clip, cut, stack, width
from bot.screens.formats import msgid, won
from bot.screens.screen import Button, Screen, Style, rows_of
from bot.screens.sheet_editor import PER_PAGE, heading, page_of, pager, stepper
from bot.screens.sheet_lines import MOST_NAME, newest_of, sum_line
from bot.screens.steps import step
from domain.money import MOST_WON, ZERO, Money
from domain.sheet import MOST_QUANTITY, GoodsLeft, OrderLine
from domain.sheet_input import Fault, Unread
from domain.use_cases.see_offers import Offers
from domain.use_cases.see_order import OrderView

SURCHARGE: Final = msgid("추가금")
DISCOUNT: Final = msgid("할인")
"""What an amount without a word is called; stored in Korean."""
_MOST_LINES: Final = 2600
_MOST_UNREAD: Final = 900
_MOST_QUOTED: Final = 60
_FAULTS: Final = {
    Fault.NO_PRICE: msgid("가격이 없어요"),
    Fault.NO_NAME: msgid("상품명이 없어요"),
    Fault.LONG_NAME: msgid("상품명이 너무 길어요 (64자까지)"),
    Fault.QUANTITY: msgid("수량은 1~999개만 가능해요"),
    Fault.AMOUNT: msgid("금액이 너무 커요 (999,999,999원까지)"),
    Fault.NEGATIVE: msgid("0원보다 작을 수 없어요"),
}


def goods_prompt(view: OrderView, offers: Offers, replaces: int, page: int, t: Translator) -> Screen:
    """Waits for lines; what this shop added last and what it sells stand ready as buttons."""
    lines = [(t.plain("최근: "), line) for line in offers.recent] + [("", line) for line in offers.products]
    page, pages = page_of(len(lines), page)
    shown = lines[(page - 1) * PER_PAGE : page * PER_PAGE]
    keys = [step(view, _offer(word, line, t), ShopStep.ADD_PICK, arg=offer_key(line)) for word, line in shown]
    replaced = replaced_by(view, replaces)
    return Screen(
        stack(
            _title(view, replaces, t),
            _instead_of(replaced, t) if replaced else None,
            t("상품명, 가격, 수량을 한 줄로 보내 주세요. 여러 줄도 한 번에 보낼 수 있어요."),
            GAP,
            t("예) 콜라 1L 3500 1"),
            t("수량을 빼면 1개로 저장돼요."),
        ),
        rows_of(*([key] for key in keys), pager(view, ShopStep.ADD_ASK, page, pages), [_back(view, t)]),
    )


def replaced_by(view: OrderView, key: int) -> GoodsLeft | None:
    """The goods whose place is taken, if they are still there."""
    return next((left for left in view.order.drafted_sheet.goods_left if left.key == key), None)


def _title(view: OrderView, replaces: int, t: Translator) -> Html:
    return heading(t.plain("🔁 상품 변경") if replaces else t.plain("＋ 상품 추가"), view, t)


def _instead_of(left: GoodsLeft, t: Translator) -> Html:
    name = clip(left.goods.name, MOST_NAME)
    return t("{name} × {n} 대신 보낼 상품을 적어 주세요.", name=name, n=left.quantity)


def goods_preview(view: OrderView, pending: PendingLines, t: Translator) -> Screen:
    """What was read, before it is saved; the only line of one has a stepper."""
    only = pending.lines[0] if len(pending.lines) == 1 else None

    def count(label: str, quantity: int) -> Button:
        if not 1 <= quantity <= MOST_QUANTITY:
            return Button(label, Noop())
        return step(view, label, ShopStep.ADD_COUNT, arg=str(quantity))

    return Screen(
        stack(
            _title(view, pending.replaces, t),
            *_preview(view, pending, t),
            GAP,
            unread_lines(pending.unread, t),
        ),
        rows_of(
            stepper(only.quantity, count, t) if only else [],
            [step(view, t.plain("저장"), ShopStep.ADD, Style.PRIMARY)],
            [step(view, t.plain("저장하고 확인요청"), ShopStep.ADD, arg="send")],
            [step(view, t.plain("다시 입력"), ShopStep.ADD_ASK, arg="again"), _back(view, t)],
        ),
    )


def unread_lines(unread: Sequence[Unread], t: Translator) -> Html | None:
    """Every line that could not be read, quoted, with what is wrong with it."""
    if not unread:
        return None
    quoted = [
        t("“{given}” : {fault}", given=clip(one.given, _MOST_QUOTED), fault=t.plain(_FAULTS[one.fault]))
        for one in unread
    ]
    return stack(bold(t("읽지 못한 줄")), newest_of(quoted, t, _MOST_UNREAD), t("고쳐서 다시 보내 주세요."))


def surcharge_prompt(view: OrderView, t: Translator) -> Screen:
    """Waits for an amount and a word about it."""
    return Screen(
        stack(
            heading(t.plain("± 추가금액"), view, t),
            t("금액과 이유를 한 줄로 보내 주세요. 할인은 −를 붙여 주세요."),
            GAP,
            t("예) 사이다 1L로 변경 추가금 1500"),
            t("예) -500 단골 할인"),
        ),
        rows_of([_back(view, t)]),
    )


def fee_prompt(view: OrderView, t: Translator) -> Screen:
    """Waits for the delivery fee; the usual ones stand ready as buttons."""
    sheet = view.order.sheet
    usual = dict.fromkeys((sheet.delivery_fee, view.shop.delivery_fee, ZERO))
    now = view.order.drafted_sheet.delivery_fee
    keys = [step(view, won(fee, t), ShopStep.FEE, arg=str(fee.won)) for fee in usual if fee != now]
    return Screen(
        stack(
            heading(t.plain("🚚 배송비"), view, t),
            t("지금 배송비: {amount}", amount=won(now, t)),
            t("새 배송비를 보내 주세요."),
            GAP,
            t("예) 3500"),
        ),
        rows_of(keys, [_back(view, t)]),
    )


def _preview(view: OrderView, pending: PendingLines, t: Translator) -> list[Html | None]:
    drafted = view.order.drafted_sheet
    replaced = replaced_by(view, pending.replaces)
    credit = -replaced.amount.won if replaced else 0
    total = drafted.total.won + credit + sum(line.unit_price.won * line.quantity for line in pending.lines)
    drawn = [
        sum_line(n, clip(t.known(line.name), MOST_NAME), line.unit_price, line.quantity, t)
        for n, line in enumerate(pending.lines, 1)
    ]
    gone = (
        None
        if replaced is None
        else t("{name} 취소  {amount}", name=clip(replaced.goods.name, MOST_NAME), amount=won(-replaced.amount, t))
    )
    return [
        gone,
        newest_of(drawn, t, _MOST_LINES),
        GAP,
        _total(total, t),
    ]


def _total(total: int, t: Translator) -> Html:
    """What saving comes to, or why it cannot be saved."""
    if total < 0:
        return t("⚠️ 결제 총 금액이 0원보다 작아져서 저장할 수 없어요.")
    if total > MOST_WON:
        return t("⚠️ 결제 총 금액이 너무 커서 저장할 수 없어요.")
    return t("저장하면 결제 총 금액: {amount}", amount=won(Money(total), t))


def _offer(word: str, line: OrderLine, t: Translator) -> str:
    price = won(line.unit_price, t)
    return f"{word}{cut(line.name, BUDGET[1] - width(f'{word} {price}'))} {price}"


def _back(view: OrderView, t: Translator) -> Button:
    """[닫기] leads back to the editor, without what was typed and not saved."""
    return step(view, t.plain("닫기"), ShopStep.EDIT, arg="back")
