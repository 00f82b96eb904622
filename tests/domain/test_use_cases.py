"""Each thing that people can do, on the fakes: what it changes, and every refusal that it names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

import pytest

from domain import errors
from domain.delivery import Chat, ChatProfile, IntentKind, Side
from domain.fulfillment import Fulfillment, FulfillmentKind, OwnDelivery, Parcel, Pickup
from domain.lifecycle import OrderStatus
from domain.money import ZERO, Money
from domain.order import Order
from domain.order_ports import Direction, PageRequest
from domain.payment import PaymentMethod, PaymentState
from domain.people import CONSENT_VERSION, Caller, Customer, Recipient, Role
from domain.ports import UnitOfWork
from domain.sheet import OutOfStockWish
from domain.timeline import EntryKind
from domain.use_cases.answer_cancel_request import approve_cancel, keep_order
from domain.use_cases.cancel_order import cancel_order
from domain.use_cases.cancel_own_order import cancel_own_order
from domain.use_cases.complete_order import complete_order
from domain.use_cases.confirm_deposit import confirm_deposit
from domain.use_cases.confirm_order import confirm_order
from domain.use_cases.create_shop import NewProduct, create_shop
from domain.use_cases.give_consent import give_consent
from domain.use_cases.join_shop import accept_invite, visit_shop
from domain.use_cases.place_order import MOST_ADDRESS, MOST_NOTE, MOST_PER_HOUR, Basket, place_order
from domain.use_cases.record_refund import record_refund
from domain.use_cases.request_cancel import request_cancel
from domain.use_cases.see_order import see_order
from domain.use_cases.see_own import browse_shop, see_own
from domain.use_cases.see_shop import list_orders, search_orders, see_home
from domain.use_cases.withdraw_cancel_request import withdraw_cancel_request
from tests.factories import (
    ADDRESS,
    BOT,
    CUSTOMER,
    NOW,
    OTHER_BOT,
    PHONE,
    STRANGER,
    OpenShop,
    a_pickup,
    a_shop,
    an_order,
    caller,
    later,
    open_shop,
    store_order,
)
from tests.fakes import FakeStore

P = ParamSpec("P")
T = TypeVar("T")

SHOP_SIDE = (Role.STAFF, Role.MANAGER, Role.OWNER)
BUYER = caller(Role.CUSTOMER)
Step = Callable[..., object]


@dataclass(slots=True)
class World:
    """A shop on the fakes, and the order that the test is about."""

    store: FakeStore
    shop: OpenShop

    def do(self, use_case: Callable[Concatenate[UnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return self.store.do(use_case, *args, **kwargs)

    def order(self, **changes: Any) -> Order:
        """A stored order; `status` and the like are as given."""
        return self.stored(self.do(store_order, an_order(self.shop.id, **changes)))

    def confirmed(self, **changes: Any) -> Order:
        order = self.order(**changes)
        return self.do(confirm_order, order.id, order.version, caller(), later(minutes=1))

    def completed(self) -> Order:
        order = self.confirmed(payment_method=PaymentMethod.DOOR_CASH)
        return self.do(complete_order, order.id, order.version, OwnDelivery(), caller(), later(minutes=2))

    def asked(self) -> Order:
        """Confirmed, and its customer wants to cancel."""
        order = self.confirmed()
        return self.do(request_cancel, order.id, order.version, "늦어요", False, BUYER, later(minutes=2))

    def stored(self, order_id: int) -> Order:
        return self.store.memory.orders[order_id]

    def kinds(self, order: Order) -> list[EntryKind]:
        return [entry.kind for entry in self.store.memory.timelines[order.id]]

    def notices(self) -> list[tuple[int, str]]:
        """To whom which kind of entry was announced."""
        queued = [one.intent for one in self.store.memory.intents if one.intent.kind is IntentKind.NOTICE]
        return [(intent.chat.chat_id, intent.payload["entry"]) for intent in queued]


@pytest.fixture
def world() -> World:
    store = FakeStore()
    return World(store, store.do(open_shop))


# What everyone who acts on an order shares

STAFF_STEPS: list[tuple[str, Step, tuple[Any, ...]]] = [
    ("confirm", confirm_order, ()),
    ("complete", complete_order, (OwnDelivery(),)),
    ("cancel", cancel_order, ("품절",)),
    ("approve", approve_cancel, ("",)),
    ("keep", keep_order, ("이미 조리했어요",)),
    ("deposit", confirm_deposit, ()),
    ("refund", record_refund, ()),
]
CUSTOMER_STEPS: list[tuple[str, Step, tuple[Any, ...]]] = [
    ("cancel own", cancel_own_order, ()),
    ("request", request_cancel, ("늦어요", False)),
    ("withdraw", withdraw_cancel_request, ()),
]
OUTSIDERS: dict[str, Caller] = {
    "stranger": caller(None),
    "staff at another bot": caller(Role.OWNER, OTHER_BOT),
    "customer at another bot": caller(Role.CUSTOMER, OTHER_BOT),
}


def _ids(steps: list[tuple[str, Step, tuple[Any, ...]]]) -> list[str]:
    return [name for name, _, _ in steps]


@pytest.mark.parametrize("who", OUTSIDERS)
@pytest.mark.parametrize(("name", "step", "args"), STAFF_STEPS + CUSTOMER_STEPS, ids=_ids(STAFF_STEPS + CUSTOMER_STEPS))
def test_outsider_finds_no_order_whatever_they_try(
    world: World, name: str, step: Step, args: tuple[Any, ...], who: str
) -> None:
    order = world.order()
    for order_id in (order.id, 999):
        with pytest.raises(errors.OrderNotFound):
            world.do(step, order_id, 1, *args, OUTSIDERS[who], NOW)


@pytest.mark.parametrize(("name", "step", "args"), STAFF_STEPS, ids=_ids(STAFF_STEPS))
def test_customer_cannot_act_for_the_shop(world: World, name: str, step: Step, args: tuple[Any, ...]) -> None:
    with pytest.raises(errors.OrderNotFound):
        world.do(step, world.order().id, 1, *args, BUYER, NOW)


@pytest.mark.parametrize(("name", "step", "args"), CUSTOMER_STEPS, ids=_ids(CUSTOMER_STEPS))
def test_owner_cannot_act_for_the_customer(world: World, name: str, step: Step, args: tuple[Any, ...]) -> None:
    with pytest.raises(errors.OrderNotFound):
        world.do(step, world.order().id, 1, *args, caller(Role.OWNER), NOW)


@pytest.mark.parametrize(("name", "step", "args"), STAFF_STEPS + CUSTOMER_STEPS, ids=_ids(STAFF_STEPS + CUSTOMER_STEPS))
def test_stale_screen_changes_nothing(world: World, name: str, step: Step, args: tuple[Any, ...]) -> None:
    order = world.order()
    by = BUYER if step in [step for _, step, _ in CUSTOMER_STEPS] else caller()
    with pytest.raises(errors.OrderChangedMeanwhile):
        world.do(step, order.id, 2, *args, by, NOW)
    assert world.stored(order.id) == order


# One by one


@pytest.mark.parametrize("role", SHOP_SIDE)
def test_staff_confirm_an_order_and_the_customer_hears_it_loudly(world: World, role: Role) -> None:
    order = world.order()
    confirmed = world.do(confirm_order, order.id, 1, caller(role), later(minutes=1))
    assert (confirmed.status, confirmed.version) == (OrderStatus.CONFIRMED, 2)
    assert world.notices() == [(CUSTOMER, "confirmed")]


def test_second_confirmation_is_too_late(world: World) -> None:
    order = world.confirmed()
    with pytest.raises(errors.OrderChangedMeanwhile):
        world.do(confirm_order, order.id, order.version, caller(), NOW)


def test_door_order_is_collected_with_its_completion(world: World) -> None:
    order = world.completed()
    assert order.payment_state is PaymentState.PAID
    assert world.kinds(order)[-2:] == [EntryKind.COLLECTED, EntryKind.COMPLETED]
    assert (order.completed_at, order.handled_by) == (later(minutes=2), "김사장")


def test_unpaid_transfer_is_not_completed(world: World) -> None:
    order = world.confirmed()
    with pytest.raises(errors.PaymentMissing) as caught:
        world.do(complete_order, order.id, order.version, OwnDelivery(), caller(), NOW)
    assert caught.value.params["won"] == 6000
    assert world.stored(order.id) == order


@pytest.mark.parametrize(
    ("make", "handover"), [(an_order, Pickup()), (a_pickup, OwnDelivery()), (a_pickup, Parcel("cj", "123456789012"))]
)
def test_handover_must_fit_what_was_ordered(world: World, make: Callable[..., Order], handover: Fulfillment) -> None:
    order_id = world.do(store_order, make(world.shop.id, payment_method=PaymentMethod.DOOR_CARD))
    world.do(confirm_order, order_id, 1, caller(), NOW)
    with pytest.raises(errors.WrongHandover):
        world.do(complete_order, order_id, 2, handover, caller(), NOW)


def test_shop_cancels_only_with_a_reason(world: World) -> None:
    order = world.order()
    for reason in ("", "  \u200f "):
        with pytest.raises(errors.ReasonRequired):
            world.do(cancel_order, order.id, 1, reason, caller(), NOW)
    canceled = world.do(cancel_order, order.id, 1, " 품절 ", caller(Role.STAFF), NOW)
    assert (canceled.status, canceled.cancel_reason) == (OrderStatus.CANCELED, "품절")
    assert world.notices() == [(CUSTOMER, "canceled")]


def test_only_managers_cancel_a_completed_order(world: World) -> None:
    order = world.completed()
    with pytest.raises(errors.NotAllowed):
        world.do(cancel_order, order.id, order.version, "반품", caller(Role.STAFF), NOW)
    canceled = world.do(cancel_order, order.id, order.version, "반품", caller(Role.MANAGER), NOW)
    assert canceled.payment_state is PaymentState.REFUND_DUE


def test_customer_cancels_freely_while_nobody_has_looked(world: World) -> None:
    order = world.order()
    canceled = world.do(cancel_own_order, order.id, 1, BUYER, NOW)
    assert canceled.status is OrderStatus.CANCELED
    assert {kind for _, kind in world.notices()} == {"canceled_by_customer"}
    assert len(world.notices()) == 3


def test_customer_cannot_cancel_a_confirmed_order(world: World) -> None:
    order = world.confirmed()
    with pytest.raises(errors.NotAllowed):
        world.do(cancel_own_order, order.id, order.version, BUYER, NOW)


def test_customer_asks_to_cancel_and_the_whole_staff_hears_it(world: World) -> None:
    order = world.asked()
    assert order.status is OrderStatus.CANCEL_REQUESTED
    assert order.cancel_request is not None
    assert [kind for _, kind in world.notices()].count("cancel_requested") == 3


def test_cancel_request_needs_a_reason(world: World) -> None:
    order = world.confirmed()
    with pytest.raises(errors.ReasonRequired):
        world.do(request_cancel, order.id, order.version, " ", True, BUYER, NOW)


def test_second_request_after_a_refusal_needs_the_customers_own_words(world: World) -> None:
    order = world.asked()
    order = world.do(keep_order, order.id, order.version, "이미 조리했어요", caller(Role.STAFF), NOW)
    with pytest.raises(errors.ReasonRequired):
        world.do(request_cancel, order.id, order.version, "단순 변심", False, BUYER, NOW)
    again = world.do(request_cancel, order.id, order.version, "정말 급해요", True, BUYER, NOW)
    assert again.status is OrderStatus.CANCEL_REQUESTED


def test_customer_takes_the_request_back(world: World) -> None:
    order = world.asked()
    order = world.do(withdraw_cancel_request, order.id, order.version, BUYER, NOW)
    assert (order.status, order.cancel_request) == (OrderStatus.CONFIRMED, None)


def test_approval_joins_both_reasons(world: World) -> None:
    order = world.asked()
    order = world.do(approve_cancel, order.id, order.version, "다음에 또 오세요", caller(Role.STAFF), NOW)
    assert (order.status, order.cancel_reason) == (OrderStatus.CANCELED, "늦어요 · 다음에 또 오세요")


def test_keeping_an_order_needs_a_reason_and_tells_the_customer(world: World) -> None:
    order = world.asked()
    with pytest.raises(errors.ReasonRequired):
        world.do(keep_order, order.id, order.version, "", caller(), NOW)
    kept = world.do(keep_order, order.id, order.version, "이미 조리했어요", caller(), NOW)
    assert (kept.status, kept.refused_requests) == (OrderStatus.CONFIRMED, 1)
    assert world.notices()[-1] == (CUSTOMER, "cancel_refused")


def test_manager_confirms_a_deposit_once(world: World) -> None:
    order = world.confirmed()
    with pytest.raises(errors.NotAllowed):
        world.do(confirm_deposit, order.id, order.version, caller(Role.STAFF), NOW)
    paid = world.do(confirm_deposit, order.id, order.version, caller(Role.MANAGER), NOW)
    assert (paid.payment_state, paid.balance) == (PaymentState.PAID, ZERO)
    with pytest.raises(errors.NothingToCollect):
        world.do(confirm_deposit, order.id, paid.version, caller(Role.MANAGER), NOW)


def test_late_deposit_on_a_cancelled_order_is_booked_told_and_given_back(world: World) -> None:
    order = world.confirmed()
    order = world.do(cancel_order, order.id, order.version, "품절", caller(), NOW)
    with pytest.raises(errors.NotAllowed):
        world.do(confirm_deposit, order.id, order.version, caller(Role.STAFF), NOW)
    late = world.do(confirm_deposit, order.id, order.version, caller(Role.MANAGER), NOW)
    assert (late.status, late.refund_due) == (OrderStatus.CANCELED, order.total)
    assert world.notices()[-1] == (CUSTOMER, "deposit_confirmed")
    back = world.do(record_refund, order.id, late.version, caller(Role.MANAGER), NOW)
    assert back.payment_state is PaymentState.REFUNDED


def test_manager_records_the_refund_of_a_cancelled_order_once(world: World) -> None:
    order = world.confirmed()
    order = world.do(confirm_deposit, order.id, order.version, caller(), NOW)
    with pytest.raises(errors.NothingToRefund):
        world.do(record_refund, order.id, order.version, caller(), NOW)
    order = world.do(cancel_order, order.id, order.version, "품절", caller(), NOW)
    with pytest.raises(errors.NotAllowed):
        world.do(record_refund, order.id, order.version, caller(Role.STAFF), NOW)
    order = world.do(record_refund, order.id, order.version, caller(Role.MANAGER), NOW)
    assert order.payment_state is PaymentState.REFUNDED


# Placing


def basket(world: World, quantities: Mapping[int, int] | None = None, **changes: Any) -> Basket:
    cider, _ = world.shop.products
    given = Basket(
        world.shop.id,
        {cider.id: 1} if quantities is None else quantities,
        FulfillmentKind.DELIVERY,
        Recipient("홍길동", PHONE, ADDRESS),
        PaymentMethod.BANK_TRANSFER,
        OutOfStockWish.CALL,
        Money(6000),
    )
    return replace(given, **changes)


def lowest(low: int, _high: int) -> int:
    return low


@pytest.mark.parametrize("method", [PaymentMethod.PAY_LINK, PaymentMethod.BANK_TRANSFER])
def test_order_is_paid_only_in_a_way_that_the_shop_offers(world: World, method: PaymentMethod) -> None:
    shop = world.do(open_shop, a_shop(token="no account", account=None))
    given = basket(World(world.store, shop), payment_method=method)
    with pytest.raises(errors.PaymentNotOffered):
        world.do(place_order, given, BUYER, NOW, lowest)
    world.do(place_order, replace(given, payment_method=PaymentMethod.DOOR_CASH), BUYER, NOW, lowest)


BAD_RECIPIENTS = {
    "no name": (Recipient("", PHONE, ADDRESS), errors.InvalidText),
    "blank name": (Recipient("\u200d", PHONE, ADDRESS), errors.InvalidText),
    "long name": (Recipient("가" * 41, PHONE, ADDRESS), errors.InvalidText),
    "no phone": (Recipient("홍길동", "", ADDRESS), errors.InvalidPhone),
    "bad phone": (Recipient("홍길동", "전화", ADDRESS), errors.InvalidPhone),
    "no address": (Recipient("홍길동", PHONE, " "), errors.InvalidText),
    "long address": (Recipient("홍길동", PHONE, "가" * (MOST_ADDRESS + 1)), errors.InvalidText),
}


@pytest.mark.parametrize(("recipient", "error"), BAD_RECIPIENTS.values(), ids=BAD_RECIPIENTS.keys())
def test_order_goes_to_a_name_a_phone_and_an_address(
    world: World, recipient: Recipient, error: type[errors.DomainError]
) -> None:
    with pytest.raises(error):
        world.do(place_order, basket(world, recipient=recipient), BUYER, NOW, lowest)
    assert world.store.memory.orders == {}


def test_what_a_customer_gave_is_kept_in_its_clean_form(world: World) -> None:
    given = Recipient(" 홍\n길동 ", "+82 10-1234-1234", f"{ADDRESS}\n\u202e2층")
    order = world.do(place_order, basket(world, recipient=given), BUYER, NOW, lowest)
    assert order.recipient == Recipient("홍 길동", "01012341234", f"{ADDRESS} 2층")
    known = world.store.memory.customers[world.shop.id, CUSTOMER]
    assert (known.name, known.phone, known.address) == ("홍 길동", "01012341234", f"{ADDRESS} 2층")


def test_note_is_limited_and_may_be_missing(world: World) -> None:
    with pytest.raises(errors.InvalidText):
        world.do(place_order, basket(world, note="가" * (MOST_NOTE + 1)), BUYER, NOW, lowest)
    assert world.do(place_order, basket(world, note=" \u202e"), BUYER, NOW, lowest).note == ""


def test_pickup_needs_no_address_and_keeps_none(world: World) -> None:
    pickup = basket(world, fulfillment=FulfillmentKind.PICKUP, expected_total=Money(3000))
    assert world.do(place_order, pickup, BUYER, NOW, lowest).recipient == Recipient("홍길동", PHONE)


def test_customer_places_an_order_and_is_remembered(world: World) -> None:
    order = world.do(place_order, basket(world), BUYER, NOW, lowest)
    assert (order.number, order.total, order.status) == (1_000_000, Money(6000), OrderStatus.PLACED)
    assert world.store.memory.customers[world.shop.id, CUSTOMER].phone == PHONE
    told = {
        (one.intent.chat.chat_id, one.intent.loud)
        for one in world.store.memory.intents
        if one.intent.payload.get("new")
    }
    assert told == {(101, True), (102, True), (103, True), (CUSTOMER, False)}


def test_pickup_costs_no_delivery_and_keeps_the_address_of_last_time(world: World) -> None:
    world.do(place_order, basket(world), BUYER, NOW, lowest)
    chosen = basket(
        world, fulfillment=FulfillmentKind.PICKUP, recipient=Recipient("홍길동", PHONE), expected_total=Money(3000)
    )
    order = world.do(place_order, chosen, BUYER, NOW, lambda low, high: high)
    assert order.delivery_fee == ZERO
    assert world.store.memory.customers[world.shop.id, CUSTOMER].address == ADDRESS


def test_order_is_refused_when_something_about_the_basket_is_wrong(world: World) -> None:
    cider, cola = world.shop.products
    refused: list[tuple[Basket, type[errors.DomainError]]] = [
        (basket(world, {}), errors.EmptyOrder),
        (basket(world, {cider.id: 0}), errors.EmptyOrder),
        (basket(world, {cider.id: 1000}), errors.InvalidQuantity),
        (basket(world, {cider.id: 1, 999: 1}), errors.ProductGone),
        (basket(world, {cider.id: 1, cola.id: 1}), errors.PriceChanged),
        (basket(world, shop_id=999), errors.ShopNotFound),
    ]
    for given, error in refused:
        with pytest.raises(error):
            world.do(place_order, given, BUYER, NOW, lowest)
    assert world.store.memory.orders == {}


def test_no_order_without_consent_or_without_the_shops_link(world: World) -> None:
    with pytest.raises(errors.ShopNotFound):
        world.do(place_order, basket(world), caller(None), NOW, lowest)
    world.do(visit_shop, "customers-1", caller(None))
    with pytest.raises(errors.ConsentMissing):
        world.do(place_order, basket(world), caller(None), NOW, lowest)


def nth(n: int, low: int, _high: int) -> int:
    return low + n


def test_eleventh_order_within_an_hour_is_refused_and_the_customer_may_order_again_later(world: World) -> None:
    for n in range(MOST_PER_HOUR):
        world.do(place_order, basket(world), BUYER, later(minutes=n), partial(nth, n))
    with pytest.raises(errors.TooManyOrders) as caught:
        world.do(place_order, basket(world), BUYER, later(minutes=60), lambda low, high: high)
    assert (MOST_PER_HOUR, caught.value.params["most"]) == (10, 10)
    world.do(place_order, basket(world), BUYER, later(minutes=60, seconds=1), lambda low, high: high)


def test_no_free_number_is_an_error_of_its_own(world: World) -> None:
    world.do(place_order, basket(world), BUYER, NOW, lowest)
    with pytest.raises(errors.NoNumberLeft):
        world.do(place_order, basket(world), BUYER, NOW, lowest)


# Shops and links


def test_new_shop_has_its_products_and_an_invite_for_its_owner(world: World) -> None:
    products = [NewProduct("김밥", Money(3000), image=b"jpg"), NewProduct("라면", Money(4000), "R1")]
    shop = world.do(create_shop, a_shop(token="new"), products, "hash", NOW)
    assert shop.id != world.shop.id
    stored = [product for product in world.store.memory.products if product.shop_id == shop.id]
    assert [(product.name, product.has_image) for product in stored] == [("김밥", True), ("라면", False)]
    joined, invite = world.do(accept_invite, "hash", caller(None), later(hours=23))
    assert (joined, invite.role) == (shop, Role.OWNER)
    assert world.store.memory.members[shop.id, STRANGER][0].name == "나그네"
    with pytest.raises(errors.LinkInvalid):
        world.do(accept_invite, "hash", caller(None), later(hours=23))


def test_owners_invite_lasts_a_day(world: World) -> None:
    world.do(create_shop, a_shop(token="new"), [], "hash", NOW)
    with pytest.raises(errors.LinkInvalid):
        world.do(accept_invite, "hash", caller(None), later(hours=24))


def test_customers_link_makes_a_customer_once(world: World) -> None:
    shop, customer = world.do(visit_shop, "customers-1", caller(None))
    assert (shop, customer) == (world.shop.shop, Customer(world.shop.id, STRANGER))
    assert world.do(visit_shop, "customers-1", BUYER)[1].has_consented
    for token, by in (("wrong", BUYER), ("customers-1", caller(Role.CUSTOMER, OTHER_BOT))):
        with pytest.raises(errors.LinkInvalid):
            world.do(visit_shop, token, by)


def test_consent_is_recorded_once_with_version_and_time(world: World) -> None:
    with pytest.raises(errors.ShopNotFound):
        world.do(give_consent, world.shop.id, caller(None), NOW)
    world.do(visit_shop, "customers-1", caller(None))
    first = world.do(give_consent, world.shop.id, caller(None), later(hours=1))
    assert (first.consent_version, first.consent_at) == (CONSENT_VERSION, later(hours=1))
    assert world.do(give_consent, world.shop.id, caller(None), later(hours=2)) == first


# Looking


def test_both_sides_see_the_order_and_outsiders_do_not(world: World) -> None:
    order = world.order()
    seen = world.do(see_order, order.id, Side.CUSTOMER, BUYER)
    assert (seen.side, seen.viewer.role, seen.timeline_length) == (Side.CUSTOMER, Role.CUSTOMER, 1)
    seen = world.do(see_order, order.id, Side.SHOP, caller(Role.STAFF))
    assert (seen.side, seen.order, seen.shop) == (Side.SHOP, order, world.shop.shop)
    for side, by in ((Side.SHOP, BUYER), (Side.CUSTOMER, caller()), (Side.SHOP, caller(None))):
        with pytest.raises(errors.OrderNotFound):
            world.do(see_order, order.id, side, by)


def test_order_tells_whether_its_customer_can_be_reached(world: World) -> None:
    order = world.order()
    assert world.do(see_order, order.id, Side.SHOP, caller()).is_customer_reachable
    gone = ChatProfile(Chat(BOT, CUSTOMER), "홍길동", "ko", is_reachable=False)
    world.do(lambda uow: uow.chats.save_profile(gone))
    assert not world.do(see_order, order.id, Side.SHOP, caller()).is_customer_reachable


def test_person_sees_own_shops_and_orders(world: World) -> None:
    order = world.order()
    mine = world.do(see_own, BUYER)
    assert (mine.works_at, mine.visits, [row.id for row in mine.orders]) == ([], [world.shop.shop], [order.id])
    assert world.do(see_own, caller(Role.STAFF)).works_at == [(world.shop.shop, Role.STAFF)]
    nothing = world.do(see_own, caller(None))
    assert (nothing.works_at, nothing.visits, nothing.orders) == ([], [], [])


def test_only_visitors_see_the_catalogue(world: World) -> None:
    assert world.do(browse_shop, world.shop.id, BUYER).products == list(world.shop.products)
    for shop_id, by in ((world.shop.id, caller(None)), (999, BUYER)):
        with pytest.raises(errors.ShopNotFound):
            world.do(browse_shop, shop_id, by)


def test_home_counts_what_there_is(world: World) -> None:
    world.order()
    home = world.do(see_home, world.shop.id, NOW.date(), caller(Role.STAFF))
    assert (home.counts.of(OrderStatus.PLACED), home.shops) == (1, 1)


def test_list_shows_its_pages_and_a_list_that_shrank_its_last(world: World) -> None:
    ids = [world.order(number=1_000_000 + i, placed_at=later(minutes=i)).id for i in range(7)]

    def see(page: int, request: PageRequest) -> Any:
        return world.do(list_orders, world.shop.id, (OrderStatus.PLACED,), page, request, NOW.date(), caller())

    first = see(1, PageRequest(5))
    assert ([row.id for row in first.rows], first.found, first.page, first.pages) == (ids[:1:-1], 7, 1, 2)
    second = see(2, PageRequest(5, ids[2], Direction.OLDER))
    assert ([row.id for row in second.rows], second.page) == ([ids[1], ids[0]], 2)
    beyond = see(3, PageRequest(5, ids[0], Direction.OLDER))
    assert ([row.id for row in beyond.rows], beyond.page) == (ids[4::-1], 2)


def test_search_shows_pages_of_five_and_stays_within_them(world: World) -> None:
    ids = [world.order(number=1_000_000 + i, placed_at=later(minutes=i)).id for i in range(7)]
    found = world.do(search_orders, world.shop.id, "홍길동", 9, caller())
    assert ([row.id for row in found.rows], found.found, found.page, found.pages) == ([ids[1], ids[0]], 7, 2, 2)


@pytest.mark.parametrize("by", [BUYER, caller(None), caller(Role.OWNER, OTHER_BOT)], ids=["buyer", "stranger", "bot"])
def test_shop_is_not_found_by_who_does_not_work_there(world: World, by: Caller) -> None:
    with pytest.raises(errors.ShopNotFound):
        world.do(see_home, world.shop.id, NOW.date(), by)
    with pytest.raises(errors.ShopNotFound):
        world.do(list_orders, world.shop.id, (OrderStatus.PLACED,), 1, PageRequest(5), NOW.date(), by)
    with pytest.raises(errors.ShopNotFound):
        world.do(search_orders, world.shop.id, "홍", 1, by)
