"""What every storage of orders promises."""

import copy
import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from itertools import product

import pytest

from domain.depositing import awaits_deposit, confirm_deposit
from domain.errors import OrderChangedMeanwhile, OrderNotFound
from domain.events import MessageWritten
from domain.fulfillment import Fulfillment, OwnDelivery, Parcel, Pickup
from domain.lifecycle import Action, OrderStatus, allowed_actions
from domain.money import MOST_WON, Money
from domain.order import Order
from domain.order_ports import Counts, Direction, OrderRow, PageRequest
from domain.payment import MoneyMovement, MovementKind, PaymentMethod, PaymentState
from domain.people import Actor, Recipient, Role
from domain.ports import UnitOfWork
from domain.refunding import owes_refund, record_refund
from domain.sheet import OrderLine, OutOfStockWish
from domain.timeline import EntryKind, TimelineEntry, entry_of
from tests.factories import (
    BOT,
    CUSTOMER,
    NOW,
    OTHER_BOT,
    OWNER,
    a_pickup,
    a_shop,
    actor,
    an_order,
    later,
    open_shop,
    store_order,
)
from tests.storage.ports.conftest import Desk

ALL = tuple(OrderStatus)
TODAY = date(2021, 5, 31)


def get(uow: UnitOfWork, order_id: int) -> Order:
    return uow.orders.get(order_id)


def change(uow: UnitOfWork, order_id: int, step: Callable[[Order], object]) -> Order:
    order = uow.orders.get(order_id)
    step(order)
    return order


def page(uow: UnitOfWork, statuses: tuple[OrderStatus, ...], request: PageRequest, shop_id: int = 1) -> list[OrderRow]:
    return uow.orders.page(shop_id, statuses, request)


def search(uow: UnitOfWork, text: str, most: int = 100, shop_id: int = 1) -> list[int]:
    return [row.number for row in uow.orders.search(shop_id, text, most)]


def counts(uow: UnitOfWork, day: date, shop_id: int = 1) -> Counts:
    return uow.orders.counts(shop_id, day)


def timeline(uow: UnitOfWork, order_id: int, most: int = 100) -> list[TimelineEntry]:
    return uow.orders.timeline(order_id, most)


@pytest.fixture
async def shop(desk: Desk) -> Desk:
    await desk.run(open_shop)
    return desk


async def test_new_order_has_its_id_at_once_and_comes_back_whole(shop: Desk) -> None:
    seen: list[int] = []

    def place(uow: UnitOfWork, order: Order) -> Order:
        uow.orders.add(order)
        seen.append(order.id)
        order.place(actor(Role.CUSTOMER))
        return order

    order = await shop.run(place, an_order(note="벨을 누르지 마세요", out_of_stock=OutOfStockWish.SIMILAR))
    assert seen == [order.id]
    assert order.id > 0
    assert order.version == 1
    assert await shop.read(get, order.id) == order
    assert [entry.kind for entry in await shop.read(timeline, order.id)] == [EntryKind.PLACED]


async def test_one_unit_of_work_hands_out_one_object_per_order(shop: Desk) -> None:
    order_id = await shop.run(store_order, an_order())

    def same(uow: UnitOfWork) -> bool:
        return uow.orders.get(order_id) is uow.orders.get(order_id)

    assert await shop.run(same)
    assert (await shop.read(get, order_id)).version == 1


async def test_unknown_order_is_not_found(shop: Desk) -> None:
    with pytest.raises(OrderNotFound):
        await shop.run(get, 12345)


async def test_order_that_moves_on_while_it_is_placed_is_stored_as_it_stands_in_the_end(shop: Desk) -> None:
    def place_and_confirm(uow: UnitOfWork) -> Order:
        order = an_order()
        uow.orders.add(order)
        order.place(actor(Role.CUSTOMER))
        order.confirm(actor(Role.OWNER), later(minutes=1))
        return order

    order = await shop.run(place_and_confirm)
    assert (order.version, order.status) == (1, OrderStatus.CONFIRMED)
    assert await shop.read(get, order.id) == order
    assert (await shop.read(counts, TODAY)).of(OrderStatus.CONFIRMED) == 1
    assert (await shop.read(counts, TODAY)).of(OrderStatus.PLACED) == 0


