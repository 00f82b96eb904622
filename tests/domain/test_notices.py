"""Who is told what about which event: the table against one written by hand, and its expansion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest

from domain import events as e
from domain import payment_events as pe
from domain.change import ChangeStatus, OrderChange
from domain.delivery import NAVIGATOR_DELAY, Chat, Intent, IntentKind, Side
from domain.fulfillment import OwnDelivery
from domain.money import Money
from domain.notices import (
    NOTICES,
    StaffNews,
    intents_for_blocked,
    intents_for_order,
    menu_intent,
    notice_payload,
    staff_intent,
)
from domain.order import Order
from domain.payment import PaymentMethod
from domain.payment_request import RequestKind
from domain.people import SYSTEM, Actor, Member, Role
from domain.timeline import KIND_OF, UNRECORDED, entry_of
from tests.factories import BOT, CUSTOMER, MANAGER, NOW, OWNER, STAFF, a_shop, actor, an_order

ROLES = (Role.OWNER, Role.MANAGER, Role.STAFF)
BOSS, BUYER = actor(Role.OWNER), actor(Role.CUSTOMER)
EVERYONE = (OWNER, MANAGER, STAFF)
AT_WORK = [Member(1, by.user_id, role, by.name) for role in ROLES for by in (actor(role),)]
RESTING = [replace(member, on_duty=member.user_id != STAFF) for member in AT_WORK]
"""The whole staff, but 박직원 is off duty."""

# event → (side, what, loud) of everything that is told beyond the silent redraw of every card
TOLD: list[tuple[e.OrderEvent, set[tuple[str, str, bool]]]] = [
    (e.OrderPlaced(NOW, BUYER, Money(6000)), {("shop", "card", True), ("customer", "card", False)}),
    (e.OrderConfirmed(NOW, BOSS), {("customer", "notice", True)}),
    (e.OrderCompleted(NOW, BOSS, OwnDelivery()), {("customer", "notice", True)}),
    (e.OrderCanceled(NOW, BOSS, "품절"), {("customer", "notice", True)}),
    (e.OrderCanceledByCustomer(NOW, BUYER), {("shop", "notice", True)}),
    (e.CancelRequested(NOW, BUYER, "늦어요"), {("shop", "notice", True)}),
    (e.CancelRequestWithdrawn(NOW, BUYER), {("shop", "notice", False)}),
    (e.CancelRequestRefused(NOW, BOSS, "조리중"), {("customer", "notice", True)}),
    (e.PaymentCollected(NOW, BOSS, Money(6000)), set()),
    (pe.DepositConfirmed(NOW, BOSS, Money(6000)), {("customer", "notice", True)}),
    (pe.RefundRecorded(NOW, BOSS, Money(6000)), {("customer", "notice", True)}),
    (e.SheetEdited(NOW, BOSS), set()),
    (e.ChangeRequested(NOW, BOSS, 1, Money(6000), Money(8000)), {("customer", "card", True)}),
    (e.ChangeApproved(NOW, BUYER, 1, Money(6000), Money(8000)), {("shop", "notice", True)}),
    (e.ChangeDeclined(NOW, BUYER, 1, Money(6000), Money(8000), "비싸요"), {("shop", "notice", True)}),
    (e.ChangeCountered(NOW, BUYER, 1, Money(6000), Money(6500)), {("shop", "notice", True)}),
    (e.ChangeWithdrawn(NOW, BOSS, 1, Money(6000), Money(8000)), {("customer", "notice", False)}),
    (pe.PaymentRequested(NOW, BOSS, Money(6000), 1, RequestKind.TRANSFER), {("customer", "card", True)}),
    (pe.AccountIssued(NOW, SYSTEM, Money(6000), 1), {("customer", "card", True)}),
    (pe.PaymentReminded(NOW, BOSS, Money(6000)), {("customer", "card", True)}),
    (pe.PaymentOpened(NOW, BUYER), set()),
    (pe.PaymentReturned(NOW, BUYER, 1, 1), set()),
    (pe.PaymentFailed(NOW, SYSTEM, Money(6000), "한도 초과"), set()),
    (pe.PaymentUnwanted(NOW, BOSS, Money(6000)), set()),
    (pe.PaymentRequestWithdrawn(NOW, BOSS, Money(6000)), {("customer", "notice", True)}),
    (pe.PaymentRequestClosed(NOW, SYSTEM, Money(6000)), set()),
    (pe.PaymentRequestExpired(NOW, SYSTEM, Money(6000)), {("shop", "notice", True), ("customer", "notice", True)}),
    (pe.PaymentReceived(NOW, SYSTEM, Money(6000)), {("shop", "notice", True), ("customer", "notice", True)}),
    (pe.DepositReported(NOW, BUYER, Money(6000), "홍길동"), {("shop", "notice", True)}),
    (pe.DepositNotFound(NOW, BOSS, Money(6000), "홍길동"), {("customer", "notice", True)}),
    (pe.DepositUndone(NOW, SYSTEM, Money(6000)), {("shop", "notice", True), ("customer", "notice", True)}),
    (pe.StrayMoneyReceived(NOW, SYSTEM, Money(6000)), {("shop", "notice", True)}),
    (pe.RefundStarted(NOW, BOSS, Money(6000), 1), set()),
    (pe.RefundFailed(NOW, SYSTEM, Money(6000), "한도"), {("shop", "notice", True)}),
    (pe.PaymentMethodChanged(NOW, BOSS, PaymentMethod.BANK_TRANSFER), {("customer", "notice", True)}),
    (pe.RefundNeeded(NOW, SYSTEM, Money(6000)), {("shop", "notice", True)}),
    (pe.AccountRefused(NOW, SYSTEM, Money(6000)), {("customer", "notice", True)}),
    (pe.RefundAccountNeeded(NOW, SYSTEM, Money(6000)), {("shop", "notice", True), ("customer", "notice", True)}),
    (pe.RefundAccountGiven(NOW, BUYER, Money(6000)), {("shop", "notice", True)}),
    (pe.ShopAccountChanged(NOW, BOSS, Money(6000)), {("customer", "notice", True)}),
    (pe.ShopAccountRemoved(NOW, BOSS, Money(6000)), {("customer", "notice", True)}),
    (e.CounterAccepted(NOW, BOSS, 2, Money(6000), Money(6500)), {("customer", "notice", True)}),
]


def told(order: Order, *events: e.OrderEvent, staff: Sequence[Member] = tuple(AT_WORK)) -> list[Intent]:
    order.events.extend(events)
    return intents_for_order(order, BOT, staff)


def sorts(intents: Iterable[Intent], user_id: int) -> list[IntentKind]:
    return [intent.kind for intent in intents if intent.chat.chat_id == user_id]


def test_every_event_is_in_the_tables_and_in_this_test() -> None:
    tried = {type(event) for event, _ in TOLD} | {e.MessageWritten, e.MessageEdited}
    events = {
        kind for kind in (vars(e) | vars(pe)).values() if isinstance(kind, type) and issubclass(kind, e.OrderEvent)
    }
    assert (
        tried
        == NOTICES.keys()
        == KIND_OF.keys() | UNRECORDED
        == events - {e.OrderEvent, e.RoundEvent, e.AmountEvent, pe.RequestEnded}
    )


@pytest.mark.parametrize(("event", "expected"), TOLD)
def test_event_is_told_as_the_hand_written_table_says(
    event: e.OrderEvent, expected: set[tuple[str, str, bool]]
) -> None:
    intents = told(an_order(id=1), event)
    notices = {(i.side.value, "notice", i.loud) for i in intents if i.kind is IntentKind.NOTICE}
    cards = {(i.side.value, "card", i.loud) for i in intents if i.payload.get("new")}
    assert notices | cards == expected
    if any(side == "shop" for side, _, _ in notices):
        chats = {i.chat.chat_id for i in intents if i.kind is IntentKind.NOTICE and i.side is Side.SHOP}
        assert chats == (
            {OWNER, MANAGER} if isinstance(event, pe.RefundNeeded | pe.RefundAccountGiven) else set(EVERYONE)
        )


def test_every_change_redraws_every_card_and_every_navigator_after_a_moment() -> None:
    intents = told(an_order(id=1), e.PaymentCollected(NOW, BOSS, Money(6000)))
    cards = [(i.chat.chat_id, i.side, i.due_at) for i in intents if i.kind is IntentKind.CARD]
    assert cards == [(user_id, Side.SHOP, NOW) for user_id in EVERYONE] + [(CUSTOMER, Side.CUSTOMER, NOW)]
    navigators = [(i.chat.chat_id, i.due_at) for i in intents if i.kind is IntentKind.NAVIGATOR]
    assert navigators == [(user_id, NOW + NAVIGATOR_DELAY) for user_id in EVERYONE]


def test_customer_is_asked_by_their_card_at_the_end_of_the_chat() -> None:
    order = an_order(id=1, changes=[OrderChange(1, ChangeStatus.DECLINED), OrderChange(2, ChangeStatus.REQUESTED)])
    intents = told(order, e.ChangeRequested(NOW, BOSS, 2, Money(6000), Money(8000)))
    assert [i.chat.chat_id for i in intents if i.payload.get("anew") == 2] == [CUSTOMER]


def test_cards_come_before_the_notices_that_reply_to_them() -> None:
    kinds = [intent.kind for intent in told(an_order(id=1), e.OrderConfirmed(NOW, BOSS))]
    assert kinds.index(IntentKind.NOTICE) > max(i for i, kind in enumerate(kinds) if kind is IntentKind.CARD)


def test_who_acts_is_not_told_what_they_did_but_their_card_is_redrawn() -> None:
    both = Actor(OWNER, Role.CUSTOMER, "김사장")
    intents = told(an_order(id=1, customer_id=OWNER), e.OrderConfirmed(NOW, Actor(OWNER, Role.OWNER, "김사장")))
    assert [i.chat.chat_id for i in intents if i.kind is IntentKind.NOTICE] == [OWNER], "as the customer they are"
    shop = told(an_order(id=2, customer_id=OWNER), e.CancelRequested(NOW, both, "늦어요"))
    assert {i.chat.chat_id for i in shop if i.kind is IntentKind.NOTICE} == set(EVERYONE)
    assert not [i for i in shop if i.kind is IntentKind.NOTICE and i.side is Side.CUSTOMER]


def test_dedupe_keys_are_distinct_and_differ_from_version_to_version() -> None:
    events = (e.PaymentCollected(NOW, BOSS, Money(6000)), e.OrderCompleted(NOW, BOSS, OwnDelivery()))
    first = [intent.dedupe_key for intent in told(an_order(id=1, version=2), *events)]
    second = [intent.dedupe_key for intent in told(an_order(id=1, version=3), *events)]
    assert len({*first, *second}) == len(first) + len(second)
    assert told(an_order(id=1, version=2), *events) == told(an_order(id=1, version=2), *events)


def test_two_refunds_that_come_to_light_together_are_both_told() -> None:
    events = [pe.RefundRecorded(NOW, SYSTEM, Money(won)) for won in (6000, 2000)]
    notices = [intent for intent in told(an_order(id=1), *events) if intent.kind is IntentKind.NOTICE]
    assert [intent.payload["won"] for intent in notices] == [6000, 2000]
    assert len({intent.dedupe_key for intent in notices}) == 2, "or the second would pass for the first"


def test_staff_hear_once_that_the_customer_cannot_be_reached() -> None:
    intents = intents_for_blocked(an_order(id=1), BOT, AT_WORK, 7, NOW)
    assert sorted((i.chat.chat_id, i.kind.value) for i in intents) == sorted(
        (user_id, kind) for user_id in EVERYONE for kind in ("card", "notice")
    )
    assert len({intent.dedupe_key for intent in intents}) == 6


def test_who_is_off_duty_gets_no_new_card_and_no_notice_but_what_they_see_stays_up_to_date() -> None:
    placed = told(an_order(id=1), e.OrderPlaced(NOW, BUYER, Money(6000)), staff=RESTING)
    new = {intent.chat.chat_id for intent in placed if intent.payload.get("new")}
    assert new == {OWNER, MANAGER, CUSTOMER}
    assert not any(intent.loud for intent in placed if intent.chat.chat_id == STAFF)
    assert sorts(placed, STAFF) == [IntentKind.CARD, IntentKind.NAVIGATOR]

    asked = told(an_order(id=1), e.CancelRequested(NOW, BUYER, "늦어요"), staff=RESTING)
    assert sorts(asked, STAFF) == [IntentKind.CARD, IntentKind.NAVIGATOR]
    assert sorts(asked, OWNER) == [IntentKind.CARD, IntentKind.NOTICE, IntentKind.NAVIGATOR]


def test_who_is_off_duty_does_not_hear_that_a_customer_is_gone() -> None:
    gone = intents_for_blocked(an_order(id=1), BOT, RESTING, 7, NOW)
    assert {intent.chat.chat_id for intent in gone} == {OWNER, MANAGER}


def test_everyone_off_duty_leaves_the_customers_own_notices_alone() -> None:
    nobody = [replace(member, on_duty=False) for member in AT_WORK]
    intents = told(an_order(id=1), e.OrderConfirmed(NOW, BOSS), staff=nobody)
    assert [i.chat.chat_id for i in intents if i.kind is IntentKind.NOTICE] == [CUSTOMER]


def test_news_of_the_staff_are_told_once_for_each_occasion_and_person() -> None:
    shop = a_shop(id=1)

    def news(key: str, user_id: int = STAFF, what: StaffNews = StaffNews.ROLE) -> Intent:
        return staff_intent(what, shop, user_id, key, NOW, role=Role.MANAGER)

    first = news("role:1")
    assert (first.chat, first.kind, first.loud) == (Chat(BOT, STAFF), IntentKind.STAFF, True)
    assert first == news("role:1")
    others = (news("role:2"), news("role:1", OWNER), news("role:1", what=StaffNews.OWNER))
    menus = (menu_intent(shop, STAFF, "role:1", NOW), menu_intent(shop, OWNER, "role:1", NOW))
    assert len({intent.dedupe_key for intent in (first, *others, *menus)}) == 6


def test_notice_carries_what_its_text_needs() -> None:
    payload = notice_payload(entry_of(e.OrderCanceled(NOW, BOSS, "품절")))
    assert payload == {"entry": "canceled", "name": "김사장", "at": NOW.isoformat(), "reason": "품절"}
