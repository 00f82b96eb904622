"""What every storage of shops promises."""

from datetime import datetime

import pytest

from domain.catalog import Product
from domain.errors import LinkInvalid, ShopNotFound
from domain.money import Money
from domain.people import Invite, Role
from domain.ports import UnitOfWork
from domain.shop import Shop
from tests.factories import BOT, NOW, OTHER_BOT, STRANGER, a_shop, later, open_shop
from tests.storage.ports.conftest import Desk


def redeem(uow: UnitOfWork, bot_id: int, token_hash: str, now: datetime = NOW) -> Invite:
    return uow.shops.redeem_invite(bot_id, token_hash, STRANGER, "나그네", now)


def look_up(uow: UnitOfWork, invite_id: int) -> Invite:
    return uow.shops.invite(invite_id)


def decide(uow: UnitOfWork, invite_id: int) -> bool:
    return uow.shops.decide_invite(invite_id, later(hours=1))


def invite(uow: UnitOfWork, shop_id: int) -> None:
    uow.shops.add_invite(shop_id, Role.MANAGER, "hash", later(hours=24))


async def test_shop_comes_back_with_and_without_an_account(desk: Desk) -> None:
    first = await desk.run(lambda uow: uow.shops.add(a_shop()))
    second = await desk.run(lambda uow: uow.shops.add(a_shop(token="other", account=None, name="미니 ✿")))
    assert first.id != second.id
    for shop in (first, second):
        assert await desk.read(lambda uow, shop_id: uow.shops.get(shop_id), shop.id) == shop


async def test_unknown_shop_is_not_found(desk: Desk) -> None:
    with pytest.raises(ShopNotFound):
        await desk.read(lambda uow: uow.shops.get(99))


async def test_customers_link_leads_to_the_shop_only_at_its_own_bot(desk: Desk) -> None:
    opened = await desk.run(open_shop)

    def find(uow: UnitOfWork, bot_id: int, token: str) -> Shop | None:
        return uow.shops.of_customer_token(bot_id, token)

    assert await desk.read(find, BOT, "customers-1") == opened.shop
    assert await desk.read(find, OTHER_BOT, "customers-1") is None
    assert await desk.read(find, BOT, "customers-2") is None


async def test_products_stand_in_the_order_in_which_the_shop_gave_them(desk: Desk) -> None:
    opened = await desk.run(open_shop)
    other = await desk.run(open_shop, a_shop(token="other"))
    assert await desk.read(lambda uow: uow.shops.products(opened.id)) == list(opened.products)
    assert [product.name for product in opened.products] == ["사이다 100g", "콜라 1L"]
    assert all(product.shop_id == other.id for product in other.products)


async def test_image_is_kept_apart_from_the_product_that_knows_of_it(desk: Desk) -> None:
    opened = await desk.run(open_shop)
    with_image, without = opened.products
    assert (with_image.has_image, without.has_image) == (True, False)
    assert await desk.read(lambda uow: uow.shops.product_image(with_image.id)) == b"\x89PNG"
    assert await desk.read(lambda uow: uow.shops.product_image(without.id)) is None


async def test_invite_works_once_for_its_role_and_remembers_who_opened_it(desk: Desk) -> None:
    opened = await desk.run(open_shop)
    await desk.run(invite, opened.id)
    used = await desk.run(redeem, BOT, "hash")
    assert used == Invite(used.id, opened.id, Role.MANAGER, STRANGER, "나그네", is_decided=False)
    assert await desk.read(look_up, used.id) == used
    with pytest.raises(LinkInvalid):
        await desk.run(redeem, BOT, "hash")


async def test_invite_that_nobody_opened_is_not_found(desk: Desk) -> None:
    opened = await desk.run(open_shop)
    await desk.run(invite, opened.id)
    for invite_id in (1, 99):
        with pytest.raises(LinkInvalid):
            await desk.read(look_up, invite_id)


async def test_invite_is_decided_once(desk: Desk) -> None:
    opened = await desk.run(open_shop)
    await desk.run(invite, opened.id)
    await desk.run(lambda uow: uow.shops.add_invite(opened.id, Role.STAFF, "another", later(hours=24)))
    first, second = await desk.run(redeem, BOT, "hash"), await desk.run(redeem, BOT, "another")
    assert await desk.run(decide, first.id)
    assert (await desk.read(look_up, first.id)).is_decided
    assert not await desk.run(decide, first.id)
    assert await desk.run(decide, second.id), "each invite is decided for itself"
    assert not await desk.run(decide, 99)


@pytest.mark.parametrize(
    ("bot_id", "token", "now"),
    [(BOT, "other", NOW), (OTHER_BOT, "hash", NOW), (BOT, "hash", later(hours=24))],
    ids=["unknown", "other bot", "expired"],
)
async def test_bad_invites_are_refused_alike_and_are_not_used_up(
    desk: Desk, bot_id: int, token: str, now: datetime
) -> None:
    opened = await desk.run(open_shop)
    await desk.run(invite, opened.id)
    with pytest.raises(LinkInvalid):
        await desk.run(redeem, bot_id, token, now)
    assert (await desk.run(redeem, BOT, "hash")).shop_id == opened.id


async def test_image_of_a_new_product_decides_what_the_product_says(desk: Desk) -> None:
    opened = await desk.run(open_shop)
    product = Product(0, opened.id, "껌", Money(500), has_image=True)
    stored = await desk.run(lambda uow: uow.shops.add_product(product, None))
    assert not stored.has_image


async def test_open_invites_are_those_of_the_shop_that_were_opened_and_not_decided(desk: Desk) -> None:
    opened, other = await desk.run(open_shop), await desk.run(open_shop, a_shop(token="other"))

    def invite_all(uow: UnitOfWork) -> None:
        for token in ("unopened", "first", "decided", "second"):
            uow.shops.add_invite(opened.id, Role.STAFF, token, later(hours=24))
        uow.shops.add_invite(other.id, Role.STAFF, "foreign", later(hours=24))

    await desk.run(invite_all)
    second, first, decided, _ = [
        await desk.run(redeem, BOT, token) for token in ("second", "first", "decided", "foreign")
    ]
    await desk.run(decide, decided.id)
    assert await desk.read(lambda uow: uow.shops.open_invites(opened.id)) == [first, second]
