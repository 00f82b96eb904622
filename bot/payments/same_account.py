"""Whether keys belong to the account at which a shop's unsettled payments were begun: it is asked for each of them."""

from __future__ import annotations

from collections.abc import Iterable

from bot.payments.toss import TossGateway
from domain.gateway import Fetched, InDoubt, NotReached, ProviderStatus
from domain.unsettled import Unsettled


async def found_by(gateway: TossGateway, unsettled: Iterable[Unsettled]) -> list[Unsettled] | NotReached | InDoubt:
    """Those that the company knows under these keys. Raises GatewayFault."""
    found = []
    for one in unsettled:
        answer = await gateway.fetch(one.order_ref, one.payment_ref)
        if not isinstance(answer, Fetched):
            return answer
        if answer.payment.status is not ProviderStatus.UNKNOWN and answer.payment.order_ref == one.order_ref:
            found.append(one)
    return found
