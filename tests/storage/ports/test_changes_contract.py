"""What every storage promises about the rounds of edits on an order's sheet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain import editing
from domain.change import ChangeStatus, OrderChange, SheetState
from domain.errors import OrderChangedMeanwhile, SomeoneElseEditing
from domain.fulfillment import OwnDelivery
from domain.lifecycle import OrderStatus
from domain.money import Money
from domain.order import Order
from domain.order_ports import OrderRow, PageRequest
from domain.payment import PaymentMethod
from domain.people import Role
from domain.ports import UnitOfWork
from domain.sheet import Edits, OrderLine
from domain.timeline import EntryKind
from domain.use_cases import draft_change as draft
from domain.use_cases.accept_counter import accept_counter
from domain.use_cases.answer_change import approve_change, choose_groups, decline_change
from domain.use_cases.complete_order import complete_order
from domain.use_cases.request_change import request_change
from domain.use_cases.withdraw_change import withdraw_change
from tests.factories import COLA, NOW, a_shop, actor, an_order, caller, later, open_shop, store_order
from tests.storage.ports.conftest import Desk, SqlDesk

BOSS, HAND, BUYER = caller(Role.OWNER), caller(Role.STAFF), caller(Role.CUSTOMER)


def place_confirmed(uow: UnitOfWork) -> int:
    return store_order(uow, an_order(status=OrderStatus.CONFIRMED, payment_method=PaymentMethod.DOOR_CASH))


def place_confirmed_once_more(uow: UnitOfWork) -> int:
    order = an_order(status=OrderStatus.CONFIRMED, payment_method=PaymentMethod.DOOR_CASH)
    return store_order(uow, replace(order, number=order.number + 1))


def get(uow: UnitOfWork, order_id: int) -> Order:
    return uow.orders.get(order_id)


def listed(uow: UnitOfWork) -> OrderRow:
    return uow.orders.page(1, tuple(OrderStatus), PageRequest(1))[0]


def kinds(uow: UnitOfWork, order_id: int) -> list[EntryKind]:
    return [entry.kind for entry in uow.orders.timeline(order_id, 100)]


def shows_groups(uow: UnitOfWork) -> bool:
    return uow.shops.get(1).offers_groups


@pytest.fixture
async def order_id(desk: Desk) -> int:
    await desk.run(open_shop)
    return await desk.run(place_confirmed)


async def play_the_example(desk: Desk, order_id: int) -> Order:
    """Requested, as the manual has it: 6,000원 → 8,000원."""
    await desk.run(draft.add_goods, order_id, [COLA], BOSS, NOW)
    order = await desk.run(draft.add_surcharge, order_id, "변경 추가금", Money(1500), BOSS, later(minutes=1))
    order = await desk.run(draft.cancel_goods, order_id, order.version, 2, None, BOSS, later(minutes=2))
    order = await desk.run(draft.set_delivery_fee, order_id, Money(3500), BOSS, later(minutes=3))
    return await desk.run(request_change, order_id, order.version, BOSS, later(minutes=4))


async def test_every_step_of_a_draft_comes_back_whole(desk: Desk, order_id: int) -> None:
    first = await desk.run(draft.add_goods, order_id, [COLA, COLA], BOSS, NOW)
    assert await desk.read(get, order_id) == replace(first, events=[])
    order = await desk.run(draft.cancel_goods, order_id, first.version, 1, None, BOSS, NOW)
    order = await desk.run(draft.set_delivery_fee, order_id, Money(0), BOSS, NOW)
    order = await desk.run(draft.delete_line, order_id, order.version, 3, BOSS, NOW)
    assert await desk.read(get, order_id) == replace(order, events=[])
    for _ in range(3):
        order = await desk.run(draft.undo_edit, order_id, order.version, BOSS, NOW)
    assert [change.edits for change in order.changes] == [change.edits for change in first.changes]
    assert await desk.read(get, order_id) == replace(order, events=[])


async def test_draft_leaves_no_line_in_the_timeline_and_does_not_touch_what_lists_call_the_total(
    desk: Desk, order_id: int
) -> None:
    await desk.run(draft.add_goods, order_id, [COLA], BOSS, NOW)
    row = await desk.read(listed)
    assert (row.total, row.item_count, row.sheet_state) == (Money(6000), 1, SheetState.DRAFT)
    assert await desk.read(kinds, order_id) == [EntryKind.PLACED]


async def test_discarded_draft_is_gone(desk: Desk, order_id: int) -> None:
    order = await desk.run(draft.add_goods, order_id, [COLA], BOSS, NOW)
    await desk.run(draft.discard_draft, order_id, order.version, None, BOSS, NOW)
    assert (await desk.read(get, order_id)).changes == []
    assert (await desk.read(listed)).sheet_state is SheetState.NONE
    again = await desk.run(draft.add_goods, order_id, [COLA], HAND, NOW)
    assert await desk.read(get, order_id) == replace(again, events=[])


async def test_second_member_takes_the_draft_over(desk: Desk, order_id: int) -> None:
    order = await desk.run(draft.add_goods, order_id, [COLA], BOSS, NOW)
    with pytest.raises(SomeoneElseEditing):
        await desk.run(draft.add_goods, order_id, [COLA], HAND, NOW)
    await desk.run(draft.take_over_draft, order_id, order.version, HAND, NOW)
    await desk.run(draft.add_goods, order_id, [COLA], HAND, NOW)
    open_change = (await desk.read(get, order_id)).open_change
    assert open_change is not None
    assert open_change.editor is not None
    assert (open_change.editor.user_id, len(open_change.edits.lines)) == (HAND.user_id, 2)


async def test_all_rounds_of_a_long_talk_come_back_and_the_timeline_tells_them(desk: Desk, order_id: int) -> None:
    order = await play_the_example(desk, order_id)
    order = await desk.run(withdraw_change, order_id, order.version, BOSS, NOW)
    order = await desk.run(request_change, order_id, order.version, BOSS, NOW)
    await desk.run(decline_change, order_id, 2, "비싸요", BUYER, NOW)
    order = await desk.read(get, order_id)
    await desk.run(request_change, order_id, order.version, HAND, NOW)
    order = await desk.run(choose_groups, order_id, 3, {0}, Money(7500), BUYER, NOW)
    await desk.run(accept_counter, order_id, order.version, BOSS, NOW)
    order = await desk.run(draft.set_delivery_fee, order_id, Money(0), BOSS, NOW)
    await desk.run(request_change, order_id, order.version, BOSS, NOW)
    order = await desk.run(approve_change, order_id, 5, Money(4500), BUYER, NOW)
    assert await desk.read(get, order_id) == replace(order, events=[])
    rounds = [change.status.value for change in order.changes]
    assert rounds == ["withdrawn", "declined", "declined", "approved", "approved"]
    row = await desk.read(listed)
    assert (row.total, row.item_count, row.sheet_state) == (Money(4500), 1, SheetState.APPROVED)
    assert await desk.read(kinds, order_id) == [
        EntryKind.PLACED,
        EntryKind.CHANGE_REQUESTED,
        EntryKind.CHANGE_WITHDRAWN,
        EntryKind.CHANGE_REQUESTED,
        EntryKind.CHANGE_DECLINED,
        EntryKind.CHANGE_REQUESTED,
        EntryKind.CHANGE_COUNTERED,
        EntryKind.COUNTER_ACCEPTED,
        EntryKind.CHANGE_REQUESTED,
        EntryKind.CHANGE_APPROVED,
    ]


async def test_sales_of_the_day_count_what_the_customer_approved(desk: Desk, order_id: int) -> None:
    await play_the_example(desk, order_id)
    order = await desk.run(approve_change, order_id, 1, Money(8000), BUYER, NOW)
    await desk.run(complete_order, order_id, order.version, OwnDelivery(), BOSS, NOW)
    counts = await desk.read(lambda uow: uow.orders.counts(1, date(2021, 5, 31)))
    assert counts.completed_total.won == 8000


async def test_stale_button_of_a_draft_changes_nothing(desk: Desk, order_id: int) -> None:
    order = await desk.run(draft.add_goods, order_id, [COLA], BOSS, NOW)
    await desk.run(draft.add_goods, order_id, [COLA], BOSS, NOW)
    with pytest.raises(OrderChangedMeanwhile):
        await desk.run(draft.undo_edit, order_id, order.version, BOSS, NOW)
    with pytest.raises(OrderChangedMeanwhile):
        await desk.run(request_change, order_id, order.version, BOSS, NOW)


async def test_shop_may_take_answers_to_whole_rounds_only(desk: Desk) -> None:
    await desk.run(open_shop)
    assert await desk.read(shows_groups)
    other = await desk.run(lambda uow: uow.shops.add(a_shop(token="other", offers_groups=False)))
    assert not (await desk.read(lambda uow: uow.shops.get(other.id))).offers_groups


async def test_what_was_added_lately_is_offered_once_newest_first(desk: Desk, order_id: int) -> None:
    cola, cider = OrderLine("콜라 1L", Money(3500), 3), OrderLine("사이다 1L", Money(4500), 1, "91")
    await desk.run(draft.add_goods, order_id, [cola, cider], BOSS, NOW)
    await desk.run(draft.add_surcharge, order_id, "큰 병", Money(500), BOSS, NOW)
    second = await desk.run(place_confirmed_once_more)
    await desk.run(draft.add_goods, second, [cola], BOSS, NOW)
    lately = await desk.read(lambda uow: uow.orders.added_lately(1, 5))
    assert lately == [replace(cola, quantity=1), cider]
    assert await desk.read(lambda uow: uow.orders.added_lately(1, 1)) == [replace(cola, quantity=1)]
    assert await desk.read(lambda uow: uow.orders.added_lately(2, 5)) == []


async def test_closed_round_is_never_rewritten(sql_desk: SqlDesk) -> None:
    await sql_desk.run(open_shop)
    order_id = await sql_desk.run(place_confirmed)
    await play_the_example(sql_desk, order_id)
    await sql_desk.run(approve_change, order_id, 1, Money(8000), BUYER, NOW)

    def rewrite(uow: UnitOfWork) -> None:
        order = uow.orders.get(order_id)
        order.changes[0] = OrderChange(1, ChangeStatus.APPROVED, Edits((), Money(0)))
        editing.add_goods(order, [COLA], actor(Role.OWNER), NOW)

    with pytest.raises(RuntimeError, match="closed rounds of edits are never rewritten"):
        await sql_desk.run(rewrite)
