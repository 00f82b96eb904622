"""What every storage of people promises."""

from dataclasses import replace

from domain.people import CONSENT_VERSION, Customer, Member, Role
from domain.ports import UnitOfWork
from domain.shop import Shop
from tests.factories import (
    ADDRESS,
    BOT,
    CUSTOMER,
    MANAGER,
    NOW,
    OTHER_BOT,
    OWNER,
    PHONE,
    STAFF,
    STRANGER,
    a_shop,
    later,
    open_shop,
)
from tests.storage.ports.conftest import Desk


def shops_of(uow: UnitOfWork, bot_id: int, user_id: int) -> list[tuple[Shop, Role]]:
    return uow.people.shops_of(bot_id, user_id)


def visited(uow: UnitOfWork, bot_id: int, user_id: int) -> list[Shop]:
    return uow.people.shops_visited_by(bot_id, user_id)


async def test_roles_belong_to_one_shop(desk: Desk) -> None:
    mine, other = await desk.run(open_shop), await desk.run(lambda uow: uow.shops.add(a_shop(token="other")))

    def ask(uow: UnitOfWork, shop_id: int, user_id: int) -> Role | None:
        return uow.people.role_of(shop_id, user_id)

    assert await desk.read(ask, mine.id, MANAGER) is Role.MANAGER
    assert await desk.read(ask, mine.id, STRANGER) is None
    assert await desk.read(ask, other.id, MANAGER) is None


async def test_joining_again_changes_role_and_name_but_not_the_rank(desk: Desk) -> None:
    opened = await desk.run(open_shop)
    again = Member(opened.id, OWNER, Role.STAFF, "김전사장")
    await desk.run(lambda uow: uow.people.add_member(again, later(days=1)))
    staff = await desk.read(lambda uow: uow.people.staff_of(opened.id))
    assert staff[0] == again
    assert [member.user_id for member in staff] == [OWNER, MANAGER, STAFF]


async def test_who_is_off_duty_is_known_as_such_until_they_come_back(desk: Desk) -> None:
    opened = await desk.run(open_shop)
    resting = Member(opened.id, MANAGER, Role.MANAGER, "이매니저", on_duty=False)
    await desk.run(lambda uow: uow.people.add_member(resting, later(days=1)))
    staff = await desk.read(lambda uow: uow.people.staff_of(opened.id))
    assert [(member.user_id, member.on_duty) for member in staff] == [(OWNER, True), (MANAGER, False), (STAFF, True)]
    await desk.run(lambda uow: uow.people.add_member(replace(resting, on_duty=True), later(days=2)))
    assert all(member.on_duty for member in await desk.read(lambda uow: uow.people.staff_of(opened.id)))


async def test_removed_member_has_no_part_in_that_shop_and_keeps_it_in_others(desk: Desk) -> None:
    opened = await desk.run(open_shop)
    other = await desk.run(open_shop, a_shop(token="other"))
    await desk.run(lambda uow: uow.people.remove_member(opened.id, MANAGER))
    await desk.run(lambda uow: uow.people.remove_member(opened.id, STRANGER))
    assert [member.user_id for member in await desk.read(lambda uow: uow.people.staff_of(opened.id))] == [OWNER, STAFF]
    assert await desk.read(lambda uow: uow.people.role_of(opened.id, MANAGER)) is None
    assert await desk.read(shops_of, BOT, MANAGER) == [(other.shop, Role.MANAGER)]


async def test_who_comes_back_joins_behind_the_others(desk: Desk) -> None:
    opened = await desk.run(open_shop)
    await desk.run(lambda uow: uow.people.remove_member(opened.id, OWNER))
    await desk.run(lambda uow: uow.people.add_member(Member(opened.id, OWNER, Role.STAFF, "김"), later(days=1)))
    staff = await desk.read(lambda uow: uow.people.staff_of(opened.id))
    assert [member.user_id for member in staff] == [MANAGER, STAFF, OWNER]


async def test_person_sees_own_shops_of_one_bot_oldest_membership_first(desk: Desk) -> None:
    first = await desk.run(lambda uow: uow.shops.add(a_shop(token="1")))
    second = await desk.run(lambda uow: uow.shops.add(a_shop(token="2")))
    foreign = await desk.run(lambda uow: uow.shops.add(a_shop(OTHER_BOT, token="3")))

    def join(uow: UnitOfWork) -> None:
        uow.people.add_member(Member(second.id, OWNER, Role.OWNER, "김"), NOW)
        uow.people.add_member(Member(first.id, OWNER, Role.STAFF, "김"), later(days=1))
        uow.people.add_member(Member(foreign.id, OWNER, Role.OWNER, "김"), NOW)

    await desk.run(join)
    assert await desk.read(shops_of, BOT, OWNER) == [(second, Role.OWNER), (first, Role.STAFF)]
    assert await desk.read(shops_of, OTHER_BOT, OWNER) == [(foreign, Role.OWNER)]
    assert await desk.read(shops_of, BOT, STRANGER) == []


async def test_customer_is_kept_per_shop_and_replaced_by_what_was_given_last(desk: Desk) -> None:
    opened = await desk.run(open_shop)
    other = await desk.run(lambda uow: uow.shops.add(a_shop(token="other")))
    visitor = Customer(other.id, CUSTOMER)
    await desk.run(lambda uow: uow.people.save_customer(visitor))
    full = Customer(opened.id, CUSTOMER, CONSENT_VERSION, NOW, "홍길동", PHONE, ADDRESS)
    await desk.run(lambda uow: uow.people.save_customer(full))
    moved = replace(full, address="서울")
    await desk.run(lambda uow: uow.people.save_customer(moved))

    def ask(uow: UnitOfWork, shop_id: int, user_id: int) -> Customer | None:
        return uow.people.customer(shop_id, user_id)

    assert await desk.read(ask, opened.id, CUSTOMER) == moved
    assert await desk.read(ask, other.id, CUSTOMER) == visitor
    assert await desk.read(ask, opened.id, STRANGER) is None


async def test_visited_shops_are_those_of_the_bot(desk: Desk) -> None:
    opened = await desk.run(open_shop)
    foreign = await desk.run(open_shop, a_shop(OTHER_BOT, token="other"))
    assert await desk.read(visited, BOT, CUSTOMER) == [opened.shop]
    assert await desk.read(visited, OTHER_BOT, CUSTOMER) == [foreign.shop]
    assert await desk.read(visited, BOT, OWNER) == []
