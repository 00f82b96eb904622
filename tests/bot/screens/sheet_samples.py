"""Every screen about an edited order sheet, for both sides, from the worked example and from hostile data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from typing import Any

from bot.i18n import Translator
from bot.pending_lines import PendingLines
from bot.screens import card, detail, own_orders, own_sheet, sheet_editor, sheet_prompts, sheet_request
from bot.screens.screen import Screen
from domain import answering, editing
from domain.change import ChangeStatus, Editor, OrderChange
from domain.money import MOST_WON, Money
from domain.order import Order
from domain.sheet import AddedLine, Edits, LineKind, OrderLine, OutOfStockWish
from domain.sheet_input import Fault, Unread
from domain.use_cases.see_offers import Offers
from domain.use_cases.see_order import OrderView
from tests.bot.screens.samples import (
    CIDER,
    CUSTOMER,
    LONG,
    MANAGER,
    SHOP,
    STAFF,
    confirmed,
    hostile,
    order,
    seoul,
    view,
)

Named = tuple[str, Screen]
COLA = OrderLine("콜라 1L", Money(3500), 1)
AT = seoul(2021, 5, 31, 16, 58)


def drafted(**changes: Any) -> Order:
    """The worked example as the shop has put it together: 6,000원 → 8,000원."""
    example = confirmed(order(**changes))
    editing.add_goods(example, (COLA,), MANAGER, AT)
    editing.cancel_goods(example, 2, None, MANAGER, AT)
    editing.add_surcharge(example, "사이다 1L로 변경 추가금", Money(1500), MANAGER, AT)
    editing.set_delivery_fee(example, Money(3500), MANAGER, AT)
    return example


def requested() -> Order:
    example = drafted()
    editing.request(example, MANAGER, AT)
    return example


def approved() -> Order:
    example = requested()
    answering.approve(example, 1, Money(8000), CUSTOMER, AT)
    return example


def declined(reason: str = "금액이 생각과 달라요") -> Order:
    example = requested()
    answering.decline(example, 1, reason, CUSTOMER, AT)
    return example


def countered() -> Order:
    """The customer took the fee and nothing else."""
    example = requested()
    answering.choose(example, 1, (1,), Money(6500), CUSTOMER, AT)
    return example


def edited_again() -> Order:
    example = approved()
    editing.add_goods(example, (replace(COLA, quantity=2),), STAFF, AT)
    return example


def every_sheet() -> Iterator[tuple[str, Order]]:
    """The worked example in every state of its sheet."""
    yield "clean", confirmed(order())
    yield "several of one", confirmed(order(lines=(replace(CIDER, quantity=3), COLA)))
    for made in (drafted, requested, approved, declined, countered, edited_again):
        yield made.__name__, made()
    yield "declined without a reason", declined("")
    for wish in OutOfStockWish:
        yield f"drafted, {wish}", drafted(out_of_stock=wish)
    yield "asked to cancel meanwhile", _asked(requested())
    for status in (ChangeStatus.DRAFT, ChangeStatus.REQUESTED):
        yield f"hostile {status}", hostile_sheet(status)


def hostile_sheet(status: ChangeStatus, groups: int = 99) -> Order:
    """As many lines as a sheet holds, with names that try to break the screen and amounts as large as they get."""
    kinds = cycle((LineKind.ADDITION, LineKind.SURCHARGE))
    lines = tuple(
        AddedLine(n + 201, kind, LONG[n : n + 64], Money(9_999_999 if n % 2 else -9_999_999), 9 if n == 5 else 1)
        for n, kind in zip(range(groups), kinds, strict=False)
    )
    editor = Editor(MANAGER.user_id, LONG[:64], AT) if status is ChangeStatus.DRAFT else None
    edits = Edits(lines, Money(1_000_000))
    change = OrderChange(998, status, edits, editor, (Edits(),), requested_at=AT)
    refused = OrderChange(997, ChangeStatus.DECLINED, Edits(lines, Money(MOST_WON)), reason=LONG[:300])
    return replace(confirmed(hostile(lines=hostile().lines[:50])), changes=[refused, change], version=9_999)


def sheet_screens(t: Translator) -> Iterator[Named]:
    """All of them, named after what they show."""
    for name, example in every_sheet():
        yield from _of_shop(name, view(example, MANAGER), t)
        yield from _of_shop(f"{name}, for another", view(example, STAFF), t)
        yield from _of_customer(name, view(example, CUSTOMER, shop=replace(SHOP, name=LONG[:100])), t)
    yield from _prompts("ordinary", view(drafted(), MANAGER), _OFFERS, _PENDING, t)
    yield from _prompts("hostile", view(hostile_sheet(ChangeStatus.DRAFT), MANAGER), _MANY, _LONG_PENDING, t)


_OFFERS = Offers([COLA], [replace(CIDER, quantity=1)])
_MANY = Offers(
    [OrderLine(LONG[n : n + 64], Money(MOST_WON), 1) for n in range(5)],
    [OrderLine(LONG[n : n + 64], Money(9_999_999 + n), 1, "9" * 32) for n in range(500)],
)
_PENDING = PendingLines(77, (COLA,))
_LONG_PENDING = PendingLines(
    9_999_999_999,
    tuple(OrderLine(LONG[n : n + 64], Money(1_000_000 * (-1 if n % 3 else 1)), 99) for n in range(100)),
    tuple(Unread(LONG[:4000], fault) for fault in Fault for _ in range(10)),
    1,
)


def _of_shop(name: str, seen: OrderView, t: Translator) -> Iterator[Named]:
    screens = {
        "card": card.shop_card(seen, t),
        "detail": detail.detail(seen, t),
        "editor": sheet_editor.editor(seen, t),
        "discard": sheet_editor.discard_dialog(seen, t),
        "request": sheet_request.request_dialog(seen, t),
        "request in the way": sheet_request.request_in_the_way(seen, t),
        "someone else": sheet_request.someone_else(seen, 12, t),
        "surcharge": sheet_prompts.surcharge_prompt(seen, t),
        "fee": sheet_prompts.fee_prompt(seen, t),
    }
    yield from ((f"sheet {screen}: {name}", drawn) for screen, drawn in screens.items())
    for page in (0, 1, 2, 99):
        yield f"sheet void, page {page}: {name}", sheet_editor.void_choice(seen, page, t)
        yield f"sheet replace, page {page}: {name}", sheet_editor.replace_choice(seen, page, t)
        yield f"sheet drop, page {page}: {name}", sheet_editor.drop_choice(seen, page, t)
    for left in seen.order.drafted_sheet.goods_left[:60]:
        yield f"sheet amount of {left.key}: {name}", sheet_editor.void_amount(seen, left, left.quantity, t)
        yield f"sheet smallest amount of {left.key}: {name}", sheet_editor.void_amount(seen, left, 0, t)


def _prompts(name: str, seen: OrderView, offers: Offers, pending: PendingLines, t: Translator) -> Iterator[Named]:
    for page in (0, 1, 2, 999):
        for replaces in (0, 1):
            yield f"sheet goods, page {page}: {name}", sheet_prompts.goods_prompt(seen, offers, replaces, page, t)
    yield f"sheet goods without offers: {name}", sheet_prompts.goods_prompt(seen, Offers([], []), 0, 1, t)
    for waiting in (pending, replace(pending, lines=pending.lines[:1]), replace(pending, replaces=0)):
        yield f"sheet preview of {len(waiting.lines)}: {name}", sheet_prompts.goods_preview(seen, waiting, t)
    text = sheet_prompts.unread_lines(_LONG_PENDING.unread, t)
    assert text
    yield "sheet unread", Screen(text)


def _of_customer(name: str, seen: OrderView, t: Translator) -> Iterator[Named]:
    screens = {
        "card": own_orders.own_card(seen, t),
        "detail": own_orders.own_detail(seen, t),
        "decline": own_sheet.decline_dialog(seen, t),
        "decline, typed": own_sheet.decline_prompt(seen, t),
    }
    yield from ((f"customer's sheet {screen}: {name}", drawn) for screen, drawn in screens.items())
    if seen.order.open_change:
        count = len(editing.open_groups(seen.order))
        for refused in ((), (0,), tuple(range(count))):
            for page in (0, 1, 99):
                drawn = own_sheet.group_choice(seen, refused, page, t)
                yield f"customer's sheet groups {len(refused)}, page {page}: {name}", drawn


def _asked(example: Order) -> Order:
    example.request_cancel("배송이 늦어져서요.", CUSTOMER, AT, typed=True)
    return example
