"""Asks Toss whether it takes the keys that an owner entered in the chat: harmless questions, by the worker."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from bot.payments.same_account import found_by
from bot.payments.toss import TossGateway
from domain.gateway import GatewayFault, InDoubt, NotReached
from domain.payment_news import KeyVerdict
from domain.payment_ports import KeyTrial, ShopGateway
from domain.ports import Store
from domain.unsettled import Unsettled, see_unsettled
from domain.use_cases.try_keys import AGAIN, claim_trials, settle_trial

log = logging.getLogger(__name__)

MOST_TRIES: Final = 5
MOST_TIME: Final = AGAIN - timedelta(seconds=10)
"""For all questions of one trial: soon afterwards it is claimed again."""


class KeyTester:
    """`claim` what is due, then `settle` each; nothing is asked inside a transaction."""

    def __init__(
        self,
        store: Store,
        gateway_of: Callable[[ShopGateway], TossGateway],
        clock: Callable[[], datetime],
        most_time: timedelta = MOST_TIME,
    ) -> None:
        self._store, self._gateway_of, self._clock = store, gateway_of, clock
        self._most_seconds = most_time.total_seconds()

    async def claim(self) -> list[KeyTrial]:
        return await self._store.run(claim_trials, self._clock())

    async def settle(self, trial: KeyTrial) -> None:
        """Never raises: what could not be settled comes again."""
        try:
            verdict, known = await self._ask(trial)
            if verdict is not None:
                await self._store.run(settle_trial, trial, verdict, known, self._clock())
        except Exception:
            log.exception("keys of shop %s could not be tried", trial.gateway.shop_id)

    async def _ask(self, trial: KeyTrial) -> tuple[KeyVerdict | None, list[Unsettled]]:
        """With the unsettled payments that the keys know. None: it could not be asked, and comes again."""
        now, shop_id = self._clock(), trial.gateway.shop_id
        unsettled = await self._store.read(see_unsettled, shop_id)
        try:
            gateway = self._gateway_of(trial.gateway)
            async with asyncio.timeout(self._most_seconds):
                answer = await gateway.transactions(now, now)
                known = await found_by(gateway, unsettled)
        except GatewayFault as fault:
            log.info("keys of shop %s are not taken: %s", shop_id, fault)
            return KeyVerdict.REFUSED, []
        except TimeoutError:
            answer = known = NotReached()
        if isinstance(answer, NotReached | InDoubt) or isinstance(known, NotReached | InDoubt):
            return (KeyVerdict.UNREACHED if trial.tries >= MOST_TRIES else None), []
        return KeyVerdict.TAKEN, known
