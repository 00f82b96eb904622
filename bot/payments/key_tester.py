"""Asks Toss whether it takes the keys that an owner entered in the chat: one harmless question, by the worker."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

from bot.payments.toss import TossGateway
from domain.gateway import GatewayFault, InDoubt, NotReached
from domain.payment_news import KeyVerdict
from domain.payment_ports import KeyTrial, ShopGateway
from domain.ports import Store
from domain.use_cases.try_keys import claim_trials, settle_trial

log = logging.getLogger(__name__)

MOST_TRIES: Final = 5


class KeyTester:
    """`work_off` asks about all that is due; nothing is asked inside a transaction."""

    def __init__(
        self, store: Store, gateway_of: Callable[[ShopGateway], TossGateway], clock: Callable[[], datetime]
    ) -> None:
        self._store, self._gateway_of, self._clock = store, gateway_of, clock

    async def work_off(self) -> None:
        for trial in await self._store.run(claim_trials, self._clock()):
            verdict = await self._ask(trial)
            if verdict is not None:
                await self._store.run(settle_trial, trial, verdict, self._clock())

    async def _ask(self, trial: KeyTrial) -> KeyVerdict | None:
        """None: it could not be asked, and comes again."""
        now = self._clock()
        try:
            answer = await self._gateway_of(trial.gateway).transactions(now, now)
        except GatewayFault as fault:
            log.info("keys of shop %s are not taken: %s", trial.gateway.shop_id, fault)
            return KeyVerdict.REFUSED
        if isinstance(answer, NotReached | InDoubt):
            return KeyVerdict.UNREACHED if trial.tries >= MOST_TRIES else None
        return KeyVerdict.TAKEN
