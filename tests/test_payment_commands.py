"""`minishop payments`: what the operator is told, what is kept, and that no key shows."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest

from bot.__main__ import main
from bot.clock import utc_now
from bot.config import ENVIRONMENT
from bot.demo.toss import LocalToss, Merchant
from bot.jobs.payment_comparison import yesterday
from domain.paying import Terms, request_payment
from domain.payment import MoneyMovement, MovementKind, PaymentMethod
from domain.payment_events import StrayMoneyReceived
from domain.payment_ports import ShopGateway
from domain.payment_request import RequestKind
from domain.people import SYSTEM, Role
from domain.ports import UnitOfWork
from domain.settling import come_back, open_attempt
from domain.shop import Shop
from storage.database import open_store
from storage.schema import migrate
from tests.factories import BOT, NOW, a_shop, actor, an_order, later, store_order

T = TypeVar("T")
Runs = Callable[..., Coroutine[Any, Any, tuple[int, str]]]

TOKEN: Final = "7000000001:payment-command-tests-token_not-a-secret"
SECRET: Final = "test_gsk_of_the_shop_and_a_canary"
CLIENT: Final = "test_gck_of_the_shop"
LINK: Final = "https://t.me/shop_bot?start=scustomers-1"


@pytest.fixture
async def toss() -> AsyncIterator[LocalToss]:
    toss = LocalToss()
    await toss.start()
    toss.add_merchant(Merchant("the-shop", CLIENT, SECRET))
    yield toss
    await toss.stop()


@pytest.fixture
async def database(tmp_path: Path, toss: LocalToss, monkeypatch: pytest.MonkeyPatch) -> str:
    """A shop, and settings beside it."""
    for variable in ENVIRONMENT:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.chdir(tmp_path)
    url = f"sqlite:///{tmp_path}/shop.db"
    Path("config.toml").write_text(
        f'[telegram]\ntoken = "{TOKEN}"\n[database]\nurl = "{url}"\n'
        '[web]\nport = 8080\npublic_url = "https://orders.example.com"\n'
        f'[payments]\nsecret = "a secret of the tests, long enough for it"\ntoss_api_url = "{toss.base_url}"\n',
        "utf-8",
    )
    await asyncio.to_thread(migrate, url)
    await in_database(url, _open_shop)
    return url


async def in_database(url: str, use_case: Callable[[UnitOfWork], T]) -> T:
    store = open_store(url)
    await store.start()
    try:
        return await store.run(use_case)
    finally:
        await store.close()


def _open_shop(uow: UnitOfWork) -> Shop:
    return uow.shops.add(a_shop())


def _contracts(uow: UnitOfWork) -> tuple[list[ShopGateway], bool]:
    shop = uow.shops.of_customer_token(BOT, "customers-1")
    assert shop
    return uow.payments.gateways(), shop.has_gateway


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Runs:
    """A command in a thread of its own, with what the operator types in."""

    async def once(*arguments: str, typed: str = "") -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed + "\n"))
        status = await asyncio.to_thread(main, ("payments", *arguments))
        said = capsys.readouterr()
        assert SECRET not in said.out + said.err
        return status, said.out + said.err

    return once


async def test_shop_is_connected_checked_and_disconnected(database: str, runs: Runs) -> None:
    status, said = await runs("connect", LINK, "--client-key", CLIENT, typed=SECRET)
    assert status == 0, said
    (row,), offers_links = await in_database(database, _contracts)
    assert offers_links
    assert (row.client_key, row.is_test) == (CLIENT, True)
    assert SECRET not in row.sealed_secret
    assert f"https://orders.example.com/webhooks/toss/{row.public_id}" in said
    assert await runs("check") == (0, "부천 미니샵: test keys work, and the payments of yesterday agree.\n")
    status, said = await runs("disconnect", LINK)
    assert status == 0, said
    assert await in_database(database, _contracts) == ([], False)
    assert (await runs("disconnect", LINK))[0] == 1
    assert await runs("check") == (0, "No shop takes payments by link.\n")


@pytest.mark.parametrize(
    ("link", "client", "typed", "words"),
    [
        (LINK, CLIENT, "test_gsk_of_nobody", "Toss does not take the secret key"),
        (LINK, CLIENT, "live_gsk_of_the_shop", "One key is for tests"),
        (LINK, "test_ck_of_another_product", SECRET, "no client key"),
        (LINK, CLIENT, CLIENT, "no secret key"),
        ("https://t.me/shop_bot?start=snobody", CLIENT, SECRET, "No shop has this customers' link"),
    ],
)
async def test_keys_that_cannot_be_used_are_not_kept(
    database: str, runs: Runs, link: str, client: str, typed: str, words: str
) -> None:
    status, said = await runs("connect", link, "--client-key", client, typed=typed)
    assert status == 1
    assert words in said
    assert await in_database(database, _contracts) == ([], False)


async def test_keys_that_stop_working_are_told(database: str, runs: Runs, toss: LocalToss) -> None:
    await runs("connect", LINK, "--client-key", CLIENT, typed=SECRET)
    toss.books.merchants.clear()
    status, said = await runs("check")
    assert status == 1
    assert "the keys do not work: Toss answers UNAUTHORIZED_KEY" in said


async def test_company_that_is_down_is_told_as_that(database: str, runs: Runs, toss: LocalToss) -> None:
    await runs("connect", LINK, "--client-key", CLIENT, typed=SECRET)
    await toss.stop()
    assert await runs("check") == (1, "부천 미니샵: Toss could not be asked (NotReached). Try again later.\n")


async def test_differences_are_told_with_number_amount_and_where(database: str, runs: Runs) -> None:
    def books(uow: UnitOfWork) -> None:
        at = yesterday(utc_now()).since
        order = uow.orders.get(store_order(uow, an_order(number=3309803)))
        order.ledger.append(MoneyMovement(MovementKind.CAPTURE, order.total, at, 0, "toss", "tpk_of_nobody"))
        order.tell(StrayMoneyReceived(at, SYSTEM, order.total))

    await runs("connect", LINK, "--client-key", CLIENT, typed=SECRET)
    await in_database(database, books)
    status, said = await runs("check")
    assert status == 1
    assert "1 differences: 3309803 (payment of 6,000 won in the orders only). The owner is told in the chat." in said


async def test_other_keys_wait_until_every_payment_has_ended(database: str, runs: Runs, toss: LocalToss) -> None:
    def leaves_one_in_doubt(uow: UnitOfWork) -> None:
        order = uow.orders.get(store_order(uow, an_order(number=3309803, payment_method=PaymentMethod.PAY_LINK)))
        order.confirm(actor(Role.STAFF), NOW)
        request_payment(order, Terms(RequestKind.PAY_LINK, later(days=3), "nonce", "hash"), actor(Role.STAFF), NOW)
        open_attempt(order, 1, "toss", "ref-000001", actor(Role.CUSTOMER), NOW)
        come_back(order, 1, 1, "key-000001", order.total, NOW)

    toss.add_merchant(Merchant("somebody-else", "test_gck_of_another", "test_gsk_of_another"))
    await runs("connect", LINK, "--client-key", CLIENT, typed=SECRET)
    await in_database(database, leaves_one_in_doubt)
    before = await in_database(database, _contracts)
    for command in (("connect", LINK, "--client-key", "test_gck_of_another"), ("disconnect", LINK)):
        status, said = await runs(*command, typed="test_gsk_of_another")
        assert status == 1
        assert "have not ended: 3309803" in said
    assert await in_database(database, _contracts) == before


async def test_keys_sealed_with_another_secret_are_told(database: str, runs: Runs) -> None:
    await runs("connect", LINK, "--client-key", CLIENT, typed=SECRET)
    settings = Path("config.toml")
    settings.write_text(settings.read_text("utf-8").replace("a secret of the tests", "another secret of"), "utf-8")
    status, said = await runs("check")
    assert status == 1
    assert "payments.secret does not open its keys" in said


async def test_without_the_installations_secret_nothing_is_sealed(database: str, runs: Runs) -> None:
    settings = Path("config.toml")
    settings.write_text(settings.read_text("utf-8").partition("[payments]")[0], "utf-8")
    status, said = await runs("connect", LINK, "--client-key", CLIENT, typed=SECRET)
    assert status == 1
    assert "MINISHOP_PAYMENT_SECRET" in said
