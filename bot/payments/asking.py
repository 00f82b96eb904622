"""One piece of work at a payment company: what is to be asked is read, asked, and the answer booked.

No call is made inside a transaction, and no answer is kept but in the one that settles its task.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Concatenate, Final, ParamSpec

from domain.errors import OrderChangedMeanwhile
from domain.gateway import (
    NEEDS_ACCOUNT,
    Fetched,
    GatewayFault,
    InDoubt,
    KeysRefused,
    NotReached,
    PaymentGateway,
    PaymentToOpen,
    Rejected,
)
from domain.gateway_work import ClaimedTask, LeaseLost, TaskKind
from domain.payment_ports import ShopGateway
from domain.ports import Store, UnitOfWork
from domain.use_cases.tell_broken_keys import tell_broken_keys
from domain.use_cases.work_gateway import Answer, Work, book_answer, book_fetched, see_work

P = ParamSpec("P")
log = logging.getLogger(__name__)

MOST_TIME: Final = timedelta(seconds=110)
"""For all calls of one task: each may last a minute, and what lasts longer is asked about later."""
_MOST_TRIES: Final = 10
_MOST_DOUBTS: Final = 6
"""So often, in about twenty minutes, the company may say that it does not know what became of a call."""


class Asking:
    """`work` on a claimed task never raises; `gateway_of` opens a shop's gateway."""

    def __init__(
        self,
        store: Store,
        gateway_of: Callable[[ShopGateway], PaymentGateway],
        clock: Callable[[], datetime],
        most_time: timedelta = MOST_TIME,
    ) -> None:
        self._store, self._gateway_of, self._clock = store, gateway_of, clock
        self._most_seconds = most_time.total_seconds()

    async def work(self, claimed: ClaimedTask) -> None:
        """Where the answer cannot be booked, the lease runs out and the task is tried again."""
        try:
            await self._work(claimed)
        except Exception:  # one broken task must not stop the others
            log.exception("payments: %s of order %s failed", claimed.task.kind, claimed.task.order_id)

    async def _work(self, claimed: ClaimedTask) -> None:
        task = claimed.task
        try:
            work = await self._store.read(see_work, claimed)
            answer = await self._answer(claimed, work)
            await self._book(book_answer, claimed, answer, self._clock())
        except LeaseLost:
            log.info("payments: %s of order %s is another worker's by now", task.kind, task.order_id)
        except GatewayFault as fault:
            log.critical("payments: %s of order %s needs an operator: %s", task.kind, task.order_id, fault)
            await self._book(book_answer, claimed, InDoubt("fault"), self._clock())
            if isinstance(fault, KeysRefused):
                await self._store.run(tell_broken_keys, work.order.shop_id, self._clock())

    async def _answer(self, claimed: ClaimedTask, work: Work) -> Answer | None:
        """Given up before the lease ends: nobody else may ask at the same time."""
        try:
            async with asyncio.timeout(self._most_seconds):
                return await self._ask(claimed, work)
        except TimeoutError:
            return InDoubt("no answer in time")

    async def _book(
        self, use_case: Callable[Concatenate[UnitOfWork, P], None], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """The order may change at the same moment: what the provider said stays true."""
        for last in [*[False] * _MOST_TRIES, True]:
            try:
                await self._store.run(use_case, *args, **kwargs)
                break
            except OrderChangedMeanwhile:
                if last:
                    raise

    async def _ask(self, claimed: ClaimedTask, work: Work) -> Answer | None:
        gateway = self._gateway_of(work.gateway) if work.gateway else None
        if claimed.task.kind is TaskKind.EXPIRE:
            return await self._ask_once_more(work, gateway)
        attempt = work.attempt
        if attempt is None:
            return None
        if gateway is None or gateway.provider != attempt.provider:
            return InDoubt("the shop has no such gateway any more")
        match claimed.task.kind:
            case TaskKind.CONFIRM if work.is_to_confirm and work.request:
                return await gateway.confirm(attempt.order_ref, attempt.payment_ref, work.request.amount)
            case TaskKind.REVOKE:
                return await gateway.revoke(attempt.order_ref, attempt.payment_ref)
            case TaskKind.REFUND:
                return await self._refund(gateway, claimed, work)
            case TaskKind.ISSUE_ACCOUNT:
                return await self._issue(gateway, claimed, work)
            case _:
                return await gateway.fetch(attempt.order_ref, attempt.payment_ref)

    async def _refund(self, gateway: PaymentGateway, claimed: ClaimedTask, work: Work) -> Answer | None:
        refund, attempt = work.refund, work.attempt
        if refund is None or attempt is None or not work.is_to_refund:
            return None
        # An earlier call may have arrived, and not every key is remembered for ever.
        if claimed.attempts > 1 or refund.is_tried_again:
            found = await gateway.fetch(attempt.order_ref, attempt.payment_ref)
            if not isinstance(found, Fetched) or work.is_news(found.payment):
                return found
        account = work.order.refund_account if attempt.account else None
        if attempt.account and account is None:  # nobody has said where to yet: the company would only refuse
            return Rejected(NEEDS_ACCOUNT)
        reason = work.order.cancel_reason or str(work.order.number)
        answer = await gateway.refund(attempt.payment_ref, refund.amount, reason, refund.key, account)
        return _given_up(answer, claimed)

    async def _issue(self, gateway: PaymentGateway, claimed: ClaimedTask, work: Work) -> Answer | None:
        request, attempt = work.request, work.attempt
        if request is None or attempt is None or not request.state.is_live:
            return None
        to_open = PaymentToOpen(
            attempt.order_ref,
            str(work.order.number),
            request.amount,
            work.order.recipient.name,
            expires_at=request.expires_at,
        )
        return _given_up(await gateway.issue_account(to_open), claimed)

    async def _ask_once_more(self, work: Work, gateway: PaymentGateway | None) -> Answer | None:
        """Before a deadline: every attempt that may have been paid is looked at (D5)."""
        for attempt in work.unsettled if gateway else ():
            answer = await gateway.fetch(attempt.order_ref, attempt.payment_ref) if gateway else None
            if isinstance(answer, NotReached | InDoubt):
                return answer
            if isinstance(answer, Fetched) and work.request:
                place = (work.order.id, work.request.number, attempt.number)
                await self._book(book_fetched, *place, answer, self._clock())
        return None


def _given_up(answer: Answer, claimed: ClaimedTask) -> Answer:
    """Doubt that is repeated for the same key never ends: somebody is told, and a new try has another key.

    What the record shows later is booked all the same.
    """
    if isinstance(answer, InDoubt) and answer.is_said and claimed.attempts > _MOST_DOUBTS:
        return Rejected(answer.reason)
    return answer
