"""Payments whose end only the account knows at which they were begun: other keys would ask the wrong one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from domain.errors import PaymentsUnsettled
from domain.order import Order
from domain.payment_request import AttemptState, RefundState, RequestState
from domain.ports import UnitOfWork

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Unsettled:
    """One try to pay, by our name of it and the company's; `number` is the order's."""

    number: int
    order_ref: str
    payment_ref: str


def unsettled_of(order: Order) -> Iterator[Unsettled]:
    """Being confirmed, waiting on a virtual account, or being given back."""
    going_back = {(one.request, one.attempt) for one in order.refunds if one.state is RefundState.PENDING}
    for request in order.requests:
        for attempt in request.attempts:
            is_decided = request.state is not RequestState.PROCESSING or attempt.state is not AttemptState.RETURNED
            has_account = request.state.is_live and attempt.account is not None and attempt.is_unsettled
            if not is_decided or has_account or (request.number, attempt.number) in going_back:
                yield Unsettled(order.number, attempt.order_ref, attempt.payment_ref)


def see_unsettled(uow: UnitOfWork, shop_id: int) -> list[Unsettled]:
    """All of the shop's."""
    orders = (uow.orders.get(order_id) for order_id in uow.payments.unsettled(shop_id))
    return [one for order in orders for one in unsettled_of(order)]


def require_settled(uow: UnitOfWork, shop_id: int) -> None:
    """Raises PaymentsUnsettled."""
    if found := see_unsettled(uow, shop_id):
        raise PaymentsUnsettled(numbers=numbers_of(found))


def numbers_of(found: Collection[Unsettled]) -> str:
    """`3309803, 7741169`, of many the first few."""
    numbers = list(dict.fromkeys(str(one.number) for one in found))
    return ", ".join(numbers[:_MOST_NAMED]) + (" …" if len(numbers) > _MOST_NAMED else "")
