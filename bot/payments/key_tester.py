"""Asks Toss whether it takes the keys that an owner entered in the chat: harmless questions, by the worker."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

from bot.payments.same_account import found_by
from bot.payments.toss import TossGateway
from domain.gateway import GatewayFault, InDoubt, NotReached
from domain.payment_news import KeyVerdict
from domain.payment_ports import KeyTrial, ShopGateway
from domain.ports import Store
from domain.unsettled import Unsettled, see_unsettled
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
            verdict, known = await self._ask(trial)
            if verdict is not None:
                await self._store.run(settle_trial, trial, verdict, known, self._clock())

    async def _ask(self, trial: KeyTrial) -> tuple[KeyVerdict | None, list[Unsettled]]:
        """With the unsettled payments that the keys know. None: it could not be asked, and comes again."""
        now, shop_id = self._clock(), trial.gateway.shop_id
        unsettled = await self._store.read(see_unsettled, shop_id)
        try:
            gateway = self._gateway_of(trial.gateway)
            answer = await gateway.transactions(now, now)
            known = await found_by(gateway, unsettled)
        except GatewayFault as fault:
            log.info("keys of shop %s are not taken: %s", shop_id, fault)
            return KeyVerdict.REFUSED, []
        if isinstance(answer, NotReached | InDoubt) or isinstance(known, NotReached | InDoubt):
            return (KeyVerdict.UNREACHED if trial.tries >= MOST_TRIES else None), []
        return KeyVerdict.TAKEN, known
