"""The nightly comparison of a shop's ledger with its payment company's list; the owner hears of every difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.gateway_work import GatewayTask, TaskKind
from domain.payment_news import difference_intent
from domain.payment_ports import ShopGateway
from domain.people import owners_of
from domain.ports import UnitOfWork
from domain.reconciling import Difference, DifferenceKind, ReportedMovement, is_booked, is_closing, unreported


@dataclass(frozen=True, slots=True)
class Period:
    """What is compared: from `since` on, before `until`."""

    since: datetime
    until: datetime

    def holds(self, at: datetime) -> bool:
        return self.since <= at < self.until


def shops_with_gateways(uow: UnitOfWork) -> list[ShopGateway]:
    """Every shop for which a payment company takes money."""
    return uow.payments.gateways()


def compare_payments(
    uow: UnitOfWork, gateway: ShopGateway, reported: Sequence[ReportedMovement], period: Period, now: datetime
) -> list[Difference]:
    """`reported` reaches a day beyond the period on either side: a booking may be later than the money.

    Money of other sales under the same contract is none of ours. What is not booked is looked at once more.
    """
    found = [*_not_booked(uow, gateway, reported, period, now), *_not_reported(uow, gateway, reported, period)]
    if found:
        shop = uow.shops.get(gateway.shop_id)
        owners = owners_of(uow.people.staff_of(shop.id))
        uow.outbox.add(difference_intent(shop, owner, period.since, found, now) for owner in owners)
    return found


def _not_booked(
    uow: UnitOfWork, gateway: ShopGateway, reported: Sequence[ReportedMovement], period: Period, now: datetime
) -> Iterator[Difference]:
    for one in reported:
        place = uow.payments.attempt_of_order_ref(one.order_ref) if period.holds(one.at) else None
        order = uow.orders.get(place.order_id) if place else None
        if place is None or order is None or order.shop_id != gateway.shop_id:
            continue
        if not (is_booked(order, place.attempt, place.request, one) or is_closing(order, place, one, reported)):
            key = f"compare:{gateway.shop_id}:{one.transaction}"
            task = GatewayTask(TaskKind.FETCH, order.id, now, key, place.request, place.attempt)
            uow.payments.add_tasks([task])
            yield Difference(DifferenceKind.NOT_BOOKED, order.number, one.amount, one.is_refund)


def _not_reported(
    uow: UnitOfWork, gateway: ShopGateway, reported: Sequence[ReportedMovement], period: Period
) -> Iterator[Difference]:
    for order_id in uow.payments.orders_moved(gateway.shop_id, gateway.provider, period.since, period.until):
        order = uow.orders.get(order_id)
        yield from unreported(order, gateway.provider, period.since, period.until, reported)