async def test_each_unit_of_work_raises_the_version_by_one_however_much_happened(shop: Desk) -> None:
    order_id = await shop.run(store_order, an_order(payment_method=PaymentMethod.DOOR_CASH))

    def confirm_and_complete(order: Order) -> None:
        order.confirm(actor(Role.STAFF), later(minutes=1))
        order.complete(Parcel("cj", "123456789012"), actor(Role.STAFF), later(minutes=2))

    order = await shop.run(change, order_id, confirm_and_complete)
    assert order.version == 2
    assert await shop.read(get, order_id) == order
    kinds = [entry.kind for entry in await shop.read(timeline, order_id)]
    assert kinds == [EntryKind.PLACED, EntryKind.CONFIRMED, EntryKind.COLLECTED, EntryKind.COMPLETED]


async def test_order_that_was_only_looked_at_is_not_written(shop: Desk) -> None:
    order_id = await shop.run(store_order, an_order())
    before = await shop.read(get, order_id)
    await shop.run(get, order_id)
    assert await shop.read(get, order_id) == before


@pytest.mark.parametrize("is_new", [True, False])
async def test_change_without_an_event_is_refused(shop: Desk, is_new: bool) -> None:
    order_id = await shop.run(store_order, an_order())

    def tamper(uow: UnitOfWork) -> None:
        if is_new:
            uow.orders.add(an_order(number=1111111))
        else:
            uow.orders.get(order_id).note = "몰래"

    with pytest.raises(RuntimeError, match="without an event"):
        await shop.run(tamper)
    assert (await shop.read(get, order_id)).note == ""
    assert (await shop.read(counts, TODAY)).of(*ALL) == 1


async def test_order_of_another_version_than_the_stored_one_is_a_lost_race(shop: Desk) -> None:
    order_id = await shop.run(store_order, an_order())
    await shop.run(change, order_id, lambda order: order.confirm(actor(Role.STAFF), NOW))

    def act_on_the_old_one(order: Order) -> None:
        order.version = 1
        order.cancel("품절", actor(Role.OWNER), NOW)

    with pytest.raises(OrderChangedMeanwhile):
        await shop.run(change, order_id, act_on_the_old_one)
    assert (await shop.read(get, order_id)).status is OrderStatus.CONFIRMED
    assert len(await shop.read(timeline, order_id)) == 2


def act(order: Order, dice: random.Random, at: datetime) -> None:
    """One random step that somebody may take; none if the dice fall on a refusal."""
    role = dice.choice(list(Role))
    by = actor(role)
    if awaits_deposit(order, role) and dice.random() < 0.7:
        return confirm_deposit(order, by, at)
    if owes_refund(order, role):
        return record_refund(order, by, at)
    if not (allowed := sorted(allowed_actions(order.status, role))):
        return None
    action = dice.choice(allowed)
    if action is Action.COMPLETE and not order.is_settled:
        return None
    if action is Action.CANCEL and order.status.is_open and dice.random() < 0.8:
        return None  # or else hardly any order would get anywhere
    handovers: list[Fulfillment] = [OwnDelivery(), Parcel("cj"), Parcel("cj", "1")]
    handover = dice.choice(handovers) if order.delivery_fee else Pickup()
    steps: dict[Action, Callable[[], None]] = {
        Action.CONFIRM: lambda: order.confirm(by, at),
        Action.COMPLETE: lambda: order.complete(handover, by, at),
        Action.CANCEL: lambda: order.cancel("단순 변심", by, at),
        Action.REQUEST_CANCEL: lambda: order.request_cancel("늦어요", by, at, typed=True),
        Action.WITHDRAW_CANCEL: lambda: order.withdraw_cancel_request(by, at),
        Action.APPROVE_CANCEL: lambda: order.approve_cancel(dice.choice(["", "네"]), by, at),
        Action.KEEP: lambda: order.keep("이미 조리했어요", by, at),
    }
    return steps[action]()


def a_random_order(dice: random.Random, number: int, shop_id: int = 1) -> Order:
    make = dice.choice([an_order, a_pickup])
    name = dice.choice(["홍길동", "홍 길순", "김철수", "Kim", "kimchi", "남궁민"])
    phone = dice.choice(["01012341234", "0212345678", "01099998888"])
    order: Order = make(
        shop_id,
        number,
        customer_id=dice.choice([CUSTOMER, CUSTOMER + 1]),
        placed_at=NOW + timedelta(minutes=dice.randrange(40)),
        payment_method=dice.choice(list(PaymentMethod)),
        recipient=Recipient(name, phone, "서울"),
    )
    return order


