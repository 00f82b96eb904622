"""Other keys while payments have not ended: those of the same account are taken, those of another would ask in vain."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.demo.toss import Merchant
from bot.demo.toss.books import Payment
from bot.payments.gateways import sealed_about
from bot.payments.key_tester import KeyTester
from domain.errors import PaymentsUnsettled
from domain.gateway_work import GatewayTask, TaskKind
from domain.payment_ports import ShopGateway
from domain.payment_request import RefundState, RequestState
from domain.people import Role
from domain.ports import UnitOfWork
from domain.refunding import start_refunds
from domain.use_cases.set_payments import enter_keys, remove_keys
from tests.bot.web.pay_desk import KEY, PayDesk, open_pay_desk
from tests.factories import actor, caller

BOSS = actor(Role.OWNER)
ROTATED = ("test_gck_of_the_shop", "test_gsk_of_the_shop_again")
FOREIGN = ("test_gck_of_another", "test_gsk_of_another")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[PayDesk]:
    """The shop's own account has a second pair of keys; somebody else has an account, too."""
    async with open_pay_desk(tmp_path) as desk:
        desk.toss.webhooks.is_held = True
        desk.toss.books.merchants["rotated"] = Merchant("the-shop", *ROTATED)
        desk.toss.add_merchant(Merchant("somebody-else", *FOREIGN))
        yield desk


async def enters(desk: PayDesk, keys: tuple[str, str]) -> str:
    """The owner enters these keys; the verdict that they read."""
    order = await desk.order()
    sealed = KEY.seal(keys[1], sealed_about(order.shop_id, "toss"))
    gateway = ShopGateway(order.shop_id, "toss", "new", keys[0], sealed, True)
    await desk.store.run(enter_keys, gateway, caller(), desk.clock())
    tester = KeyTester(desk.store, desk.gateways.of, desk.clock)
    for trial in await tester.claim():
        await tester.settle(trial)
    kept = await desk.store.read(lambda uow: uow.payments.gateway(order.shop_id))
    assert kept
    assert await desk.store.read(lambda uow: uow.key_trials.of(order.shop_id)) is None
    return "taken" if kept.sealed_secret == sealed else "refused"


async def removes(desk: PayDesk) -> None:
    """The owner removes the keys."""
    await desk.store.run(remove_keys, (await desk.order()).shop_id, caller())


def at_toss(desk: PayDesk) -> Payment:
    return next(reversed(desk.toss.books.payments.values()))


async def in_doubt(desk: PayDesk) -> None:
    """Toss took the money, and its answer was lost."""
    desk.toss.faults.add("drop", "/v1/payments/confirm")
    await desk.pays()
    await desk.works()
    assert await desk.state() is RequestState.PROCESSING


async def going_back(desk: PayDesk) -> None:
    """A paid order was cancelled, and nobody knows yet whether the money went back."""
    await desk.pays()
    await desk.works()
    desk.toss.faults.add("drop", f"/v1/payments/{at_toss(desk).payment_key}/cancel")
    await desk.does(lambda order, at: order.cancel("품절", BOSS, at))
    await desk.does(lambda order, at: start_refunds(order, BOSS, at))
    await desk.works()
    assert (await desk.order()).refunds[0].state is RefundState.PENDING


async def waiting(desk: PayDesk) -> None:
    """The customer has a virtual account to transfer to."""
    await desk.pays("account")
    await desk.works()
    desk.clock.ahead += timedelta(seconds=5)
    await desk.works()
    assert await desk.state() is RequestState.AWAITING_DEPOSIT


@pytest.mark.parametrize("state", [in_doubt, going_back, waiting])
async def test_another_accounts_keys_are_refused_while_a_payment_has_not_ended(
    desk: PayDesk, state: Callable[[PayDesk], Awaitable[None]]
) -> None:
    await state(desk)
    assert await enters(desk, FOREIGN) == "refused"
    with pytest.raises(PaymentsUnsettled) as refused:
        await removes(desk)
    assert refused.value.params == {"numbers": "7741169"}
    assert await enters(desk, ROTATED) == "taken", "the same account knows how it ends"
    if state is waiting:
        desk.toss.books.deposit(at_toss(desk))
        await desk.store.run(_looks, desk)
    desk.clock.ahead += timedelta(minutes=1)
    await desk.works()
    assert await desk.movements() == [("capture", 4500), ("refund", 4500)][: 2 if state is going_back else 1]
    assert await enters(desk, FOREIGN) == "taken"
    await removes(desk)


def _looks(uow: UnitOfWork, desk: PayDesk) -> None:
    """As when Toss's webhook has told of the deposit."""
    now = desk.clock()
    uow.payments.add_tasks([GatewayTask(TaskKind.FETCH, desk.order_id, now, "heard", request=1, attempt=1)])


async def test_open_window_does_not_hold_the_keys_and_its_return_takes_no_money(desk: PayDesk) -> None:
    address = await desk.in_window("card", await desk.opens())
    assert await enters(desk, FOREIGN) == "taken"
    await desk.comes_back(address)
    await desk.works()
    assert (await desk.state(), await desk.movements()) == (RequestState.REQUESTED, [])
