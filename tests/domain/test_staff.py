"""The shop's staff on the fakes: invites, the owner's answer, roles, removal, hand-over, duty."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Concatenate, ParamSpec, TypeVar

import pytest

from domain import errors
from domain.delivery import Chat, Intent, IntentKind, Navigator, ShownCard, Side
from domain.people import Caller, Invite, Member, Role
from domain.ports import UnitOfWork
from domain.thread import Message
from domain.use_cases.ask_shop import ask_about_order
from domain.use_cases.confirm_order import confirm_order
from domain.use_cases.create_shop import create_shop
from domain.use_cases.invite_staff import answer_join, invite_staff
from domain.use_cases.join_shop import accept_invite
from domain.use_cases.manage_staff import change_role, hand_over, remove_member, see_staff, set_duty
from domain.use_cases.request_cancel import request_cancel
from domain.use_cases.see_order import see_order
from tests.factories import (
    MANAGER,
    NOW,
    OTHER_BOT,
    OWNER,
    STAFF,
    STRANGER,
    OpenShop,
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

NEWCOMER = caller(None)
BOSS = caller(Role.OWNER)


@dataclass(slots=True)
class World:
    """A shop with owner, manager and staff on the fakes."""

    store: FakeStore
    shop: OpenShop

    def do(self, use_case: Callable[Concatenate[UnitOfWork, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return self.store.do(use_case, *args, **kwargs)

    def opened(self, role: Role = Role.STAFF, token: str = "hash", by: Caller = NEWCOMER) -> Invite:
        """The owner invited somebody, who opened the link and waits."""
        self.do(invite_staff, self.shop.id, role, token, BOSS, NOW)
        _, invite = self.do(accept_invite, token, by, later(hours=1))
        return invite

    def roles(self) -> dict[int, Role]:
        return {member.user_id: member.role for member in self.staff()}

    def staff(self) -> list[Member]:
        return [member for member, _ in self.store.memory.members.values() if member.shop_id == self.shop.id]

    def queued(self, *kinds: IntentKind) -> list[Intent]:
        return [one.intent for one in self.store.memory.intents if one.intent.kind in kinds]

    def news(self) -> list[tuple[int, str, str]]:
        """Who was told which news, about which role."""
        told = self.queued(IntentKind.STAFF)
        return [(intent.chat.chat_id, intent.payload["news"], intent.payload["role"]) for intent in told]

    def menus(self) -> list[int]:
        """Whose commands change."""
        return [intent.chat.chat_id for intent in self.queued(IntentKind.MENU)]


@pytest.fixture
def world() -> World:
    store = FakeStore()
    return World(store, store.do(open_shop))


# Invites


def test_first_owner_joins_at_once_and_gets_the_staffs_commands(world: World) -> None:
    shop = world.do(create_shop, a_shop(token="new"), [], "first", NOW)
    joined, invite = world.do(accept_invite, "first", NEWCOMER, later(hours=1))
    assert (joined, invite.needs_owner) == (shop, False)
    assert world.store.memory.members[shop.id, STRANGER][0] == Member(shop.id, STRANGER, Role.OWNER, "나그네")
    assert (world.menus(), world.news()) == ([STRANGER], [])


@pytest.mark.parametrize("role", [Role.STAFF, Role.MANAGER])
def test_anyone_else_waits_until_the_owner_has_been_asked(world: World, role: Role) -> None:
    invite = world.opened(role)
    assert invite.needs_owner
    assert STRANGER not in world.roles()
    assert world.news() == [(OWNER, "asks", role.value)]
    (asks,) = world.queued(IntentKind.STAFF)
    assert (asks.payload["name"], asks.payload["invite"], asks.loud) == ("나그네", invite.id, True)
    assert world.menus() == []


def test_invite_is_opened_by_one_person_within_a_day(world: World) -> None:
    world.opened(token="used")
    with pytest.raises(errors.LinkInvalid):
        world.do(accept_invite, "used", Caller(NEWCOMER.bot_id, 1000, "다른 사람"), later(hours=2))
    world.do(invite_staff, world.shop.id, Role.STAFF, "old", BOSS, NOW)
    for token, by, now in (("old", NEWCOMER, later(hours=24)), ("old", caller(None, OTHER_BOT), NOW)):
        with pytest.raises(errors.LinkInvalid):
            world.do(accept_invite, token, by, now)


def test_member_who_opens_an_invite_leaves_it_unused_for_somebody_else(world: World) -> None:
    world.do(invite_staff, world.shop.id, Role.MANAGER, "hash", BOSS, NOW)
    for role in (Role.OWNER, Role.STAFF):
        with pytest.raises(errors.AlreadyOnStaff):
            world.do(accept_invite, "hash", caller(role), NOW)
    assert world.news() == []
    _, invite = world.do(accept_invite, "hash", NEWCOMER, NOW)
    assert invite.user_id == STRANGER


def test_only_the_owner_invites_and_never_a_second_owner(world: World) -> None:
    for by in (caller(Role.MANAGER), caller(Role.STAFF)):
        with pytest.raises(errors.NotAllowed):
            world.do(invite_staff, world.shop.id, Role.STAFF, "hash", by, NOW)
    for role in (Role.OWNER, Role.CUSTOMER):
        with pytest.raises(errors.NotAllowed):
            world.do(invite_staff, world.shop.id, role, "hash", BOSS, NOW)
    for by in (NEWCOMER, caller(Role.OWNER, OTHER_BOT)):
        with pytest.raises(errors.ShopNotFound):
            world.do(invite_staff, world.shop.id, Role.STAFF, "hash", by, NOW)
    assert world.store.memory.invites == {}


# The owner's answer


@pytest.mark.parametrize("role", [Role.STAFF, Role.MANAGER])
def test_owner_says_yes_and_the_newcomer_is_told_and_gets_the_commands(world: World, role: Role) -> None:
    invite = world.opened(role)
    answered = world.do(answer_join, invite.id, True, BOSS, later(hours=2))
    assert answered.name == "나그네"
    assert Member(world.shop.id, STRANGER, role, "나그네") in world.staff()
    assert world.news()[-1] == (STRANGER, "joined", role.value)
    assert world.menus() == [STRANGER]


def test_owner_says_no_and_the_newcomer_is_told_nothing_else_changes(world: World) -> None:
    invite = world.opened()
    world.do(answer_join, invite.id, False, BOSS, later(hours=2))
    assert STRANGER not in world.roles()
    assert world.news()[-1] == (STRANGER, "declined", "staff")
    assert world.menus() == []


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("second", [True, False])
def test_second_answer_changes_nothing(world: World, first: bool, second: bool) -> None:
    invite = world.opened()
    world.do(answer_join, invite.id, first, BOSS, later(hours=2))
    before = (world.roles(), world.news())
    with pytest.raises(errors.AlreadyAnswered):
        world.do(answer_join, invite.id, second, BOSS, later(hours=3))
    assert (world.roles(), world.news()) == before


def test_another_shops_owner_cannot_tell_the_invite_from_one_that_never_was(world: World) -> None:
    invite = world.opened()
    other = world.do(create_shop, a_shop(token="other"), [], "first", NOW)
    stranger = Caller(NEWCOMER.bot_id, 2000, "옆집 사장")
    world.do(accept_invite, "first", stranger, NOW)
    assert world.store.memory.members[other.id, 2000][0].role is Role.OWNER
    for invite_id, by in ((invite.id, stranger), (99, BOSS), (invite.id, caller(Role.OWNER, OTHER_BOT))):
        with pytest.raises(errors.LinkInvalid):
            world.do(answer_join, invite_id, True, by, later(hours=2))


def test_nobody_but_the_owner_answers_not_even_for_themselves(world: World) -> None:
    invite = world.opened()
    for role in (Role.MANAGER, Role.STAFF):
        with pytest.raises(errors.NotAllowed):
            world.do(answer_join, invite.id, True, caller(role), later(hours=2))
    with pytest.raises(errors.LinkInvalid):
        world.do(answer_join, invite.id, True, NEWCOMER, later(hours=2))
    world.do(answer_join, invite.id, True, BOSS, later(hours=2))


def test_invite_that_nobody_opened_cannot_be_answered(world: World) -> None:
    world.do(invite_staff, world.shop.id, Role.STAFF, "hash", BOSS, NOW)
    with pytest.raises(errors.LinkInvalid):
        world.do(answer_join, 1, True, BOSS, NOW)


# Roles, removal, hand-over

CHANGES: list[tuple[str, Callable[..., Any], tuple[Any, ...]]] = [
    ("role", change_role, (Role.MANAGER,)),
    ("removal", remove_member, ()),
    ("hand-over", hand_over, ()),
]
every_change = pytest.mark.parametrize(("change", "args"), [c[1:] for c in CHANGES], ids=[c[0] for c in CHANGES])


@every_change
def test_only_the_owner_changes_the_staff(world: World, change: Callable[..., Any], args: tuple[Any, ...]) -> None:
    before = world.roles()
    for by in (caller(Role.MANAGER), caller(Role.STAFF)):
        with pytest.raises(errors.NotAllowed):
            world.do(change, world.shop.id, STAFF, *args, by, NOW)
    for by in (NEWCOMER, caller(Role.CUSTOMER), caller(Role.OWNER, OTHER_BOT)):
        with pytest.raises(errors.ShopNotFound):
            world.do(change, world.shop.id, STAFF, *args, by, NOW)
    assert (world.roles(), world.news()) == (before, [])


@every_change
def test_owner_stays_and_strangers_are_not_found(
    world: World, change: Callable[..., Any], args: tuple[Any, ...]
) -> None:
    with pytest.raises(errors.OwnerStays):
        world.do(change, world.shop.id, OWNER, *args, BOSS, NOW)
    with pytest.raises(errors.MemberNotFound):
        world.do(change, world.shop.id, STRANGER, *args, BOSS, NOW)
    assert world.news() == []


def test_owner_makes_staff_a_manager_and_back_and_they_are_told(world: World) -> None:
    view = world.do(change_role, world.shop.id, STAFF, Role.MANAGER, BOSS, NOW)
    assert view.member(STAFF).role is Role.MANAGER
    world.do(change_role, world.shop.id, STAFF, Role.STAFF, BOSS, later(minutes=1))
    assert world.news() == [(STAFF, "role", "manager"), (STAFF, "role", "staff")]


def test_same_role_again_tells_nobody_and_no_role_makes_an_owner(world: World) -> None:
    world.do(change_role, world.shop.id, STAFF, Role.STAFF, BOSS, NOW)
    for role in (Role.OWNER, Role.CUSTOMER):
        with pytest.raises(errors.NotAllowed):
            world.do(change_role, world.shop.id, STAFF, role, BOSS, NOW)
    assert world.news() == []


def test_removed_member_is_out_with_the_next_tap(world: World) -> None:
    order_id = world.do(store_order, an_order(world.shop.id))
    view = world.do(remove_member, world.shop.id, STAFF, BOSS, NOW)
    assert [member.user_id for member in view.staff] == [OWNER, MANAGER]
    assert (world.news(), world.menus()) == ([(STAFF, "removed", "staff")], [STAFF])
    with pytest.raises(errors.OrderNotFound):
        world.do(confirm_order, order_id, 1, caller(Role.STAFF), NOW)
    with pytest.raises(errors.MemberNotFound):
        world.do(remove_member, world.shop.id, STAFF, BOSS, NOW)


def test_shop_changes_hands_and_only_the_new_owner_can_give_it_back(world: World) -> None:
    view = world.do(hand_over, world.shop.id, STAFF, BOSS, NOW)
    assert world.roles() == {OWNER: Role.MANAGER, MANAGER: Role.MANAGER, STAFF: Role.OWNER}
    assert view.me.role is Role.MANAGER
    assert world.news() == [(STAFF, "owner", "owner")]
    with pytest.raises(errors.NotAllowed):
        world.do(hand_over, world.shop.id, OWNER, BOSS, NOW)
    world.do(hand_over, world.shop.id, OWNER, caller(Role.STAFF), later(minutes=1))
    assert world.roles() == {OWNER: Role.OWNER, MANAGER: Role.MANAGER, STAFF: Role.MANAGER}


def test_new_owner_is_asked_about_everyone_who_still_waits(world: World) -> None:
    waiting = world.opened(Role.MANAGER)
    answered = world.opened(Role.STAFF, "answered", Caller(NEWCOMER.bot_id, 1000, "대답 받은 이"))
    world.do(answer_join, answered.id, False, BOSS, later(hours=2))
    world.do(invite_staff, world.shop.id, Role.STAFF, "unopened", BOSS, NOW)
    before = len(world.news())
    world.do(hand_over, world.shop.id, STAFF, BOSS, later(hours=3))
    assert world.news()[before:] == [(STAFF, "owner", "owner"), (STAFF, "asks", "manager")]
    asks = world.queued(IntentKind.STAFF)[-1]
    assert (asks.payload["name"], asks.payload["invite"]) == ("나그네", waiting.id)
    world.do(answer_join, waiting.id, True, caller(Role.STAFF), later(hours=4))
    assert world.roles()[STRANGER] is Role.MANAGER


def test_every_new_owner_is_asked_anew_and_never_about_who_is_on_the_staff(world: World) -> None:
    first, _ = world.opened(), world.opened(Role.MANAGER, "second")
    world.do(hand_over, world.shop.id, STAFF, BOSS, later(hours=2))
    world.do(hand_over, world.shop.id, OWNER, caller(Role.STAFF), later(hours=3))
    assert [told for told in world.news() if told[1] == "asks"].count((OWNER, "asks", "staff")) == 2
    world.do(answer_join, first.id, True, BOSS, later(hours=4))
    before = len(world.news())
    world.do(hand_over, world.shop.id, STRANGER, BOSS, later(hours=5))
    assert world.news()[before:] == [(STRANGER, "owner", "owner")]


def test_what_a_removed_member_still_sees_of_the_shop_is_drawn_again(world: World) -> None:
    here, other = Chat(world.shop.shop.bot_id, STAFF), world.do(open_shop, a_shop(token="other"))
    seen, foreign = (world.do(store_order, an_order(shop_id)) for shop_id in (world.shop.id, other.id))

    def show(uow: UnitOfWork) -> None:
        for side, order_id in ((Side.SHOP, seen), (Side.CUSTOMER, seen), (Side.SHOP, foreign)):
            uow.chats.save_card(ShownCard(here, side, order_id, order_id + 50, "digest"))
        uow.chats.save_navigator(Navigator(here, world.shop.id, 70, "view"))

    world.do(show)
    world.store.memory.intents.clear()
    world.do(remove_member, world.shop.id, STAFF, BOSS, later(hours=1))
    redraws = world.queued(IntentKind.CARD, IntentKind.NAVIGATOR)
    assert [(one.chat, one.kind, one.side, one.order_id) for one in redraws] == [
        (here, IntentKind.CARD, Side.SHOP, seen),
        (here, IntentKind.NAVIGATOR, Side.SHOP, None),
    ]
    assert not any(one.loud or one.payload.get("new") for one in redraws)


def test_navigator_that_shows_another_shop_is_left_alone(world: World) -> None:
    here, other = Chat(world.shop.shop.bot_id, STAFF), world.do(open_shop, a_shop(token="other"))
    world.do(lambda uow: uow.chats.save_navigator(Navigator(here, other.id, 70, "view")))
    world.do(remove_member, world.shop.id, STAFF, BOSS, NOW)
    assert world.queued(IntentKind.NAVIGATOR) == []


# Duty


def _buyer_asks_to_cancel(world: World, now: datetime) -> int:
    """An order is placed, confirmed, asked about and asked to be cancelled; returns its id."""
    order_id: int = world.do(store_order, an_order(world.shop.id))
    order = world.do(confirm_order, order_id, 1, BOSS, now)
    world.do(ask_about_order, order_id, Message("언제 와요?"), caller(Role.CUSTOMER), now)
    world.do(request_cancel, order_id, order.version, "늦어요", False, caller(Role.CUSTOMER), now)
    return order_id


def test_who_goes_off_duty_gets_redraws_but_no_new_card_and_no_notice(world: World) -> None:
    view = world.do(set_duty, world.shop.id, False, caller(Role.STAFF), NOW)
    assert [member.on_duty for member in view.staff] == [True, True, False]
    order_id = _buyer_asks_to_cancel(world, NOW)
    mine = [one.intent for one in world.store.memory.intents if one.intent.chat.chat_id == STAFF]
    assert {intent.kind for intent in mine} == {IntentKind.CARD, IntentKind.NAVIGATOR}
    assert not any(intent.loud or intent.payload.get("new") for intent in mine)
    told = [one.intent for one in world.store.memory.intents if one.intent.chat.chat_id == MANAGER]
    assert [intent.payload["entry"] for intent in told if intent.kind is IntentKind.NOTICE] == [
        "cancel_requested",
    ]
    assert IntentKind.RELAY in {intent.kind for intent in told}
    assert world.do(see_order, order_id, Side.SHOP, caller(Role.STAFF)).order.id == order_id


def test_who_comes_back_on_duty_is_told_again_and_keeps_role_and_rank(world: World) -> None:
    world.do(set_duty, world.shop.id, False, caller(Role.MANAGER), NOW)
    world.do(set_duty, world.shop.id, True, caller(Role.MANAGER), later(hours=1))
    staff = world.do(see_staff, world.shop.id, caller(Role.MANAGER)).staff
    assert [(member.user_id, member.on_duty) for member in staff] == [(OWNER, True), (MANAGER, True), (STAFF, True)]
    world.do(store_order, an_order(world.shop.id))
    new = {one.intent.chat.chat_id for one in world.store.memory.intents if one.intent.payload.get("new")}
    assert new >= {OWNER, MANAGER, STAFF}


def test_new_role_leaves_duty_as_it_is(world: World) -> None:
    world.do(set_duty, world.shop.id, False, caller(Role.STAFF), NOW)
    view = world.do(change_role, world.shop.id, STAFF, Role.MANAGER, BOSS, NOW)
    assert view.member(STAFF) == Member(world.shop.id, STAFF, Role.MANAGER, "박직원", on_duty=False)


def test_duty_and_staff_are_seen_by_nobody_from_outside(world: World) -> None:
    for by in (NEWCOMER, caller(Role.CUSTOMER), caller(Role.OWNER, OTHER_BOT)):
        with pytest.raises(errors.ShopNotFound):
            world.do(see_staff, world.shop.id, by)
        with pytest.raises(errors.ShopNotFound):
            world.do(set_duty, world.shop.id, False, by, NOW)