async def a_random_past(desk: Desk, dice: random.Random, orders: int) -> list[Order]:
    """So many orders, each with random things having happened to it; the orders as they are known outside."""
    known = []
    for i in range(orders):
        order_id = await desk.run(store_order, a_random_order(dice, 1_000_000 + i))
        for step in range(dice.choice([0, 1, 2, 3, 5, 8])):
            at = NOW + timedelta(hours=dice.randrange(72), seconds=step)
            await desk.run(change, order_id, partial(act, dice=dice, at=at))
        known.append(await desk.read(get, order_id))
    return known


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_happens_lists_counters_and_ledger_agree_with_the_orders(shop: Desk, seed: int) -> None:
    orders = await a_random_past(shop, random.Random(seed), 30)
    rows = {row.id: row for row in await shop.read(page, ALL, PageRequest(100))}
    assert {id_: (row.payment_state, row.total, row.status, row.item_count) for id_, row in rows.items()} == {
        order.id: (order.payment_state, order.total, order.status, order.item_count) for order in orders
    }
    for day in range(5):
        seen = await shop.read(counts, TODAY + timedelta(days=day))
        assert seen.by_status == {status: sum(o.status is status for o in orders) for status in OrderStatus}
        done = [o for o in orders if o.status is OrderStatus.COMPLETED and _seoul_day(o) == TODAY + timedelta(days=day)]
        assert (seen.completed_count, seen.completed_total.won) == (len(done), sum(o.total.won for o in done))


def _seoul_day(order: Order) -> date:
    assert order.completed_at is not None
    return (order.completed_at + timedelta(hours=9)).date()


async def test_random_orders_reach_every_status_and_payment_state(shop: Desk) -> None:
    """Otherwise the test above would compare less than it says."""
    orders = await a_random_past(shop, random.Random(1), 60)
    assert {order.status for order in orders} == set(OrderStatus)
    assert {order.payment_state for order in orders} == set(PaymentState)


@pytest.mark.parametrize("status", OrderStatus)
async def test_list_agrees_with_the_order_about_any_ledger(shop: Desk, status: OrderStatus) -> None:
    for number, (taken, returned) in enumerate(product((0, 5999, 6000, 9000), (0, 1000, 6000, 9000))):
        amounts = ((MovementKind.COLLECTED, taken), (MovementKind.REVERSAL, returned))
        ledger = [MoneyMovement(kind, Money(won), NOW, OWNER) for kind, won in amounts if won]
        order_id = await shop.run(store_order, an_order(number=1_000_000 + number, status=status, ledger=ledger))
        order = await shop.read(get, order_id)
        [row] = await shop.read(page, (status,), PageRequest(1, order_id, includes_anchor=True))
        assert (row.id, row.payment_state) == (order_id, order.payment_state)
        assert order.ledger == ledger


async def test_order_that_was_paid_beyond_what_any_order_costs_comes_back_and_is_listed(shop: Desk) -> None:
    ledger = [MoneyMovement(MovementKind.CAPTURE, Money(MOST_WON), NOW, OWNER) for _ in range(3)]
    order_id = await shop.run(store_order, an_order(status=OrderStatus.CONFIRMED, ledger=ledger))
    [row] = await shop.read(page, (OrderStatus.CONFIRMED,), PageRequest(1, order_id, includes_anchor=True))
    assert row.payment_state is PaymentState.REFUND_DUE
    assert (await shop.read(get, order_id)).refund_due.won == 3 * MOST_WON - 6000


@pytest.mark.parametrize("statuses", [ALL, (OrderStatus.PLACED,), (OrderStatus.PLACED, OrderStatus.CANCELED), ()])
async def test_pages_are_slices_of_the_whole_list_in_both_directions(
    shop: Desk, statuses: tuple[OrderStatus, ...]
) -> None:
    orders = await a_random_past(shop, random.Random(7), 30)
    orders.sort(key=lambda order: (order.placed_at, order.id), reverse=True)
    listed = [order.id for order in orders if order.status in statuses]
    ids = [order.id for order in orders]
    for anchor in ids:
        here = ids.index(anchor)
        older = [id_ for id_ in ids[here + 1 :] if id_ in listed]
        newer = [id_ for id_ in ids[:here] if id_ in listed]
        me = [anchor] if anchor in listed else []
        for includes, own in ((False, []), (True, me)):
            back = await shop.read(page, statuses, PageRequest(4, anchor, Direction.OLDER, includes))
            assert [row.id for row in back] == (own + older)[:4]
            forth = await shop.read(page, statuses, PageRequest(4, anchor, Direction.NEWER, includes))
            assert [row.id for row in forth] == (newer + own)[-4:]


