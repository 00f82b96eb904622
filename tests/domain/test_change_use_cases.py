"""Who may edit a sheet and who may answer, on the fakes; unknown and foreign orders get the same answer."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from domain.delivery import IntentKind, Side
from domain.errors import GroupsNotOffered, OrderChangedMeanwhile, OrderNotFound
from domain.lifecycle import OrderStatus
from domain.money import Money
from domain.order import Order
from domain.paying import can_request, change_method, expire
from domain.payment import PaymentMethod
from domain.payment_request import RequestKind
from domain.people import Caller, Role
from domain.ports import UnitOfWork
from domain.use_cases import draft_change as draft
from domain.use_cases.accept_counter import accept_counter
from domain.use_cases.answer_change import approve_change, choose_groups, decline_change
from domain.use_cases.change_account import change_account
from domain.use_cases.confirm_deposit import confirm_deposit
from domain.use_cases.confirm_order import confirm_order
from domain.use_cases.request_change import request_change
from domain.use_cases.request_payment import Link, send_payment_request
from domain.use_cases.withdraw_change import withdraw_change
from domain.use_cases.withdraw_payment import withdraw_payment
from tests.factories import (
    COLA,
    CUSTOMER,
    NOW,
    OTHER_BOT,
    a_shop,
    actor,
    an_order,
    caller,
    later,
    open_shop,
    store_order,
)
from tests.fakes import FakeStore

BOSS, BUYER = caller(Role.OWNER), caller(Role.CUSTOMER)
AFTER = Money(9000)
UseCase = Callable[[UnitOfWork, int, Caller], Order]

BY_SHOP: list[UseCase] = [
    lambda uow, order, by: draft.add_goods(uow, order, [COLA], by, NOW),
    lambda uow, order, by: draft.add_surcharge(uow, order, "포장", Money(500), by, NOW),
    lambda uow, order, by: draft.set_delivery_fee(uow, order, Money(0), by, NOW),
    lambda uow, order, by: draft.cancel_goods(uow, order, 1, 1, None, by, NOW),
    lambda uow, order, by: draft.delete_line(uow, order, 1, 2, by, NOW),
    lambda uow, order, by: draft.undo_edit(uow, order, 1, by, NOW),
    lambda uow, order, by: draft.discard_draft(uow, order, 1, None, by, NOW),
    lambda uow, order, by: draft.take_over_draft(uow, order, 1, by, NOW),
    lambda uow, order, by: request_change(uow, order, 1, by, NOW),
    lambda uow, order, by: withdraw_change(uow, order, 1, by, NOW),
    lambda uow, order, by: accept_counter(uow, order, 1, by, NOW),
]
BY_CUSTOMER: list[UseCase] = [
    lambda uow, order, by: approve_change(uow, order, 1, AFTER, by, NOW),
    lambda uow, order, by: decline_change(uow, order, 1, "", by, NOW),
    lambda uow, order, by: choose_groups(uow, order, 1, {0}, AFTER, by, NOW),
]


def asked(*, offers_groups: bool = True) -> tuple[FakeStore, int]:
    """A shop, and an order whose customer is being asked: 콜라 in, 500원 less for the delivery."""
    store = FakeStore()
    shop = store.do(open_shop, a_shop(offers_groups=offers_groups))
    order_id = store.do(store_order, an_order(shop.id, status=OrderStatus.CONFIRMED))
    store.do(draft.add_goods, order_id, [COLA], BOSS, NOW)
    order = store.do(draft.set_delivery_fee, order_id, Money(2500), BOSS, NOW)
    store.do(request_change, order_id, order.version, BOSS, NOW)
    return store, order_id


@pytest.mark.parametrize("use_case", BY_SHOP)
@pytest.mark.parametrize("by", [BUYER, caller(None), caller(Role.OWNER, OTHER_BOT)])
def test_only_the_shop_may_edit(use_case: UseCase, by: Caller) -> None:
    store, order_id = asked()
    for number in (order_id, 404):
        with pytest.raises(OrderNotFound):
            store.do(use_case, number, by)


@pytest.mark.parametrize("use_case", BY_CUSTOMER)
@pytest.mark.parametrize("by", [BOSS, caller(None), caller(Role.CUSTOMER, OTHER_BOT)])
def test_only_the_customer_of_the_order_may_answer(use_case: UseCase, by: Caller) -> None:
    store, order_id = asked()
    for number in (order_id, 404):
        with pytest.raises(OrderNotFound):
            store.do(use_case, number, by)


def test_answer_is_given_once() -> None:
    store, order_id = asked()
    assert store.do(approve_change, order_id, 1, AFTER, BUYER, NOW).total == AFTER
    with pytest.raises(OrderChangedMeanwhile):
        store.do(approve_change, order_id, 1, AFTER, BUYER, NOW)
    with pytest.raises(OrderChangedMeanwhile):
        store.do(decline_change, order_id, 1, "", BUYER, NOW)


def test_shop_that_takes_whole_answers_only_refuses_a_part() -> None:
    store, order_id = asked(offers_groups=False)
    with pytest.raises(GroupsNotOffered):
        store.do(choose_groups, order_id, 1, {0}, Money(9500), BUYER, NOW)
    assert store.do(approve_change, order_id, 1, AFTER, BUYER, NOW).total == AFTER


def test_typed_line_is_not_lost_when_something_else_happened_to_the_order() -> None:
    store = FakeStore()
    shop = store.do(open_shop)
    order_id = store.do(store_order, an_order(shop.id, status=OrderStatus.CONFIRMED))
    for _ in range(2):
        order = store.do(draft.add_goods, order_id, [COLA], BOSS, NOW)
    assert len(order.drafted_sheet.added) == 2


def test_asking_sends_the_customers_card_anew_and_their_answer_is_told_to_the_staff_loudly() -> None:
    store, order_id = asked()
    [card] = [q.intent for q in store.memory.intents if q.intent.payload.get("anew")]
    assert (card.chat.chat_id, card.kind, card.side, card.loud) == (CUSTOMER, IntentKind.CARD, Side.CUSTOMER, True)
    store.do(decline_change, order_id, 1, "비싸요", BUYER, NOW)
    notices = [q.intent for q in store.memory.intents if q.intent.kind is IntentKind.NOTICE]
    assert [(notice.side, notice.loud, notice.payload["reason"]) for notice in notices] == [
        (Side.SHOP, True, "비싸요")
    ] * 3


@pytest.mark.parametrize(
    ("fee", "after", "owed", "back"),
    [(9000, Money(12000), Money(6000), Money(0)), (0, Money(3000), Money(0), Money(3000))],
)
def test_a_paid_order_whose_total_changes_is_asked_for_the_difference_or_owes_it(
    fee: int, after: Money, owed: Money, back: Money
) -> None:
    store = FakeStore()
    shop = store.do(open_shop)
    new = an_order(shop.id, status=OrderStatus.PLACED, payment_method=PaymentMethod.BANK_TRANSFER)
    order_id = store.do(store_order, new)
    order = store.do(confirm_order, order_id, 1, BOSS, NOW)
    order = store.do(confirm_deposit, order_id, order.version, BOSS, NOW)
    order = store.do(draft.set_delivery_fee, order_id, Money(fee), BOSS, NOW)
    store.do(request_change, order_id, order.version, BOSS, NOW)
    order = store.do(approve_change, order_id, 1, after, BUYER, NOW)
    assert (max(order.balance, Money(0)), order.refund_due) == (owed, back)
    assert can_request(order, actor(Role.OWNER)) is bool(owed)
    told = [intent for intent in store.memory.intents if intent.intent.payload.get("entry") == "refund_needed"]
    assert bool(told) is bool(back)


def test_a_transfer_that_nobody_has_paid_is_asked_for_anew_after_a_change() -> None:
    store = FakeStore()
    shop = store.do(open_shop)
    new = an_order(shop.id, status=OrderStatus.PLACED, payment_method=PaymentMethod.BANK_TRANSFER)
    order_id = store.do(store_order, new)
    order = store.do(confirm_order, order_id, 1, BOSS, NOW)
    order = store.do(withdraw_payment, order_id, order.version, BOSS, NOW)
    order = store.do(draft.set_delivery_fee, order_id, Money(0), BOSS, NOW)
    store.do(request_change, order_id, order.version, BOSS, NOW)
    order = store.do(approve_change, order_id, 1, Money(3000), BUYER, NOW)
    assert order.live_request is not None
    assert order.live_request.amount == Money(3000)


LINK = Link("n" * 22, "h" * 64)


def edited_instead_of_paid(kind: RequestKind, *ends: Callable[[Order], None]) -> FakeStore:
    """A confirmed order whose customer was asked in this way, until [요청취소하고 수정] or something else ended it."""
    store = FakeStore()
    shop = store.do(open_shop, a_shop(has_gateway=True))
    is_link = kind is RequestKind.PAY_LINK
    method = PaymentMethod.PAY_LINK if is_link else PaymentMethod.BANK_TRANSFER
    order_id = store.do(store_order, an_order(shop.id, status=OrderStatus.PLACED, payment_method=method))
    order = store.do(confirm_order, order_id, 1, BOSS, NOW)
    if is_link:
        order = store.do(send_payment_request, order_id, order.version, LINK, BOSS, NOW)
    if ends:
        store.do(lambda uow: [end(uow.orders.get(order_id)) for end in ends])
    else:
        store.do(withdraw_payment, order_id, order.version, BOSS, NOW)
    store.do(draft.set_delivery_fee, order_id, Money(0), BOSS, NOW)
    return store


def dropped(store: FakeStore, link: Link | None = LINK) -> Order:
    [order] = store.memory.orders.values()
    return store.do(draft.discard_draft, order.id, order.version, link, BOSS, NOW)


@pytest.mark.parametrize("kind", [RequestKind.TRANSFER, RequestKind.PAY_LINK])
def test_what_was_withdrawn_for_an_edit_is_asked_for_again_once_the_edit_is_dropped(kind: RequestKind) -> None:
    request = dropped(edited_instead_of_paid(kind)).live_request
    assert request is not None
    assert (request.number, request.kind, request.amount) == (2, kind, Money(6000))


def test_who_was_not_asked_when_the_edit_began_is_not_asked_when_it_is_dropped() -> None:
    store = edited_instead_of_paid(RequestKind.TRANSFER, lambda order: expire(order, 1, later(days=30)))
    assert dropped(store).live_request is None


def test_a_dropped_edit_asks_in_no_way_that_the_shop_does_not_have_any_more() -> None:
    store = edited_instead_of_paid(RequestKind.TRANSFER)
    store.do(change_account, 1, None, BOSS, NOW)
    assert dropped(store).live_request is None
    assert dropped(edited_instead_of_paid(RequestKind.PAY_LINK), link=None).live_request is None


def test_a_dropped_edit_asks_for_no_transfer_when_another_way_to_pay_was_agreed_on() -> None:
    ends = partial(change_method, method=PaymentMethod.PAY_LINK, deadline=None, by=actor(Role.OWNER), at=NOW)
    assert dropped(edited_instead_of_paid(RequestKind.TRANSFER, ends)).live_request is None


def test_a_step_back_to_the_untouched_sheet_asks_for_nothing_for_the_shop_goes_on_editing() -> None:
    store = edited_instead_of_paid(RequestKind.TRANSFER)
    [order] = store.memory.orders.values()
    order = store.do(draft.undo_edit, order.id, order.version, BOSS, NOW)
    assert (order.open_change, order.live_request) == (None, None)
