"""The operator's commands about payment companies: connect, check, disconnect. Every failure is one plain message."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

from bot.app import DatabaseUnavailable, opened_store
from bot.clock import utc_now
from bot.config import Settings
from bot.jobs.payment_comparison import PaymentComparison, yesterday
from bot.links import CUSTOMERS
from bot.payments.desk_key import DeskKey
from bot.payments.gateways import TOSS, Gateways, sealed_about
from bot.payments.pay_links import toss_webhook_path
from bot.payments.same_account import found_by
from bot.payments.toss_api import TossKeys
from bot.payments.toss_keys import KeyMistake, mistake_in, tail_of
from domain.errors import PaymentsUnsettled
from domain.gateway import GatewayFault, InDoubt, NotReached
from domain.payment_ports import ShopGateway
from domain.ports import Store, UnitOfWork
from domain.reconciling import Difference, DifferenceKind
from domain.shop import Shop
from domain.unsettled import Unsettled, see_unsettled
from domain.use_cases.compare_payments import shops_with_gateways
from domain.use_cases.connect_gateway import disconnect_gateway, replace_gateway

Ask = Callable[[str], str]
T = TypeVar("T")


class Refused(Exception):
    """The command cannot be done; the text says why and what to do."""


async def connect(settings: Settings, link: str, client_key: str, ask: Ask) -> list[str]:
    """Seals the shop's keys after Toss has taken them. Raises Refused, DatabaseUnavailable."""
    key = _desk_key(settings)
    if not (settings.web.port and settings.web.public_url):
        raise Refused("web.port and web.public_url are not set: customers could not reach the pay page.")
    keys = TossKeys(client_key, ask("Secret key (…_gsk_…): ").strip())
    _look_at(keys)
    async with _opened(settings, key) as (store, gateways):
        shop = await store.read(_shop_of, link, settings)
        await _try(gateways, keys)
        known = await _known(gateways, keys, await store.read(see_unsettled, shop.id))
        public_id = secrets.token_urlsafe(12)
        sealed = key.seal(keys.secret_key, sealed_about(shop.id, TOSS))
        tail = tail_of(keys.secret_key)
        row = ShopGateway(shop.id, TOSS, public_id, keys.client_key, sealed, keys.is_test, tail)
        await _unless_unsettled(store.run(replace_gateway, row, known))
    return [
        f"{shop.name} takes payments by link now{', as a test: no money moves' if keys.is_test else ''}.",
        "Register this webhook at Toss's developer centre, for PAYMENT_STATUS_CHANGED and DEPOSIT_CALLBACK:",
        f"  {settings.web.public_url}{toss_webhook_path(public_id)}",
    ]


async def disconnect(settings: Settings, link: str) -> list[str]:
    """Raises Refused, DatabaseUnavailable."""
    async with _opened(settings, None) as (store, _):
        shop = await store.read(_shop_of, link, settings)
        if not await _unless_unsettled(store.run(disconnect_gateway, shop.id)):
            raise Refused(f"{shop.name} has no payment company.")
    return [f"{shop.name} takes no payments by link any more. Open links say so; refund at Toss what was paid."]


async def check(settings: Settings) -> tuple[bool, list[str]]:
    """Whether every shop's keys work and yesterday's payments agree, with a line for each. Raises Refused."""
    lines, is_fine = [], True
    async with _opened(settings, _desk_key(settings)) as (store, gateways):
        comparison = PaymentComparison(store, gateways, utc_now)
        for row in await store.read(shops_with_gateways):
            shop = await store.read(_shop, row.shop_id)
            problem = await _problem(comparison, row)
            is_fine = is_fine and not problem
            mode = "test keys" if row.is_test else "live keys"
            lines.append(f"{shop.name}: {problem or f'{mode} work, and the payments of yesterday agree.'}")
    return is_fine, lines or ["No shop takes payments by link."]


async def _problem(comparison: PaymentComparison, row: ShopGateway) -> str:
    try:
        found = await comparison.compare(row, yesterday(utc_now()))
    except GatewayFault as fault:
        return f"the keys do not work: {fault}."
    if isinstance(found, NotReached | InDoubt):
        return f"Toss could not be asked ({type(found).__name__}). Try again later."
    differing = ", ".join(map(_difference, found))
    return f"{len(found)} differences: {differing}. The owner is told in the chat." if found else ""


def _difference(one: Difference) -> str:
    what = "refund" if one.is_refund else "payment"
    where = "Toss only" if one.kind is DifferenceKind.NOT_BOOKED else "the orders only"
    return f"{one.number} ({what} of {one.amount.won:,} won in {where})"


def _desk_key(settings: Settings) -> DeskKey:
    if settings.payments.secret is None:
        raise Refused("payments.secret is not set. Set MINISHOP_PAYMENT_SECRET; config.example.toml says how.")
    return DeskKey(settings.payments.secret.get_secret_value())


def _look_at(keys: TossKeys) -> None:
    """Raises Refused for the commonest mistakes: another product's keys, swapped ones, test and live mixed."""
    mistake = mistake_in(keys)
    if mistake is KeyMistake.MIXED:
        raise Refused("One key is for tests and the other is live. Use both of one kind.")
    if mistake:
        part = "gck" if mistake is KeyMistake.CLIENT else "gsk"
        raise Refused(f"That is no {mistake} key of the payment widget: it begins with test_{part}_ or live_{part}_.")


async def _try(gateways: Gateways, keys: TossKeys) -> None:
    now = utc_now()
    try:
        answer = await gateways.of_keys(keys).transactions(now, now)
    except GatewayFault as fault:
        raise Refused(f"Toss does not take the secret key ({fault}). Copy it once more.") from None
    if isinstance(answer, NotReached | InDoubt):
        raise Refused("Toss cannot be reached now. Try again later.")


async def _known(gateways: Gateways, keys: TossKeys, unsettled: list[Unsettled]) -> list[Unsettled]:
    found = await found_by(gateways.of_keys(keys), unsettled)
    if isinstance(found, NotReached | InDoubt):
        raise Refused("Toss cannot be reached now. Try again later.")
    return found


async def _unless_unsettled(call: Awaitable[T]) -> T:
    try:
        return await call
    except PaymentsUnsettled as error:
        raise Refused(
            f"Payments or refunds of these orders have not ended: {error.params['numbers']}. "
            "Only the keys of the same Toss account can tell how; with others, wait or withdraw the requests first."
        ) from None


def _shop_of(uow: UnitOfWork, link: str, settings: Settings) -> Shop:
    """The shop of a customers' link, as `shop create` printed it. Raises Refused."""
    payload = parse_qs(urlsplit(link).query).get("start", [link])[0]
    for token in settings.telegram.tokens:
        bot_id = int(token.partition(":")[0])
        if shop := uow.shops.of_customer_token(bot_id, payload.removeprefix(CUSTOMERS)):
            return shop
    raise Refused("No shop has this customers' link. It stands in the shop's settings in the chat.")


def _shop(uow: UnitOfWork, shop_id: int) -> Shop:
    return uow.shops.get(shop_id)


@asynccontextmanager
async def _opened(settings: Settings, key: DeskKey | None) -> AsyncIterator[tuple[Store, Gateways]]:
    payments = settings.payments
    gateways = Gateways(key, utc_now, toss_api_url=payments.toss_api_url, toss_script_url=payments.toss_script_url)
    try:
        async with opened_store(settings) as store:
            yield store, gateways
    except DatabaseUnavailable as error:
        raise Refused(f"The database cannot be used: {error}") from None
    finally:
        await gateways.close()