@pytest.mark.parametrize("direction", Direction)
async def test_page_without_an_anchor_or_with_a_foreign_one_starts_at_the_newest(
    shop: Desk, direction: Direction
) -> None:
    other = await shop.run(open_shop, a_shop(token="other"))
    mine = [await shop.run(store_order, an_order(number=1_000_001 + i, placed_at=later(minutes=i))) for i in range(3)]
    foreign = await shop.run(store_order, an_order(other.id, 1_000_001))
    for anchor in (None, foreign, 999_999):
        rows = await shop.read(page, ALL, PageRequest(2, anchor, direction))
        assert [row.id for row in rows] == [mine[2], mine[1]]


async def test_number_finds_only_the_order_of_that_shop(shop: Desk) -> None:
    other = await shop.run(open_shop, a_shop(token="other"))
    order_id = await shop.run(store_order, an_order(number=3309803))

    def find(uow: UnitOfWork, shop_id: int, number: int) -> int | None:
        return uow.orders.id_of_number(shop_id, number)

    assert await shop.read(find, 1, 3309803) == order_id
    assert await shop.read(find, other.id, 3309803) is None
    assert await shop.read(find, 1, 3309804) is None


FOUND = [
    ("3309803", [3309803]),
    ("330-9803", [3309803]),
    ("1234", [7741169, 3309803]),
    ("홍", [7741169, 3309803]),
    ("홍 길동", [7741169, 3309803]),
    ("홍길동".encode().decode(), [7741169, 3309803]),
    ("\u1112\u1169\u11bc\u1100\u1175\u11af", [7741169, 3309803]),  # as a Mac types it: decomposed
    ("KIM", [9255048]),
    ("길동", []),
    ("%", []),
    ("_", []),
    ("", []),
    ("7777", []),
    ("99999999999999999999", []),
]


@pytest.mark.parametrize(("text", "numbers"), FOUND)
async def test_search_finds_number_last_four_digits_and_beginning_of_name(
    shop: Desk, text: str, numbers: list[int]
) -> None:
    other = await shop.run(open_shop, a_shop(token="other"))
    await shop.run(store_order, an_order(number=3309803))
    await shop.run(store_order, a_pickup(number=7741169, placed_at=later(minutes=1)))
    await shop.run(store_order, an_order(number=9255048, recipient=Recipient("Kim Minji", "01099998888", "부천")))
    await shop.run(store_order, an_order(other.id, number=3309803))
    assert await shop.read(search, text) == numbers
    assert await shop.read(search, text, 1) == numbers[:1]


async def test_name_of_digits_and_a_phone_are_both_found_once_each(shop: Desk) -> None:
    await shop.run(store_order, an_order(number=1_000_001, recipient=Recipient("1234 카페", "01012341234")))
    await shop.run(store_order, an_order(number=1_000_002, recipient=Recipient("1234", "01000000000")))
    assert await shop.read(search, "1234") == [1_000_002, 1_000_001]


async def test_customer_sees_own_orders_of_every_shop_of_the_bot_open_ones_first(shop: Desk) -> None:
    same_bot = await shop.run(open_shop, a_shop(token="second"))
    other_bot = await shop.run(open_shop, a_shop(OTHER_BOT, token="third"))
    first = await shop.run(store_order, an_order(1))
    second = await shop.run(store_order, an_order(same_bot.id, placed_at=later(minutes=1)))
    await shop.run(store_order, an_order(other_bot.id))
    await shop.run(store_order, an_order(1, number=1_000_000, customer_id=CUSTOMER + 1))

    def own(uow: UnitOfWork, most: int) -> list[int]:
        return [row.id for row in uow.orders.of_customer(BOT, CUSTOMER, most)]

    assert await shop.read(own, 10) == [second, first]
    assert await shop.read(own, 1) == [second]

    await shop.run(change, second, lambda order: order.cancel("품절", actor(Role.OWNER), NOW))
    assert await shop.read(own, 1) == [first], "behind many finished orders an open one would be out of reach"


