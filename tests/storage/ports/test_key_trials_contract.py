"""What every storage promises about keys on trial, until a payment company was asked about them."""

from dataclasses import replace

from domain.payment_ports import KeyTrial, ShopGateway
from domain.ports import UnitOfWork
from tests.factories import NOW, OWNER, a_shop, later
from tests.storage.ports.conftest import Desk


def enter(uow: UnitOfWork, secret: str = "sealed") -> KeyTrial:
    shop = uow.shops.add(a_shop(token=secret))
    gateway = ShopGateway(shop.id, "toss", f"public-{secret}", "test_gck_1", secret, True, "cret")
    uow.key_trials.begin(KeyTrial(gateway, OWNER, NOW))
    return KeyTrial(gateway, OWNER, NOW)


async def test_a_trial_is_claimed_once_and_comes_again_until_it_ends(desk: Desk) -> None:
    trial = await desk.run(enter)
    assert await desk.run(lambda uow: uow.key_trials.claim(NOW, later(minutes=1))) == [replace(trial, tries=1)]
    assert await desk.run(lambda uow: uow.key_trials.claim(later(seconds=59), later(minutes=2))) == []
    assert await desk.run(lambda uow: uow.key_trials.claim(later(minutes=1), later(minutes=2))) == [
        replace(trial, tries=2)
    ]
    assert await desk.run(lambda uow: uow.key_trials.end(trial))
    assert not await desk.run(lambda uow: uow.key_trials.end(trial))
    assert await desk.read(lambda uow: uow.key_trials.of(trial.gateway.shop_id)) is None


async def test_keys_entered_later_take_the_place_of_those_before(desk: Desk) -> None:
    first = await desk.run(enter)
    second = replace(first, asked_at=later(seconds=5), gateway=replace(first.gateway, sealed_secret="another"))
    await desk.run(lambda uow: uow.key_trials.begin(second))
    assert not await desk.run(lambda uow: uow.key_trials.end(first))
    assert await desk.read(lambda uow: uow.key_trials.of(first.gateway.shop_id)) == second