async def test_orders_placed_since_a_time_are_those_of_one_customer_at_one_shop(shop: Desk) -> None:
    other = await shop.run(open_shop, a_shop(token="second"))
    for n in range(3):
        await shop.run(store_order, an_order(1, number=1_000_000 + n, placed_at=later(minutes=n)))
    await shop.run(store_order, an_order(1, number=2_000_000, placed_at=later(minutes=2), customer_id=CUSTOMER + 1))
    await shop.run(store_order, an_order(other.id, placed_at=later(minutes=2)))

    def placed_since(uow: UnitOfWork, since: datetime, user_id: int = CUSTOMER, shop_id: int = 1) -> int:
        return uow.orders.placed_since(shop_id, user_id, since)

    assert await shop.read(placed_since, NOW) == 3
    assert await shop.read(placed_since, later(minutes=1)) == 2, "the moment itself counts"
    assert await shop.read(placed_since, later(minutes=1, seconds=1)) == 1
    assert await shop.read(placed_since, later(minutes=3)) == 0
    assert await shop.read(placed_since, NOW, CUSTOMER + 1) == 1
    assert await shop.read(placed_since, NOW, CUSTOMER, other.id) == 1
    assert await shop.read(placed_since, NOW, OWNER) == 0


async def test_completed_order_counts_on_its_day_in_seoul_until_it_is_cancelled(shop: Desk) -> None:
    order_id = await shop.run(store_order, an_order(payment_method=PaymentMethod.DOOR_CARD))
    await shop.run(change, order_id, lambda order: order.confirm(actor(Role.OWNER), NOW))
    just_before_midnight = NOW.replace(hour=14, minute=59, second=59)
    await shop.run(change, order_id, lambda o: o.complete(OwnDelivery(), actor(Role.OWNER), just_before_midnight))
    today = await shop.read(counts, TODAY)
    assert (today.completed_count, today.completed_total.won, today.of(OrderStatus.COMPLETED)) == (1, 6000, 1)
    assert (await shop.read(counts, TODAY + timedelta(days=1))).completed_count == 0
    await shop.run(change, order_id, lambda order: order.cancel("반품", actor(Role.OWNER), later(days=3)))
    today = await shop.read(counts, TODAY)
    assert (today.completed_count, today.completed_total.won, today.of(OrderStatus.COMPLETED)) == (0, 0, 0)
    assert today.of(OrderStatus.CANCELED) == 1


async def test_counts_of_two_shops_do_not_mix(shop: Desk) -> None:
    other = await shop.run(open_shop, a_shop(token="other"))
    await shop.run(store_order, an_order())
    assert (await shop.read(counts, TODAY, other.id)).of(*ALL) == 0
    assert (await shop.read(counts, TODAY)).of(*ALL) == 1


async def test_message_joins_the_timeline_and_leaves_the_version_alone(shop: Desk) -> None:
    order_id = await shop.run(store_order, an_order())

    def write(uow: UnitOfWork, text: str) -> int:
        order = uow.orders.get(order_id)
        event = MessageWritten(later(minutes=5), actor(Role.CUSTOMER), {"text": text})
        return uow.threads.write(uow.threads.about(order.shop_id, order.customer_id, order.id), entry_of(event))

    ids = [await shop.run(write, text) for text in ("언제 와요?", "빨리요 🛵", "감사합니다")]
    assert len(set(ids)) == 3
    assert (await shop.read(get, order_id)).version == 1
    newest = await shop.read(timeline, order_id, 2)
    assert [entry.data for entry in newest] == [{"text": "빨리요 🛵"}, {"text": "감사합니다"}]
    assert newest[0] == entry_of(MessageWritten(later(minutes=5), actor(Role.CUSTOMER), {"text": "빨리요 🛵"}))
    assert await shop.read(lambda uow: uow.orders.timeline_length(order_id)) == 4


async def test_failing_use_case_leaves_nothing_behind(shop: Desk) -> None:
    def fail(uow: UnitOfWork) -> None:
        store_order(uow, an_order())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await shop.run(fail)
    assert await shop.read(page, ALL, PageRequest(10)) == []
    assert (await shop.read(counts, TODAY)).of(*ALL) == 0


async def test_stored_order_is_independent_of_the_object_that_was_handed_back(shop: Desk) -> None:
    order_id = await shop.run(store_order, an_order())
    order = await shop.run(get, order_id)
    before = copy.deepcopy(order)
    order.note = "later"
    order.lines = (*order.lines, OrderLine("껌", Money(100), 1))
    assert await shop.read(get, order_id) == before


async def test_names_of_actors_come_back_with_the_timeline(shop: Desk) -> None:
    order_id = await shop.run(store_order, an_order())
    await shop.run(change, order_id, lambda order: order.confirm(Actor(OWNER, Role.OWNER, "김사장 ✂️"), NOW))
    entry = (await shop.read(timeline, order_id))[-1]
    assert (entry.name, entry.role, entry.user_id, entry.at) == ("김사장 ✂️", Role.OWNER, OWNER, NOW)
